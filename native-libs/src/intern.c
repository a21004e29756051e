#include "intern.h"

/* The top 32 bits of the product, scaled. */
static uint32_t set_of(const nghttp2_rcbuf *buffer) {
  uint64_t key = (uint64_t)(uintptr_t)buffer >> 4;
  return (uint32_t)((key * 0x9E3779B97F4A7C15u >> 32) * VN_INTERN_SETS >> 32);
}

_Static_assert(VN_INTERN_IDS == 128, "EventDecoder.java has as many places");

static void hold(nghttp2_rcbuf **place, nghttp2_rcbuf *buffer) {
  if (*place)
    ng.rcbuf_decref(*place);
  ng.rcbuf_incref(buffer);
  *place = buffer;
}

/* The one that was not used for longest goes. */
static uint32_t long_id(vn_intern *table, nghttp2_rcbuf *buffer, int *known) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < VN_INTERN_LONG; i++) {
    if (table->longs[i] == buffer) {
      at = i;
      break;
    }
    if (table->used[i] < table->used[at])
      at = i;
  }
  *known = table->longs[at] == buffer;
  if (!*known)
    hold(&table->longs[at], buffer);
  table->used[at] = ++table->uses;
  return VN_INTERN_SETS * 2 + at;
}

uint32_t vn_intern_id(vn_intern *table, nghttp2_rcbuf *buffer, uint32_t length, int *known) {
  if (length > VN_INTERN_SHORT)
    return long_id(table, buffer, known);
  uint32_t set = set_of(buffer);
  nghttp2_rcbuf **ways = table->ways[set];
  *known = ways[0] == buffer || ways[1] == buffer;
  uint32_t way = *known ? ways[1] == buffer : table->older[set];
  if (!*known)
    hold(&ways[way], buffer);
  table->older[set] = (uint8_t)!way;
  return set * 2 + way;
}

static void drop(nghttp2_rcbuf **place) {
  if (*place && !ng.rcbuf_is_static(*place)) /* those outlive every session */
    ng.rcbuf_decref(*place);
  *place = NULL;
}

void vn_intern_clear(vn_intern *table) {
  for (uint32_t set = 0; set < VN_INTERN_SETS; set++) {
    drop(&table->ways[set][0]);
    drop(&table->ways[set][1]);
  }
  for (uint32_t i = 0; i < VN_INTERN_LONG; i++)
    drop(&table->longs[i]);
}
