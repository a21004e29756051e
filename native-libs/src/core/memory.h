/* The memory of a session: accounted to the byte, so that a leak shows as a balance. During a call small blocks come
 * from and go to the pool of the thread: an HTTP/2 request costs nghttp2 a dozen allocations of the same few sizes, and
 * a session that is idle keeps none. */
#ifndef VN_MEMORY_H
#define VN_MEMORY_H

#include "vertx_nghttp2.h"

#include <nghttp2/nghttp2.h>

typedef struct {
  int64_t held, told; /* bytes now, and as last added to the total of all sessions */
  vn_pool *pool;      /* of the call that runs, or NULL */
} vn_account;

void *vn_malloc(vn_account *account, size_t size);
void *vn_calloc(vn_account *account, size_t count, size_t size);
void *vn_realloc(vn_account *account, void *memory, size_t size);
void vn_free(vn_account *account, void *memory);

/* The same four for nghttp2. */
nghttp2_mem vn_account_mem(vn_account *account);

/* Brings the total up to date; once per call is enough. */
void vn_account_settle(vn_account *account);

#endif
