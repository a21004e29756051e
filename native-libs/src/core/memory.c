#include "core/memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define CLASS_SHIFT 6
#define VN_BLOCK_CLASSES 17 /* of 64 bytes; class 0 is unused */
#define SMALL_MAX ((size_t)(VN_BLOCK_CLASSES - 1) << CLASS_SHIFT)
#define KEPT_MAX (1u << 20)

/* A sanitizer sees a use after free only if memory is really freed. */
#if defined(__SANITIZE_ADDRESS__)
#define KEEP 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEEP 0
#endif
#endif
#ifndef KEEP
#define KEEP 1
#endif

/* Stands in front of each block. As large as malloc's alignment. */
typedef union {
  size_t size; /* of the block that follows; of a small one, a multiple of 64 */
  _Alignas(16) char align[16];
} head;

struct vn_pool {
  size_t kept; /* bytes on the lists */
  void *free[VN_BLOCK_CLASSES];
};

static _Atomic int64_t total;

vn_pool *vn_pool_new(void) { return KEEP ? calloc(1, sizeof(vn_pool)) : NULL; }

void vn_pool_free(vn_pool *pool) {
  for (int i = 0; pool && i < VN_BLOCK_CLASSES; i++) {
    while (pool->free[i]) {
      void *block = pool->free[i];
      memcpy(&pool->free[i], block, sizeof pool->free[i]);
      free((head *)block - 1);
    }
  }
  free(pool);
}

static size_t rounded(size_t size) {
  return size <= SMALL_MAX ? (size + (1u << CLASS_SHIFT) - 1) >> CLASS_SHIFT << CLASS_SHIFT : size;
}

static void *lasting_block(vn_account *account, size_t size) {
  int scratch = account->scratch_size && size >= account->scratch_size;
  return vn_lasting_block(&account->lasting, size, scratch);
}

void vn_account_rest(vn_account *account) {
  vn_lasting_rest(&account->lasting);
  vn_account_settle(account);
}

void vn_account_restore(vn_account *account) {
  vn_lasting_restore(&account->lasting);
  vn_account_settle(account);
}

void *vn_malloc(vn_account *account, size_t size) {
  void *lasting = account->opening ? lasting_block(account, size) : NULL;
  if (lasting)
    return lasting;
  size = rounded(size ? size : 1);
  if (size > SIZE_MAX - sizeof(head))
    return NULL;
  vn_pool *pool = account->pool;
  void **list = pool && size <= SMALL_MAX ? &pool->free[size >> CLASS_SHIFT] : NULL;
  if (list && *list) {
    void *block = *list;
    memcpy(list, block, sizeof *list);
    pool->kept -= size;
    account->held += (int64_t)(sizeof(head) + size);
    return block;
  }
  head *h = malloc(sizeof *h + size);
  if (!h)
    return NULL;
  h->size = size;
  account->held += (int64_t)(sizeof *h + size);
  return h + 1;
}

void *vn_calloc(vn_account *account, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size)
    return NULL;
  void *block = vn_malloc(account, count * size);
  return block ? memset(block, 0, count * size) : NULL;
}

void *vn_calloc_lasting(vn_account *account, size_t size) {
  int opening = account->opening;
  account->opening = 1;
  void *block = vn_calloc(account, 1, size);
  account->opening = opening;
  return block;
}

void vn_free(vn_account *account, void *memory) {
  if (!memory)
    return;
  if (vn_lasting_has(&account->lasting, memory)) {
    vn_lasting_drop(&account->lasting, memory);
    return;
  }
  head *h = (head *)memory - 1;
  vn_pool *pool = account->pool;
  account->held -= (int64_t)(sizeof *h + h->size);
  if (pool && h->size <= SMALL_MAX && pool->kept < KEPT_MAX) {
    void **list = &pool->free[h->size >> CLASS_SHIFT];
    memcpy(memory, list, sizeof *list);
    *list = memory;
    pool->kept += h->size;
    return;
  }
  free(h);
}

void *vn_realloc(vn_account *account, void *memory, size_t size) {
  size_t before = 0;
  if (memory)
    before = vn_lasting_has(&account->lasting, memory) ? vn_lasting_block_size(&account->lasting, memory)
                                                       : ((head *)memory - 1)->size;
  if (memory && size && size <= before)
    return memory;
  void *moved = vn_malloc(account, size);
  if (moved && memory) {
    memcpy(moved, memory, before < size ? before : size);
    vn_free(account, memory);
  }
  return moved;
}

static void *mem_malloc(size_t size, void *account) { return vn_malloc(account, size); }
static void mem_free(void *memory, void *account) { vn_free(account, memory); }
static void *mem_calloc(size_t count, size_t size, void *account) { return vn_calloc(account, count, size); }
static void *mem_realloc(void *memory, size_t size, void *account) { return vn_realloc(account, memory, size); }

nghttp2_mem vn_account_mem(vn_account *account) {
  return (nghttp2_mem){account, mem_malloc, mem_free, mem_calloc, mem_realloc};
}

void vn_account_end(vn_account *account) {
  vn_lasting_end(&account->lasting);
  vn_account_settle(account);
}

void vn_account_settle(vn_account *account) {
  int64_t now = account->held + (int64_t)vn_lasting_held(&account->lasting);
  if (now != account->settled) {
    atomic_fetch_add_explicit(&total, now - account->settled, memory_order_relaxed);
    account->settled = now;
  }
}

int64_t vn_memory_used(void) { return atomic_load_explicit(&total, memory_order_relaxed); }
