/* How many frames of the cheap kinds a peer may send, or make this side send. A bucket for each kind holds its maximum at
 * the start, loses one with each frame, and fills up again within VN_LIMIT_WINDOW. */
#ifndef VN_LIMITS_H
#define VN_LIMITS_H

#include <nghttp2/nghttp2.h>
#include <stdint.h>

typedef struct vn_session vn_session;

#define VN_LIMIT_WINDOW 10000u /* milliseconds */

enum vn_rate {
  VN_RATE_RESETS,
  VN_RATE_PROVOKED_RESETS,
  VN_RATE_SETTINGS,
  VN_RATE_PINGS,
  VN_RATE_PRIORITIES,
  VN_RATE_EMPTY_DATA,
  VN_RATE_TINY_DATA,
  VN_RATE_WINDOW_UPDATES,
  VN_RATE_OTHERS,
  VN_RATES
};

typedef struct {
  uint32_t maximum; /* 0: no limit */
  uint64_t level;   /* frames left, in units of 1 / VN_LIMIT_WINDOW */
  uint64_t filled;  /* when, in milliseconds */
} vn_bucket;

typedef struct {
  vn_bucket buckets[VN_RATES];
  uint32_t max_continuations, max_outbound_queue; /* 0: no limit */
  uint32_t continuations;                         /* of the header block that is coming in */
  uint32_t sent;                                  /* body bytes that have not earned a WINDOW_UPDATE yet */
  uint32_t came;                                  /* body bytes that have not earned a DATA frame yet */
  uint64_t now;                                   /* of the call that runs, once somebody asked */
  int any;                                        /* one is set */

  /* The reader of frame heads: nghttp2 tells nothing of frames that it passes over. */
  uint8_t head[9];
  uint32_t have;   /* bytes of head */
  uint32_t left;   /* bytes of the payload, or of the preface, to come */
  size_t ahead;    /* bytes that were read here, and that nghttp2 has not been fed */
  uint32_t untold_ends, untold_headers; /* frames read of which nghttp2 told nothing: it passes over them if it never does */
  uint16_t passed; /* the limit that was, and is to be told when nghttp2 has been fed what came before; or 0 */
  uint32_t maximum;
} vn_limits;

void vn_limits_set(vn_limits *limits, enum vn_rate rate, uint32_t maximum);

/* Reads the heads of the frames that came. How many bytes nghttp2 may be fed: up to the frame that passes a limit. */
size_t vn_limits_read(vn_session *session, const uint8_t *in, size_t length);
/* So many of these bytes were fed. 0, or a fatal error after an event that names the limit. */
int vn_limits_fed(vn_session *session, size_t length, size_t fed);
/* nghttp2 tells that it takes this frame of DATA, HEADERS, PUSH_PROMISE or CONTINUATION. */
void vn_limits_told(vn_limits *limits, const nghttp2_frame_hd *head);
/* A DATA frame with padding was read, and so much content. 0 or a fatal error. */
int vn_limits_padded(vn_session *session, size_t content, int end);
/* A request: answers to it are worth a few frames. */
void vn_limits_request(vn_limits *limits);
/* The same, of this side: its stream may be reset. */
void vn_limits_request_sent(vn_limits *limits);
/* The head of a request or a response, whose body may be short. */
void vn_limits_message(vn_limits *limits);
/* A DATA frame leaves. whole: with all that waits, so that its length is this side's choice. */
void vn_limits_body_sent(vn_limits *limits, size_t bytes, int whole);
/* A RST_STREAM leaves that is this side's own wish: the peer does not know of it yet. */
void vn_limits_reset(vn_limits *limits);
/* One that the peer has brought about. */
void vn_limits_provoked(vn_session *session);
/* Before more is written. 0 or a fatal error. */
int vn_limits_written(vn_session *session);
/* At the end of a receive. 0 or a fatal error. */
int vn_limits_outbound(vn_session *session);

#endif
