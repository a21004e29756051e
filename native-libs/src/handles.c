/* A table of what Java holds: a handle is generation << 32 | slot + 1, so that a stale or invented number finds nothing. */
#include "vertx_nghttp2.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define CHUNK_BITS 10
#define CHUNK (1u << CHUNK_BITS)
#define CHUNKS 4096u

typedef struct {
  _Atomic(void *) object;
  _Atomic uint32_t generation;
  _Atomic int kind;
  uint32_t next_free;
} slot;

/* Chunks are never moved or freed: a look-up takes no lock. */
static _Atomic(slot *) chunks[CHUNKS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t used, first_free; /* first_free: slot + 1, or 0 */

static slot *find(uint32_t index) {
  slot *chunk = index >> CHUNK_BITS < CHUNKS ? atomic_load_explicit(&chunks[index >> CHUNK_BITS], memory_order_acquire) : NULL;
  return chunk ? chunk + (index & (CHUNK - 1)) : NULL;
}

static slot *find_handle(int64_t handle, int kind) {
  uint32_t index = (uint32_t)handle - 1;
  slot *s = find(index);
  return s && atomic_load_explicit(&s->generation, memory_order_acquire) == (uint32_t)(handle >> 32) &&
             atomic_load_explicit(&s->kind, memory_order_relaxed) == kind ? s : NULL;
}

static uint32_t reserve(void) {
  if (first_free) {
    uint32_t index = first_free - 1;
    first_free = find(index)->next_free;
    return index;
  }
  if (used >> CHUNK_BITS >= CHUNKS)
    return UINT32_MAX;
  if (!(used & (CHUNK - 1))) {
    slot *chunk = calloc(CHUNK, sizeof *chunk);
    if (!chunk)
      return UINT32_MAX;
    atomic_store_explicit(&chunks[used >> CHUNK_BITS], chunk, memory_order_release);
  }
  return used++;
}

int64_t vn_handle_put(void *object, int kind) {
  pthread_mutex_lock(&lock);
  uint32_t index = reserve();
  int64_t handle = 0;
  if (index != UINT32_MAX) {
    slot *s = find(index);
    uint32_t generation = (atomic_load(&s->generation) + 1) & 0x7fffffff;
    atomic_store(&s->object, object);
    atomic_store(&s->kind, kind);
    atomic_store_explicit(&s->generation, generation, memory_order_release);
    handle = (int64_t)generation << 32 | (index + 1);
  }
  pthread_mutex_unlock(&lock);
  return handle;
}

void *vn_handle_get(int64_t handle, int kind) {
  slot *s = find_handle(handle, kind);
  return s ? atomic_load_explicit(&s->object, memory_order_relaxed) : NULL;
}

void *vn_handle_take(int64_t handle, int kind) {
  pthread_mutex_lock(&lock);
  slot *s = find_handle(handle, kind);
  void *object = s ? atomic_exchange(&s->object, NULL) : NULL;
  if (object) {
    s->next_free = first_free;
    first_free = (uint32_t)handle;
  }
  pthread_mutex_unlock(&lock);
  return object;
}
