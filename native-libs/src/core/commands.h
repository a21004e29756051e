/* Runs command streams (wire.h). */
#ifndef VN_COMMANDS_H
#define VN_COMMANDS_H

#include "core/state.h"

/* Runs all commands. Returns 0 or an error. */
int vn_commands_run(vn_session *session, const uint8_t *commands, size_t length);

/* Runs the commands that waited for a reserved stream to open. Returns 0 or an error. */
int vn_held_run(vn_session *session);

#endif
