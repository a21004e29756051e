package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Informational responses and trailers of our server, as curl, nghttp and Node see them. */
@Timeout(180)
class InformationalToPeersIT {
  private final Vertx vertx = Vertx.vertx();
  private String url;

  @BeforeEach
  void serve() {
    ServerSession server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0))
      .requestHandler(request -> {
        request.response().inform(103, MultiMap.caseInsensitiveMultiMap().add("link", "</style.css>"))
          .inform(102, MultiMap.caseInsensitiveMultiMap())
          .inform(199, MultiMap.caseInsensitiveMultiMap().add("x-any", "1"));
        request.body().onSuccess(body -> {
          String last = request.trailers().get("x-last");
          request.response().setStatus(201).putTrailer("x-last", last == null ? "none" : last).end(body.appendString(
            "done"));
        });
      }).listen());
    url = "http://127.0.0.1:" + server.actualPort() + "/";
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  @Test
  void curl_shows_each_informational_response() {
    // LD_PRELOAD: curl does not begin with what -Pasan loads into the JVMs.
    String output = Peer.run("env", "-u", "LD_PRELOAD", Peer.find("curl", "curl"), "-sS", "-i", "--max-time", "20",
      "--http2-prior-knowledge", url);
    List<String> statuses = Pattern.compile("(?m)^HTTP/2 (\\d+)").matcher(output).results().map(match -> match.group(1))
      .toList();
    assertEquals(List.of("103", "102", "199", "201"), statuses, output);
    assertTrue(output.contains("link: </style.css>"), output);
    assertTrue(output.contains("done"), output);
    assertTrue(output.contains("x-last: none"), output);
  }

  @Test
  void nghttp_shows_each_informational_response() {
    String output = Peer.run(Peer.find("nghttp", "nghttp2-client"), "-nv", "--no-dep", "--timeout=20", url)
      .replaceAll("\u001b\\[[0-9;]*m", "");
    List<String> statuses = Pattern.compile("recv \\(stream_id=1\\) :status: (\\d+)").matcher(output).results()
      .map(match -> match.group(1)).toList();
    assertEquals(List.of("103", "102", "199", "201"), statuses, output);
    assertTrue(output.contains("recv (stream_id=1) x-last: none"), output);
  }

  @Test
  void node_receives_each_informational_response_and_trailers_go_both_ways() {
    String script = """
      import http2 from 'node:http2'
      const session = http2.connect(process.argv[1])
      const stream = session.request({ ':method': 'POST' }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-last': 'mine' }))
      stream.on('headers', headers => console.log(headers[':status'], headers.link ?? headers['x-any'] ?? '-'))
      stream.on('response', headers => console.log('final', headers[':status']))
      stream.on('trailers', trailers => console.log('trailer', trailers['x-last']))
      stream.on('data', data => console.log('data', data.toString()))
      stream.on('close', () => session.close())
      stream.end('is ')
      """;
    String output = Peer.run(Peer.find("node", "nodejs"), "--input-type=module", "-e", script, url);
    assertEquals(List.of("103 </style.css>", "102 -", "199 1", "final 201", "data is done", "trailer mine"),
      output.lines().toList());
  }
}
