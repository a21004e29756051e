/* Reads a command stream and makes nghttp2's submit calls. Every length is checked against what is left. */
#include "frames.h"

#define FIELDS_ON_STACK 64
#define HOLD 1 /* a command that has to wait; no error */

typedef struct {
  const uint8_t *at, *end;
} reader;

static const uint8_t *take(reader *r, size_t length) {
  size_t left = (size_t)(r->end - r->at);
  if (length > left || VN_PAD4(length) > left)
    return NULL;
  const uint8_t *from = r->at;
  r->at += VN_PAD4(length);
  return from;
}

static int take32(reader *r, uint32_t *value) {
  const uint8_t *at = take(r, 4);
  if (at)
    *value = vn_get32(at);
  return at != NULL;
}

/* u32 length and as many bytes */
static const uint8_t *take_bytes(reader *r, uint32_t *length) {
  return take32(r, length) ? take(r, *length) : NULL;
}

/* --- fields --- */

typedef struct {
  nghttp2_nv *nva;
  size_t count;
  nghttp2_nv stack[FIELDS_ON_STACK];
} fields;

/* keep: NGHTTP2_NV_FLAG_NO_COPY_* if the bytes stay where they are until the frame was made */
static int fields_read(vn_session *s, fields *f, reader r, uint16_t count, uint8_t keep) {
  f->count = count;
  f->nva = count <= FIELDS_ON_STACK ? f->stack : vn_malloc(&s->account, count * sizeof *f->nva);
  if (!f->nva)
    return VN_ERR_NOMEM;
  for (nghttp2_nv *nv = f->nva; nv < f->nva + count; nv++) {
    const uint8_t *head = take(&r, 8);
    if (!head)
      return VN_ERR_BAD_COMMAND;
    nv->namelen = vn_get16(head);
    nv->flags = keep | (vn_get16(head + 2) & 1 ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE);
    nv->valuelen = vn_get32(head + 4);
    const uint8_t *text = nv->valuelen <= INT32_MAX ? take(&r, nv->namelen + nv->valuelen) : NULL;
    if (!text)
      return VN_ERR_BAD_COMMAND;
    nv->name = (uint8_t *)text;
    nv->value = (uint8_t *)text + nv->namelen;
  }
  return r.at == r.end ? 0 : VN_ERR_BAD_COMMAND;
}

static void fields_free(vn_session *s, fields *f) {
  if (f->nva != f->stack)
    vn_free(&s->account, f->nva);
}

static int failed(vn_session *s, uint16_t command, int32_t stream_id, int error) {
  if (ng.is_fatal(error))
    return error;
  uint8_t *at = vn_event(s, VN_EV_COMMAND_FAILED, 0, command, stream_id, 4);
  if (!at)
    return s->fatal;
  vn_put32(at, (uint32_t)error);
  return 0;
}

static int result(vn_session *s, uint16_t command, int32_t stream_id, int rv) {
  return rv < 0 ? failed(s, command, stream_id, rv) : 0;
}

static int submit_request(vn_session *s, int32_t id, const fields *f, int end) {
  if (s->server || id <= 0 || vn_streams_find(&s->streams, id))
    return VN_ERR_BAD_COMMAND;
  vn_stream *stream = vn_streams_add(&s->streams, id);
  if (!stream)
    return VN_ERR_NOMEM;
  nghttp2_data_provider provider = {{.ptr = stream}, vn_body_read};
  int rv = ng.submit_request(s->ng, NULL, f->nva, f->count, end ? NULL : &provider, NULL);
  if (rv == id)
    return 0;
  vn_streams_remove(&s->streams, id);
  if (rv >= 0) /* the two sides count differently: nothing that follows can be trusted */
    return VN_ERR_BAD_COMMAND;
  ng.session_set_next_stream_id(s->ng, id + 2);
  return failed(s, VN_CMD_REQUEST, id, rv);
}

/* Also without the associated stream: the id is taken either way, and COMMAND_FAILED tells. */
static int submit_push(vn_session *s, int32_t associated, int32_t id, const fields *f) {
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
  ng.session_set_next_stream_id(s->ng, id + 2);
  return failed(s, VN_CMD_PUSH_PROMISE, id, rv);
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

int vn_trailers_submit(vn_session *s, vn_stream *stream) {
  fields f;
  int rv = fields_read(s, &f, (reader){stream->trailers, stream->trailers + stream->trailers_length},
                       stream->trailers_count, NGHTTP2_NV_FLAG_NONE);
  if (!rv)
    rv = ng.submit_trailer(s->ng, stream->id, f.nva, f.count);
  fields_free(s, &f);
  return rv;
}

/* There is more of the body, or its end: the first of it after headers by themselves. */
static int go_on(vn_session *s, uint8_t command, vn_stream *stream) {
  if (stream->bare) {
    nghttp2_data_provider provider = {{.ptr = stream}, vn_body_read};
    stream->bare = 0;
    return result(s, command, stream->id, ng.submit_data(s->ng, NGHTTP2_FLAG_END_STREAM, stream->id, &provider));
  }
  if (stream->deferred) {
    stream->deferred = 0;
    ng.session_resume_data(s->ng, stream->id);
  }
  return 0;
}

static int run_fields(vn_session *s, uint8_t command, uint8_t flags, uint16_t count, int32_t id, reader *r) {
  uint32_t length, promised = 0;
  const uint8_t *bytes = take_bytes(r, &length);
  if (!bytes || (command == VN_CMD_PUSH_PROMISE && !take32(r, &promised)))
    return VN_ERR_BAD_COMMAND;
  fields f;
  int rv = fields_read(s, &f, (reader){bytes, bytes + VN_PAD4(length)}, count,
                       s->retained || s->replaying
                         ? NGHTTP2_NV_FLAG_NONE : NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE);
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (rv == 0) {
    if (command == VN_CMD_REQUEST)
      rv = submit_request(s, id, &f, flags & VN_CMDF_END_STREAM);
    else if (command == VN_CMD_PUSH_PROMISE)
      rv = submit_push(s, id, (int32_t)promised, &f);
    else if (!stream)
      rv = 0; /* the peer was quicker and closed it: STREAM_CLOSED tells */
    else if (command != VN_CMD_TRAILERS && stream->reserved && stream->head_queued)
      rv = HOLD;
    else if (command == VN_CMD_RESPONSE) {
      nghttp2_data_provider provider = {{.ptr = stream}, vn_body_read};
      stream->bare = 0;
      rv = result(s, command, id,
                  ng.submit_response(s->ng, id, f.nva, f.count, flags & VN_CMDF_END_STREAM ? NULL : &provider));
      stream->head_queued = 1;
    } else if (command == VN_CMD_HEADERS) {
      rv = result(s, command, id,
                  ng.submit_headers(s->ng, flags & VN_CMDF_END_STREAM ? NGHTTP2_FLAG_END_STREAM : NGHTTP2_FLAG_NONE, id,
                                    NULL, f.nva, f.count, NULL));
      stream->bare = flags & VN_CMDF_BODY ? 1 : stream->bare;
      stream->head_queued = 1;
    } else {
      rv = store_trailers(s, stream, bytes, (uint32_t)VN_PAD4(length), count);
      if (rv == 0) {
        stream->body_ended = 1;
        rv = go_on(s, command, stream);
      }
    }
  }
  fields_free(s, &f);
  return rv;
}

/* --- bodies and streams --- */

static int run_body(vn_session *s, uint8_t command, uint8_t flags, int32_t id, reader *r) {
  uint32_t length;
  if (!take32(r, &length))
    return VN_ERR_BAD_COMMAND;
  const uint8_t *bytes = command == VN_CMD_INLINE_DATA ? take(r, length) : r->at;
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
  return length || stream->body_ended ? go_on(s, command, stream) : 0;
}

static int run_rst(vn_session *s, int32_t id, uint32_t code) {
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (!stream)
    return 0;
  stream->reset_local = 1;
  return result(s, VN_CMD_RST_STREAM, id, ng.submit_rst_stream(s->ng, NGHTTP2_FLAG_NONE, id, code));
}

/* What has been read of a stream that is gone still counts for the connection, unless it did on arrival. */
static int run_consume(vn_session *s, int32_t id, uint32_t length) {
  if (s->flow_control == VN_CREDIT_BY_HAND)
    return result(s, VN_CMD_CONSUME, id, ng.session_consume(s->ng, id, length));
  return vn_streams_find(&s->streams, id) ? result(s, VN_CMD_CONSUME, id, ng.session_consume_stream(s->ng, id, length)) : 0;
}

/* --- the connection --- */

static int run_settings(vn_session *s, uint16_t count, reader *r) {
  nghttp2_settings_entry entries[32];
  if (count > 32)
    return VN_ERR_BAD_COMMAND;
  for (uint16_t i = 0; i < count; i++) {
    uint32_t id, value;
    if (!take32(r, &id) || !take32(r, &value))
      return VN_ERR_BAD_COMMAND;
    entries[i] = (nghttp2_settings_entry){(int32_t)id, value};
  }
  return result(s, VN_CMD_SETTINGS, 0, ng.submit_settings(s->ng, NGHTTP2_FLAG_NONE, entries, count));
}

static int run_goaway(vn_session *s, uint8_t command, reader *r) {
  uint32_t last, code, length = 0;
  if (!take32(r, &last) || !take32(r, &code))
    return VN_ERR_BAD_COMMAND;
  if (command == VN_CMD_TERMINATE)
    return result(s, command, 0,
                  (int32_t)last < 0 ? ng.session_terminate_session(s->ng, code)
                                    : ng.session_terminate_session2(s->ng, (int32_t)last, code));
  const uint8_t *text = take_bytes(r, &length);
  if (!text)
    return VN_ERR_BAD_COMMAND;
  int32_t id = (int32_t)last < 0 ? ng.session_get_last_proc_stream_id(s->ng) : (int32_t)last;
  return result(s, command, 0, ng.submit_goaway(s->ng, NGHTTP2_FLAG_NONE, id, code, length ? text : NULL, length));
}

static int run_altsvc(vn_session *s, int32_t id, reader *r) {
  uint32_t origin_length, value_length;
  const uint8_t *origin = take_bytes(r, &origin_length);
  const uint8_t *value = origin ? take_bytes(r, &value_length) : NULL;
  if (!value)
    return VN_ERR_BAD_COMMAND;
  return result(s, VN_CMD_ALTSVC, id,
                ng.submit_altsvc(s->ng, NGHTTP2_FLAG_NONE, id, origin, origin_length, value, value_length));
}

static int run_origin(vn_session *s, uint16_t count, reader *r) {
  nghttp2_origin_entry *origins = vn_malloc(&s->account, count * sizeof *origins);
  if (!origins)
    return VN_ERR_NOMEM;
  int rv = 0;
  for (uint16_t i = 0; i < count && rv == 0; i++) {
    uint32_t length;
    const uint8_t *origin = take_bytes(r, &length);
    if (origin)
      origins[i] = (nghttp2_origin_entry){(uint8_t *)origin, length};
    else
      rv = VN_ERR_BAD_COMMAND;
  }
  if (rv == 0)
    rv = result(s, VN_CMD_ORIGIN, 0, ng.submit_origin(s->ng, NGHTTP2_FLAG_NONE, origins, count));
  vn_free(&s->account, origins);
  return rv;
}

static int run_one(vn_session *s, uint8_t command, uint8_t flags, uint16_t extra, int32_t id, reader *r) {
  uint32_t value;
  const uint8_t *bytes;
  switch (command) {
  case VN_CMD_REQUEST:
  case VN_CMD_RESPONSE:
  case VN_CMD_HEADERS:
  case VN_CMD_TRAILERS:
  case VN_CMD_PUSH_PROMISE:
    return run_fields(s, command, flags, extra, id, r);
  case VN_CMD_PUSH_DATA:
  case VN_CMD_INLINE_DATA:
    return run_body(s, command, flags, id, r);
  case VN_CMD_CONSUME:
    if (!take32(r, &value))
      return VN_ERR_BAD_COMMAND;
    return run_consume(s, id, value);
  case VN_CMD_CONSUME_WINDOW:
    if (!take32(r, &value))
      return VN_ERR_BAD_COMMAND;
    return result(s, command, id, id ? ng.session_consume_stream(s->ng, id, value)
                                     : ng.session_consume_connection(s->ng, value));
  case VN_CMD_RST_STREAM:
    return take32(r, &value) ? run_rst(s, id, value) : VN_ERR_BAD_COMMAND;
  case VN_CMD_GOAWAY:
  case VN_CMD_TERMINATE:
    return run_goaway(s, command, r);
  case VN_CMD_SHUTDOWN_NOTICE:
    return result(s, command, 0, ng.submit_shutdown_notice(s->ng));
  case VN_CMD_SETTINGS:
    return run_settings(s, extra, r);
  case VN_CMD_PING:
    if (!(bytes = take(r, 8)))
      return VN_ERR_BAD_COMMAND;
    return result(s, command, 0,
                  ng.submit_ping(s->ng, flags & VN_CMDF_ACK ? NGHTTP2_FLAG_ACK : NGHTTP2_FLAG_NONE, bytes));
  case VN_CMD_LOCAL_WINDOW:
    if (!take32(r, &value))
      return VN_ERR_BAD_COMMAND;
    return result(s, command, id, ng.session_set_local_window_size(s->ng, NGHTTP2_FLAG_NONE, id, (int32_t)value));
  case VN_CMD_PRIORITY_UPDATE:
    if (!(bytes = take_bytes(r, &value)))
      return VN_ERR_BAD_COMMAND;
    return result(s, command, id, ng.submit_priority_update(s->ng, NGHTTP2_FLAG_NONE, id, bytes, value));
  case VN_CMD_PRIORITY: {
    nghttp2_extpri priority = {extra & 0xff, extra >> 8 != 0};
    return result(s, command, id,
                  ng.session_change_extpri_stream_priority(s->ng, id, &priority, flags & VN_CMDF_IGNORE_CLIENT));
  }
  case VN_CMD_WINDOW_UPDATE:
    if (!take32(r, &value))
      return VN_ERR_BAD_COMMAND;
    return result(s, command, id, ng.submit_window_update(s->ng, NGHTTP2_FLAG_NONE, id, (int32_t)value));
  case VN_CMD_NEXT_STREAM_ID:
    return result(s, command, id, ng.session_set_next_stream_id(s->ng, id));
  case VN_CMD_EXTENSION:
    if (!(bytes = take_bytes(r, &value)))
      return VN_ERR_BAD_COMMAND;
    return result(s, command, id, vn_extension_submit(s, (uint8_t)extra, flags, id, bytes, value));
  case VN_CMD_ALTSVC:
    return run_altsvc(s, id, r);
  case VN_CMD_ORIGIN:
    return run_origin(s, extra, r);
  case VN_CMD_FRAME_LOG:
    return vn_frames_switch(s, extra);
  default:
    return VN_ERR_BAD_COMMAND;
  }
}

/* nghttp2 keeps all HEADERS of a reserved stream in the queue of those that count as new streams: the second would wait
 * for the end of the stream that the first has opened when there is room for no other. */
static int hold(vn_session *s, const uint8_t *record, size_t length) {
  uint8_t *held = vn_realloc(&s->account, s->held, s->held_length + length);
  if (!held)
    return VN_ERR_NOMEM;
  memcpy(held + s->held_length, record, length);
  s->held = held;
  s->held_length += length;
  return 0;
}

int vn_held_run(vn_session *s) {
  uint8_t *held = s->held;
  size_t length = s->held_length;
  s->push_opened = 0;
  if (!held)
    return 0;
  s->held = NULL;
  s->held_length = 0;
  s->replaying = 1;
  int rv = vn_commands_run(s, held, length);
  s->replaying = 0;
  vn_free(&s->account, held);
  return rv;
}

int vn_commands_run(vn_session *s, const uint8_t *commands, size_t length) {
  reader r = {commands, commands + length};
  while (r.at < r.end) {
    const uint8_t *record = r.at;
    const uint8_t *head = take(&r, VN_RECORD_HEAD);
    if (!head)
      return VN_ERR_BAD_COMMAND;
    int rv = run_one(s, head[0], head[1], vn_get16(head + 2), (int32_t)vn_get32(head + 4), &r);
    if (rv == HOLD)
      rv = hold(s, record, (size_t)(r.at - record));
    if (rv)
      return rv;
  }
  return 0;
}
