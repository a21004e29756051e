/* Of each group of eight words, a byte says which are not zero. For each of these words, a byte says which of its bytes
 * are not zero; these follow. After a group of zeros, a byte counts the further groups of zeros. */
#include "core/sparse.h"

#include <string.h>

#define WORD sizeof(uint64_t)

static int is_zero(const uint8_t *word) {
  static const uint8_t zeros[WORD];
  return !memcmp(word, zeros, WORD);
}

static uint8_t words_of(const uint8_t *group) {
  uint8_t words = 0;
  for (unsigned i = 0; i < 8; i++)
    words |= (uint8_t)(!is_zero(group + i * WORD) << i);
  return words;
}

static uint8_t bytes_of(const uint8_t *word) {
  uint8_t bytes = 0;
  for (unsigned i = 0; i < WORD; i++)
    bytes |= (uint8_t)(!!word[i] << i);
  return bytes;
}

/* How many groups of zeros are here, at most 255. */
static uint8_t zero_groups(const uint8_t *memory, size_t length) {
  uint8_t count = 0;
  while (count < UINT8_MAX && count * VN_SPARSE_GROUP < length && !words_of(memory + count * VN_SPARSE_GROUP))
    count++;
  return count;
}

static size_t write_word(const uint8_t *word, uint8_t *copy) {
  uint8_t bytes = bytes_of(word);
  size_t size = 0;
  if (copy)
    copy[size] = bytes;
  size++;
  for (unsigned i = 0; i < WORD; i++) {
    if (!(bytes >> i & 1))
      continue;
    if (copy)
      copy[size] = word[i];
    size++;
  }
  return size;
}

/* The size of the copy, which is written if there is a place for it. */
static size_t write(const uint8_t *memory, size_t length, uint8_t *copy) {
  size_t size = 0;
  for (size_t at = 0; at < length; at += VN_SPARSE_GROUP) {
    uint8_t words = words_of(memory + at), more = 0;
    if (!words)
      more = zero_groups(memory + at + VN_SPARSE_GROUP, length - at - VN_SPARSE_GROUP);
    if (copy) {
      copy[size] = words;
      if (!words)
        copy[size + 1] = more;
    }
    size += words ? 1 : 2;
    for (unsigned i = 0; i < 8; i++)
      if (words >> i & 1)
        size += write_word(memory + at + i * WORD, copy ? copy + size : NULL);
    at += more * VN_SPARSE_GROUP;
  }
  return size;
}

size_t vn_sparse_size(const uint8_t *memory, size_t length) { return write(memory, length, NULL); }

void vn_sparse_write(const uint8_t *memory, size_t length, uint8_t *copy) { write(memory, length, copy); }

static const uint8_t *read_word(const uint8_t *copy, uint8_t *word) {
  uint8_t bytes = *copy++;
  for (unsigned i = 0; i < WORD; i++)
    if (bytes >> i & 1)
      word[i] = *copy++;
  return copy;
}

void vn_sparse_read(const uint8_t *copy, uint8_t *memory, size_t length) {
  for (size_t at = 0; at < length; at += VN_SPARSE_GROUP) {
    uint8_t words = *copy++;
    if (!words)
      at += *copy++ * VN_SPARSE_GROUP;
    for (unsigned i = 0; i < 8; i++)
      if (words >> i & 1)
        copy = read_word(copy, memory + at + i * WORD);
  }
}
