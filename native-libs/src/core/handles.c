/* A table of what Java holds. A handle is generation << 32 | slot + 1, so that a stale or invented number finds
 * nothing.
 *
 * A slot's generation is raised when its object is taken, before anything else may come into the slot. A look-up reads
 * the generation, the object, and the generation once more: if both are the handle's, so is the object. */
#include "vertx_nghttp2.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define CHUNK_BITS 10
#define CHUNK (1u << CHUNK_BITS)
#define CHUNKS 4096u
#define GENERATION_MAX 0x7fffffffu /* a handle is positive; a slot that gets there is not used again */

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
  slot *chunk =
      index >> CHUNK_BITS < CHUNKS ? atomic_load_explicit(&chunks[index >> CHUNK_BITS], memory_order_acquire) : NULL;
  return chunk ? chunk + (index & (CHUNK - 1)) : NULL;
}

static uint32_t generation_of(int64_t handle) { return (uint32_t)(handle >> 32); }

static slot *slot_of(int64_t handle) { return find((uint32_t)handle - 1); }

static int is_current(slot *s, int64_t handle) {
  return atomic_load_explicit(&s->generation, memory_order_acquire) == generation_of(handle);
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
    for (uint32_t i = 0; i < CHUNK; i++)
      atomic_init(&chunk[i].generation, 1);
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
    handle = (int64_t)atomic_load_explicit(&s->generation, memory_order_relaxed) << 32 | (index + 1);
    atomic_store_explicit(&s->kind, kind, memory_order_release);
    atomic_store_explicit(&s->object, object, memory_order_release);
  }
  pthread_mutex_unlock(&lock);
  return handle;
}

void *vn_handle_get(int64_t handle, int kind) {
  slot *s = slot_of(handle);
  if (!s || !is_current(s, handle))
    return NULL;
  void *object = atomic_load_explicit(&s->object, memory_order_acquire);
  int found = atomic_load_explicit(&s->kind, memory_order_acquire);
  return found == kind && is_current(s, handle) ? object : NULL;
}

void *vn_handle_take(int64_t handle, int kind) {
  pthread_mutex_lock(&lock);
  slot *s = slot_of(handle);
  void *object = s && is_current(s, handle) && atomic_load_explicit(&s->kind, memory_order_relaxed) == kind
                     ? atomic_load_explicit(&s->object, memory_order_relaxed)
                     : NULL;
  if (object) {
    uint32_t next = generation_of(handle) + 1;
    atomic_store_explicit(&s->generation, next, memory_order_release);
    atomic_store_explicit(&s->object, NULL, memory_order_release);
    if (next <= GENERATION_MAX) {
      s->next_free = first_free;
      first_free = (uint32_t)handle;
    }
  }
  pthread_mutex_unlock(&lock);
  return object;
}
