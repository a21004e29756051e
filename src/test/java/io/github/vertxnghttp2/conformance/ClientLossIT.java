package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import java.io.IOException;
import java.net.Socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Servers whose process is killed, and TLS connections that are cut. */
class ClientLossIT extends ClientFaults {
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  @Test
  void a_killed_server_fails_what_was_in_flight_and_nothing_is_sent_again() throws IOException {
    DyingServer server = closing(DyingServer.start());
    session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(server.port())));
    ClientRequest upload = session.post("/upload");
    upload.write(Buffer.buffer(new byte[1 << 20]));
    Future<Void> sent = once(upload.sent());
    Future<ClientResponse> other = once(session.get("/other").send());
    Future<Buffer> body = once(await(once(upload.response())).body());
    assertFalse(body.isComplete());
    server.kill();
    failure(ConnectionClosedException.class, body);
    failure(ConnectionClosedException.class, sent);
    failure(ConnectionClosedException.class, other);
  }

  /** The socket below the TLS of the peer. */
  private Socket openTls() throws Exception {
    Future<ClientSession> connecting = ClientSession.connect(vertx, options().setHost("localhost").setSsl(true)
      .setTrustOptions(CERTIFICATE.trustOptions()));
    listening.setSoTimeout(WAIT_SECONDS * 1000);
    Socket raw = closing(listening.accept());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(CERTIFICATE.keyCertOptions().getKeyManagerFactory(vertx).getKeyManagers(), null, null);
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(raw, null, false);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    peer = FramePeer.over(tls, false);
    peer.handshake();
    session = await(connecting);
    return raw;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_body_that_tls_does_not_close_is_not_taken_for_a_whole_one(boolean reset) throws Exception {
    Socket raw = openTls();
    Future<Buffer> body = once(session.get("/x").send().compose(ClientResponse::body));
    Future<ClientResponse> other = once(session.get("/other").send());
    peer.request(1);
    peer.request(3);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "begun", false));
    raw.setSoLinger(reset, 0);
    raw.close();
    failure(ConnectionClosedException.class, body);
    failure(ConnectionClosedException.class, other);
  }

  @Test
  void nor_is_one_that_tls_closes_before_its_end() throws Exception {
    openTls();
    Future<Buffer> body = once(session.get("/x").send().compose(ClientResponse::body));
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "begun", false));
    peer.shutdownOutput();
    failure(ConnectionClosedException.class, body);
  }

  @Test
  void a_response_that_came_whole_does_not_need_the_goodbye_of_tls() throws Exception {
    Socket raw = openTls();
    Future<Buffer> body = once(session.get("/x").send().compose(ClientResponse::body));
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "whole", true));
    assertEquals("whole", await(body).toString());
    raw.close();
  }
}
