/* Memory of many patterns is the same after a copy without its zeros was made and read. The copy has the size that was
 * announced: it is made in memory that ends there, and what follows is looked at. */
#include "core/sparse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX (512u * VN_SPARSE_GROUP)
#define GUARD 0xa5
#define ROUNDS 20000

static uint8_t memory[LENGTH_MAX], restored[LENGTH_MAX], copy[2 * LENGTH_MAX];
static uint32_t state = 1;

static uint32_t next(uint32_t below) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state % below;
}

static void check(int good, const char *what) {
  if (good)
    return;
  fprintf(stderr, "%s\n", what);
  exit(1);
}

/* Bytes that are not zero: none, few, in runs of words, or all. */
static size_t fill(size_t length) {
  size_t filled = 0, wanted = next(4) ? next((uint32_t)length / 8 + 1) : length;
  memset(memory, 0, sizeof memory);
  for (size_t i = 0; i < wanted; i++) {
    size_t at = wanted == length ? i : next((uint32_t)length);
    for (size_t end = at + (next(4) ? 1 : 8); at < end && at < length; at++)
      memory[at] = (uint8_t)(1 + next(255));
  }
  for (size_t at = 0; at < length; at++)
    filled += memory[at] != 0;
  return filled;
}

static void round_trip(size_t length) {
  size_t filled = fill(length), size = vn_sparse_size(memory, length);
  check(size <= filled + length / 8 + 2 * (length / VN_SPARSE_GROUP), "the copy is larger than its bound");
  memset(copy, GUARD, sizeof copy);
  vn_sparse_write(memory, length, copy);
  check(size == 0 || size < sizeof copy, "the copy is too large");
  for (size_t at = size; at < sizeof copy && at < size + 64; at++)
    check(copy[at] == GUARD, "the copy is longer than was announced");
  memset(restored, 0, sizeof restored);
  vn_sparse_read(copy, restored, length);
  check(!memcmp(memory, restored, sizeof memory), "the memory is not the same");
}

int main(void) {
  for (int i = 0; i < ROUNDS; i++)
    round_trip(next(i % 100 ? 40 : 513) * VN_SPARSE_GROUP);
  memset(memory, 0, sizeof memory);
  check(vn_sparse_size(memory, LENGTH_MAX) == 4, "512 groups of zeros take two times two bytes");
  printf("%d copies\n", ROUNDS);
  return 0;
}
