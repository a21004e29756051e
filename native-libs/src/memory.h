/* The memory of a session: accounted to the byte, so that a leak shows as a balance, and small blocks kept for the next
 * request while streams are open. An HTTP/2 request costs nghttp2 a dozen small allocations of the same few sizes. */
#ifndef VN_MEMORY_H
#define VN_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#define VN_BLOCK_CLASSES 17 /* of 64 bytes; class 0 is unused */

typedef struct {
  int64_t held, told; /* bytes now, and as last added to the total of all sessions */
  size_t kept;        /* bytes on the free lists */
  void *free[VN_BLOCK_CLASSES];
} vn_account;

void *vn_malloc(vn_account *account, size_t size);
void *vn_calloc(vn_account *account, size_t count, size_t size);
void *vn_realloc(vn_account *account, void *memory, size_t size);
void vn_free(vn_account *account, void *memory);

/* Gives the free lists back. */
void vn_account_trim(vn_account *account);

/* Brings the total up to date; once per call is enough. */
void vn_account_settle(vn_account *account);

#endif
