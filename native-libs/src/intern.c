#include "intern.h"

static uint32_t set_of(const nghttp2_rcbuf *buffer) {
  uint64_t key = (uint64_t)(uintptr_t)buffer >> 4;
  return (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 58); /* the top 6 bits: 64 sets */
}

_Static_assert(VN_INTERN_SETS == 64, "set_of makes 6 bits");

uint32_t vn_intern_id(vn_intern *table, nghttp2_rcbuf *buffer, int *known) {
  uint32_t set = set_of(buffer);
  nghttp2_rcbuf **ways = table->ways[set];
  *known = ways[0] == buffer || ways[1] == buffer;
  uint32_t way = *known ? ways[1] == buffer : table->older[set];
  if (!*known) {
    if (ways[way])
      ng.rcbuf_decref(ways[way]);
    ng.rcbuf_incref(buffer);
    ways[way] = buffer;
  }
  table->older[set] = (uint8_t)!way;
  return set * 2 + way;
}

void vn_intern_clear(vn_intern *table) {
  for (uint32_t i = 0; i < VN_INTERN_IDS; i++) {
    nghttp2_rcbuf **way = &table->ways[i / 2][i % 2];
    if (*way && !ng.rcbuf_is_static(*way)) /* those outlive every session */
      ng.rcbuf_decref(*way);
    *way = NULL;
  }
}
