/* One thread puts objects into one slot and takes them out, another looks up handles meanwhile: each handle finds its
 * own object, or nothing. An object is the address of a place in an array, and is stored under the handle's generation.
 */
#include "vertx_nghttp2.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 3000000
#define OBJECTS 1024 /* so many rounds pass before an object comes again */

static char objects[OBJECTS];
static _Atomic int64_t published; /* the handle put last, taken by now or not */
static atomic_int done;
static int64_t first;

static void *object_of(int64_t handle) { return objects + ((handle >> 32) - (first >> 32)) % OBJECTS; }

static void *look_up(void *unused) {
  (void)unused;
  while (!atomic_load(&done)) {
    int64_t handle = atomic_load(&published);
    void *found = vn_handle_get(handle, VN_KIND_SESSION);
    if (found && found != object_of(handle)) {
      fprintf(stderr, "a handle found the object of another\n");
      exit(1);
    }
  }
  return NULL;
}

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

int main(void) {
  for (int64_t invented = -3; invented < 5; invented++)
    if (vn_handle_get(invented, VN_KIND_SESSION) || vn_handle_take(invented, VN_KIND_SESSION))
      fail("an invented handle found something");
  first = vn_handle_put(objects, VN_KIND_SESSION);
  if (vn_handle_get(first, VN_KIND_INFLATER) || vn_handle_get(first, VN_KIND_SESSION) != objects)
    fail("a handle did not find its object by its kind");
  atomic_store(&published, first);
  pthread_t reader;
  if (pthread_create(&reader, NULL, look_up, NULL))
    fail("no thread");
  int64_t handle = first;
  for (int i = 1; i < ROUNDS; i++) {
    if (!vn_handle_take(handle, VN_KIND_SESSION) || vn_handle_take(handle, VN_KIND_SESSION))
      fail("an object is there to be taken once");
    if (vn_handle_get(handle, VN_KIND_SESSION))
      fail("a handle found an object that was taken");
    handle = vn_handle_put(objects + i % OBJECTS, VN_KIND_SESSION);
    if (object_of(handle) != objects + i % OBJECTS)
      fail("generations do not follow each other");
    atomic_store(&published, handle);
  }
  atomic_store(&done, 1);
  pthread_join(reader, NULL);
  return 0;
}
