/* The natives of HpackNatives.java. */
#include "jni/hpack_natives.h"

#include "core/library.h"
#include "jni/calls.h"

#define HPACK_NATIVES "io/github/vertxnghttp2/binding/jni/HpackNatives"

static vn_deflater *deflater_of(jlong handle) { return vn_handle_get(handle, VN_KIND_DEFLATER); }
static vn_inflater *inflater_of(jlong handle) { return vn_handle_get(handle, VN_KIND_INFLATER); }

static jlong JNICALL n_deflate_new(JNIEnv *env, jclass type, jint max_table_size) {
  (void)env, (void)type;
  vn_deflater *deflater;
  int rv = vn_library_is_open() ? vn_deflater_new(&deflater, (uint32_t)max_table_size) : VN_ERR_CLOSED;
  if (rv)
    return rv;
  jlong handle = vn_handle_put(deflater, VN_KIND_DEFLATER);
  if (!handle)
    vn_deflater_free(deflater);
  return handle ? handle : VN_ERR_NOMEM;
}

static jboolean JNICALL n_deflate_del(JNIEnv *env, jclass type, jlong handle) {
  (void)env, (void)type;
  vn_deflater *deflater = vn_handle_take(handle, VN_KIND_DEFLATER);
  if (deflater)
    vn_deflater_free(deflater);
  return deflater != NULL;
}

static jlong JNICALL n_deflate_bound(JNIEnv *env, jclass type, jlong handle, jbyteArray fields, jint offset,
                                     jint length, jint count) {
  (void)type;
  vn_deflater *deflater = deflater_of(handle);
  vn_scratch *s = vn_scratch_get();
  if (!deflater)
    return VN_ERR_CLOSED;
  if (!s || offset < 0 || offset > length || vn_copy_commands(env, s, fields, length))
    return VN_ERR_NOMEM;
  int64_t rv = vn_deflater_bound(deflater, s->commands + offset, (size_t)(length - offset), (uint16_t)count);
  vn_trim_commands(s);
  return rv;
}

static jint JNICALL n_deflate_hd(JNIEnv *env, jclass type, jlong handle, jbyteArray fields, jint offset, jint length,
                                 jint count, jbyteArray block) {
  (void)type;
  vn_deflater *deflater = deflater_of(handle);
  vn_scratch *s = vn_scratch_get();
  if (!deflater)
    return VN_ERR_CLOSED;
  if (!s || offset < 0 || offset > length || vn_copy_commands(env, s, fields, length))
    return VN_ERR_NOMEM;
  vn_span into = {NULL, (size_t)(*env)->GetArrayLength(env, block)};
  jbyte *bytes = (*env)->GetByteArrayElements(env, block, NULL);
  if (!bytes)
    return VN_ERR_NOMEM;
  into.base = (uint8_t *)bytes;
  int64_t rv =
      vn_deflater_deflate(deflater, s->commands + offset, (size_t)(length - offset), (uint16_t)count, &into, 1);
  (*env)->ReleaseByteArrayElements(env, block, bytes, 0);
  vn_trim_commands(s);
  return (jint)rv;
}

/* into: address and length of each piece of memory */
static jint JNICALL n_deflate_hd_vec(JNIEnv *env, jclass type, jlong handle, jbyteArray fields, jint offset,
                                     jint length, jint count, jlongArray into) {
  (void)type;
  vn_deflater *deflater = deflater_of(handle);
  vn_scratch *s = vn_scratch_get();
  vn_span spans[VN_SIZE_PIECES_MAX];
  jlong numbers[2 * VN_SIZE_PIECES_MAX];
  jsize pieces = (*env)->GetArrayLength(env, into) / 2;
  if (!deflater)
    return VN_ERR_CLOSED;
  if (!s || pieces < 1 || pieces > VN_SIZE_PIECES_MAX || offset < 0 || offset > length ||
      vn_copy_commands(env, s, fields, length))
    return VN_ERR_NOMEM;
  (*env)->GetLongArrayRegion(env, into, 0, 2 * pieces, numbers);
  for (jsize i = 0; i < pieces; i++)
    spans[i] = (vn_span){(uint8_t *)(intptr_t)numbers[2 * i], (size_t)numbers[2 * i + 1]};
  int64_t rv = vn_deflater_deflate(deflater, s->commands + offset, (size_t)(length - offset), (uint16_t)count, spans,
                                   (size_t)pieces);
  vn_trim_commands(s);
  return (jint)rv;
}

static jlong JNICALL n_inflate_new(JNIEnv *env, jclass type, jint max_header_list_size) {
  (void)env, (void)type;
  vn_inflater *inflater;
  int rv = vn_library_is_open() ? vn_inflater_new(&inflater, (uint32_t)max_header_list_size) : VN_ERR_CLOSED;
  if (rv)
    return rv;
  jlong handle = vn_handle_put(inflater, VN_KIND_INFLATER);
  if (!handle)
    vn_inflater_free(inflater);
  return handle ? handle : VN_ERR_NOMEM;
}

static jboolean JNICALL n_inflate_del(JNIEnv *env, jclass type, jlong handle) {
  (void)env, (void)type;
  vn_inflater *inflater = vn_handle_take(handle, VN_KIND_INFLATER);
  if (inflater)
    vn_inflater_free(inflater);
  return inflater != NULL;
}

static jlong JNICALL n_inflate_hd(JNIEnv *env, jclass type, jlong handle, jbyteArray block, jint length, jboolean last,
                                  jbyteArray fields) {
  (void)type;
  static const uint8_t nothing[1];
  vn_buffer empty = {0};
  vn_inflater *inflater = inflater_of(handle);
  vn_scratch *s = vn_scratch_get();
  if (!inflater)
    return vn_hand_over(env, VN_ERR_CLOSED, 0, &empty, fields);
  if (!s || vn_copy_commands(env, s, block, length))
    return vn_hand_over(env, VN_ERR_NOMEM, 0, &empty, fields);
  int64_t rv = vn_inflater_inflate(inflater, length ? s->commands : nothing, (size_t)length, last, &s->events);
  vn_trim_commands(s);
  return vn_hand_over(env, rv, 0, &s->events, fields);
}

static jlong JNICALL n_inflate_list_size(JNIEnv *env, jclass type, jlong handle) {
  (void)env, (void)type;
  vn_inflater *inflater = inflater_of(handle);
  return inflater ? vn_inflater_list_size(inflater) : VN_ERR_CLOSED;
}

static jint JNICALL n_change_table_size(JNIEnv *env, jclass type, jlong handle, jint size) {
  (void)env, (void)type;
  vn_deflater *deflater = deflater_of(handle);
  vn_inflater *inflater = inflater_of(handle);
  return deflater   ? vn_deflater_change_table_size(deflater, (uint32_t)size)
         : inflater ? vn_inflater_change_table_size(inflater, (uint32_t)size)
                    : VN_ERR_CLOSED;
}

static jlong JNICALL n_get(JNIEnv *env, jclass type, jlong handle, jint what) {
  (void)env, (void)type;
  vn_deflater *deflater = deflater_of(handle);
  vn_inflater *inflater = inflater_of(handle);
  return deflater ? vn_deflater_get(deflater, what) : inflater ? vn_inflater_get(inflater, what) : VN_ERR_CLOSED;
}

/* Name and value, one behind the other; the name's length is in the array's first four bytes. */
static jbyteArray JNICALL n_table_entry(JNIEnv *env, jclass type, jlong handle, jint index) {
  (void)type;
  vn_deflater *deflater = deflater_of(handle);
  vn_inflater *inflater = inflater_of(handle);
  vn_entry e;
  if (index < 1 || !(deflater ? vn_deflater_entry(deflater, (size_t)index, &e)
                              : inflater && vn_inflater_entry(inflater, (size_t)index, &e)))
    return NULL;
  jsize name = (jsize)e.name_length, value = (jsize)e.value_length;
  jbyteArray bytes = (*env)->NewByteArray(env, 4 + name + value);
  if (bytes) {
    (*env)->SetByteArrayRegion(env, bytes, 0, 4, (const jbyte *)&name);
    (*env)->SetByteArrayRegion(env, bytes, 4, name, (const jbyte *)e.name);
    (*env)->SetByteArrayRegion(env, bytes, 4 + name, value, (const jbyte *)e.value);
  }
  return bytes;
}

static const JNINativeMethod methods[] = {
    {"hdDeflateNew", "(I)J", (void *)n_deflate_new},
    {"hdDeflateDel", "(J)Z", (void *)n_deflate_del},
    {"hdDeflateBound", "(J[BIII)J", (void *)n_deflate_bound},
    {"hdDeflateHd", "(J[BIII[B)I", (void *)n_deflate_hd},
    {"hdDeflateHdVec", "(J[BIII[J)I", (void *)n_deflate_hd_vec},
    {"hdInflateNew", "(I)J", (void *)n_inflate_new},
    {"hdInflateDel", "(J)Z", (void *)n_inflate_del},
    {"hdInflateHd", "(J[BIZ[B)J", (void *)n_inflate_hd},
    {"hdInflateListSize", "(J)J", (void *)n_inflate_list_size},
    {"hdChangeTableSize", "(JI)I", (void *)n_change_table_size},
    {"hdGet", "(JI)J", (void *)n_get},
    {"hdTableEntry", "(JI)[B", (void *)n_table_entry},
};

jint vn_register_hpack(JNIEnv *env) {
  jclass natives = (*env)->FindClass(env, HPACK_NATIVES);
  return natives ? (*env)->RegisterNatives(env, natives, methods, sizeof methods / sizeof *methods) : JNI_ERR;
}
