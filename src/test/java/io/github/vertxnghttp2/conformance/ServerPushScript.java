package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A server that pushes, and a peer that reads what it promises. */
abstract class ServerPushScript extends ServerScript {
  static MultiMap fields(String... namesAndValues) {
    MultiMap fields = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  static Future<ServerResponse> push(ServerRequest request, String path) {
    return request.response().push(HttpMethod.GET, path);
  }

  static void get(FramePeer peer, int streamId) {
    peer.send(RawFrame.headers(streamId, true, HpackBlock.get("/page")));
  }

  static HeaderList promise(FramePeer peer, int streamId, int promisedStreamId) {
    RawFrame frame = peer.expect(FrameType.PUSH_PROMISE, streamId);
    assertEquals(promisedStreamId, frame.uint32(0));
    return peer.headers(frame);
  }
}
