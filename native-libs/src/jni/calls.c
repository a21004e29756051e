#include "jni/calls.h"

#include "core/buffer.h"

#include <pthread.h>
#include <stdlib.h>

#define SCRATCH_KEPT (512u << 10) /* bytes of events, and of commands, between two calls */

static pthread_key_t scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;
static int scratch_ready;

static void scratch_free(void *memory) {
  vn_scratch *s = memory;
  vn_buffer_free(&s->events);
  vn_pool_free(s->pool);
  free(s->commands);
  free(s);
}

static void make_scratch_key(void) { scratch_ready = !pthread_key_create(&scratch_key, scratch_free); }

int vn_scratch_init(void) { return pthread_once(&scratch_once, make_scratch_key) || !scratch_ready ? VN_ERR_NOMEM : 0; }

vn_scratch *vn_scratch_get(void) {
  vn_scratch *s = pthread_getspecific(scratch_key);
  if (!s && (s = calloc(1, sizeof *s))) {
    vn_buffer_init(&s->events);
    s->pool = vn_pool_new();
    if (pthread_setspecific(scratch_key, s)) {
      scratch_free(s);
      s = NULL;
    }
  }
  return s;
}

void vn_copy_events(JNIEnv *env, vn_buffer *events, jbyteArray into) {
  (*env)->SetByteArrayRegion(env, into, 0, (jsize)events->length, (const jbyte *)events->base);
  vn_buffer_trim(events, SCRATCH_KEPT);
}

jlong vn_hand_over(JNIEnv *env, int64_t result, uint32_t state, vn_buffer *events, jbyteArray into) {
  size_t length = events->length;
  if (length > VN_SIZE_EVENTS_MAX)
    return vn_packed(VN_ERR_EVENTS_FULL, 0, 0);
  if (length && length <= (size_t)(*env)->GetArrayLength(env, into))
    vn_copy_events(env, events, into);
  return vn_packed(result, state, length);
}

int vn_copy_commands(JNIEnv *env, vn_scratch *s, jbyteArray commands, jint length) {
  if (length < 0)
    return VN_ERR_NOMEM;
  if ((size_t)length > s->commands_capacity) {
    uint8_t *memory = realloc(s->commands, (size_t)length);
    if (!memory)
      return VN_ERR_NOMEM;
    s->commands = memory;
    s->commands_capacity = (size_t)length;
  }
  if (length)
    (*env)->GetByteArrayRegion(env, commands, 0, length, (jbyte *)s->commands);
  return (*env)->ExceptionCheck(env) ? VN_ERR_NOMEM : 0;
}

void vn_trim_commands(vn_scratch *s) {
  if (s->commands && s->commands_capacity <= SCRATCH_KEPT)
    return;
  free(s->commands);
  s->commands = NULL;
  s->commands_capacity = 0;
}
