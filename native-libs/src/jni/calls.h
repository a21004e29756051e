/* What the natives of all classes have in common. */
#ifndef VN_JNI_CALLS_H
#define VN_JNI_CALLS_H

#include "vertx_nghttp2.h"

#include <jni.h>

/* Of a thread; its contents live within a call. */
typedef struct {
  vn_buffer events;
  uint8_t *commands;
  size_t commands_capacity;
  vn_pool *pool;
} vn_scratch;

vn_scratch *vn_scratch_get(void);

/* Copies the events to the array, if they fit, and packs: state in bits 60-63, their length in 32-59, result in 0-31.
 * More events than VN_EVENTS_MAX are an error instead. */
jlong vn_hand_over(JNIEnv *env, int64_t result, uint32_t state, vn_buffer *events, jbyteArray into);

/* The bytes, copied out of the heap into the scratch; 0 when memory is short or the array is shorter than it claims. */
int vn_copy_commands(JNIEnv *env, vn_scratch *s, jbyteArray commands, jint length);

/* After the call that they were copied for: much memory goes back. */
void vn_trim_commands(vn_scratch *s);

/* RegisterNatives for HpackNatives; 0 or an error. */
jint vn_register_hpack(JNIEnv *env);

#endif
