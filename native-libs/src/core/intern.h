/* Which names and values the other side knows already, by the identity of nghttp2's buffers: what sits in an HPACK
 * table comes as the same buffer each time. Two ways a set. Each buffer is held, so that its address cannot come to
 * mean another text; the other side holds the text. Literals that no table has come here as well, for nghttp2 does not
 * tell them apart: a budget of bytes bounds what both sides hold, and what was not used for longest goes. */
#ifndef VN_INTERN_H
#define VN_INTERN_H

#include "core/library.h"

#include "wire.h"

#include <stdint.h>

#define VN_INTERN_IDS ((uint32_t)VN_SIZE_INTERNED)
#define VN_INTERN_SETS (VN_INTERN_IDS / 2)
#define VN_INTERN_NAME_MAX 1024u  /* bytes; longer ones are not interned */
#define VN_INTERN_VALUE_MAX 4096u /* an HPACK table of the default size holds none that is longer */
/* Bytes of text: a table of the default size, and a field beside it that is no part of it and must not push it out. */
#define VN_INTERN_BUDGET (4096u + VN_INTERN_NAME_MAX + VN_INTERN_VALUE_MAX)

typedef struct {
  nghttp2_rcbuf *buffers[VN_INTERN_IDS]; /* those of a set are neighbours */
  uint32_t used[VN_INTERN_IDS];          /* when each was, by uses */
  uint16_t lengths[VN_INTERN_IDS];
  uint32_t uses, bytes;
  uint64_t evictions; /* for the sake of the budget */
} vn_intern;

/* What became of a text. */
typedef struct {
  uint32_t id;
  int known;      /* the id stood for this buffer before */
  uint32_t ended; /* ids that stand for nothing any more: their number, and which */
  uint8_t ended_ids[VN_INTERN_IDS];
} vn_interned;

/* The id of a text of at most VN_INTERN_VALUE_MAX bytes. */
void vn_intern_text(vn_intern *table, nghttp2_rcbuf *buffer, uint32_t length, vn_interned *result);
void vn_intern_clear(vn_intern *table);

#endif
