/* malloc with an account: what a session holds is known to the byte, and a leak shows as a balance. */
#ifndef VN_MEMORY_H
#define VN_MEMORY_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  int64_t held, told; /* bytes now, and as last added to the total of all sessions */
} vn_account;

void *vn_malloc(vn_account *account, size_t size);
void *vn_calloc(vn_account *account, size_t count, size_t size);
void *vn_realloc(vn_account *account, void *memory, size_t size);
void vn_free(vn_account *account, void *memory);

/* Brings the total up to date; once per call is enough. */
void vn_account_settle(vn_account *account);

#endif
