#ifndef VN_HPACK_NATIVES_H
#define VN_HPACK_NATIVES_H

#include <jni.h>

/* RegisterNatives for HpackNatives. Returns 0 or an error. */
jint vn_register_hpack(JNIEnv *env);

#endif
