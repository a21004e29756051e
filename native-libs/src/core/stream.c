#include "core/stream.h"

#include <string.h>

#define FIRST_SLOTS 16u
#define INLINE_FIRST 64u
#define INLINE_KEPT 4096u
#define INLINE_MAX (UINT32_MAX / 4)

/* Scattered, because removal closes gaps: ids in a row would be one long run of neighbours. */
static uint32_t home(const vn_streams *streams, int32_t id) {
  return (((uint32_t)id >> 1) * 0x9E3779B1u >> 12) & streams->mask;
}

static void place(vn_streams *streams, vn_stream *stream) {
  uint32_t at = home(streams, stream->id);
  while (streams->slots[at])
    at = (at + 1) & streams->mask;
  streams->slots[at] = stream;
}

static int widen(vn_streams *streams) {
  vn_streams wide = {.mask = streams->mask ? streams->mask * 2 + 1 : FIRST_SLOTS - 1,
                     .count = streams->count,
                     .account = streams->account};
  wide.slots = vn_calloc(wide.account, wide.mask + 1, sizeof *wide.slots);
  if (!wide.slots)
    return VN_ERR_NOMEM;
  for (uint32_t i = 0; streams->mask && i <= streams->mask; i++)
    if (streams->slots[i])
      place(&wide, streams->slots[i]);
  vn_free(wide.account, streams->slots);
  *streams = wide;
  return 0;
}

vn_stream *vn_streams_find(const vn_streams *streams, int32_t id) {
  if (!streams->mask)
    return NULL;
  for (uint32_t at = home(streams, id);; at = (at + 1) & streams->mask) {
    vn_stream *stream = streams->slots[at];
    if (!stream || stream->id == id)
      return stream;
  }
}

vn_stream *vn_streams_add(vn_streams *streams, int32_t id) {
  if ((!streams->mask || streams->count * 2 > streams->mask) && widen(streams))
    return NULL;
  vn_stream *stream = vn_calloc(streams->account, 1, sizeof *stream);
  if (!stream)
    return NULL;
  stream->id = id;
  place(streams, stream);
  streams->count++;
  return stream;
}

static void free_stream(vn_streams *streams, vn_stream *stream) {
  vn_free(streams->account, stream->inline_data);
  vn_free(streams->account, stream->trailers);
  vn_free(streams->account, stream);
}

void vn_streams_remove(vn_streams *streams, int32_t id) {
  if (!streams->mask)
    return;
  uint32_t hole = home(streams, id);
  while (streams->slots[hole] && streams->slots[hole]->id != id)
    hole = (hole + 1) & streams->mask;
  if (!streams->slots[hole])
    return;
  free_stream(streams, streams->slots[hole]);
  streams->slots[hole] = NULL;
  streams->count--;
  /* Close the gap: move up whatever probed past it. */
  for (uint32_t at = (hole + 1) & streams->mask; streams->slots[at]; at = (at + 1) & streams->mask) {
    uint32_t wanted = home(streams, streams->slots[at]->id);
    if (((at - wanted) & streams->mask) >= ((at - hole) & streams->mask)) {
      streams->slots[hole] = streams->slots[at];
      streams->slots[at] = NULL;
      hole = at;
    }
  }
}

void vn_streams_free(vn_streams *streams) {
  for (uint32_t i = 0; streams->mask && i <= streams->mask; i++)
    if (streams->slots[i])
      free_stream(streams, streams->slots[i]);
  vn_free(streams->account, streams->slots);
  *streams = (vn_streams){.account = streams->account};
}

/* Moves what is held to the beginning of other memory, or of the same. */
static int move(vn_streams *streams, vn_stream *stream, uint32_t capacity) {
  uint32_t held = vn_stream_held(stream);
  uint8_t *to = stream->inline_data;
  if (capacity != stream->inline_capacity && !(to = vn_malloc(streams->account, capacity)))
    return VN_ERR_NOMEM;
  if (held)
    memmove(to, stream->inline_data + stream->inline_at, held);
  if (to != stream->inline_data)
    vn_free(streams->account, stream->inline_data);
  stream->inline_data = to;
  stream->inline_capacity = capacity;
  stream->inline_at = 0;
  stream->inline_length = held;
  return 0;
}

int vn_stream_append(vn_streams *streams, vn_stream *stream, const uint8_t *bytes, uint32_t length) {
  uint32_t held = vn_stream_held(stream);
  if (length > INLINE_MAX - held)
    return VN_ERR_NOMEM;
  if (!length) /* there may be no memory yet */
    return 0;
  if (length > stream->inline_capacity - stream->inline_length) {
    uint32_t capacity = stream->inline_capacity ? stream->inline_capacity : INLINE_FIRST;
    /* In place only where as many bytes have left as are moved: each byte is moved a fixed number of times. */
    if (stream->inline_at < held || held + length > capacity)
      while (capacity < held + length || capacity == stream->inline_capacity)
        capacity *= 2;
    if (move(streams, stream, capacity))
      return VN_ERR_NOMEM;
  }
  memcpy(stream->inline_data + stream->inline_length, bytes, length);
  stream->inline_length += length;
  return 0;
}

void vn_stream_took(vn_streams *streams, vn_stream *stream, uint32_t length) {
  stream->inline_at += length;
  uint32_t held = vn_stream_held(stream), capacity = stream->inline_capacity;
  if (!held) {
    stream->inline_at = stream->inline_length = 0;
    if (capacity > INLINE_KEPT) {
      vn_free(streams->account, stream->inline_data);
      stream->inline_data = NULL;
      stream->inline_capacity = 0;
    }
    return;
  }
  while (capacity > INLINE_KEPT && capacity / 4 >= held)
    capacity /= 2;
  if (capacity != stream->inline_capacity)
    move(streams, stream, capacity); /* without memory for it all stays as it was */
}
