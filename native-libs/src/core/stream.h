/* What is kept of a stream, and where it is found by id. */
#ifndef VN_STREAM_H
#define VN_STREAM_H

#include "core/memory.h"

#include <nghttp2/nghttp2.h>

/* What a request has had so far, where this side checks it. Owner: requests.c. */
typedef struct {
  uint64_t content_length, content;
  uint16_t seen;
} vn_request;

typedef struct {
  int32_t id;
  unsigned body_ended : 1; /* nothing will be added to the body */
  unsigned deferred : 1;   /* nghttp2 waits for resume_data */
  unsigned remote_end : 1; /* END_STREAM came */
  unsigned reset_remote : 1;
  unsigned reset_local : 1;
  unsigned reserved : 1;    /* promised by us, and no HEADERS sent yet */
  unsigned head_queued : 1; /* of a reserved stream: its first HEADERS is nghttp2's */
  unsigned bare : 1;        /* headers were submitted without a body: nghttp2 does not know of the body yet */
  uint32_t inline_at, inline_length, inline_capacity;
  uint32_t unread;      /* bytes received that were not consumed, where arrival credits the connection */
  uint8_t *inline_data; /* body bytes held here; they go before the available ones */
  uint64_t available;   /* body bytes that the user holds */
  uint8_t *trailers;    /* the fields of a TRAILERS command, waiting for the body's end */
  uint32_t trailers_length;
  uint16_t trailers_count;
  union {
    vn_request request;             /* of a server */
    nghttp2_priority_spec priority; /* of a client: sent after the request; weight 0: none */
  };
} vn_stream;

/* Open addressing, at most half full. */
typedef struct {
  vn_stream **slots;
  uint32_t mask, count; /* mask: slots - 1, or 0 when there are none yet */
  vn_account *account;
} vn_streams;

vn_stream *vn_streams_find(const vn_streams *streams, int32_t id);
/* A new, empty stream; NULL when memory is short. The id must not be there yet. */
vn_stream *vn_streams_add(vn_streams *streams, int32_t id);
void vn_streams_remove(vn_streams *streams, int32_t id);
void vn_streams_free(vn_streams *streams);

/* 0 or VN_ERR_NOMEM. */
int vn_stream_append(vn_streams *streams, vn_stream *stream, const uint8_t *bytes, uint32_t length);

static inline uint32_t vn_stream_held(const vn_stream *stream) { return stream->inline_length - stream->inline_at; }

/* So many of the bytes held have left. What is kept for the rest is at most INLINE_KEPT, or four times the rest. */
void vn_stream_took(vn_streams *streams, vn_stream *stream, uint32_t length);

#endif
