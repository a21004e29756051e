/* HPACK alone: what the deflater writes, into pieces of any sizes, the inflater reads, cut at any places; or it reads
 * what nobody has written. */
#include "shared/harness.h"

#define BLOCKS_MAX 100

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  fz_start();
  return 0;
}

/* Entries and sizes, which only have to be there. */
static void look(vn_deflater *deflater, vn_inflater *inflater, fz_source *from) {
  vn_entry entry;
  size_t index = fz_byte(from);
  if (vn_deflater_entry(deflater, index, &entry))
    FZ_CHECK(index > 0 && (int64_t)index <= vn_deflater_get(deflater, VN_HPACK_NUM_TABLE_ENTRIES));
  if (vn_inflater_entry(inflater, index, &entry))
    FZ_CHECK(index > 0 && (int64_t)index <= vn_inflater_get(inflater, VN_HPACK_NUM_TABLE_ENTRIES));
  FZ_CHECK(vn_inflater_get(inflater, VN_HPACK_DYNAMIC_TABLE_SIZE) <=
           vn_inflater_get(inflater, VN_HPACK_MAX_DYNAMIC_TABLE_SIZE));
  FZ_CHECK(vn_inflater_get(inflater, 0) == -1 && vn_deflater_get(deflater, 0) == -1);
}

/* Adds what comes out to `all`; the inflater's result. */
static int64_t inflate(vn_inflater *inflater, fz_source *from, const uint8_t *block, size_t length, vn_buffer *all) {
  vn_buffer fields;
  vn_buffer_init(&fields);
  size_t at = 0;
  int64_t rv;
  do {
    size_t piece = fz_byte(from) & 1 ? fz_number(from) : length;
    if (piece > length - at)
      piece = length - at;
    int last = at + piece == length;
    uint8_t *copy = malloc(piece ? piece : 1);
    if (piece)
      memcpy(copy, block + at, piece);
    rv = vn_inflater_inflate(inflater, copy, piece, last, &fields);
    free(copy);
    if (fields.length)
      fz_append(all, fields.base, fields.length);
    at += piece;
    if (last)
      break;
  } while (rv >= 0);
  vn_buffer_free(&fields);
  return rv;
}

/* The fields that came out are those that went in: both have name, value and padding behind 8 bytes of lengths. */
static void compare(const vn_buffer *in, const vn_buffer *out) {
  FZ_CHECK(in->length == out->length);
  for (size_t at = 0; at < in->length;) {
    uint16_t name, flags;
    memcpy(&name, in->base + at, 2);
    memcpy(&flags, in->base + at + 2, 2);
    uint32_t value = vn_get32(in->base + at + 4), read = vn_get32(out->base + at);
    FZ_CHECK((read & 0x7fffffff) == name && vn_get32(out->base + at + 4) == value);
    FZ_CHECK(!(flags & 1) || read >> 31);
    FZ_CHECK(memcmp(in->base + at + 8, out->base + at + 8, name + (size_t)value) == 0);
    at += 8 + VN_PAD4(name + (size_t)value);
  }
}

/* 0 when one of the two is only good for being freed. */
static int round_trip(vn_deflater *deflater, vn_inflater *inflater, fz_source *from) {
  vn_buffer fields, read;
  vn_buffer_init(&fields);
  vn_buffer_init(&read);
  fz_append(&fields, NULL, 0);
  uint16_t count = fz_fields(&fields, from, (int)fz_below(from, FZ_ANY + 1));
  int64_t bound = vn_deflater_bound(deflater, fields.base, fields.length, count);
  FZ_CHECK(bound >= 0);
  size_t room = fz_byte(from) % 8 == 7 ? fz_number(from) % ((size_t)bound + 1) : (size_t)bound;
  uint8_t *block = malloc(room ? room : 1);
  size_t first = fz_byte(from) % 2 ? fz_number(from) % (room + 1) : room;
  vn_span spans[2] = {{block, first}, {block + first, room - first}};
  int64_t length = vn_deflater_deflate(deflater, fields.base, fields.length, count, spans, first < room ? 2 : 1);
  FZ_CHECK(length <= (int64_t)room && (length >= 0 || room < (size_t)bound));
  int good = length >= 0;
  if (good) {
    int64_t rv = inflate(inflater, from, block, (size_t)length, &read);
    good = rv >= 0 || rv == VN_ERR_HEADER_LIST;
    FZ_CHECK(good);
    if (rv >= 0)
      compare(&fields, &read);
    else
      FZ_CHECK(vn_inflater_list_size(inflater) > 0);
  }
  free(block);
  vn_buffer_free(&fields);
  vn_buffer_free(&read);
  return good;
}

static int any_block(vn_inflater *inflater, fz_source *from) {
  vn_buffer read;
  vn_buffer_init(&read);
  size_t length = fz_number(from);
  const uint8_t *block = fz_bytes(from, &length);
  int64_t rv = inflate(inflater, from, block, length, &read);
  vn_buffer_free(&read);
  return rv >= 0 || rv == VN_ERR_HEADER_LIST;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const uint32_t tables[] = {4096, 0, 64, 1 << 16}, lists[] = {65536, 100, 1 << 20, 0};
  fz_source from = {data, data + size};
  uint8_t choice = fz_byte(&from);
  vn_deflater *deflater;
  vn_inflater *inflater;
  FZ_CHECK(vn_deflater_new(&deflater, tables[choice % 4]) == 0);
  FZ_CHECK(vn_inflater_new(&inflater, lists[choice / 4 % 4]) == 0);
  int good = 1, raw = choice & 0x80;
  for (int i = 0; good && i < BLOCKS_MAX && fz_left(&from); i++) {
    uint8_t what = fz_byte(&from);
    if (what % 8 == 7) { /* the reader first, as SETTINGS and their acknowledgement have it */
      uint32_t table = fz_number(&from) % 70000;
      good = vn_inflater_change_table_size(inflater, table) == 0 && vn_deflater_change_table_size(deflater, table) == 0;
    } else
      good = raw ? any_block(inflater, &from) : round_trip(deflater, inflater, &from);
    look(deflater, inflater, &from);
  }
  vn_deflater_free(deflater);
  vn_inflater_free(inflater);
  fz_nothing_left();
  return 0;
}
