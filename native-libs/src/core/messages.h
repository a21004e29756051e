/* Commands that make the frames of a message: header blocks and bodies. */
#ifndef VN_MESSAGES_H
#define VN_MESSAGES_H

#include "core/reader.h"
#include "core/state.h"

#define VN_HOLD 1 /* the command has to wait for a reserved stream to open; no error */

/* REQUEST, RESPONSE, HEADERS, TRAILERS and PUSH_PROMISE. Returns 0, VN_HOLD or an error. */
int vn_command_fields(vn_session *session, uint8_t command, uint8_t flags, uint16_t count, int32_t id, vn_reader *r);

/* PUSH_DATA and INLINE_DATA. Returns 0 or an error. */
int vn_command_body(vn_session *session, uint8_t command, uint8_t flags, int32_t id, vn_reader *r);

/* The HEADERS were sent that open a reserved stream. Returns 0 or an error. */
int vn_promised_opened(vn_session *session, vn_stream *stream);

#endif
