/* An open load: requests are due at random times with a fixed mean rate (Poisson arrivals, the same for every server),
 * and are sent then, whether earlier ones have their responses or not. A latency counts from the time at which the
 * request was due. One thread that does not sleep. Cleartext with prior knowledge, GET.
 * Arguments: PORT PATH CONNECTIONS RATE SECONDS. Prints one line of names and numbers; times are in microseconds. */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

enum { WINDOW = (1 << 30) - 1, READ = 64 << 10, FIELDS = 4 };
static const double PATIENCE = 5;       /* seconds after the last request; what has no response then is an error */
static const double BEFORE_FIRST = 0.2; /* seconds, for the SETTINGS of both ends */

struct connection {
  int socket;
  nghttp2_session *session;
};

struct request {
  double due, sent, done; /* seconds */
  int ok;
};

static struct request *requests;
static long completed;
static double read_at;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

/* More than 0, at most 1. A linear congruential generator of 64 bits, from the same seed each time. */
static double uniform(void) {
  static uint64_t state = 20250915;
  state = state * 6364136223846793005ull + 1442695040888963407ull;
  return ((state >> 32) + 1) / 4294967296.0;
}

static ssize_t write_socket(nghttp2_session *session, const uint8_t *bytes, size_t length, int flags, void *user) {
  ssize_t written = send(((struct connection *)user)->socket, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
  (void)session, (void)flags;
  if (written < 0)
    return errno == EAGAIN ? NGHTTP2_ERR_WOULDBLOCK : NGHTTP2_ERR_CALLBACK_FAILURE;
  return written;
}

static int on_field(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_length,
                    const uint8_t *value, size_t length, uint8_t flags, void *user) {
  struct request *request = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
  (void)flags, (void)user;
  if (request && name_length == 7 && memcmp(name, ":status", 7) == 0)
    request->ok = length == 3 && value[0] == '2';
  return 0;
}

static int on_close(nghttp2_session *session, int32_t id, uint32_t code, void *user) {
  struct request *request = nghttp2_session_get_stream_user_data(session, id);
  (void)user;
  if (request) {
    request->done = read_at;
    request->ok &= code == NGHTTP2_NO_ERROR;
    completed++;
  }
  return 0;
}

static void open_connection(struct connection *c, int port, nghttp2_session_callbacks *callbacks) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
                                       {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, WINDOW}};
  int one = 1;
  address.sin_port = htons(port);
  c->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(c->socket, (struct sockaddr *)&address, sizeof address))
    die("connect");
  setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  nghttp2_session_client_new(&c->session, callbacks, c);
  nghttp2_submit_settings(c->session, NGHTTP2_FLAG_NONE, settings, 2);
  nghttp2_session_set_local_window_size(c->session, NGHTTP2_FLAG_NONE, 0, WINDOW);
  if (nghttp2_session_send(c->session))
    die("send");
}

static void read_socket(struct connection *c) {
  static uint8_t input[READ];
  ssize_t length = recv(c->socket, input, sizeof input, MSG_DONTWAIT);
  read_at = now();
  if (length < 0 && errno == EAGAIN)
    return;
  if (length <= 0)
    die("the server closed a connection");
  if (nghttp2_session_mem_recv(c->session, input, length) < 0 || nghttp2_session_send(c->session))
    die("the session");
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double percentile(const double *sorted, long count, double share) {
  long index = (long)ceil(share * count) - 1;
  return count == 0 ? 0 : sorted[index < 0 ? 0 : index] * 1e6;
}

static nghttp2_nv field(const char *name, const char *value) {
  nghttp2_nv nv = {(uint8_t *)name, (uint8_t *)value, strlen(name), strlen(value), NGHTTP2_NV_FLAG_NONE};
  return nv;
}

int main(int argc, char **argv) {
  nghttp2_session_callbacks *callbacks;
  struct epoll_event event = {.events = EPOLLIN}, ready[64];
  char authority[32];
  if (argc != 6)
    return 2;
  int port = atoi(argv[1]), count = atoi(argv[3]), poller = epoll_create1(0);
  double rate = atof(argv[4]);
  long total = (long)(rate * atof(argv[5])), next = 0, errors = 0;
  struct connection *connections = calloc(count, sizeof *connections);
  double *took = calloc(total, sizeof *took), *late = calloc(total, sizeof *late);
  requests = calloc(total, sizeof *requests);
  if (count < 1 || total < 1 || !connections || !took || !late || !requests)
    return 2;

  snprintf(authority, sizeof authority, "127.0.0.1:%d", port);
  nghttp2_nv fields[FIELDS] = {field(":method", "GET"), field(":scheme", "http"), field(":authority", authority),
                               field(":path", argv[2])};
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_send_callback(callbacks, write_socket);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, on_field);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
  for (int i = 0; i < count; i++) {
    open_connection(&connections[i], port, callbacks);
    event.data.ptr = &connections[i];
    epoll_ctl(poller, EPOLL_CTL_ADD, connections[i].socket, &event);
  }

  double begin = now() + BEFORE_FIRST, at = begin;
  for (long i = 0; i < total; i++)
    requests[i].due = at -= log(uniform()) / rate;
  double end = at + PATIENCE, time;
  while (completed < total && (time = now()) < end) {
    while (next < total && requests[next].due <= time) {
      struct connection *c = &connections[next % count];
      requests[next].sent = time;
      if (nghttp2_submit_request(c->session, NULL, fields, FIELDS, NULL, &requests[next]) < 0 ||
          nghttp2_session_send(c->session))
        die("a request");
      next++;
      time = now();
    }
    int n = epoll_wait(poller, ready, sizeof ready / sizeof *ready, 0);
    for (int i = 0; i < n; i++)
      read_socket(ready[i].data.ptr);
  }

  for (long i = 0; i < total; i++) {
    errors += !requests[i].ok || requests[i].done == 0;
    took[i] = (requests[i].done > 0 ? requests[i].done : end) - requests[i].due;
    late[i] = (requests[i].sent > 0 ? requests[i].sent : end) - requests[i].due;
  }
  qsort(took, total, sizeof *took, ascending);
  qsort(late, total, sizeof *late, ascending);
  printf("requests %ld errors %ld p50 %.1f p99 %.1f p999 %.1f max %.1f late %.1f\n", total, errors,
         percentile(took, total, .5), percentile(took, total, .99), percentile(took, total, .999),
         percentile(took, total, 1), percentile(late, total, .999));
  return 0;
}
