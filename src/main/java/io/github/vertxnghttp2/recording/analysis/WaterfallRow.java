package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.recording.RecordedExchange;

import java.util.List;

/**
 * The waterfall of a stream.
 *
 * @param exchange the request and its response
 * @param request  segments of the request, in order, none of which overlap
 * @param response segments of the response, likewise. They may lie beside those of the request
 */
public record WaterfallRow(RecordedExchange exchange, List<Segment> request, List<Segment> response) {
  public WaterfallRow {
    request = List.copyOf(request);
    response = List.copyOf(response);
  }
}
