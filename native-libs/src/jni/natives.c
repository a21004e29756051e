/* The natives of Natives.java. They check, copy and call the core. No upcalls, no exceptions but those of the JVM's own
 * array checks. */
#include "core/library.h"
#include "jni/calls.h"
#include "jni/hpack_natives.h"

#ifdef __APPLE__
#include <dlfcn.h>
#endif

#define NATIVES "io/github/vertxnghttp2/binding/jni/Natives"
#define SETTINGS_PAYLOAD_MAX 1024

#ifndef VN_ABI
#error "define VN_ABI as what abi.sh prints"
#endif

static jint JNICALL n_abi(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return (jint)VN_ABI;
}

static jstring JNICALL n_open(JNIEnv *env, jclass type, jstring path) {
  (void)type;
  const char *chars = (*env)->GetStringUTFChars(env, path, NULL);
  if (!chars)
    return NULL;
  const char *failure = vn_library_open(chars);
  (*env)->ReleaseStringUTFChars(env, path, chars);
  return failure ? (*env)->NewStringUTF(env, failure) : NULL;
}

static jstring JNICALL n_version(JNIEnv *env, jclass type) {
  (void)type;
  return vn_library_is_open() ? (*env)->NewStringUTF(env, vn_library_version()) : NULL;
}

static jstring JNICALL n_library_bundled(JNIEnv *env, jclass type) {
  (void)type;
  const char *version = vn_library_bundled();
  return version ? (*env)->NewStringUTF(env, version) : NULL;
}

static jstring JNICALL n_library_file(JNIEnv *env, jclass type) {
  (void)type;
  const char *file = vn_library_file();
  return file ? (*env)->NewStringUTF(env, file) : NULL;
}

static jint JNICALL n_capabilities(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return vn_library_is_open() ? (jint)vn_library_capabilities() : 0;
}

static jstring JNICALL n_strerror(JNIEnv *env, jclass type, jint code) {
  (void)type;
  return vn_library_is_open() ? (*env)->NewStringUTF(env, ng.strerror(code)) : NULL;
}

static jstring JNICALL n_http2_strerror(JNIEnv *env, jclass type, jint code) {
  (void)type;
  return vn_library_is_open() ? (*env)->NewStringUTF(env, ng.http2_strerror((uint32_t)code)) : NULL;
}

static jint JNICALL n_version_number(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  return vn_library_is_open() ? (jint)vn_library_version_number() : 0;
}

static jboolean JNICALL n_is_fatal(JNIEnv *env, jclass type, jint code) {
  (void)env, (void)type;
  return vn_library_is_open() && ng.is_fatal(code);
}

static int check(int what, const uint8_t *text, size_t length) {
  switch (what) {
  case VN_CHECK_HEADER_NAME:
    return ng.check_header_name(text, length);
  case VN_CHECK_HEADER_VALUE:
    return ng.check_header_value_rfc9113(text, length);
  case VN_CHECK_METHOD:
    return ng.check_method(text, length);
  case VN_CHECK_PATH:
    return ng.check_path(text, length);
  case VN_CHECK_AUTHORITY:
    return ng.check_authority(text, length);
  default:
    return 0;
  }
}

static jboolean JNICALL n_check(JNIEnv *env, jclass type, jint what, jbyteArray text) {
  (void)type;
  jbyte *bytes = (*env)->GetByteArrayElements(env, text, NULL);
  if (!bytes)
    return JNI_FALSE;
  int good = vn_library_is_open() && check(what, (const uint8_t *)bytes, (size_t)(*env)->GetArrayLength(env, text));
  (*env)->ReleaseByteArrayElements(env, text, bytes, JNI_ABORT);
  return good != 0;
}

/* urgency | incremental << 8, or an error */
static jint JNICALL n_extpri_parse_priority(JNIEnv *env, jclass type, jbyteArray value) {
  (void)type;
  nghttp2_extpri priority = {NGHTTP2_EXTPRI_DEFAULT_URGENCY, 0};
  if (!vn_library_is_open() || !ng.extpri_parse_priority)
    return VN_ERR_UNSUPPORTED;
  jbyte *bytes = (*env)->GetByteArrayElements(env, value, NULL);
  if (!bytes)
    return VN_ERR_NOMEM;
  int rv = ng.extpri_parse_priority(&priority, (const uint8_t *)bytes, (size_t)(*env)->GetArrayLength(env, value));
  (*env)->ReleaseByteArrayElements(env, value, bytes, JNI_ABORT);
  return rv ? rv : (jint)(priority.urgency | (uint32_t)priority.inc << 8);
}

/* Where in the list of length-prefixed names the chosen one begins, or -1. */
static jint JNICALL n_select_next_protocol(JNIEnv *env, jclass type, jbyteArray offered) {
  (void)type;
  jbyte *bytes = vn_library_is_open() ? (*env)->GetByteArrayElements(env, offered, NULL) : NULL;
  if (!bytes)
    return -1;
  unsigned char *chosen, length;
  int rv = ng.select_next_protocol(&chosen, &length, (const unsigned char *)bytes,
                                   (unsigned int)(*env)->GetArrayLength(env, offered));
  jint at = rv < 0 ? -1 : (jint)(chosen - (const unsigned char *)bytes);
  (*env)->ReleaseByteArrayElements(env, offered, bytes, JNI_ABORT);
  return at;
}

/* The payload's length, or an error. */
static jint JNICALL n_pack_settings_payload(JNIEnv *env, jclass type, jintArray ids_and_values, jbyteArray payload) {
  (void)type;
  nghttp2_settings_entry entries[VN_SIZE_SETTINGS_MAX];
  jint numbers[2 * VN_SIZE_SETTINGS_MAX];
  uint8_t bytes[6 * VN_SIZE_SETTINGS_MAX];
  jsize count = (*env)->GetArrayLength(env, ids_and_values) / 2, room = (*env)->GetArrayLength(env, payload);
  if (!vn_library_is_open() || count > VN_SIZE_SETTINGS_MAX)
    return NGHTTP2_ERR_INVALID_ARGUMENT;
  (*env)->GetIntArrayRegion(env, ids_and_values, 0, 2 * count, numbers);
  for (jsize i = 0; i < count; i++)
    entries[i] = (nghttp2_settings_entry){numbers[2 * i], (uint32_t)numbers[2 * i + 1]};
  ssize_t rv = ng.pack_settings_payload(bytes, sizeof bytes, entries, (size_t)count);
  if (rv > room)
    return NGHTTP2_ERR_INSUFF_BUFSIZE;
  if (rv > 0)
    (*env)->SetByteArrayRegion(env, payload, 0, (jsize)rv, (const jbyte *)bytes);
  return (jint)rv;
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
  jlong handle = vn_handle_put(session, VN_KIND_SESSION);
  if (!handle) {
    vn_session_free(session);
    return VN_ERR_NOMEM;
  }
  return handle;
}

static jboolean JNICALL n_session_del(JNIEnv *env, jclass type, jlong handle) {
  (void)env, (void)type;
  vn_session *session = vn_handle_take(handle, VN_KIND_SESSION);
  if (session)
    vn_session_free(session);
  return session != NULL;
}

static jlong JNICALL n_session_mem_recv(JNIEnv *env, jclass type, jlong handle, jlong address, jint length, jlong time,
                                        jbyteArray events) {
  (void)type;
  static const uint8_t nothing[1];
  vn_session *session = vn_handle_get(handle, VN_KIND_SESSION);
  vn_scratch *s = vn_scratch_get();
  if (!session || !s || length < 0 || (length && !address))
    return vn_packed(session ? VN_ERR_NOMEM : VN_ERR_CLOSED, 0, 0);
  uint32_t state;
  const uint8_t *in = length ? (const uint8_t *)(intptr_t)address : nothing;
  vn_session_time(session, (uint64_t)time);
  int64_t rv = vn_session_receive(session, in, (size_t)length, &s->events, s->pool, &state);
  return vn_hand_over(env, rv, state, &s->events, events);
}

static jlong JNICALL n_session_mem_send(JNIEnv *env, jclass type, jlong handle, jbyteArray commands, jint length,
                                        jlong out, jint capacity, jint budget, jlong time, jbyteArray events) {
  (void)type;
  vn_session *session = vn_handle_get(handle, VN_KIND_SESSION);
  vn_scratch *s = vn_scratch_get();
  if (!session)
    return vn_packed(VN_ERR_CLOSED, 0, 0);
  if (!s || !out || capacity < 0 || budget < 0 || vn_copy_commands(env, s, commands, length))
    return vn_packed(VN_ERR_NOMEM, 0, 0);
  uint32_t state;
  vn_session_time(session, (uint64_t)time);
  int64_t rv = vn_session_flush(session, &s->commands, (size_t)length, (uint8_t *)(intptr_t)out, (size_t)capacity,
                                (size_t)budget, &s->events, s->pool, &state);
  vn_trim_commands(s);
  return vn_hand_over(env, rv, state, &s->events, events);
}

static void JNICALL n_events(JNIEnv *env, jclass type, jbyteArray into) {
  (void)type;
  vn_scratch *s = vn_scratch_get();
  if (s && s->events.length)
    vn_copy_events(env, &s->events, into);
}

static jlong JNICALL n_scratch_kept(JNIEnv *env, jclass type) {
  (void)env, (void)type;
  vn_scratch *s = vn_scratch_get();
  return s ? (jlong)(s->events.capacity + s->commands_capacity) : 0;
}

static jint JNICALL n_session_upgrade2(JNIEnv *env, jclass type, jlong handle, jbyteArray settings, jboolean head) {
  (void)type;
  uint8_t payload[SETTINGS_PAYLOAD_MAX];
  vn_session *session = vn_handle_get(handle, VN_KIND_SESSION);
  jsize length = (*env)->GetArrayLength(env, settings);
  if (!session)
    return VN_ERR_CLOSED;
  if (length > SETTINGS_PAYLOAD_MAX)
    return NGHTTP2_ERR_INVALID_ARGUMENT;
  if (length)
    (*env)->GetByteArrayRegion(env, settings, 0, length, (jbyte *)payload);
  return vn_session_upgrade(session, payload, (size_t)length, head);
}

static jboolean JNICALL n_session_rest(JNIEnv *env, jclass type, jlong handle) {
  (void)env, (void)type;
  vn_session *session = vn_handle_get(handle, VN_KIND_SESSION);
  return session && vn_session_rest(session);
}

/* NULL if there is no recorder, or memory is short. */
static jbyteArray JNICALL n_session_recording(JNIEnv *env, jclass type, jlong handle, jboolean frames) {
  (void)type;
  vn_session *session = vn_handle_get(handle, VN_KIND_SESSION);
  vn_buffer recording;
  vn_buffer_init(&recording);
  jbyteArray array = NULL;
  if (session && vn_session_recording(session, frames, &recording) == 0 && recording.length)
    array = (*env)->NewByteArray(env, (jsize)recording.length);
  if (array)
    (*env)->SetByteArrayRegion(env, array, 0, (jsize)recording.length, (const jbyte *)recording.base);
  vn_buffer_free(&recording);
  return array;
}

static jlong JNICALL n_session_get(JNIEnv *env, jclass type, jlong handle, jint what, jint stream_id) {
  (void)env, (void)type;
  vn_session *session = vn_handle_get(handle, VN_KIND_SESSION);
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
    {"open", "(Ljava/lang/String;)Ljava/lang/String;", (void *)n_open},
    {"version", "()Ljava/lang/String;", (void *)n_version},
    {"libraryBundled", "()Ljava/lang/String;", (void *)n_library_bundled},
    {"libraryFile", "()Ljava/lang/String;", (void *)n_library_file},
    {"capabilities", "()I", (void *)n_capabilities},
    {"strerror", "(I)Ljava/lang/String;", (void *)n_strerror},
    {"http2Strerror", "(I)Ljava/lang/String;", (void *)n_http2_strerror},
    {"versionNumber", "()I", (void *)n_version_number},
    {"isFatal", "(I)Z", (void *)n_is_fatal},
    {"check", "(I[B)Z", (void *)n_check},
    {"extpriParsePriority", "([B)I", (void *)n_extpri_parse_priority},
    {"selectNextProtocol", "([B)I", (void *)n_select_next_protocol},
    {"packSettingsPayload", "([I[B)I", (void *)n_pack_settings_payload},
    {"sessionNew", "(Z[I)J", (void *)n_session_new},
    {"sessionDel", "(J)Z", (void *)n_session_del},
    {"sessionMemRecv", "(JJIJ[B)J", (void *)n_session_mem_recv},
    {"sessionMemSend", "(J[BIJIIJ[B)J", (void *)n_session_mem_send},
    {"events", "([B)V", (void *)n_events},
    {"scratchKept", "()J", (void *)n_scratch_kept},
    {"sessionUpgrade2", "(J[BZ)I", (void *)n_session_upgrade2},
    {"sessionRest", "(J)Z", (void *)n_session_rest},
    {"sessionRecording", "(JZ)[B", (void *)n_session_recording},
    {"sessionGet", "(JII)J", (void *)n_session_get},
    {"memoryUsed", "()J", (void *)n_memory_used},
    {"sessionsOpen", "()J", (void *)n_sessions_open},
};

/* Throws the NoSuchMethodError of RegisterNatives if the class has other natives. */
static void JNICALL n_register(JNIEnv *env, jclass type) {
  if ((*env)->RegisterNatives(env, type, methods, sizeof methods / sizeof *methods) == 0)
    vn_register_hpack(env);
}

/* These never change, so that the classes can recognise a library of another build. */
static const JNINativeMethod first_methods[] = {
    {"abi", "()I", (void *)n_abi},
    {"register", "()V", (void *)n_register},
};

/* A thread frees its scratch when it ends, also after the class loader of Natives is gone. The code for that must still
 * be there, so the library stays loaded: on Linux build.sh links it with -z nodelete. The JVM may then call JNI_OnLoad
 * again, for another class loader. */
static int stay_loaded(void) {
#ifdef __APPLE__
  Dl_info self;
  return dladdr((void *)&methods, &self) && dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
#else
  return 1;
#endif
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
  (void)reserved;
  JNIEnv *env;
  if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK)
    return JNI_ERR;
  jclass natives = (*env)->FindClass(env, NATIVES);
  if (!natives || (*env)->RegisterNatives(env, natives, first_methods, sizeof first_methods / sizeof *first_methods) ||
      !stay_loaded() || vn_scratch_init())
    return JNI_ERR;
  return JNI_VERSION_1_8;
}
