/* The recorder: the latest frames of a session, both ways, in a ring of records of 16 bytes (vn_recorded in wire.h),
 * and counts of all frames.
 *
 * Received frames are taken from their heads, and not from nghttp2's callbacks: so those are recorded, too, that
 * nghttp2 refuses or passes over. The ring grows up to its maximum as frames come, so that a connection without many
 * frames has a small one. Memory that is short never ends a session: then records are lost. */
#ifndef VN_RECORDER_H
#define VN_RECORDER_H

#include "core/memory.h"

#define VN_RECORDER_KNOWN 18u /* numbers that are kept while the session rests */

typedef struct {
  uint32_t time, stream, frame, value;
} vn_record;

/* Frames of this side that wait for their acknowledgement. */
typedef struct {
  uint32_t waiting;
  uint64_t since; /* when the only one was sent; 0 if there were several at a time */
} vn_asked;

typedef struct {
  vn_account *account;
  uint64_t time;    /* of the call that runs, in microseconds of any clock */
  uint64_t last;    /* of the newest record */
  uint64_t written; /* records so far */
  uint64_t lost;    /* of these, the ones that the ring does not hold any more */
  uint64_t received_bytes, sent_bytes, received_frames, sent_frames;
  uint64_t field_bytes; /* of names and values, both ways */
  uint64_t block_bytes; /* of the frames that carried them, both ways */
  vn_asked pings, settings;
  uint64_t round_trip; /* the shortest, in microseconds; 0: none was measured */

  vn_record *ring;
  uint32_t capacity, maximum; /* records */
  uint32_t next;              /* where the next record goes */

  int block_open;      /* CONTINUATION frames count with the HEADERS or PUSH_PROMISE frame before */
  uint64_t block;      /* the number of that record */
  uint64_t value_of;   /* the number of the record whose value is coming in */
  uint32_t value_skip; /* bytes that come before the value */
  uint32_t value_left; /* bytes of the value to come; of SETTINGS all entries */
  uint64_t entry;      /* its latest bytes */

  uint32_t known[VN_RECORDER_KNOWN]; /* while the session rests; see recording.c */
} vn_recorder;

/* NULL when memory is short. bytes: of the ring at most */
vn_recorder *vn_recorder_new(vn_account *account, uint32_t bytes);
void vn_recorder_free(vn_recorder *recorder);

/* The head of a frame has arrived. */
void vn_recorder_received(vn_recorder *recorder, const nghttp2_frame_hd *head);
/* A part of its payload. To be called while value_left is not 0. */
void vn_recorder_payload(vn_recorder *recorder, const uint8_t *payload, uint32_t length);
/* nghttp2 has handed out a frame. */
void vn_recorder_sent(vn_recorder *recorder, const nghttp2_frame *frame);

/* Records that are held now. */
static inline uint32_t vn_recorder_count(const vn_recorder *r) { return (uint32_t)(r->written - r->lost); }

/* Copies all of them, the oldest first. */
void vn_recorder_copy(const vn_recorder *recorder, vn_record *to);

/* The session is silent: only the newest records are kept. */
void vn_recorder_rest(vn_recorder *recorder);

#endif
