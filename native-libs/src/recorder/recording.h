/* What was recorded of a session, for its user. */
#ifndef VN_RECORDING_H
#define VN_RECORDING_H

#include "core/state.h"

/* To be called before the session rests: its windows and SETTINGS are kept, so that to ask for them does not wake it.
 */
void vn_recording_rest(vn_session *session);

#endif
