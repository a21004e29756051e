/* Which names and values the other side knows already, by the identity of nghttp2's buffers: what sits in an HPACK
 * table comes as the same buffer each time. Two ways a set, the older goes. Each buffer is held, so that its address
 * cannot come to mean another text. */
#ifndef VN_INTERN_H
#define VN_INTERN_H

#include "library.h"

#include <stdint.h>

#define VN_INTERN_SETS 64u
#define VN_INTERN_IDS (VN_INTERN_SETS * 2)

typedef struct {
  nghttp2_rcbuf *ways[VN_INTERN_SETS][2];
  uint8_t older[VN_INTERN_SETS];
} vn_intern;

/* The id; *known tells whether it stood for this buffer before. */
uint32_t vn_intern_id(vn_intern *table, nghttp2_rcbuf *buffer, int *known);
void vn_intern_clear(vn_intern *table);

#endif
