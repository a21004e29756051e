/* Runs of pages for the blocks that a session keeps for as long as it lives, so that their memory can be given back to
 * the system while the session is silent. Thread-safe. */
#ifndef VN_PAGES_H
#define VN_PAGES_H

#include <stddef.h>
#include <stdint.h>

#define VN_PAGE ((size_t)4096)
/* Bytes: with nghttp2 1.52 the frame buffer takes five pages, the table of streams one, the table of known texts one,
 * and all else less than two. */
#define VN_RUN (10 * VN_PAGE)

typedef struct vn_chunk vn_chunk;

typedef struct {
  vn_chunk *chunk;
  uint8_t *base; /* NULL if there is none */
} vn_run;

/* A run with any content, or none: memory is short, or the system has larger pages. */
vn_run vn_run_take(void);
void vn_run_give_back(vn_run run);

/* Gives the memory of the run back to the system. It holds zeros then. */
void vn_run_clear(vn_run run);

#endif
