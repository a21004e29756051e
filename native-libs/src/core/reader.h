/* Reads commands: each length is checked against what is left. */
#ifndef VN_READER_H
#define VN_READER_H

#include "core/buffer.h"

#include <nghttp2/nghttp2.h>

typedef struct {
  const uint8_t *at, *end;
} vn_reader;

/* So many bytes and their padding, or NULL. */
static inline const uint8_t *vn_take(vn_reader *r, size_t length) {
  size_t left = (size_t)(r->end - r->at);
  if (length > left || VN_PAD4(length) > left)
    return NULL;
  const uint8_t *from = r->at;
  r->at += VN_PAD4(length);
  return from;
}

static inline int vn_take32(vn_reader *r, uint32_t *value) {
  const uint8_t *at = vn_take(r, 4);
  if (at)
    *value = vn_get32(at);
  return at != NULL;
}

/* u32 length and as many bytes, or NULL. */
static inline const uint8_t *vn_take_bytes(vn_reader *r, uint32_t *length) {
  return vn_take32(r, length) ? vn_take(r, *length) : NULL;
}

/* keep: NGHTTP2_NV_FLAG_NO_COPY_* if the bytes stay where they are until the frame was made */
static inline int vn_take_field(vn_reader *r, nghttp2_nv *nv, uint8_t keep) {
  const uint8_t *head = vn_take(r, 8);
  if (!head)
    return 0;
  nv->namelen = vn_get16(head);
  nv->flags = keep | (vn_get16(head + 2) & VN_FIELD_NEVER_INDEX ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE);
  nv->valuelen = vn_get32(head + 4);
  const uint8_t *text = nv->valuelen <= INT32_MAX ? vn_take(r, nv->namelen + nv->valuelen) : NULL;
  nv->name = (uint8_t *)text;
  nv->value = text ? (uint8_t *)text + nv->namelen : NULL;
  return text != NULL;
}

#endif
