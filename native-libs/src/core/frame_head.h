/* Frame heads (RFC 9113, section 4.1), read from bytes that may be cut anywhere. */
#ifndef VN_FRAME_HEAD_H
#define VN_FRAME_HEAD_H

#include <nghttp2/nghttp2.h>
#include <string.h>

#define VN_FRAME_HEAD 9u
#define VN_PREFACE 24u

/* A place in a stream of frames. */
typedef struct {
  uint8_t head[VN_FRAME_HEAD];
  uint32_t have;          /* bytes of a head that is not complete */
  uint32_t left;          /* bytes of the payload to come, or of the client's preface */
  nghttp2_frame_hd frame; /* whose head came last */
} vn_frame_reader;

static inline nghttp2_frame_hd vn_frame_head(const uint8_t *h) {
  uint32_t id = (uint32_t)(h[5] & 0x7f) << 24 | (uint32_t)h[6] << 16 | (uint32_t)h[7] << 8 | h[8];
  return (nghttp2_frame_hd){
      .length = (size_t)h[0] << 16 | (size_t)h[1] << 8 | h[2], .stream_id = (int32_t)id, .type = h[3], .flags = h[4]};
}

/* How many of the available bytes belong to the current head or the current payload. */
static inline uint32_t vn_frame_piece(const vn_frame_reader *r, size_t available) {
  uint32_t piece = r->left ? r->left : VN_FRAME_HEAD - r->have;
  return piece < available ? piece : (uint32_t)available;
}

/* Reads a piece. Whether it completed the head of a frame, which is in `frame` then. */
static inline int vn_frame_take(vn_frame_reader *r, const uint8_t *in, uint32_t piece) {
  if (r->left) {
    r->left -= piece;
    return 0;
  }
  if (piece < VN_FRAME_HEAD) {
    memcpy(r->head + r->have, in, piece);
    r->have += piece;
    if (r->have < VN_FRAME_HEAD)
      return 0;
    r->have = 0;
    in = r->head;
  }
  r->frame = vn_frame_head(in);
  r->left = (uint32_t)r->frame.length;
  return 1;
}

/* Whether the next byte begins a frame. */
static inline int vn_frame_is_between(const vn_frame_reader *r) { return !r->have && !r->left; }

/* Whether CONTINUATION frames follow the frame. */
static inline int vn_frame_is_continued(const nghttp2_frame_hd *frame) {
  return (frame->type == NGHTTP2_HEADERS || frame->type == NGHTTP2_PUSH_PROMISE ||
          frame->type == NGHTTP2_CONTINUATION) &&
         !(frame->flags & NGHTTP2_FLAG_END_HEADERS);
}

#endif
