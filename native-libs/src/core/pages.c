#define _DEFAULT_SOURCE /* madvise, MAP_ANONYMOUS */
#include "core/pages.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RUNS 64u     /* of a chunk: as many as a mask has bits */
#define WARM_MAX 32u /* free runs that keep their memory, so that short connections do not take it from the system */

struct vn_chunk {
  uint8_t *base;
  uint64_t free; /* a bit for each run */
  uint64_t warm; /* of these, the free ones that were not cleared */
  vn_chunk *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static vn_chunk *with_room; /* chunks that have a free run */
static unsigned warm;       /* runs of all chunks */

static vn_chunk *chunk_new(void) {
  vn_chunk *chunk = sysconf(_SC_PAGESIZE) == (long)VN_PAGE ? malloc(sizeof *chunk) : NULL;
  if (!chunk)
    return NULL;
  void *base = mmap(NULL, RUNS * VN_RUN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) {
    free(chunk);
    return NULL;
  }
#ifdef MADV_NOHUGEPAGE
  madvise(base, RUNS * VN_RUN, MADV_NOHUGEPAGE); /* a huge page would take memory for pages that nobody uses */
#endif
  *chunk = (vn_chunk){.base = base, .free = UINT64_MAX};
  return chunk;
}

static void chunk_free(vn_chunk *chunk) {
  warm -= (unsigned)__builtin_popcountll(chunk->warm);
  munmap(chunk->base, RUNS * VN_RUN);
  free(chunk);
}

static void remove_chunk(vn_chunk *chunk) {
  vn_chunk **at = &with_room;
  while (*at != chunk)
    at = &(*at)->next;
  *at = chunk->next;
}

vn_run vn_run_take(void) {
  vn_run run = {0};
  pthread_mutex_lock(&lock);
  if (!with_room)
    with_room = chunk_new();
  vn_chunk *chunk = with_room;
  if (chunk) {
    int index = __builtin_ctzll(chunk->warm ? chunk->warm : chunk->free);
    uint64_t bit = UINT64_C(1) << index;
    warm -= chunk->warm & bit ? 1 : 0;
    chunk->warm &= ~bit;
    chunk->free &= ~bit;
    if (!chunk->free)
      with_room = chunk->next;
    run = (vn_run){chunk, chunk->base + (size_t)index * VN_RUN};
  }
  pthread_mutex_unlock(&lock);
  return run;
}

static int keep_warm(void) {
  pthread_mutex_lock(&lock);
  int kept = warm < WARM_MAX;
  warm += kept ? 1 : 0;
  pthread_mutex_unlock(&lock);
  return kept;
}

void vn_run_give_back(vn_run run) {
  int kept = keep_warm();
  if (!kept)
    vn_run_clear(run);
  pthread_mutex_lock(&lock);
  vn_chunk *chunk = run.chunk;
  if (!chunk->free) {
    chunk->next = with_room;
    with_room = chunk;
  }
  uint64_t bit = UINT64_C(1) << (size_t)(run.base - chunk->base) / VN_RUN;
  chunk->free |= bit;
  chunk->warm |= kept ? bit : 0;
  if (chunk->free == UINT64_MAX && (with_room != chunk || chunk->next)) { /* one is kept for the next session */
    remove_chunk(chunk);
    chunk_free(chunk);
  }
  pthread_mutex_unlock(&lock);
}

/* Only Linux says that the pages hold zeros afterwards. */
void vn_run_clear(vn_run run) {
#ifdef __linux__
  if (madvise(run.base, VN_RUN, MADV_DONTNEED) == 0)
    return;
#endif
  memset(run.base, 0, VN_RUN);
#if !defined __linux__ && defined MADV_FREE
  madvise(run.base, VN_RUN, MADV_FREE);
#endif
}
