#include "core/buffer.h"

#include <stdlib.h>

#define FIRST_CAPACITY 4096
#define DEFAULT_HARD (4u << 20)

void vn_buffer_init(vn_buffer *buffer) { *buffer = (vn_buffer){.hard = DEFAULT_HARD}; }

void vn_buffer_free(vn_buffer *buffer) {
  free(buffer->base);
  *buffer = (vn_buffer){0};
}

void vn_buffer_trim(vn_buffer *buffer, size_t kept) {
  if (buffer->capacity <= kept)
    return;
  free(buffer->base);
  *buffer = (vn_buffer){.hard = buffer->hard};
}

uint8_t *vn_buffer_grow(vn_buffer *buffer, size_t more) {
  size_t capacity = buffer->capacity ? buffer->capacity : FIRST_CAPACITY;
  if (more > buffer->hard || buffer->length > buffer->hard - more)
    return NULL;
  while (capacity - buffer->length < more)
    capacity *= 2;
  if (capacity > buffer->hard)
    capacity = buffer->hard;
  uint8_t *base = realloc(buffer->base, capacity);
  if (!base)
    return NULL;
  buffer->base = base;
  buffer->capacity = capacity;
  return base + buffer->length;
}
