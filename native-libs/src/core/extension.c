#include "core/extension.h"

#include "core/events.h"

struct vn_payload {
  vn_payload *next;
  uint32_t length;
  uint8_t bytes[];
};

/* --- in --- */

static int dropped(vn_session *s, const nghttp2_frame_hd *hd) {
  uint8_t *at = vn_event(s, VN_EV_EXTENSION_DROPPED, hd->flags, hd->type, hd->stream_id, 8);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, s->extensions.max_payload);
  vn_put32(at + 4, (uint32_t)hd->length);
  return NGHTTP2_ERR_CANCEL; /* nghttp2 skips the rest */
}

static int on_extension_chunk(nghttp2_session *ngs, const nghttp2_frame_hd *hd, const uint8_t *data, size_t length,
                              void *user) {
  (void)ngs;
  vn_session *s = user;
  vn_extensions *e = &s->extensions;
  if (hd->length > e->max_payload)
    return dropped(s, hd);
  if (!e->in && !(e->in = vn_malloc(&s->account, hd->length))) {
    vn_fatal(s, VN_ERR_NOMEM);
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
  memcpy(e->in + e->in_length, data, length);
  e->in_length += (uint32_t)length;
  return 0;
}

static int on_unpack_extension(nghttp2_session *ngs, void **payload, const nghttp2_frame_hd *hd, void *user) {
  (void)ngs;
  vn_session *s = user;
  vn_extensions *e = &s->extensions;
  *payload = NULL;
  uint8_t *at = vn_event(s, VN_EV_EXTENSION, hd->flags, hd->type, hd->stream_id, 4 + e->in_length);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put_bytes(at, e->in, e->in_length);
  vn_free(&s->account, e->in);
  e->in = NULL;
  e->in_length = 0;
  return 0;
}

static int report_altsvc(vn_session *s, int32_t id, const nghttp2_ext_altsvc *altsvc) {
  uint8_t *at = vn_event(s, VN_EV_ALTSVC, 0, 0, id, 8 + VN_PAD4(altsvc->origin_len) + altsvc->field_value_len);
  if (!at)
    return s->fatal;
  at = vn_put_bytes(at, altsvc->origin, altsvc->origin_len);
  vn_put_bytes(at, altsvc->field_value, altsvc->field_value_len);
  return 0;
}

static int report_origin(vn_session *s, const nghttp2_ext_origin *origin) {
  size_t size = 0, count = origin->nov < UINT16_MAX ? origin->nov : UINT16_MAX;
  for (size_t i = 0; i < count; i++)
    size += 4 + VN_PAD4(origin->ov[i].origin_len);
  uint8_t *at = vn_event(s, VN_EV_ORIGIN, 0, (uint16_t)count, 0, size);
  if (!at)
    return s->fatal;
  for (size_t i = 0; i < count; i++)
    at = vn_put_bytes(at, origin->ov[i].origin, origin->ov[i].origin_len);
  return 0;
}

static int report_priority_update(vn_session *s, const nghttp2_ext_priority_update *update) {
  uint8_t *at = vn_event(s, VN_EV_PRIORITY_UPDATE, 0, 0, update->stream_id, 4 + update->field_value_len);
  if (!at)
    return s->fatal;
  vn_put_bytes(at, update->field_value, update->field_value_len);
  return 0;
}

int vn_extension_received(vn_session *s, const nghttp2_frame *frame) {
  if (!frame->ext.payload) /* reported already, as bytes */
    return 0;
  switch (frame->hd.type) {
  case NGHTTP2_ALTSVC:
    return report_altsvc(s, frame->hd.stream_id, frame->ext.payload);
  case NGHTTP2_ORIGIN:
    return report_origin(s, frame->ext.payload);
  case NGHTTP2_PRIORITY_UPDATE:
    return report_priority_update(s, frame->ext.payload);
  default:
    return 0;
  }
}

/* --- out --- */

/* nghttp2 packs each frame once and does not free the payload: this file owns it. */
static void release(vn_session *s, vn_payload *payload) {
  vn_extensions *e = &s->extensions;
  vn_payload *before = NULL;
  /* It is the first one, because frames are packed in the order in which they were submitted. */
  for (vn_payload *p = e->out; p != payload; p = p->next)
    before = p;
  *(before ? &before->next : &e->out) = payload->next;
  if (e->last == payload)
    e->last = before;
  vn_free(&s->account, payload);
}

static ssize_t on_pack_extension(nghttp2_session *ngs, uint8_t *to, size_t room, const nghttp2_frame *frame,
                                 void *user) {
  (void)ngs;
  vn_payload *payload = frame->ext.payload;
  ssize_t length = NGHTTP2_ERR_CANCEL;
  if (payload->length <= room) {
    memcpy(to, payload->bytes, payload->length);
    length = (ssize_t)payload->length;
  }
  release(user, payload);
  return length;
}

int vn_extension_submit(vn_session *s, uint8_t type, uint8_t flags, int32_t stream_id, const uint8_t *bytes,
                        uint32_t length) {
  if (length > VN_SIZE_PAYLOAD_MAX)
    return NGHTTP2_ERR_INVALID_ARGUMENT;
  vn_payload *payload = vn_malloc(&s->account, sizeof *payload + length);
  if (!payload)
    return NGHTTP2_ERR_NOMEM; /* fatal for vn_command_result */
  payload->next = NULL;
  payload->length = length;
  memcpy(payload->bytes, bytes, length);
  int rv = ng.submit_extension(s->ng, type, flags, stream_id, payload);
  if (rv) {
    vn_free(&s->account, payload);
    return rv;
  }
  vn_extensions *e = &s->extensions;
  *(e->out ? &e->last->next : &e->out) = payload;
  e->last = payload;
  return 0;
}

void vn_extensions_free(vn_session *s) {
  vn_free(&s->account, s->extensions.in);
  for (vn_payload *payload = s->extensions.out, *next; payload; payload = next) {
    next = payload->next;
    vn_free(&s->account, payload);
  }
}

void vn_extension_callbacks(nghttp2_session_callbacks *callbacks) {
  ng.session_callbacks_set_on_extension_chunk_recv_callback(callbacks, on_extension_chunk);
  ng.session_callbacks_set_unpack_extension_callback(callbacks, on_unpack_extension);
  ng.session_callbacks_set_pack_extension_callback(callbacks, on_pack_extension);
}
