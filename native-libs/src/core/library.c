#define _GNU_SOURCE
#include "core/library.h"

#include "vertx_nghttp2.h"

#define FLOOR 0x013400 /* 1.52.0 */

#ifdef VN_BUNDLED_VERSION

_Static_assert(NGHTTP2_VERSION_NUM >= FLOOR, "the bundled libnghttp2 is older than 1.52.0");

const char *vn_library_open(const char *path) {
  (void)path;
  return NULL;
}

int vn_library_is_open(void) { return 1; }

const char *vn_library_bundled(void) { return VN_BUNDLED_VERSION; }

const char *vn_library_file(void) { return NULL; }

#else

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

vn_library ng;

static int open_done;
static char failure[512];

/* dlsym gives an object pointer; ISO C has no cast from it to a function. */
static int find(void *library, const char *name, void *slot) {
  void *symbol = dlsym(library, name);
  memcpy(slot, &symbol, sizeof symbol);
  return symbol != NULL;
}

const char *vn_library_open(const char *path) {
  if (open_done)
    return NULL;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(failure, sizeof failure, "%s", dlerror());
    return failure;
  }
  const char *missing = NULL;
#define FIND(name)                                                                                                     \
  if (!find(library, "nghttp2_" #name, &ng.name))                                                                      \
    missing = "nghttp2_" #name;
  VN_FUNCTIONS(FIND)
#undef FIND
#define FIND(name, type, capability) find(library, "nghttp2_" #name, &ng.name);
  VN_OPTIONAL_FUNCTIONS(FIND)
#undef FIND
  if (ng.version && ng.version(FLOOR) == NULL)
    snprintf(failure, sizeof failure, "%s is libnghttp2 %s; at least 1.52.0 is needed", path,
             ng.version(0)->version_str);
  else if (missing)
    snprintf(failure, sizeof failure, "%s has no %s; at least libnghttp2 1.52.0 is needed", path, missing);
  else {
    open_done = 1;
    return NULL;
  }
  memset(&ng, 0, sizeof ng);
  dlclose(library);
  return failure;
}

int vn_library_is_open(void) { return open_done; }

const char *vn_library_bundled(void) { return NULL; }

const char *vn_library_file(void) {
  Dl_info info;
  void *function;
  memcpy(&function, &ng.version, sizeof function);
  return open_done && dladdr(function, &info) ? info.dli_fname : NULL;
}

#endif

const char *vn_library_version(void) { return ng.version(0)->version_str; }

uint32_t vn_library_version_number(void) { return (uint32_t)ng.version(0)->version_num; }

uint32_t vn_library_capabilities(void) {
  uint32_t bits = 0;
#define BIT(name, type, capability) bits |= ng.name ? VN_CAP_##capability : 0;
  VN_OPTIONAL_FUNCTIONS(BIT)
#undef BIT
  return bits;
}
