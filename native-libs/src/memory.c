#define _GNU_SOURCE
#include "memory.h"

#include "vertx_nghttp2.h"

#include <stdatomic.h>
#include <stdlib.h>

#ifdef __APPLE__
#include <malloc/malloc.h>
#define usable malloc_size
#else
#include <malloc.h>
#define usable malloc_usable_size
#endif

static _Atomic int64_t total;

static void *entered(vn_account *account, void *memory) {
  account->held += memory ? (int64_t)usable(memory) : 0;
  return memory;
}

void *vn_malloc(vn_account *account, size_t size) { return entered(account, malloc(size)); }

void *vn_calloc(vn_account *account, size_t count, size_t size) { return entered(account, calloc(count, size)); }

void *vn_realloc(vn_account *account, void *memory, size_t size) {
  int64_t before = memory ? (int64_t)usable(memory) : 0;
  void *moved = realloc(memory, size);
  if (moved || !size)
    account->held -= before;
  return entered(account, moved);
}

void vn_free(vn_account *account, void *memory) {
  account->held -= memory ? (int64_t)usable(memory) : 0;
  free(memory);
}

void vn_account_settle(vn_account *account) {
  if (account->held != account->told) {
    atomic_fetch_add_explicit(&total, account->held - account->told, memory_order_relaxed);
    account->told = account->held;
  }
}

int64_t vn_memory_used(void) { return atomic_load_explicit(&total, memory_order_relaxed); }
