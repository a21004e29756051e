/* The natives of Natives.java: they check, copy and call the core. No upcalls, no exceptions but those of the JVM's own
 * array checks. Event and command buffers belong to the thread, and live only within a call. */
#include "library.h"
#include "vertx_nghttp2.h"

#include <jni.h>
#include <pthread.h>
#include <stdlib.h>

#define NATIVES "io/github/vertxnghttp2/binding/Natives"
#define EVENTS_LENGTH_MAX 0x0fffffffu
#define SETTINGS_PAYLOAD_MAX 1024

typedef struct {
  vn_buffer events;
  uint8_t *commands;
  size_t commands_capacity;
  vn_pool *pool;
} scratch;

static pthread_key_t scratch_key;

static void scratch_free(void *memory) {
  scratch *s = memory;
  vn_buffer_free(&s->events);
  vn_pool_free(s->pool);
  free(s->commands);
  free(s);
}

static scratch *scratch_get(void) {
  scratch *s = pthread_getspecific(scratch_key);
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

/* state in bits 60-63, length of the events in 32-59, result in 0-31 */
static jlong packed(int64_t result, uint32_t state, size_t events) {
  return (jlong)((uint64_t)state << 60 | (uint64_t)(events & EVENTS_LENGTH_MAX) << 32 | (uint32_t)result);
}

static jlong hand_over(JNIEnv *env, int64_t result, uint32_t state, const vn_buffer *events, jbyteArray into) {
  jsize length = (jsize)events->length;
  if (length && length <= (*env)->GetArrayLength(env, into))
    (*env)->SetByteArrayRegion(env, into, 0, length, (const jbyte *)events->base);
  return packed(result, state, events->length);
}

static jint JNICALL n_abi(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return VN_ABI;
}

static jstring JNICALL n_open(JNIEnv *env, jclass type, jstring path) {
  (void)type;
  const char *chars = (*env)->GetStringUTFChars(env, path, NULL);
  if (!chars)
    return NULL;
  const char *complaint = vn_library_open(chars);
  (*env)->ReleaseStringUTFChars(env, path, chars);
  return complaint ? (*env)->NewStringUTF(env, complaint) : NULL;
}

static jstring JNICALL n_version(JNIEnv *env, jclass type) {
  (void)type;
  return vn_library_is_open() ? (*env)->NewStringUTF(env, vn_library_version()) : NULL;
}

static jint JNICALL n_capabilities(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return vn_library_is_open() ? (jint)vn_library_capabilities() : 0;
}

static jstring JNICALL n_strerror(JNIEnv *env, jclass type, jint code) {
  (void)type;
  return vn_library_is_open() ? (*env)->NewStringUTF(env, ng.strerror(code)) : NULL;
}

static jlong JNICALL n_session_new(JNIEnv *env, jclass type, jboolean server, jintArray options) {
  (void)type;
  if (!vn_library_is_open())
    return VN_ERR_CLOSED;
  jsize length = (*env)->GetArrayLength(env, options);
  jint *values = (*env)->GetIntArrayElements(env, options, NULL);
  if (!values)
    return VN_ERR_NOMEM;
  vn_session *session;
  int rv = vn_session_new(&session, server, values, (size_t)length / 2);
  (*env)->ReleaseIntArrayElements(env, options, values, JNI_ABORT);
  if (rv)
    return rv;
  jlong handle = vn_handle_put(session);
  if (!handle) {
    vn_session_free(session);
    return VN_ERR_NOMEM;
  }
  return handle;
}

static jboolean JNICALL n_session_del(JNIEnv *env, jclass type, jlong handle) {
  (void)env, (void)type;
  vn_session *session = vn_handle_take(handle);
  if (session)
    vn_session_free(session);
  return session != NULL;
}

static jlong JNICALL n_session_mem_recv(JNIEnv *env, jclass type, jlong handle, jlong address, jint length,
                                        jbyteArray events) {
  (void)type;
  static const uint8_t nothing[1];
  vn_session *session = vn_handle_get(handle);
  scratch *s = scratch_get();
  if (!session || !s || length < 0 || (length && !address))
    return packed(session ? VN_ERR_NOMEM : VN_ERR_CLOSED, 0, 0);
  uint32_t state;
  const uint8_t *in = length ? (const uint8_t *)(intptr_t)address : nothing;
  int64_t rv = vn_session_receive(session, in, (size_t)length, &s->events, s->pool, &state);
  return hand_over(env, rv, state, &s->events, events);
}

/* The commands, copied out of the heap; 0 when memory is short or the array is shorter than it claims. */
static int copy_commands(JNIEnv *env, scratch *s, jbyteArray commands, jint length) {
  if (length < 0)
    return 0;
  if ((size_t)length > s->commands_capacity) {
    uint8_t *memory = realloc(s->commands, (size_t)length);
    if (!memory)
      return 0;
    s->commands = memory;
    s->commands_capacity = (size_t)length;
  }
  if (length)
    (*env)->GetByteArrayRegion(env, commands, 0, length, (jbyte *)s->commands);
  return !(*env)->ExceptionCheck(env);
}

static jlong JNICALL n_session_mem_send(JNIEnv *env, jclass type, jlong handle, jbyteArray commands, jint length,
                                        jlong out, jint capacity, jint budget, jbyteArray events) {
  (void)type;
  vn_session *session = vn_handle_get(handle);
  scratch *s = scratch_get();
  if (!session)
    return packed(VN_ERR_CLOSED, 0, 0);
  if (!s || !out || capacity < 0 || budget < 0 || !copy_commands(env, s, commands, length))
    return packed(VN_ERR_NOMEM, 0, 0);
  uint32_t state;
  int64_t rv = vn_session_flush(session, &s->commands, (size_t)length, (uint8_t *)(intptr_t)out, (size_t)capacity,
                                (size_t)budget, &s->events, s->pool, &state);
  if (!s->commands)
    s->commands_capacity = 0;
  return hand_over(env, rv, state, &s->events, events);
}

static void JNICALL n_events(JNIEnv *env, jclass type, jbyteArray into) {
  (void)type;
  scratch *s = scratch_get();
  jsize length = s ? (jsize)s->events.length : 0;
  if (length)
    (*env)->SetByteArrayRegion(env, into, 0, length, (const jbyte *)s->events.base);
}

static jint JNICALL n_session_upgrade2(JNIEnv *env, jclass type, jlong handle, jbyteArray settings, jboolean head) {
  (void)type;
  uint8_t payload[SETTINGS_PAYLOAD_MAX];
  vn_session *session = vn_handle_get(handle);
  jsize length = (*env)->GetArrayLength(env, settings);
  if (!session)
    return VN_ERR_CLOSED;
  if (length > SETTINGS_PAYLOAD_MAX)
    return NGHTTP2_ERR_INVALID_ARGUMENT;
  if (length)
    (*env)->GetByteArrayRegion(env, settings, 0, length, (jbyte *)payload);
  return vn_session_upgrade(session, payload, (size_t)length, head);
}

static jlong JNICALL n_session_get(JNIEnv *env, jclass type, jlong handle, jint what, jint stream_id) {
  (void)env, (void)type;
  vn_session *session = vn_handle_get(handle);
  return session ? vn_session_get(session, what, stream_id) : VN_ERR_CLOSED;
}

static jlong JNICALL n_memory_used(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return vn_memory_used();
}

static jlong JNICALL n_sessions_open(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return vn_sessions_open();
}

static const JNINativeMethod methods[] = {
    {"abi", "()I", (void *)n_abi},
    {"open", "(Ljava/lang/String;)Ljava/lang/String;", (void *)n_open},
    {"version", "()Ljava/lang/String;", (void *)n_version},
    {"capabilities", "()I", (void *)n_capabilities},
    {"strerror", "(I)Ljava/lang/String;", (void *)n_strerror},
    {"sessionNew", "(Z[I)J", (void *)n_session_new},
    {"sessionDel", "(J)Z", (void *)n_session_del},
    {"sessionMemRecv", "(JJI[B)J", (void *)n_session_mem_recv},
    {"sessionMemSend", "(J[BIJII[B)J", (void *)n_session_mem_send},
    {"events", "([B)V", (void *)n_events},
    {"sessionUpgrade2", "(J[BZ)I", (void *)n_session_upgrade2},
    {"sessionGet", "(JII)J", (void *)n_session_get},
    {"memoryUsed", "()J", (void *)n_memory_used},
    {"sessionsOpen", "()J", (void *)n_sessions_open},
};

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
  (void)reserved;
  JNIEnv *env;
  if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK)
    return JNI_ERR;
  jclass natives = (*env)->FindClass(env, NATIVES);
  if (!natives || (*env)->RegisterNatives(env, natives, methods, sizeof methods / sizeof *methods))
    return JNI_ERR;
  return pthread_key_create(&scratch_key, scratch_free) ? JNI_ERR : JNI_VERSION_1_8;
}
