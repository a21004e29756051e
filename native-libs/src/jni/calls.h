/* What all natives share: the scratch memory of a thread, and how buffers cross between Java and C. */
#ifndef VN_JNI_CALLS_H
#define VN_JNI_CALLS_H

#include "vertx_nghttp2.h"

#include <jni.h>

/* Of a thread. Its contents live within a call; the events until they were copied to an array that is long enough. */
typedef struct {
  vn_buffer events;
  uint8_t *commands;
  size_t commands_capacity;
  vn_pool *pool;
} vn_scratch;

/* To be called once before vn_scratch_get. Returns 0 or an error. */
int vn_scratch_init(void);

/* NULL when memory is short. */
vn_scratch *vn_scratch_get(void);

/* See vn_result in wire.h. */
static inline jlong vn_packed(int64_t result, uint32_t state, size_t events) {
  return (jlong)((uint64_t)state << VN_RESULT_STATE_SHIFT | (uint64_t)events << VN_RESULT_EVENTS_SHIFT |
                 (uint32_t)result);
}

/* Copies the events to the array if they fit, and packs the result. More than VN_SIZE_EVENTS_MAX are an error. */
jlong vn_hand_over(JNIEnv *env, int64_t result, uint32_t state, vn_buffer *events, jbyteArray into);

/* Copies the events to an array that is long enough. */
void vn_copy_events(JNIEnv *env, vn_buffer *events, jbyteArray into);

/* Copies commands out of the heap into the scratch. Returns 0, or an error when memory is short or the array is shorter
 * than length. */
int vn_copy_commands(JNIEnv *env, vn_scratch *s, jbyteArray commands, jint length);

/* After the call that they were copied for: much memory is freed. */
void vn_trim_commands(vn_scratch *s);

#endif
