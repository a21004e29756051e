#include "core/messages.h"

#include "core/bodies.h"
#include "core/events.h"
#include "core/fields.h"
#include "core/priorities.h"

/* The user has counted the id, but no stream was opened. */
static void skip_id(vn_session *s, int32_t id) {
  if (id <= INT32_MAX - 2)
    ng.session_set_next_stream_id(s->ng, id + 2);
}

static int submit_request(vn_session *s, int32_t id, const nghttp2_priority_spec *priority, const vn_fields *f,
                          int end) {
  if (s->server || id <= 0 || vn_streams_find(&s->streams, id))
    return VN_ERR_BAD_COMMAND;
  vn_stream *stream = vn_streams_add(&s->streams, id);
  if (!stream)
    return VN_ERR_NOMEM;
  nghttp2_data_provider provider = {{.ptr = stream}, vn_body_read};
  int rv = ng.submit_request(s->ng, priority, f->nva, f->count, end ? NULL : &provider, NULL);
  if (rv == id)
    return 0;
  vn_streams_remove(&s->streams, id);
  if (rv >= 0) /* the user counts differently: none of its further commands can be trusted */
    return VN_ERR_BAD_COMMAND;
  skip_id(s, id);
  return vn_command_result(s, VN_CMD_REQUEST, id, rv);
}

/* Also without the associated stream: the id is used either way, and COMMAND_FAILED reports the failure. */
static int submit_push(vn_session *s, int32_t associated, int32_t id, const vn_fields *f) {
  if (!s->server || id <= 0 || vn_streams_find(&s->streams, id))
    return VN_ERR_BAD_COMMAND;
  vn_stream *stream = vn_streams_add(&s->streams, id);
  if (!stream)
    return VN_ERR_NOMEM;
  stream->reserved = stream->remote_end = 1;
  int rv = ng.submit_push_promise(s->ng, NGHTTP2_FLAG_NONE, associated, f->nva, f->count, NULL);
  if (rv == id)
    return 0;
  vn_streams_remove(&s->streams, id);
  if (rv >= 0)
    return VN_ERR_BAD_COMMAND;
  skip_id(s, id);
  return vn_command_result(s, VN_CMD_PUSH_PROMISE, id, rv);
}

static int store_trailers(vn_session *s, vn_stream *stream, const uint8_t *bytes, uint32_t length, uint16_t count) {
  if (stream->trailers)
    return VN_ERR_BAD_COMMAND;
  stream->trailers = vn_malloc(&s->account, length ? length : 1);
  if (!stream->trailers)
    return VN_ERR_NOMEM;
  if (length)
    memcpy(stream->trailers, bytes, length);
  stream->trailers_length = length;
  stream->trailers_count = count;
  return 0;
}

/* There is more of the body, or its end. nghttp2 does not know of the body if the headers were submitted without it. */
static int continue_body(vn_session *s, uint8_t command, vn_stream *stream) {
  if (stream->bare && stream->reserved)
    return 0; /* nghttp2 sends no DATA before the HEADERS that open the stream, see vn_promised_opened */
  if (stream->bare) {
    nghttp2_data_provider provider = {{.ptr = stream}, vn_body_read};
    stream->bare = 0;
    return vn_command_result(s, command, stream->id,
                             ng.submit_data(s->ng, NGHTTP2_FLAG_END_STREAM, stream->id, &provider));
  }
  if (stream->deferred) {
    stream->deferred = 0;
    ng.session_resume_data(s->ng, stream->id);
  }
  return 0;
}

int vn_promised_opened(vn_session *s, vn_stream *stream) {
  int has_body = vn_stream_held(stream) || stream->available || stream->body_ended;
  return stream->bare && has_body ? continue_body(s, VN_CMD_HEADERS, stream) : 0;
}

int vn_command_fields(vn_session *s, uint8_t command, uint8_t flags, uint16_t count, int32_t id, vn_reader *r) {
  uint32_t length, promised = 0;
  nghttp2_priority_spec given, *priority = flags & VN_CMDF_PRIORITY ? &given : NULL;
  const uint8_t *bytes = vn_take_bytes(r, &length);
  if (!bytes || (priority && !vn_take_priority(r, priority)) ||
      (command == VN_CMD_PUSH_PROMISE && !vn_take32(r, &promised)))
    return VN_ERR_BAD_COMMAND;
  vn_fields f;
  int rv = vn_fields_read(s, &f, (vn_reader){bytes, bytes + VN_PAD4(length)}, count,
                          s->outbound.retained || s->outbound.replaying
                              ? NGHTTP2_NV_FLAG_NONE
                              : NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE);
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (rv == 0) {
    if (command == VN_CMD_REQUEST)
      rv = submit_request(s, id, priority, &f, flags & VN_CMDF_END_STREAM);
    else if (command == VN_CMD_PUSH_PROMISE)
      rv = submit_push(s, id, (int32_t)promised, &f);
    else if (!stream)
      rv = 0; /* the peer has closed it meanwhile: STREAM_CLOSED was reported */
    else if (command != VN_CMD_TRAILERS && stream->reserved && stream->head_queued)
      rv = VN_HOLD;
    else if (command == VN_CMD_RESPONSE) {
      nghttp2_data_provider provider = {{.ptr = stream}, vn_body_read};
      stream->bare = 0;
      rv = vn_command_result(
          s, command, id, ng.submit_response(s->ng, id, f.nva, f.count, flags & VN_CMDF_END_STREAM ? NULL : &provider));
      stream->head_queued = 1;
    } else if (command == VN_CMD_HEADERS) {
      rv = vn_command_result(s, command, id,
                             ng.submit_headers(s->ng,
                                               flags & VN_CMDF_END_STREAM ? NGHTTP2_FLAG_END_STREAM : NGHTTP2_FLAG_NONE,
                                               id, priority, f.nva, f.count, NULL));
      stream->bare = flags & VN_CMDF_BODY ? 1 : stream->bare;
      stream->head_queued = 1;
    } else {
      rv = store_trailers(s, stream, bytes, (uint32_t)VN_PAD4(length), count);
      if (rv == 0) {
        stream->body_ended = 1;
        rv = continue_body(s, command, stream);
      }
    }
  }
  vn_fields_free(s, &f);
  return rv;
}

/* --- bodies --- */

int vn_command_body(vn_session *s, uint8_t command, uint8_t flags, int32_t id, vn_reader *r) {
  uint32_t length;
  if (!vn_take32(r, &length))
    return VN_ERR_BAD_COMMAND;
  const uint8_t *bytes = command == VN_CMD_INLINE_DATA ? vn_take(r, length) : r->at;
  if (!bytes)
    return VN_ERR_BAD_COMMAND;
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (!stream)
    return 0;
  if (stream->body_ended || (command == VN_CMD_INLINE_DATA && stream->available))
    return VN_ERR_BAD_COMMAND;
  if (command == VN_CMD_PUSH_DATA)
    stream->available += length;
  else if (vn_stream_append(&s->streams, stream, bytes, length))
    return VN_ERR_NOMEM;
  if (flags & VN_CMDF_END_STREAM)
    stream->body_ended = 1;
  return length || stream->body_ended ? continue_body(s, command, stream) : 0;
}
