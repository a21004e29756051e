/* The least that an HTTP/2 server over libnghttp2 costs: one thread, epoll, cleartext with prior knowledge. It serves
 * GET /hello, /headers and /bytes/N, and POST /upload. Bodies leave from where they lie. The fields of /headers come
 * from $LAB_DATA/response-headers.txt. Argument: the port. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PIECES = 64, SMALL_BYTES = 48 << 10, FRAME = 16 << 10, LONGEST = 10 << 20, FIELDS_MAX = 40, READ = 64 << 10 };

/* What is to be written: pieces of `small`, which holds the frames, and of bodies. */
struct output {
  struct iovec pieces[PIECES];
  int begin, end;
  size_t used;
  uint8_t small[SMALL_BYTES];
};

struct connection {
  int socket;
  int waits; /* for EPOLLOUT */
  nghttp2_session *session;
  struct output *out; /* NULL while there is nothing to write */
};

struct exchange {
  char path[48];
  size_t received, sent, length;
  const uint8_t *body;
  char count[24];
};

static const char greeting[] = "Hello, world!";
static uint8_t long_body[LONGEST];
static nghttp2_nv many[FIELDS_MAX];
static size_t many_count;
static unsigned long long responses = 1ull << 48;
static int events_fd;

static void die(const char *what) {
  perror(what);
  exit(1);
}

/* A field that nghttp2 need not copy, because it lives as long as the program. */
static nghttp2_nv lasting(const char *name, const char *value) {
  nghttp2_nv field = {(uint8_t *)name, (uint8_t *)value, strlen(name), strlen(value),
                      NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
  return field;
}

static nghttp2_nv passing(const char *name, const char *value) {
  nghttp2_nv field = lasting(name, value);
  field.flags = NGHTTP2_NV_FLAG_NO_COPY_NAME;
  return field;
}

static void load_fields(void) {
  char file[4096], line[2048];
  const char *folder = getenv("LAB_DATA");
  FILE *in;
  snprintf(file, sizeof file, "%s/response-headers.txt", folder ? folder : ".");
  in = fopen(file, "r");
  if (!in)
    die(file);
  while (many_count < FIELDS_MAX && fgets(line, sizeof line, in)) {
    char *colon = strstr(line, ": ");
    line[strcspn(line, "\r\n")] = '\0';
    if (colon) {
      *colon = '\0';
      many[many_count++] = lasting(strdup(line), strdup(colon + 2));
    }
  }
  fclose(in);
}

/* ------------------------------------------------------------------------------------------------------- output */

static int has_room(const struct output *out) { return SMALL_BYTES - out->used > FRAME + 256 && out->end + 2 < PIECES; }

static void add_piece(struct output *out, const uint8_t *bytes, size_t length) {
  struct iovec *last = out->end > out->begin ? &out->pieces[out->end - 1] : NULL;
  if (last && (const uint8_t *)last->iov_base + last->iov_len == bytes) {
    last->iov_len += length;
  } else {
    out->pieces[out->end].iov_base = (void *)bytes;
    out->pieces[out->end++].iov_len = length;
  }
}

static void add_copy(struct output *out, const void *bytes, size_t length) {
  uint8_t *to = out->small + out->used;
  memcpy(to, bytes, length);
  out->used += length;
  add_piece(out, to, length);
}

/* The one that was used last, so that a connection with nothing to write holds none. */
static struct output *spare;

static void take_output(struct connection *c) {
  if (c->out)
    return;
  c->out = spare ? spare : malloc(sizeof *c->out);
  spare = NULL;
  if (!c->out)
    die("malloc");
  c->out->begin = c->out->end = 0;
  c->out->used = 0;
}

static void give_output(struct connection *c) {
  if (spare)
    free(c->out);
  else
    spare = c->out;
  c->out = NULL;
}

/* 1 if nothing is left, 0 if the socket takes no more, -1 if it is closed */
static int write_out(struct connection *c) {
  struct output *out = c->out;
  while (out->begin < out->end) {
    ssize_t written = writev(c->socket, out->pieces + out->begin, out->end - out->begin);
    if (written < 0)
      return errno == EAGAIN ? 0 : -1;
    for (; out->begin < out->end; out->begin++) {
      struct iovec *piece = &out->pieces[out->begin];
      if ((size_t)written < piece->iov_len) {
        piece->iov_base = (uint8_t *)piece->iov_base + written;
        piece->iov_len -= written;
        break;
      }
      written -= piece->iov_len;
    }
  }
  give_output(c);
  return 1;
}

static int flush(struct connection *c) {
  for (;;) {
    int state, full;
    take_output(c);
    while (!(full = !has_room(c->out))) {
      const uint8_t *bytes;
      ssize_t length = nghttp2_session_mem_send(c->session, &bytes);
      if (length < 0)
        return -1;
      if (length == 0) {
        full = !has_room(c->out); /* then a body may wait for room */
        break;
      }
      add_copy(c->out, bytes, length);
    }
    state = write_out(c);
    if (state != 1 || !full)
      return state;
  }
}

/* ---------------------------------------------------------------------------------------------------- callbacks */

static ssize_t body_length(nghttp2_session *session, int32_t id, uint8_t *to, size_t most, uint32_t *flags,
                           nghttp2_data_source *source, void *user) {
  struct exchange *e = source->ptr;
  size_t left = e->length - e->sent;
  (void)session, (void)id, (void)to, (void)user;
  *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  if (left > most)
    return most;
  *flags |= NGHTTP2_DATA_FLAG_EOF;
  return left;
}

static int send_body(nghttp2_session *session, nghttp2_frame *frame, const uint8_t *head, size_t length,
                     nghttp2_data_source *source, void *user) {
  struct connection *c = user;
  struct exchange *e = source->ptr;
  (void)session, (void)frame;
  if (!has_room(c->out))
    return NGHTTP2_ERR_WOULDBLOCK;
  add_copy(c->out, head, 9);
  if (e->body == long_body)
    add_piece(c->out, e->body + e->sent, length);
  else
    add_copy(c->out, e->body + e->sent, length);
  e->sent += length;
  return 0;
}

static void respond(struct connection *c, int32_t id, struct exchange *e) {
  nghttp2_nv fields[FIELDS_MAX + 4] = {lasting(":status", "200")};
  nghttp2_data_provider provider = {{.ptr = e}, body_length};
  char length[24], request_id[24];
  size_t count = 1;
  e->body = (const uint8_t *)greeting;
  e->length = sizeof greeting - 1;
  if (strcmp(e->path, "/headers") == 0) {
    memcpy(fields + count, many, many_count * sizeof *many);
    count += many_count;
    snprintf(request_id, sizeof request_id, "%llx", responses++);
    fields[count++] = passing("x-request-id", request_id);
  } else {
    fields[count++] = lasting("content-type", "text/plain");
    if (strncmp(e->path, "/bytes/", 7) == 0) {
      e->length = strtoul(e->path + 7, NULL, 10);
      e->length = e->length > LONGEST ? LONGEST : e->length;
      e->body = long_body;
    } else if (strcmp(e->path, "/upload") == 0) {
      e->length = snprintf(e->count, sizeof e->count, "%zu", e->received);
      e->body = (const uint8_t *)e->count;
    }
  }
  snprintf(length, sizeof length, "%zu", e->length);
  fields[count++] = passing("content-length", length);
  nghttp2_submit_response(c->session, id, fields, count, &provider);
}

static int begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *user) {
  (void)user;
  if (frame->headers.cat == NGHTTP2_HCAT_REQUEST)
    nghttp2_session_set_stream_user_data(session, frame->hd.stream_id, calloc(1, sizeof(struct exchange)));
  return 0;
}

static int on_field(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_length,
                    const uint8_t *value, size_t length, uint8_t flags, void *user) {
  struct exchange *e = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
  (void)flags, (void)user;
  if (e && name_length == 5 && memcmp(name, ":path", 5) == 0 && length < sizeof e->path)
    memcpy(e->path, value, length);
  return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t length,
                   void *user) {
  struct exchange *e = nghttp2_session_get_stream_user_data(session, id);
  (void)flags, (void)bytes, (void)user;
  if (e)
    e->received += length;
  return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user) {
  int has_end = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
  if (has_end && frame->hd.flags & NGHTTP2_FLAG_END_STREAM) {
    struct exchange *e = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
    if (e)
      respond(user, frame->hd.stream_id, e);
  }
  return 0;
}

static int on_close(nghttp2_session *session, int32_t id, uint32_t code, void *user) {
  (void)code, (void)user;
  free(nghttp2_session_get_stream_user_data(session, id));
  return 0;
}

/* -------------------------------------------------------------------------------------------------- connections */

static void accept_all(int listener, nghttp2_session_callbacks *callbacks) {
  nghttp2_settings_entry streams = {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 100};
  int one = 1, fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    struct connection *c = calloc(1, sizeof *c);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    c->socket = fd;
    nghttp2_session_server_new(&c->session, callbacks, c);
    nghttp2_submit_settings(c->session, NGHTTP2_FLAG_NONE, &streams, 1);
    epoll_ctl(events_fd, EPOLL_CTL_ADD, fd, &event);
  }
}

static void serve(struct connection *c, uint32_t ready) {
  static uint8_t input[READ];
  int state = 1;
  if (ready & ~EPOLLOUT) {
    ssize_t length = read(c->socket, input, sizeof input);
    if (length == 0 || (length < 0 && errno != EAGAIN))
      state = -1;
    else if (length > 0 && nghttp2_session_mem_recv(c->session, input, length) < 0)
      state = -1;
  }
  if (state > 0)
    state = flush(c);
  if (state < 0 || !(nghttp2_session_want_read(c->session) || nghttp2_session_want_write(c->session))) {
    nghttp2_session_del(c->session); /* exchanges that are open leak: this program does not live long */
    close(c->socket);
    free(c->out);
    free(c);
  } else if (c->waits != (state == 0)) {
    struct epoll_event event = {.events = EPOLLIN | (state == 0 ? EPOLLOUT : 0), .data.ptr = c};
    c->waits = state == 0;
    epoll_ctl(events_fd, EPOLL_CTL_MOD, c->socket, &event);
  }
}

int main(int argc, char **argv) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct epoll_event event = {.events = EPOLLIN}, ready[32];
  nghttp2_session_callbacks *callbacks;
  if (argc != 2)
    return 2;
  signal(SIGPIPE, SIG_IGN);
  load_fields();
  memset(long_body, 'a', sizeof long_body);
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, on_field);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
  nghttp2_session_callbacks_set_send_data_callback(callbacks, send_body);
  address.sin_port = htons(atoi(argv[1]));
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024))
    die("listen");
  events_fd = epoll_create1(0);
  epoll_ctl(events_fd, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(events_fd, ready, sizeof ready / sizeof *ready, -1);
    for (int i = 0; i < count; i++) {
      if (ready[i].data.ptr)
        serve(ready[i].data.ptr, ready[i].events);
      else
        accept_all(listener, callbacks);
    }
  }
}
