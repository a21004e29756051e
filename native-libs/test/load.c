/* Loads the JNI library that its first argument names, as a JVM does, on machines for which there is no JVM: opens it,
 * calls JNI_OnLoad, and then natives that it registers. The second argument is the number of its build, see abi.sh. */
#include <dlfcn.h>
#include <jni.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NATIVES_MAX 128

static JNINativeMethod natives[NATIVES_MAX];
static int registered;
static char class_object;

static void check(int good, const char *what) {
  if (good)
    return;
  fprintf(stderr, "load: %s\n", what);
  exit(1);
}

static jclass JNICALL find_class(JNIEnv *env, const char *name) {
  (void)env;
  check(!strncmp(name, "io/github/vertxnghttp2/binding/jni/", 35), name);
  return (jclass)&class_object;
}

static jint JNICALL register_natives(JNIEnv *env, jclass type, const JNINativeMethod *methods, jint count) {
  (void)env;
  check(type == (jclass)&class_object && registered + count <= NATIVES_MAX, "wrong natives");
  memcpy(natives + registered, methods, (size_t)count * sizeof *methods);
  registered += count;
  return JNI_OK;
}

static const struct JNINativeInterface_ functions = {.FindClass = find_class, .RegisterNatives = register_natives};
static JNIEnv environment = &functions;

static jint JNICALL get_env(JavaVM *vm, void **env, jint version) {
  (void)vm;
  check(version == JNI_VERSION_1_8, "another version of JNI");
  *env = &environment;
  return JNI_OK;
}

static const struct JNIInvokeInterface_ invoke = {.GetEnv = get_env};
static JavaVM machine = &invoke;

static void *native(const char *name) {
  for (int i = 0; i < registered; i++) {
    if (!strcmp(natives[i].name, name))
      return natives[i].fnPtr;
  }
  check(0, name);
  return NULL;
}

int main(int argc, char **argv) {
  check(argc == 3, "usage: load LIBRARY NUMBER");
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  check(library != NULL, library ? "" : dlerror());
  jint(JNICALL * on_load)(JavaVM *, void *);
  *(void **)&on_load = dlsym(library, "JNI_OnLoad");
  check(on_load != NULL && on_load(&machine, NULL) == JNI_VERSION_1_8, "JNI_OnLoad failed");

  jint(JNICALL * number)(JNIEnv *, jclass);
  *(void **)&number = native("abi");
  check(number(&environment, (jclass)&class_object) == (jint)strtoul(argv[2], NULL, 0), "it is of another build");
  void(JNICALL * bind)(JNIEnv *, jclass);
  *(void **)&bind = native("register");
  bind(&environment, (jclass)&class_object);
  *(void **)&number = native("versionNumber");
  jint version = number(&environment, (jclass)&class_object);
  check(version >= 0x013400, "it has no libnghttp2 of at least 1.52");
  printf("%d natives, libnghttp2 %d.%d.%d\n", registered, version >> 16, version >> 8 & 255, version & 255);
  return 0;
}
