/* Which names and values the other side knows already, by the identity of nghttp2's buffers: what sits in an HPACK
 * table comes as the same buffer each time. Two ways a set, the older goes. Each buffer is held, so that its address
 * cannot come to mean another text. Long ones have places of their own: few fit into a table, and each that is held
 * is held on both sides. */
#ifndef VN_INTERN_H
#define VN_INTERN_H

#include "library.h"

#include <stdint.h>

#define VN_INTERN_SETS 62u
#define VN_INTERN_SHORT 1024u /* bytes */
#define VN_INTERN_LONG 4u     /* more than fit into a table of 4,096 bytes at a time */
#define VN_INTERN_MAX 4096u
#define VN_INTERN_IDS (VN_INTERN_SETS * 2 + VN_INTERN_LONG)

typedef struct {
  nghttp2_rcbuf *ways[VN_INTERN_SETS][2], *longs[VN_INTERN_LONG];
  uint64_t uses, used[VN_INTERN_LONG]; /* of the long ones; when each was */
  uint8_t older[VN_INTERN_SETS];
} vn_intern;

/* The id of a text of at most VN_INTERN_MAX bytes; *known tells whether it stood for this buffer before. */
uint32_t vn_intern_id(vn_intern *table, nghttp2_rcbuf *buffer, uint32_t length, int *known);
void vn_intern_clear(vn_intern *table);

#endif
