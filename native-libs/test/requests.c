/* A client and a server exchange requests in memory: 12 fields in a request, some of them new each time; 6 fields and
 * 13 bytes in a response. Prints what the server needs for a request. Callgrind counts its instructions:
 *
 *   cmake -S native-libs -B target/cmake -DCMAKE_BUILD_TYPE=Release && cmake --build target/cmake --target requests
 *   valgrind --tool=callgrind --toggle-collect='serve*' requests 2000
 */
#include "core/buffer.h"
#include "core/library.h"
#include "vertx_nghttp2.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AT_A_TIME 10 /* requests that one read brings */
#define OUT (64u << 10)

typedef struct {
  vn_session *session;
  vn_buffer events, commands;
  vn_pool *pool;
  uint8_t out[OUT];
  size_t sent;
} end;

static void check(int good, const char *what) {
  if (good)
    return;
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static void open_end(end *e, int server) {
  static const int32_t options[] = {VN_OPT_FLOW_CONTROL, VN_CREDIT_AUTOMATIC};
  check(vn_session_new(&e->session, server, options, 1) == 0, "no session");
  vn_buffer_init(&e->events);
  vn_buffer_init(&e->commands);
  e->commands.hard = SIZE_MAX;
  e->pool = vn_pool_new();
}

static void close_end(end *e) {
  vn_session_free(e->session);
  vn_buffer_free(&e->events);
  vn_buffer_free(&e->commands);
  vn_pool_free(e->pool);
}

static uint8_t *append(end *e, size_t length) {
  uint8_t *at = vn_buffer_reserve(&e->commands, VN_PAD4(length));
  check(at != NULL, "no memory");
  memset(at, 0, VN_PAD4(length));
  e->commands.length += VN_PAD4(length);
  return at;
}

static void fields(end *e, const char *const (*pairs)[2], size_t count) {
  size_t length_at = e->commands.length;
  append(e, 4);
  for (size_t i = 0; i < count; i++) {
    const char *name = pairs[i][0], *value = pairs[i][1];
    uint16_t name_length = (uint16_t)strlen(name);
    uint32_t value_length = (uint32_t)strlen(value);
    memcpy(append(e, 4), &name_length, 2);
    memcpy(append(e, 4), &value_length, 4);
    uint8_t *text = append(e, name_length + value_length);
    memcpy(text, name, name_length);
    memcpy(text + name_length, value, value_length);
  }
  uint32_t length = (uint32_t)(e->commands.length - length_at - 4);
  memcpy(e->commands.base + length_at, &length, 4);
}

static void request(end *e, int32_t stream, unsigned number) {
  char path[32], id[48];
  snprintf(path, sizeof path, "/items/%u?page=%u", number % 7, number);
  snprintf(id, sizeof id, "%08x-4b1d-9c3f-%08x", number * 2654435761u, number);
  const char *const pairs[][2] = {{":method", "GET"},
                                  {":scheme", "https"},
                                  {":authority", "shop.example.com"},
                                  {":path", path},
                                  {"user-agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0"},
                                  {"accept", "text/html,application/json;q=0.9,*/*;q=0.8"},
                                  {"accept-encoding", "gzip, deflate, br"},
                                  {"accept-language", "en-US,en;q=0.5"},
                                  {"cache-control", "no-cache"},
                                  {"referer", "https://shop.example.com/items"},
                                  {"cookie", "session=0123456789abcdef0123456789abcdef"},
                                  {"x-request-id", id}};
  size_t count = sizeof pairs / sizeof *pairs;
  vn_put_head(append(e, VN_SIZE_RECORD_HEAD), VN_CMD_REQUEST, VN_CMDF_END_STREAM, (uint16_t)count, stream);
  fields(e, pairs, count);
}

static void response(end *e, int32_t stream) {
  static const char *const pairs[][2] = {{":status", "200"},
                                         {"content-type", "text/plain; charset=utf-8"},
                                         {"content-length", "13"},
                                         {"date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                         {"cache-control", "max-age=60"},
                                         {"server", "example"}};
  static const char body[] = "Hello, world!";
  size_t count = sizeof pairs / sizeof *pairs;
  vn_put_head(append(e, VN_SIZE_RECORD_HEAD), VN_CMD_RESPONSE, 0, (uint16_t)count, stream);
  fields(e, pairs, count);
  vn_put_head(append(e, VN_SIZE_RECORD_HEAD), VN_CMD_INLINE_DATA, VN_CMDF_END_STREAM, 0, stream);
  uint32_t length = sizeof body - 1;
  memcpy(append(e, 4), &length, 4);
  memcpy(append(e, length), body, length);
}

/* A session may keep the commands that it was given. */
static uint8_t *commands_of(end *e, size_t *length) {
  *length = e->commands.length;
  uint8_t *copy = *length ? malloc(*length) : NULL;
  check(copy || !*length, "no memory");
  if (copy)
    memcpy(copy, e->commands.base, *length);
  e->commands.length = 0;
  return copy;
}

static void flush(end *e, uint8_t **commands, size_t length) {
  uint32_t state;
  int64_t rv = vn_session_flush(e->session, commands, length, e->out, sizeof e->out, OUT, &e->events, e->pool, &state);
  check(rv >= 0 && !(state & VN_STATE_MORE), "flush failed");
  e->sent = (size_t)rv;
}

static void receive(end *e, const end *from) {
  uint32_t state;
  int64_t rv = vn_session_receive(e->session, from->out, from->sent, &e->events, e->pool, &state);
  check(rv == (int64_t)from->sent, "receive failed");
}

/* What a server does for one read: two calls. */
__attribute__((noinline)) static void serve(end *server, const end *client, uint8_t **commands, size_t length) {
  receive(server, client);
  flush(server, commands, length);
}

static void send_all(end *e) {
  size_t length;
  uint8_t *commands = commands_of(e, &length);
  flush(e, &commands, length);
  free(commands);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv) {
  unsigned rounds = (argc > 1 ? (unsigned)atoi(argv[1]) : 100000) / AT_A_TIME;
  const char *complaint = vn_library_open(argc > 2 ? argv[2] : "libnghttp2.so.14");
  check(!complaint, complaint);
  static end client, server;
  open_end(&client, 0);
  open_end(&server, 1);
  vn_put_head(append(&client, VN_SIZE_RECORD_HEAD), VN_CMD_SETTINGS, 0, 0, 0);
  vn_put_head(append(&server, VN_SIZE_RECORD_HEAD), VN_CMD_SETTINGS, 0, 0, 0);
  for (int i = 0; i < 2; i++) { /* SETTINGS, then what acknowledges them */
    send_all(&client);
    send_all(&server);
    receive(&server, &client);
    receive(&client, &server);
  }
  double spent = 0;
  int32_t stream = 1;
  for (unsigned round = 0; round < rounds; round++) {
    for (unsigned i = 0; i < AT_A_TIME; i++, stream += 2) {
      request(&client, stream, round * AT_A_TIME + i);
      response(&server, stream);
    }
    send_all(&client);
    size_t length;
    uint8_t *commands = commands_of(&server, &length);
    double start = now();
    serve(&server, &client, &commands, length);
    spent += now() - start;
    free(commands);
    check(server.sent > AT_A_TIME * 13, "too few bytes");
    receive(&client, &server);
    check(vn_session_get(client.session, VN_GET_OPEN_STREAMS, 0) == 0, "the client has open streams");
    check(vn_session_get(server.session, VN_GET_OPEN_STREAMS, 0) == 0, "the server has open streams");
  }
  close_end(&client);
  close_end(&server);
  check(vn_sessions_open() == 0 && vn_memory_used() == 0, "memory is left");
  const char *bundled = vn_library_bundled();
  printf("%u requests, %.0f ns each, libnghttp2 %s\n", rounds * AT_A_TIME, spent / rounds / AT_A_TIME,
         bundled ? bundled : vn_library_file());
  return 0;
}
