/* Bytes of a peer, cut at any place: as they are, or as frames with the right lengths; flushes and commands between. */
#include "shared/harness.h"

#include <nghttp2/nghttp2.h>

#define PIECES_MAX 400

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  fz_start();
  return 0;
}

static void frame_head(vn_buffer *to, size_t length, uint8_t type, uint8_t flags, uint32_t id) {
  uint8_t head[9] = {(uint8_t)(length >> 16), (uint8_t)(length >> 8), (uint8_t)length,    type,       flags,
                     (uint8_t)(id >> 24),     (uint8_t)(id >> 16),    (uint8_t)(id >> 8), (uint8_t)id};
  fz_append(to, head, sizeof head);
}

/* A header block that the peer's table understands, as HEADERS or PUSH_PROMISE and perhaps CONTINUATION frames. */
static void block(vn_buffer *to, fz_source *from, vn_deflater *deflater, int server, uint8_t type, uint8_t flags,
                  uint32_t id) {
  vn_buffer fields, coded;
  vn_buffer_init(&fields);
  vn_buffer_init(&coded);
  if (type == NGHTTP2_PUSH_PROMISE) {
    uint8_t promised[4] = {0, 0, 0, (uint8_t)(2 + 2 * fz_below(from, 16))};
    fz_append(&coded, promised, sizeof promised);
  }
  uint16_t count =
      fz_fields(&fields, from,
                (int)(fz_byte(from) & 0xc0 ? server || type == NGHTTP2_PUSH_PROMISE ? FZ_REQUEST : FZ_RESPONSE
                                           : fz_below(from, FZ_ANY + 1)));
  fz_append(&fields, NULL, 0); /* there may be none */
  size_t room = (size_t)vn_deflater_bound(deflater, fields.base, fields.length, count);
  vn_span span = {fz_append(&coded, NULL, room), room};
  coded.length -= room - (size_t)vn_deflater_deflate(deflater, fields.base, fields.length, count, &span, 1);
  size_t step = fz_byte(from) & 1 ? fz_number(from) % 16384 + 4 : 16384, at = 0;
  flags &= NGHTTP2_FLAG_END_STREAM;
  do {
    size_t left = coded.length - at, now = left < step ? left : step;
    frame_head(to, now, at ? NGHTTP2_CONTINUATION : type, now == left ? flags | NGHTTP2_FLAG_END_HEADERS : flags, id);
    fz_append(to, coded.base + at, now);
    at += now;
    flags = 0;
  } while (at < coded.length);
  vn_buffer_free(&fields);
  vn_buffer_free(&coded);
}

static void frame(vn_buffer *to, fz_source *from, vn_deflater *deflater, int server) {
  uint8_t choice = fz_byte(from), type = choice < 0xf0 ? choice % 12 : fz_byte(from), flags = fz_byte(from);
  uint32_t id = choice & 0x80 ? fz_below(from, 8) * 2 + 1 : choice & 0x40 ? 0 : fz_number(from) & 0x7fffffff;
  if ((type == NGHTTP2_HEADERS || type == NGHTTP2_PUSH_PROMISE) && !(choice & 0x20)) {
    block(to, from, deflater, server, type, flags, id);
    return;
  }
  if (type == 11) /* beyond those of RFC 9113 */
    type = (uint8_t)(fz_byte(from) & 1 ? 10 + fz_below(from, 8) : 255);
  static const uint8_t fitting[] = {0, 0, 5, 4, 6, 8, 8, 8, 4, 0};
  size_t length = choice & 0x10 || type >= sizeof fitting || !fitting[type] ? fz_number(from) % 20000 : fitting[type];
  if (type == NGHTTP2_SETTINGS && flags & NGHTTP2_FLAG_ACK && choice & 0x80)
    length = 0;
  size_t have = length;
  const uint8_t *payload = fz_bytes(from, &have);
  frame_head(to, length, type, flags, id);
  uint8_t *at = fz_append(to, NULL, length);
  memset(at, 0, length);
  memcpy(at, payload, have);
}

static void respond(fz_end *end, fz_source *from) {
  for (uint32_t n = fz_below(from, 4); n; n--)
    fz_command(end, from);
  fz_flush(end, from, 0);
}

/* The whole of bytes, in pieces. */
static int feed(fz_end *end, fz_source *from, const uint8_t *bytes, size_t length) {
  for (size_t at = 0; at < length;) {
    uint8_t choice = fz_byte(from);
    size_t left = length - at, piece = left;
    if (choice >= 0x40)
      piece = choice < 0xc0 ? choice - 0x3fu : 1 + fz_number(from) % 20000;
    if (piece > left)
      piece = left;
    if (!fz_receive(end, bytes + at, piece))
      return 0;
    at += piece;
    if (fz_byte(from) % 8 == 1) {
      respond(end, from);
      fz_query(end, from);
    }
    if (end->dead)
      return 0;
  }
  return 1;
}

static void upgrade(fz_end *end, fz_source *from) {
  size_t length = fz_byte(from) % 32;
  const uint8_t *settings = fz_bytes(from, &length);
  if (vn_session_upgrade(end->session, settings, length, fz_byte(from) & 1) == 0) {
    end->streams[1] = (fz_stream){.state = FZ_OPEN, .remote_ended = (uint8_t)end->server};
    end->open++;
    end->next_id = end->server ? 2 : 3;
  }
}

static void talk(fz_end *end, fz_source *from, int framed) {
  vn_deflater *deflater;
  FZ_CHECK(vn_deflater_new(&deflater, 4096) == 0);
  int alive = 1;
  if (framed && end->server)
    alive = feed(end, from, (const uint8_t *)NGHTTP2_CLIENT_MAGIC, NGHTTP2_CLIENT_MAGIC_LEN);
  for (int i = 0; alive && i < PIECES_MAX && fz_left(from); i++) {
    vn_buffer bytes;
    vn_buffer_init(&bytes);
    if (framed)
      for (uint32_t n = 1 + fz_below(from, 4); n; n--)
        frame(&bytes, from, deflater, end->server);
    else {
      size_t length = 64 + fz_number(from);
      const uint8_t *raw = fz_bytes(from, &length);
      fz_append(&bytes, raw, length);
    }
    alive = feed(end, from, bytes.base, bytes.length);
    vn_buffer_free(&bytes);
  }
  vn_deflater_free(deflater);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fz_source from = {data, data + size};
  uint8_t choice = fz_byte(&from);
  fz_end end;
  if (fz_open(&end, choice & 1, &from)) {
    if (choice & 0x10)
      upgrade(&end, &from);
    fz_settings(&end, &from);
    for (uint32_t n = end.server ? 0 : fz_below(&from, 6); n; n--)
      fz_request(&end, &from);
    if (choice & 0x20)
      fz_command(&end, &from);
    if (fz_flush(&end, &from, 0))
      talk(&end, &from, choice & 2);
    if (!end.dead)
      fz_flush(&end, &from, 1);
  }
  fz_close(&end);
  fz_nothing_left();
  return 0;
}
