#include "core/priorities.h"

#include "core/events.h"

int vn_take_priority(vn_reader *r, nghttp2_priority_spec *priority) {
  uint32_t dependency, weight;
  if (!vn_take32(r, &dependency) || !vn_take32(r, &weight) || weight < 1 || weight > VN_PRIORITY_WEIGHT_MAX)
    return 0;
  *priority = (nghttp2_priority_spec){.stream_id = (int32_t)(dependency & INT32_MAX),
                                      .weight = (int32_t)weight,
                                      .exclusive = dependency >> VN_PRIORITY_EXCLUSIVE_SHIFT};
  return 1;
}

static int submit(vn_session *s, int32_t id, const nghttp2_priority_spec *priority) {
  return vn_command_result(s, VN_CMD_PRIORITY_FRAME, id, ng.submit_priority(s->ng, NGHTTP2_FLAG_NONE, id, priority));
}

/* nghttp2 has a queue of its own for requests, which PRIORITY would overtake. */
int vn_priority_submit(vn_session *s, int32_t id, const nghttp2_priority_spec *priority) {
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (!ng.submit_priority || !stream)
    return 0;
  if (!vn_request_waits(s, id))
    return submit(s, id, priority);
  stream->priority = *priority;
  s->outbound.priorities_wait = 1;
  return 0;
}

int vn_priority_request_sent(vn_session *s, int32_t id) {
  vn_stream *stream = s->outbound.priorities_wait ? vn_streams_find(&s->streams, id) : NULL;
  if (!stream || !stream->priority.weight)
    return 0;
  nghttp2_priority_spec priority = stream->priority;
  stream->priority.weight = 0;
  return submit(s, id, &priority);
}

uint32_t vn_priority_dependency(const nghttp2_priority_spec *priority) {
  return (uint32_t)priority->stream_id | (uint32_t)priority->exclusive << VN_PRIORITY_EXCLUSIVE_SHIFT;
}

int vn_priority_received(vn_session *s, const nghttp2_priority *frame) {
  if (!s->inbound.reports_priorities || !vn_streams_find(&s->streams, frame->hd.stream_id))
    return 0;
  return vn_event32(s, VN_EV_PRIORITY, 0, (uint16_t)(frame->pri_spec.weight - 1), frame->hd.stream_id,
                    vn_priority_dependency(&frame->pri_spec));
}
