/* The fields of commands, as nghttp2 takes them. */
#ifndef VN_FIELDS_H
#define VN_FIELDS_H

#include "core/reader.h"
#include "core/state.h"

#define VN_FIELDS_ON_STACK 64

typedef struct {
  nghttp2_nv *nva;
  size_t count;
  nghttp2_nv stack[VN_FIELDS_ON_STACK];
} vn_fields;

/* Reads all of the bytes as so many fields; keep as in vn_take_field. Returns 0 or an error. vn_fields_free must follow
 * in both cases. */
int vn_fields_read(vn_session *session, vn_fields *fields, vn_reader reader, uint16_t count, uint8_t keep);
void vn_fields_free(vn_session *session, vn_fields *fields);

/* Submits the trailers that are stored with a stream. Returns 0 or an error. */
int vn_trailers_submit(vn_session *session, vn_stream *stream);

#endif
