/* Names and values that the other side knows already.
 *
 * What is in an HPACK table arrives as the same buffer of nghttp2 each time, so the address of the buffer is the key.
 * The table has sets of eight entries. It holds a reference to each buffer, so that an address cannot come to mean
 * another text. Literals that are in no HPACK table come here as well, because nghttp2 does not distinguish them. A
 * budget of bytes limits what both sides hold: the text that was not used for longest leaves. The same field is checked
 * only when it comes for the first time: the table remembers which texts are valid names and valid values. */
#ifndef VN_INTERN_H
#define VN_INTERN_H

#include "core/library.h"

#include "wire.h"

#include <stdint.h>

#define VN_INTERN_IDS ((uint32_t)VN_SIZE_INTERNED)
#define VN_INTERN_WAYS 8u
#define VN_INTERN_SETS (VN_INTERN_IDS / VN_INTERN_WAYS)
#define VN_INTERN_NAME_MAX 1024u  /* bytes; longer ones are not interned */
#define VN_INTERN_VALUE_MAX 4096u /* an HPACK table of the default size holds none that is longer */
/* Bytes of text: a table of the default size, and one field beside it that is in no table and must not push it out. */
#define VN_INTERN_BUDGET (4096u + VN_INTERN_NAME_MAX + VN_INTERN_VALUE_MAX)

typedef struct {
  nghttp2_rcbuf *buffers[VN_INTERN_IDS]; /* those of a set are neighbours */
  uint32_t used[VN_INTERN_IDS];          /* the value of `uses` when each was used last */
  uint16_t lengths[VN_INTERN_IDS];
  uint8_t valid[VN_INTERN_IDS]; /* VN_VALID_* */
  uint32_t uses, bytes;
  uint64_t evictions; /* texts that left because of the budget */
} vn_intern;

#define VN_VALID_NAME 1  /* RFC 9113 section 8.2.1 allows it as a name */
#define VN_VALID_VALUE 2 /* and as a value */

/* The result of a look-up. */
typedef struct {
  uint32_t id;
  int known;      /* the other side knows the text by this id */
  uint32_t ended; /* number of entries in ended_ids: ids that are no longer valid */
  uint8_t ended_ids[VN_INTERN_IDS];
} vn_interned;

/* The id of a text that is known, or VN_INTERN_IDS. The table may be NULL. */
uint32_t vn_intern_find(const vn_intern *table, const nghttp2_rcbuf *buffer);
/* A text that is known was used. */
void vn_intern_use(vn_intern *table, uint32_t id);
/* The id of a text of at most VN_INTERN_VALUE_MAX bytes. */
void vn_intern_text(vn_intern *table, nghttp2_rcbuf *buffer, uint32_t length, vn_interned *result);
/* VN_VALID_* as far as the table knows, of the result of vn_intern_find. */
static inline uint8_t vn_intern_valid(const vn_intern *table, uint32_t id) {
  return id == VN_INTERN_IDS ? 0 : table->valid[id];
}
/* Remembers that the text is valid, if the table still holds it by the id. */
void vn_intern_set_valid(vn_intern *table, const nghttp2_rcbuf *buffer, uint32_t id, uint8_t valid);
void vn_intern_clear(vn_intern *table);

#endif
