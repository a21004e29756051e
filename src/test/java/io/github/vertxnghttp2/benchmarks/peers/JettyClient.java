package io.github.vertxnghttp2.benchmarks.peers;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.util.Promise;

import java.net.InetSocketAddress;

/** Jetty's low-level client with one connection. Arguments: PORT PATH IN_FLIGHT. */
public final class JettyClient {

  private JettyClient() {
  }

  public static void main(String[] args) throws Exception {
    HTTP2Client client = new HTTP2Client();
    client.start();
    InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
    Session session = client.connect(server, new Session.Listener() {
    }).get();
    HttpURI uri = HttpURI.from("http://127.0.0.1:" + args[0] + args[1]);
    InFlight.Sender sender = load -> session.newStream(new HeadersFrame(new MetaData.Request("GET", uri,
      HttpVersion.HTTP_2, HttpFields.EMPTY), null, true), Promise.from(stream -> { }, load::failed), new Response(
        load));
    new InFlight(Integer.parseInt(args[2]), sender).serve(Runnable::run);
  }

  /** Reads a response to its end. */
  private static final class Response implements Stream.Listener {
    private final InFlight load;

    Response(InFlight load) {
      this.load = load;
    }

    @Override
    public void onHeaders(Stream stream, HeadersFrame frame) {
      if (frame.isEndStream()) {
        load.done();
      } else {
        stream.demand();
      }
    }

    @Override
    public void onDataAvailable(Stream stream) {
      for (Stream.Data data = stream.readData(); data != null; data = stream.readData()) {
        boolean last = data.frame().isEndStream();
        data.release();
        if (last) {
          load.done();
          return;
        }
      }
      stream.demand();
    }
  }
}
