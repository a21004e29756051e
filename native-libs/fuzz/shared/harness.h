/* What the harnesses share: the source of choices, one end of a connection, and the check of its events.
 *
 * Of an input, choices are taken from its back and bytes from its front: mutations of one leave the other in place. */
#ifndef FZ_HARNESS_H
#define FZ_HARNESS_H

#include "core/buffer.h"

#include <stdio.h>
#include <stdlib.h>

#define FZ_CHECK(condition)                                                                                            \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                          \
      abort();                                                                                                         \
    }                                                                                                                  \
  } while (0)

typedef struct {
  const uint8_t *front, *back;
} fz_source;

static inline size_t fz_left(const fz_source *from) { return (size_t)(from->back - from->front); }
/* 0 when there is nothing left. */
static inline uint8_t fz_byte(fz_source *from) { return fz_left(from) ? *--from->back : 0; }
static inline uint32_t fz_below(fz_source *from, uint32_t limit) { return fz_byte(from) % limit; }
/* Mostly small, sometimes any. */
uint32_t fz_number(fz_source *from);
/* As many as are left, if these are fewer. */
const uint8_t *fz_bytes(fz_source *from, size_t *length);

/* Appends to a buffer that is never full. */
uint8_t *fz_append(vn_buffer *to, const void *bytes, size_t length);

/* The byte of a stream's body at a place: the receiving end knows what to expect. */
static inline uint8_t fz_body(int32_t id, uint64_t at) { return (uint8_t)((uint64_t)id * 7 + at * 31); }

#define FZ_STREAMS 256
enum { FZ_NEVER, FZ_OPEN, FZ_CLOSED };

/* A stream as its events report it, and what was sent of its body. */
typedef struct {
  uint8_t state, remote_ended, local_ended;
  uint8_t ended;    /* nothing may be added to its body */
  uint64_t given;   /* bytes of its body, inline or announced */
  uint64_t waiting; /* the last of them: announced, and not asked for yet */
  uint64_t received;
} fz_stream;

typedef struct {
  vn_session *session;
  int server;
  int breaks_rules; /* of those that a user of the session has to keep */
  int unwatched;    /* its commands are any bytes: nothing is expected of its streams */
  int dead;         /* a call failed */
  int32_t next_id;
  fz_stream streams[FZ_STREAMS];
  uint32_t open;
  int32_t block; /* the stream whose header block goes on in the next record, or 0 */
  uint8_t known[128];
  int checks_bodies; /* its peer sends fz_body */
  vn_buffer events, commands, wire;
  size_t wire_at; /* what of wire has been carried */
  uint64_t time;  /* microseconds */
  uint32_t calls;
} fz_end;

/* Opens libnghttp2, or the one that VN_NGHTTP2 names. */
void fz_start(void);
/* What every session has held is given back. */
void fz_nothing_left(void);

/* With options from the source. 0 if these are refused. */
int fz_open(fz_end *end, int server, fz_source *from);
void fz_close(fz_end *end);

/* In memory of exactly this size, which is gone afterwards. 0 when the session is at its end. */
int fz_receive(fz_end *end, const uint8_t *in, size_t length);
/* Runs the commands. The source chooses out and budget, unless `all`: then flushes are repeated until all is sent. */
int fz_flush(fz_end *end, fz_source *from, int all);
/* Asks for some of the session's numbers. */
void fz_query(fz_end *end, fz_source *from);

/* Adds a command that is well-formed. */
void fz_command(fz_end *end, fz_source *from);
void fz_settings(fz_end *end, fz_source *from);
void fz_request(fz_end *end, fz_source *from);
/* Fields as commands carry them; how many. */
uint16_t fz_fields(vn_buffer *to, fz_source *from, int kind);
enum { FZ_REQUEST, FZ_RESPONSE, FZ_INFORMATIONAL, FZ_TRAILERS, FZ_ANY };

/* The records of a call, read as EventDecoder.java does; out is NULL for a receive, in for a flush. Body bytes that are
 * spliced go to end->wire with the frames before them; how many bytes of out these were. */
size_t fz_walk(fz_end *end, const uint8_t *in, size_t in_length, const uint8_t *out, size_t out_length);

#endif
