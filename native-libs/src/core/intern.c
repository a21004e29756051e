#include "core/intern.h"

_Static_assert(VN_INTERN_NAME_MAX + VN_INTERN_VALUE_MAX <= VN_INTERN_BUDGET, "a field has to fit");
_Static_assert(VN_INTERN_VALUE_MAX <= UINT16_MAX, "lengths have 16 bits");

/* The upper 32 bits of the product, scaled to the number of sets. */
static uint32_t set_of(const nghttp2_rcbuf *buffer) {
  uint64_t key = (uint64_t)(uintptr_t)buffer >> 4;
  return (uint32_t)((key * 0x9E3779B97F4A7C15u >> 32) * VN_INTERN_SETS >> 32);
}

static void drop(vn_intern *table, uint32_t id) {
  nghttp2_rcbuf *buffer = table->buffers[id];
  if (buffer && !ng.rcbuf_is_static(buffer)) /* static ones outlive every session */
    ng.rcbuf_decref(buffer);
  table->bytes -= table->lengths[id];
  table->buffers[id] = NULL;
  table->lengths[id] = 0;
  table->valid[id] = 0;
}

static uint32_t oldest(const vn_intern *table) {
  uint32_t found = VN_INTERN_IDS;
  for (uint32_t id = 0; id < VN_INTERN_IDS; id++)
    if (table->lengths[id] && (found == VN_INTERN_IDS || table->used[id] < table->used[found]))
      found = id;
  return found;
}

static void reset_uses(vn_intern *table) {
  for (uint32_t id = 0; id < VN_INTERN_IDS; id++)
    table->used[id] = 0;
  table->uses = 0;
}

uint32_t vn_intern_find(const vn_intern *table, const nghttp2_rcbuf *buffer) {
  if (!table)
    return VN_INTERN_IDS;
  uint32_t first = set_of(buffer) * VN_INTERN_WAYS;
  for (uint32_t id = first; id < first + VN_INTERN_WAYS; id++)
    if (table->buffers[id] == buffer)
      return id;
  return VN_INTERN_IDS;
}

/* The id of the set whose text was not used for longest. */
static uint32_t oldest_of_set(const vn_intern *table, const nghttp2_rcbuf *buffer) {
  uint32_t first = set_of(buffer) * VN_INTERN_WAYS;
  uint32_t found = first;
  for (uint32_t id = first + 1; id < first + VN_INTERN_WAYS; id++)
    if (table->used[id] < table->used[found])
      found = id;
  return found;
}

void vn_intern_use(vn_intern *table, uint32_t id) {
  if (table->uses == UINT32_MAX)
    reset_uses(table);
  table->used[id] = ++table->uses;
}

void vn_intern_set_valid(vn_intern *table, const nghttp2_rcbuf *buffer, uint32_t id, uint8_t valid) {
  if (table->buffers[id] == buffer)
    table->valid[id] |= valid;
}

void vn_intern_text(vn_intern *table, nghttp2_rcbuf *buffer, uint32_t length, vn_interned *result) {
  uint32_t id = vn_intern_find(table, buffer);
  result->known = id != VN_INTERN_IDS;
  if (!result->known)
    id = oldest_of_set(table, buffer);
  result->id = id;
  result->ended = 0;
  vn_intern_use(table, id);
  if (result->known)
    return;
  drop(table, id);
  if (ng.rcbuf_is_static(buffer))
    length = 0; /* static texts are few and short */
  while (table->bytes + length > VN_INTERN_BUDGET) {
    uint32_t gone = oldest(table);
    drop(table, gone);
    table->evictions++;
    result->ended_ids[result->ended++] = (uint8_t)gone;
  }
  ng.rcbuf_incref(buffer);
  table->buffers[id] = buffer;
  table->lengths[id] = (uint16_t)length;
  table->bytes += length;
}

void vn_intern_clear(vn_intern *table) {
  for (uint32_t id = 0; id < VN_INTERN_IDS; id++)
    drop(table, id);
}
