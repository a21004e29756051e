/* The blocks that nghttp2 allocates when a session begins, and keeps until it ends. While the session is silent, a copy
 * without their zeros takes their place, and their pages are with the system: most of what they hold is zeros. They
 * come back to where they were. */
#ifndef VN_LASTING_H
#define VN_LASTING_H

#include "core/pages.h"

typedef struct {
  vn_run run;
  size_t used;    /* bytes of blocks at the beginning of the run */
  size_t scratch; /* bytes of a block at its end, whose content nobody needs while the session is silent */
  uint8_t *copy;  /* of the blocks at the beginning, while their pages are with the system; or NULL */
  size_t copy_length;
} vn_lasting;

/* A block, or NULL if there is no room for it. There can be one scratch block. */
void *vn_lasting_block(vn_lasting *lasting, size_t size, int scratch);

static inline int vn_lasting_has(const vn_lasting *lasting, const void *block) {
  return lasting->run.base && (uintptr_t)block - (uintptr_t)lasting->run.base < VN_RUN;
}

size_t vn_lasting_block_size(const vn_lasting *lasting, const void *block);

/* The block is not used any more. Its memory is not used again before vn_lasting_end. */
void vn_lasting_drop(const vn_lasting *lasting, void *block);

/* Bytes that are held now. */
static inline size_t vn_lasting_held(const vn_lasting *lasting) {
  return lasting->copy ? lasting->copy_length : lasting->used + lasting->scratch;
}

/* Puts a copy in the place of the blocks, unless memory is short. Nobody may use a block before vn_lasting_restore. */
void vn_lasting_rest(vn_lasting *lasting);

/* Puts the blocks back if a copy is in their place. */
void vn_lasting_restore(vn_lasting *lasting);

void vn_lasting_end(vn_lasting *lasting);

#endif
