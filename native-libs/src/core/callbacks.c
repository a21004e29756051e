#include "core/callbacks.h"

#include "core/bodies.h"
#include "core/credit.h"
#include "core/events.h"
#include "core/extension.h"
#include "core/header_blocks.h"
#include "core/limits.h"
#include "core/messages.h"
#include "core/priorities.h"
#include "core/requests.h"
#include "framelog/frame_log.h"

#define ERROR_TEXT_MAX 256u

/* What a callback returns for an error of a function. */
static int failed(int rv) { return rv ? NGHTTP2_ERR_CALLBACK_FAILURE : 0; }

/* --- frames received --- */

/* Ends the connection. nghttp2 gets no more bytes. */
static int stop_reading(vn_session *s) {
  int rv = ng.session_terminate_session(s->ng, NGHTTP2_PROTOCOL_ERROR);
  if (rv)
    return failed(rv);
  s->inbound.stopped = 1;
  return NGHTTP2_ERR_CALLBACK_FAILURE;
}

/* RFC 9113 section 6.3. nghttp2 passes over PRIORITY frames if this side has left the priorities of RFC 7540, and newer
 * versions do in any case. */
static int refuse_priority(vn_session *s) {
  int rv = vn_event32(s, VN_EV_INVALID_FRAME, 0, NGHTTP2_PRIORITY, 0, (uint32_t)NGHTTP2_ERR_PROTO);
  return rv ? failed(rv) : stop_reading(s);
}

static int on_begin_frame(nghttp2_session *ngs, const nghttp2_frame_hd *hd, void *user) {
  (void)ngs;
  vn_session *s = user;
  if (hd->type == NGHTTP2_DATA || hd->type == NGHTTP2_CONTINUATION)
    vn_limits_reported(&s->limits, hd); /* for HEADERS this is called even if nghttp2 skips the frame */
  if (hd->type == NGHTTP2_PRIORITY && hd->stream_id == 0)
    return refuse_priority(s);
  return s->report_frames ? failed(vn_event_frame(s, VN_EV_BEGIN_FRAME, hd)) : 0;
}

/* The content of a request contradicts content-length. */
static int refuse_content(vn_session *s, int32_t id) {
  int rv = ng.submit_rst_stream(s->ng, NGHTTP2_FLAG_NONE, id, NGHTTP2_PROTOCOL_ERROR);
  return rv ? vn_fatal(s, rv) : 0;
}

/* The bytes are not reported. */
static int drop_content(vn_session *s, int32_t id, size_t length) {
  int rv = s->credit.mode == VN_CREDIT_AUTOMATIC ? 0 : ng.session_consume_connection(s->ng, length);
  return ng.is_fatal(rv) ? vn_fatal(s, rv) : refuse_content(s, id);
}

static int on_data_chunk(nghttp2_session *ngs, uint8_t flags, int32_t id, const uint8_t *data, size_t length,
                         void *user) {
  (void)ngs, (void)flags;
  vn_session *s = user;
  vn_stream *stream = s->inbound.checks_requests ? vn_streams_find(&s->streams, id) : NULL;
  if (stream && !vn_request_content(&stream->request, length))
    return failed(drop_content(s, id, length));
  int rv = s->credit.mode == VN_CREDIT_CONNECTION_ON_ARRIVAL ? vn_credit_arrived(s, id, (uint32_t)length) : 0;
  if (rv)
    return failed(vn_fatal(s, rv));
  uint8_t *at = vn_event(s, VN_EV_DATA, 0, 0, id, 8);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  s->call.last_data = s->call.events->length - VN_SIZE_RECORD_HEAD - 8;
  vn_put32(at, (uint32_t)(data - s->call.in));
  vn_put32(at + 4, (uint32_t)length);
  return vn_events_over_soft_mark(s) ? NGHTTP2_ERR_PAUSE : 0;
}

static int report_end(vn_session *s, int32_t id) {
  vn_call *call = &s->call;
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (stream)
    stream->remote_end = 1;
  if (call->last_data != VN_NO_RECORD && call->last_data + VN_SIZE_RECORD_HEAD + 8 == call->events->length &&
      vn_get32(call->events->base + call->last_data + 4) == (uint32_t)id) {
    call->events->base[call->last_data + 1] |= VN_EVF_END_STREAM;
    return 0;
  }
  return vn_event(s, VN_EV_END_STREAM, 0, 0, id, 0) ? 0 : s->fatal;
}

static int report_goaway(vn_session *s, const nghttp2_goaway *goaway, uint8_t flags) {
  uint32_t length = flags & VN_EVF_SENT ? 0 : (uint32_t)goaway->opaque_data_len;
  uint8_t *at = vn_event(s, VN_EV_GOAWAY, flags, 0, 0, 12 + length);
  if (!at)
    return s->fatal;
  vn_put32(at, (uint32_t)goaway->last_stream_id);
  vn_put32(at + 4, goaway->error_code);
  vn_put_bytes(at + 8, goaway->opaque_data, length);
  return 0;
}

static int report_settings(vn_session *s, const nghttp2_settings *settings) {
  uint8_t ack = settings->hd.flags & NGHTTP2_FLAG_ACK ? VN_EVF_ACK : 0;
  uint8_t *at = vn_event(s, VN_EV_SETTINGS, ack, (uint16_t)settings->niv, 0, 8 * settings->niv);
  if (!at)
    return s->fatal;
  for (size_t i = 0; i < settings->niv; i++, at += 8) {
    vn_put32(at, (uint32_t)settings->iv[i].settings_id);
    vn_put32(at + 4, settings->iv[i].value);
  }
  return 0;
}

static int report_ping(vn_session *s, const nghttp2_ping *ping) {
  uint8_t *at = vn_event(s, VN_EV_PING, ping->hd.flags & NGHTTP2_FLAG_ACK ? VN_EVF_ACK : 0, 0, 0, 8);
  if (!at)
    return s->fatal;
  memcpy(at, ping->opaque_data, 8);
  return 0;
}

static int received_data(vn_session *s, const nghttp2_data *data) {
  int end = data->hd.flags & NGHTTP2_FLAG_END_STREAM;
  int rv = data->padlen ? vn_limits_padded(s, data->hd.length - data->padlen, end) : 0;
  if (rv || !end)
    return rv;
  const vn_stream *stream = s->inbound.checks_requests ? vn_streams_find(&s->streams, data->hd.stream_id) : NULL;
  return stream && !vn_request_ends(&stream->request) ? refuse_content(s, stream->id)
                                                      : report_end(s, data->hd.stream_id);
}

static int received(vn_session *s, const nghttp2_frame *frame) {
  vn_stream *stream;
  switch (frame->hd.type) {
  case NGHTTP2_DATA:
    return received_data(s, &frame->data);
  case NGHTTP2_HEADERS:
  case NGHTTP2_PUSH_PROMISE:
    return vn_header_block_end(s, frame);
  case NGHTTP2_PRIORITY:
    return vn_priority_received(s, &frame->priority);
  case NGHTTP2_RST_STREAM:
    if ((stream = vn_streams_find(&s->streams, frame->hd.stream_id)))
      stream->reset_remote = 1;
    return 0;
  case NGHTTP2_SETTINGS:
    return report_settings(s, &frame->settings);
  case NGHTTP2_PING:
    return report_ping(s, &frame->ping);
  case NGHTTP2_GOAWAY:
    return report_goaway(s, &frame->goaway, 0);
  case NGHTTP2_ALTSVC:
  case NGHTTP2_ORIGIN:
  case NGHTTP2_PRIORITY_UPDATE:
    return vn_extension_received(s, frame);
  default:
    return 0;
  }
}

static int on_frame_recv(nghttp2_session *ngs, const nghttp2_frame *frame, void *user) {
  (void)ngs;
  vn_session *s = user;
  if (s->frame_log)
    vn_frame_log_delivered(s);
  return failed(received(s, frame));
}

/* Before 1.68.1 nghttp2 reads on after a PRIORITY_UPDATE frame for which it ends the connection. If that frame has the
 * wrong size, an assertion then fails, which ends the process (CVE-2026-27135). So reading stops there. */
static int on_invalid_frame_recv(nghttp2_session *ngs, const nghttp2_frame *frame, int error, void *user) {
  (void)ngs;
  vn_session *s = user;
  if (error == NGHTTP2_ERR_REFUSED_STREAM)
    vn_limits_reported(&s->limits, &frame->hd); /* a stream too many, whose reset is counted */
  s->inbound.block.refused |= frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_PUSH_PROMISE;
  int rv = vn_event32(s, VN_EV_INVALID_FRAME, 0, frame->hd.type, frame->hd.stream_id, (uint32_t)error);
  return rv || frame->hd.type != NGHTTP2_PRIORITY_UPDATE ? failed(rv) : stop_reading(s);
}

/* --- frames sent --- */

/* The library reset the stream, or the user did because of a fault that the library does not detect. */
static int is_provoked(const vn_session *s, const nghttp2_rst_stream *reset) {
  const vn_stream *stream = vn_streams_find(&s->streams, reset->hd.stream_id);
  return !stream || !stream->reset_local || reset->error_code == NGHTTP2_PROTOCOL_ERROR;
}

static void count_sent(vn_session *s, const nghttp2_frame *frame) {
  switch (frame->hd.type) {
  case NGHTTP2_HEADERS:
    if (!s->server && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
      vn_limits_request_sent(&s->limits);
    break;
  case NGHTTP2_RST_STREAM:
    if (is_provoked(s, &frame->rst_stream))
      vn_limits_provoked(&s->limits);
    else
      vn_limits_reset(&s->limits);
    break;
  default:
    break;
  }
}

static int open_promised(vn_session *s, int32_t id) {
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (!stream || !stream->reserved)
    return 0;
  stream->reserved = 0;
  s->outbound.push_opened = 1;
  return vn_promised_opened(s, stream);
}

/* Returns 0 or an error. */
static int sent_headers(vn_session *s, int32_t id) {
  if (!s->server)
    return vn_priority_request_sent(s, id);
  return id % 2 == 0 ? open_promised(s, id) : 0;
}

static int report_local_end(vn_session *s, int32_t id) {
  const vn_stream *stream = vn_streams_find(&s->streams, id);
  if (!stream || stream->remote_end)
    return 0; /* STREAM_CLOSED follows */
  return vn_event(s, VN_EV_LOCAL_END, 0, 0, id, 0) ? 0 : s->fatal;
}

static int on_frame_send(nghttp2_session *ngs, const nghttp2_frame *frame, void *user) {
  (void)ngs;
  vn_session *s = user;
  const nghttp2_frame_hd *hd = &frame->hd;
  int rv = hd->type == NGHTTP2_HEADERS ? sent_headers(s, hd->stream_id) : 0;
  if (rv)
    return failed(vn_fatal(s, rv));
  if (s->frame_log)
    vn_frame_log_sent(s, frame);
  if (s->recorder)
    vn_recorder_sent(s->recorder, frame);
  count_sent(s, frame);
  if (hd->type == NGHTTP2_GOAWAY)
    return failed(report_goaway(s, &frame->goaway, VN_EVF_SENT));
  int end = hd->flags & NGHTTP2_FLAG_END_STREAM && (hd->type == NGHTTP2_DATA || hd->type == NGHTTP2_HEADERS);
  return end ? failed(report_local_end(s, hd->stream_id)) : 0;
}

static int on_frame_not_send(nghttp2_session *ngs, const nghttp2_frame *frame, int error, void *user) {
  (void)ngs;
  return failed(vn_event32(user, VN_EV_FRAME_NOT_SENT, 0, frame->hd.type, frame->hd.stream_id, (uint32_t)error));
}

static int on_stream_close(nghttp2_session *ngs, int32_t id, uint32_t code, void *user) {
  (void)ngs;
  vn_session *s = user;
  vn_stream *stream = vn_streams_find(&s->streams, id);
  int rv = stream ? vn_stream_close(s, stream, code) : 0;
  if (rv == VN_ERR_EVENTS_FULL)
    return 0; /* the session ends anyway, and nghttp2 would not free a request that waits if this failed */
  return rv ? failed(vn_fatal(s, rv)) : 0;
}

static int on_error(nghttp2_session *ngs, int error, const char *text, size_t length, void *user) {
  (void)ngs;
  vn_session *s = user;
  if (length > ERROR_TEXT_MAX)
    length = ERROR_TEXT_MAX;
  uint8_t *at = vn_event(s, VN_EV_ERROR, 0, 0, 0, 8 + length);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, (uint32_t)error);
  vn_put_bytes(at + 4, (const uint8_t *)text, length);
  return 0;
}

nghttp2_session_callbacks *vn_callbacks(void) {
  nghttp2_session_callbacks *callbacks;
  if (ng.session_callbacks_new(&callbacks))
    return NULL;
  vn_header_block_callbacks(callbacks);
  ng.session_callbacks_set_on_begin_frame_callback(callbacks, on_begin_frame);
  ng.session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data_chunk);
  ng.session_callbacks_set_on_frame_recv_callback(callbacks, on_frame_recv);
  ng.session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_invalid_frame_recv);
  ng.session_callbacks_set_on_frame_send_callback(callbacks, on_frame_send);
  ng.session_callbacks_set_on_frame_not_send_callback(callbacks, on_frame_not_send);
  ng.session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
  ng.session_callbacks_set_send_data_callback(callbacks, vn_send_data);
  ng.session_callbacks_set_error_callback2(callbacks, on_error);
  vn_extension_callbacks(callbacks);
  return callbacks;
}
