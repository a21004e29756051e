package io.github.vertxnghttp2.testing;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;

/** TLS for peers that are played by hand. */
public final class TlsSockets {
  private TlsSockets() {
  }

  /** The client's end, which asks for HTTP/2 by ALPN and trusts any server. */
  public static Socket h2(Socket connected) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(connected, "localhost", connected.getPort(),
        true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return tls;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
