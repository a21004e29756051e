#include "core/lasting.h"

#include "core/sparse.h"

#include <stdlib.h>
#include <string.h>

/* A sanitizer has to be told where the blocks of a run are, and when nobody may use them. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef SANITIZED
#include <sanitizer/asan_interface.h>
#define FORBID(memory, size) __asan_poison_memory_region(memory, size)
#define ALLOW(memory, size) __asan_unpoison_memory_region(memory, size)
#else
#define FORBID(memory, size) ((void)(memory), (void)(size))
#define ALLOW(memory, size) ((void)(memory), (void)(size))
#endif

/* Stands in front of each block but the scratch block. As large as malloc's alignment. */
typedef union {
  size_t size; /* of the block that follows */
  _Alignas(16) char align[16];
} head;

static size_t rounded(size_t size, size_t to) { return (size + to - 1) / to * to; }

static size_t with_head(size_t size) { return sizeof(head) + rounded(size, sizeof(head)); }

static int is_scratch(const vn_lasting *l, const void *block) {
  return l->scratch && block == l->run.base + VN_RUN - l->scratch;
}

static void *scratch_block(vn_lasting *l, size_t size) {
  if (l->scratch || rounded(size, VN_PAGE) > VN_RUN - l->used)
    return NULL;
  l->scratch = rounded(size, VN_PAGE);
  return l->run.base + VN_RUN - l->scratch;
}

static void *next_block(vn_lasting *l, size_t size) {
  if (with_head(size) > VN_RUN - l->scratch - l->used)
    return NULL;
  head *h = (head *)(void *)(l->run.base + l->used);
  l->used += with_head(size);
  ALLOW(h, sizeof *h);
  h->size = size;
  FORBID(h, sizeof *h);
  return h + 1;
}

void *vn_lasting_block(vn_lasting *l, size_t size, int scratch) {
  if (size > VN_RUN)
    return NULL;
  if (!l->run.base) {
    l->run = vn_run_take();
    if (!l->run.base)
      return NULL;
    FORBID(l->run.base, VN_RUN);
  }
  void *block = scratch ? scratch_block(l, size) : next_block(l, size);
  if (!block)
    return NULL;
  ALLOW(block, size);
  if (!scratch)
    memset(block, 0, size); /* what is not used yet makes no copy longer */
  return block;
}

size_t vn_lasting_block_size(const vn_lasting *l, const void *block) {
  if (is_scratch(l, block))
    return l->scratch;
  const head *h = (const head *)block - 1;
  ALLOW(h, sizeof *h);
  size_t size = h->size;
  FORBID(h, sizeof *h);
  return size;
}

void vn_lasting_drop(const vn_lasting *l, void *block) {
  size_t size = vn_lasting_block_size(l, block);
  if (!is_scratch(l, block))
    memset(block, 0, size); /* the copy is shorter */
  FORBID(block, size);
}

static size_t copied(const vn_lasting *l) { return rounded(l->used, VN_SPARSE_GROUP); }

void vn_lasting_rest(vn_lasting *l) {
  if (!l->run.base || l->copy)
    return;
  ALLOW(l->run.base, VN_RUN);
  size_t length = vn_sparse_size(l->run.base, copied(l));
  uint8_t *copy = malloc(length);
  if (!copy)
    return;
  vn_sparse_write(l->run.base, copied(l), copy);
  vn_run_clear(l->run);
  l->copy = copy;
  l->copy_length = length;
  FORBID(l->run.base, VN_RUN);
}

/* All of the run is allowed. */
static void forbid_what_is_no_block(const vn_lasting *l) {
  size_t at = 0;
  while (at < l->used) {
    const head *h = (const head *)(const void *)(l->run.base + at);
    size_t size = h->size, whole = with_head(size);
    FORBID(h, sizeof *h);
    FORBID((const uint8_t *)(h + 1) + size, whole - sizeof *h - size);
    at += whole;
  }
  FORBID(l->run.base + at, VN_RUN - l->scratch - at);
}

void vn_lasting_restore(vn_lasting *l) {
  if (!l->copy)
    return;
  ALLOW(l->run.base, VN_RUN);
  vn_sparse_read(l->copy, l->run.base, copied(l));
  forbid_what_is_no_block(l);
  free(l->copy);
  l->copy = NULL;
}

void vn_lasting_end(vn_lasting *l) {
  if (!l->run.base)
    return;
  ALLOW(l->run.base, VN_RUN);
  free(l->copy);
  vn_run_give_back(l->run);
  *l = (vn_lasting){0};
}
