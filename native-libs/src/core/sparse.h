/* Copies of memory that is mostly zeros: the zeros are left out. */
#ifndef VN_SPARSE_H
#define VN_SPARSE_H

#include <stddef.h>
#include <stdint.h>

#define VN_SPARSE_GROUP 64u /* the length of the memory is a multiple of it */

/* Bytes that the copy takes: few more than the bytes that are not zero, and at most a sixth more than all. */
size_t vn_sparse_size(const uint8_t *memory, size_t length);

/* Writes the copy. */
void vn_sparse_write(const uint8_t *memory, size_t length, uint8_t *copy);

/* Restores memory that holds nothing but zeros now. */
void vn_sparse_read(const uint8_t *copy, uint8_t *memory, size_t length);

#endif
