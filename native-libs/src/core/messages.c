/* Commands that make the frames of a message: header blocks and bodies. */
#include "core/commands.h"

#define FIELDS_ON_STACK 64

typedef struct {
  nghttp2_nv *nva;
  size_t count;
  nghttp2_nv stack[FIELDS_ON_STACK];
} fields;

/* keep: NGHTTP2_NV_FLAG_NO_COPY_* if the bytes stay where they are until the frame was made */
static int fields_read(vn_session *s, fields *f, vn_reader r, uint16_t count, uint8_t keep) {
  f->count = count;
  f->nva = count <= FIELDS_ON_STACK ? f->stack : vn_malloc(&s->account, count * sizeof *f->nva);
  if (!f->nva)
    return VN_ERR_NOMEM;
  for (nghttp2_nv *nv = f->nva; nv < f->nva + count; nv++)
    if (!vn_take_field(&r, nv, keep))
      return VN_ERR_BAD_COMMAND;
  return r.at == r.end ? 0 : VN_ERR_BAD_COMMAND;
}

static void fields_free(vn_session *s, fields *f) {
  if (f->nva != f->stack)
    vn_free(&s->account, f->nva);
}

/* An id that the other side has counted, though no stream came of it. */
static void pass_over(vn_session *s, int32_t id) {
  if (id <= INT32_MAX - 2)
    ng.session_set_next_stream_id(s->ng, id + 2);
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
  pass_over(s, id);
  return vn_command_result(s, VN_CMD_REQUEST, id, rv);
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
  pass_over(s, id);
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

int vn_trailers_submit(vn_session *s, vn_stream *stream) {
  fields f;
  int rv = fields_read(s, &f, (vn_reader){stream->trailers, stream->trailers + stream->trailers_length},
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
    return vn_command_result(s, command, stream->id,
                             ng.submit_data(s->ng, NGHTTP2_FLAG_END_STREAM, stream->id, &provider));
  }
  if (stream->deferred) {
    stream->deferred = 0;
    ng.session_resume_data(s->ng, stream->id);
  }
  return 0;
}

int vn_command_fields(vn_session *s, uint8_t command, uint8_t flags, uint16_t count, int32_t id, vn_reader *r) {
  uint32_t length, promised = 0;
  const uint8_t *bytes = vn_take_bytes(r, &length);
  if (!bytes || (command == VN_CMD_PUSH_PROMISE && !vn_take32(r, &promised)))
    return VN_ERR_BAD_COMMAND;
  fields f;
  int rv = fields_read(s, &f, (vn_reader){bytes, bytes + VN_PAD4(length)}, count,
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
      rv = VN_HOLD;
    else if (command == VN_CMD_RESPONSE) {
      nghttp2_data_provider provider = {{.ptr = stream}, vn_body_read};
      stream->bare = 0;
      rv = vn_command_result(s, command, id,
                             ng.submit_response(s->ng, id, f.nva, f.count,
                                                flags & VN_CMDF_END_STREAM ? NULL : &provider));
      stream->head_queued = 1;
    } else if (command == VN_CMD_HEADERS) {
      rv = vn_command_result(s, command, id,
                             ng.submit_headers(s->ng, flags & VN_CMDF_END_STREAM ? NGHTTP2_FLAG_END_STREAM
                                                                                 : NGHTTP2_FLAG_NONE,
                                               id, NULL, f.nva, f.count, NULL));
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
  return length || stream->body_ended ? go_on(s, command, stream) : 0;
}
