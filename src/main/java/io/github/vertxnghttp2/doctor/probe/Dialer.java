package io.github.vertxnghttp2.doctor.probe;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.ExamOptions;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Trust;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Connects to the address that was found, with the name of the URL. */
public final class Dialer {
  public static final List<String> H2 = List.of("h2");
  /** 16 MiB: more than the doctor reads of a response, so that a window of this side never holds one back. */
  private static final int WINDOW = 2 * ExamOptions.MAX_BODY;

  private Dialer() {
  }

  /**
   * Opens a socket, with TLS if the URL has it.
   *
   * @param protocols what ALPN offers; empty for no ALPN
   * @param trust {@code INSECURE} for any certificate
   * @param sni whether the server gets the name of the host
   * @param opened called on the event loop when the socket is open, before anything is read from it. The client closes
   *   the socket when it is closed or no longer reachable
   */
  public static <T> Future<T> open(Exam exam, List<String> protocols, Trust trust, Sni sni, Opened<T> opened) {
    boolean tls = exam.target().tls();
    NetClientOptions options = new NetClientOptions().setConnectTimeout((int) exam.timeLeft().toMillis());
    options.setTcpNoDelay(true);
    if (tls) {
      options.setSsl(true).setUseAlpn(!protocols.isEmpty());
      options.getSslOptions().setApplicationLayerProtocols(protocols);
      options.setSslHandshakeTimeout(exam.timeLeft().toMillis()).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
      boolean any = trust == Trust.INSECURE;
      options.setTrustAll(any).setHostnameVerificationAlgorithm(any ? "" : "HTTPS");
      if (!any) {
        options.setTrustOptions(trusted(exam));
      }
    }
    NetClient client = exam.vertx().createNetClient(options);
    // The engine takes the host as the name, too, if it has a dot.
    String host = sni == Sni.SENT ? exam.target().host() : exam.address().getHostAddress();
    ConnectOptions connect = new ConnectOptions().setSsl(tls).setHost(host)
      .setPort(exam.options().place().port()).setRemoteAddress(address(exam));
    if (tls && isName(host)) {
      connect.setSniServerName(host);
    }
    Function<NetSocket, T> begin = socket -> opened.begin(client, socket);
    Promise<T> promise = Promise.promise();
    // On the event loop: elsewhere the server could send something and close before the socket has its handlers.
    exam.vertx().runOnContext(v -> client.connect(connect).map(begin).onFailure(cause -> client.close())
      .onComplete(promise));
    return promise.future();
  }

  /** Whether TLS tells the server the name of the host, RFC 6066 section 3. */
  public enum Sni {
    SENT, LEFT_OUT
  }

  /** What is done with a socket when it is open. */
  public interface Opened<T> {
    T begin(NetClient client, NetSocket socket);
  }

  /** A session of this module, with windows that hold back no response that the doctor reads. */
  public static Future<ClientSession> session(Exam exam, Cleartext cleartext) {
    ExamOptions allowed = exam.options();
    ClientOptions options = new ClientOptions().setHost(address(exam).hostAddress())
      .setPort(allowed.place().port()).setSsl(exam.target().tls()).setCleartext(cleartext)
      .setTrustAll(allowed.trust() == Trust.INSECURE);
    options.setConnectTimeout((int) exam.timeLeft().toMillis());
    if (allowed.trust() == Trust.VERIFIED) {
      options.setTrustOptions(trusted(exam));
    }
    // The report tells what happened, and nobody sees the recording of an error that its text would name.
    options.getHttp2().getRecorder().setBytes(0);
    options.getHttp2().setHandshakeTimeout((int) exam.timeLeft().toMillis()).setConnectionWindowSize(WINDOW)
      .setMaxWindowSize(0).getSettings().setInitialWindowSize(WINDOW);
    return ClientSession.connect(exam.vertx(), options, exam.target().host());
  }

  /** What is trusted: the certificates of the user, or {@code null} for those of the JVM. */
  public static TrustOptions trusted(Exam exam) {
    String file = exam.options().authorities();
    return file == null ? null : new PemTrustOptions().addCertPath(file);
  }

  public static SocketAddress address(Exam exam) {
    return SocketAddress.inetSocketAddress(exam.options().place().port(), exam.address().getHostAddress());
  }

  /** SNI has names only, no addresses. */
  public static boolean isName(String host) {
    return host.indexOf(':') < 0 && !host.matches("[0-9.]+");
  }
}
