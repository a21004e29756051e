/* The memory of a session. It is counted to the byte, so that a test can find a leak.
 *
 * During a call small blocks come from the pool of the thread and return to it: for a request nghttp2 allocates a dozen
 * blocks of the same few sizes. A session that is idle keeps no pool. */
#ifndef VN_MEMORY_H
#define VN_MEMORY_H

#include "vertx_nghttp2.h"

#include <nghttp2/nghttp2.h>

typedef struct {
  int64_t held;    /* bytes now */
  int64_t settled; /* bytes as last added to the total of all sessions */
  vn_pool *pool;   /* of the call that runs, or NULL */
} vn_account;

void *vn_malloc(vn_account *account, size_t size);
void *vn_calloc(vn_account *account, size_t count, size_t size);
void *vn_realloc(vn_account *account, void *memory, size_t size);
void vn_free(vn_account *account, void *memory);

/* The same four for nghttp2. */
nghttp2_mem vn_account_mem(vn_account *account);

/* Brings the total up to date. Once per call is enough. */
void vn_account_settle(vn_account *account);

#endif
