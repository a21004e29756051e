/* The memory of a session. It is counted to the byte, so that a test can find a leak.
 *
 * During a call small blocks come from the pool of the thread and return to it: for a request nghttp2 allocates a dozen
 * blocks of the same few sizes. A session that is idle keeps no pool. */
#ifndef VN_MEMORY_H
#define VN_MEMORY_H

#include "core/lasting.h"

#include "vertx_nghttp2.h"

#include <nghttp2/nghttp2.h>

typedef struct {
  int64_t held;    /* bytes now, without the lasting blocks */
  int64_t settled; /* bytes as last added to the total of all sessions */
  vn_pool *pool;   /* of the call that runs, or NULL */

  int opening;         /* blocks that are allocated now are lasting */
  size_t scratch_size; /* a lasting block of at least so many bytes is the scratch block; 0: none is */
  vn_lasting lasting;
} vn_account;

void *vn_malloc(vn_account *account, size_t size);
void *vn_calloc(vn_account *account, size_t count, size_t size);
void *vn_realloc(vn_account *account, void *memory, size_t size);
void vn_free(vn_account *account, void *memory);

/* Zeros that are kept until the end. */
void *vn_calloc_lasting(vn_account *account, size_t size);

/* The same four for nghttp2. */
nghttp2_mem vn_account_mem(vn_account *account);

/* The session is silent: its lasting blocks make room. None may be used before vn_account_wake. */
void vn_account_rest(vn_account *account);
void vn_account_restore(vn_account *account);

static inline int vn_account_rests(const vn_account *account) { return account->lasting.copy != NULL; }

/* To be called before anything else in each function that a user of the session calls. */
static inline void vn_account_wake(vn_account *account) {
  if (vn_account_rests(account))
    vn_account_restore(account);
}

/* The session has freed all of its memory. */
void vn_account_end(vn_account *account);

/* Brings the total up to date. Once per call is enough. */
void vn_account_settle(vn_account *account);

#endif
