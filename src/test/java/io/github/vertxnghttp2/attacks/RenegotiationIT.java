package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.ServerKind;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import java.io.IOException;

/** Clients that begin a second handshake of TLS, RFC 9113 section 9.2.1. */
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
class RenegotiationIT extends AttackScript {
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  private SSLSocket open(String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, CERTIFICATE.trustOptions().getTrustManagerFactory(vertx).getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.actualPort());
    closing(socket);
    socket.setEnabledProtocols(new String[] {protocol});
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private FramePeer speak(SSLSocket socket) {
    FramePeer peer = closing(FramePeer.over(socket, true));
    peer.handshake();
    assertAlive(peer, 1);
    return peer;
  }

  private void serve() {
    serve(options(new Http2Options()).setSsl(true).setKeyCertOptions(CERTIFICATE.keyCertOptions()),
      request -> request.response().end());
  }

  @Test
  void a_client_that_renegotiates_is_disconnected_and_others_are_served() throws Exception {
    serve();
    FramePeer other = speak(open("TLSv1.2"));
    SSLSocket socket = open("TLSv1.2");
    speak(socket);
    try {
      socket.startHandshake();
    } catch (IOException e) {
      // the end of the connection may be there first
    }
    Leaks.eventually("the attacker is disconnected", () -> server.metrics().connections() == 1);
    assertAlive(other, 3);
  }

  /** No handshake, RFC 8446 section 4.6.3. */
  @Test
  void a_client_that_updates_its_keys_is_served() throws Exception {
    serve();
    SSLSocket socket = open("TLSv1.3");
    FramePeer peer = speak(socket);
    socket.startHandshake();
    assertAlive(peer, 3);
    assertAlive(peer, 5);
  }
}
