/* Well-formed commands, as CommandEncoder.java writes them, from choices. */
#include "harness.h"

#include <nghttp2/nghttp2.h>

#define BODY_MAX 70000u

static uint8_t *append_padded(vn_buffer *to, const void *bytes, size_t length) {
  static const uint8_t zeros[3];
  size_t at = to->length;
  fz_append(to, bytes, length);
  fz_append(to, zeros, VN_PAD4(length) - length);
  return to->base + at;
}

static void append32(vn_buffer *to, uint32_t value) { fz_append(to, &value, 4); }

static void head(fz_end *end, uint8_t command, uint8_t flags, uint16_t extra, int32_t id) {
  vn_put_head(fz_append(&end->commands, NULL, VN_SIZE_RECORD_HEAD), command, flags, extra, id);
}

/* --- fields --- */

static const char *const names[] = {"x-a",     "cookie",   "content-length", "te",      "authorization", "date",
                                    "accept",  "",         "connection",     "X-Upper", "x-b",           ":path",
                                    ":status", "priority", "host",           "x-\x01"};
static const char *const values[] = {"",  "1",  "v",     "gzip, deflate", "trailers", " blank ", "u=1, i", "a\r\nb",
                                     "0", "12", "close", "localhost",     "\xff\x80", "200",     "x",      "/"};
static const char *const methods[] = {"GET", "POST", "HEAD", "CONNECT", "OPTIONS", "PUT", "get", ""};
static const char *const statuses[] = {"200", "204", "304", "404", "100", "103", "101", "abc"};

static void field(vn_buffer *to, const void *name, size_t name_length, const void *value, size_t value_length,
                  uint16_t flags) {
  uint16_t lengths[2] = {(uint16_t)name_length, flags};
  fz_append(to, lengths, 4);
  append32(to, (uint32_t)value_length);
  uint8_t *at = append_padded(to, NULL, name_length + value_length);
  memcpy(at, name, name_length);
  if (value_length)
    memcpy(at + name_length, value, value_length);
}

static void text_field(vn_buffer *to, const char *name, const char *value, uint16_t flags) {
  field(to, name, strlen(name), value, strlen(value), flags);
}

/* A value that no table holds, and may make CONTINUATION frames necessary. */
static void long_field(vn_buffer *to, fz_source *from) {
  size_t length = (size_t)fz_byte(from) << (fz_byte(from) % 9);
  uint8_t *value = malloc(length + 1);
  memset(value, 'a' + fz_byte(from) % 26, length);
  field(to, "x-long", 6, value, length, 0);
  free(value);
}

static void any_field(vn_buffer *to, fz_source *from) {
  size_t name_length = fz_below(from, 20), value_length = fz_byte(from);
  const uint8_t *name = fz_bytes(from, &name_length), *value = fz_bytes(from, &value_length);
  field(to, name, name_length, value, value_length, fz_byte(from) & 1);
}

uint16_t fz_fields(vn_buffer *to, fz_source *from, int kind) {
  uint16_t count = 0;
  uint8_t choice = fz_byte(from);
  if (kind == FZ_REQUEST) {
    text_field(to, ":method", methods[choice % 8], 0);
    text_field(to, ":scheme", "http", 0);
    text_field(to, ":authority", "localhost", 0);
    text_field(to, ":path", choice & 0x40 ? "/a?b" : "/", 0);
    count = 4;
  } else if (kind == FZ_RESPONSE || kind == FZ_INFORMATIONAL) {
    text_field(to, ":status", statuses[kind == FZ_RESPONSE ? choice % 8 : 4 + choice % 2], 0);
    count = 1;
  }
  uint32_t more = choice & 0x80 ? fz_below(from, 100) : choice >> 3 & 3;
  for (; more; more--, count++) {
    uint8_t which = fz_byte(from);
    if (which == 0xff)
      long_field(to, from);
    else if (which == 0xfe)
      any_field(to, from);
    else
      text_field(to,
                 which & 0x80   ? names[which & 15]
                 : which & 0x40 ? "x-a"
                                : "accept",
                 values[which >> 3 & 15], which == 0x77);
  }
  return count;
}

static void priority(fz_end *end, fz_source *from) {
  append32(&end->commands, (uint32_t)fz_byte(from) | (uint32_t)(fz_byte(from) & 1) << VN_PRIORITY_EXCLUSIVE_SHIFT);
  append32(&end->commands, 1u + fz_byte(from));
}

/* A command with fields; what follows them is up to the caller. */
static void with_fields(fz_end *end, fz_source *from, uint8_t command, uint8_t flags, int32_t id, int kind) {
  size_t at = end->commands.length;
  head(end, command, flags, 0, id);
  append32(&end->commands, 0);
  uint16_t count = fz_fields(&end->commands, from, kind);
  memcpy(end->commands.base + at + 2, &count, 2);
  vn_put32(end->commands.base + at + VN_SIZE_RECORD_HEAD,
           (uint32_t)(end->commands.length - at - VN_SIZE_RECORD_HEAD - 4));
  if (flags & VN_CMDF_PRIORITY)
    priority(end, from);
}

/* --- streams --- */

static fz_stream *watched(fz_end *end, int32_t id) { return id > 0 && id < FZ_STREAMS ? &end->streams[id] : NULL; }

static void opens(fz_end *end, int ended) {
  fz_stream *s = watched(end, end->next_id);
  if (s) {
    s->state = FZ_OPEN;
    s->ended = (uint8_t)ended;
    s->remote_ended = (uint8_t)end->server;
  }
  end->open++;
  end->next_id = (int32_t)((uint32_t)end->next_id + 2); /* negative after the last */
}

void fz_request(fz_end *end, fz_source *from) {
  uint8_t flags = fz_byte(from) & (VN_CMDF_END_STREAM | VN_CMDF_PRIORITY);
  if (end->next_id < 0)
    return;
  with_fields(end, from, VN_CMD_REQUEST, flags, end->next_id, FZ_REQUEST);
  opens(end, flags);
}

static void promise(fz_end *end, fz_source *from, int32_t id) {
  if (end->next_id < 0)
    return;
  with_fields(end, from, VN_CMD_PUSH_PROMISE, 0, id, FZ_REQUEST);
  append32(&end->commands, (uint32_t)end->next_id);
  opens(end, 0);
}

static int32_t choose_stream(fz_end *end, fz_source *from) {
  uint8_t choice = fz_byte(from);
  if (choice >= 0xf0)
    return (int32_t)(fz_number(from) & 0x7fffffff);
  if (choice >= 0xd0 || !end->open)
    return choice % 16 + 1;
  if (choice >= 0xb0 && end->next_id > 2) /* the last that this end opened */
    return end->next_id - 2;
  for (int32_t i = 0, id = choice; i < FZ_STREAMS; i++, id++)
    if (end->streams[id % FZ_STREAMS].state == FZ_OPEN)
      return id % FZ_STREAMS;
  return 1;
}

/* Inline only while nothing that was announced is unsent; to a stream that is there and whose body has not ended. */
static void body(fz_end *end, fz_source *from, int32_t id) {
  uint8_t choice = fz_byte(from), flags = choice & 0x20 ? VN_CMDF_END_STREAM : 0;
  uint32_t length = choice & 0x40 ? fz_number(from) % BODY_MAX : choice & 0x10 ? 0 : fz_byte(from);
  fz_stream *s = watched(end, id), none = {0};
  if (!s || end->breaks_rules)
    s = &none;
  else if (s->ended || s->state != FZ_OPEN)
    return;
  if (choice & 1 && (s->waiting == 0 || end->breaks_rules)) {
    head(end, VN_CMD_INLINE_DATA, flags, 0, id);
    append32(&end->commands, length);
    uint8_t *at = append_padded(&end->commands, NULL, length);
    for (uint32_t i = 0; i < length; i++)
      at[i] = fz_body(id, s->given + i);
  } else {
    head(end, VN_CMD_PUSH_DATA, flags, 0, id);
    append32(&end->commands, length);
    s->waiting += length;
  }
  s->given += length;
  s->ended |= flags;
}

static void trailers(fz_end *end, fz_source *from, int32_t id) {
  fz_stream *s = watched(end, id);
  if (!end->breaks_rules && (!s || s->state != FZ_OPEN || s->ended))
    return;
  with_fields(end, from, VN_CMD_TRAILERS, 0, id, FZ_TRAILERS);
  if (s)
    s->ended = 1;
}

/* --- other commands --- */

/* Zeros, when there are no more. */
static void bytes_of(fz_end *end, fz_source *from, size_t length) {
  size_t have = length;
  const uint8_t *bytes = fz_bytes(from, &have);
  append32(&end->commands, (uint32_t)length);
  uint8_t *at = append_padded(&end->commands, NULL, length);
  memset(at, 0, length);
  memcpy(at, bytes, have);
}

void fz_settings(fz_end *end, fz_source *from) {
  static const uint32_t sizes[] = {0, 1, 100, 65535, 1 << 20, 0x7fffffff, 16384, 0xffffff};
  uint32_t count = fz_below(from, 5);
  head(end, VN_CMD_SETTINGS, 0, (uint16_t)count, 0);
  for (; count; count--) {
    append32(&end->commands, fz_below(from, 11));
    uint8_t choice = fz_byte(from);
    append32(&end->commands, choice & 0x80 ? fz_number(from) : choice & 0x40 ? sizes[choice % 8] : choice & 1u);
  }
}

static void other_command(fz_end *end, fz_source *from, uint8_t command, int32_t id) {
  uint8_t flags = fz_byte(from);
  switch (command) {
  case VN_CMD_GOAWAY:
  case VN_CMD_TERMINATE:
    head(end, command, 0, 0, 0);
    append32(&end->commands, flags & 1 ? fz_number(from) : UINT32_MAX);
    append32(&end->commands, fz_number(from));
    if (command == VN_CMD_GOAWAY)
      bytes_of(end, from, fz_byte(from));
    break;
  case VN_CMD_SHUTDOWN_NOTICE:
    head(end, command, 0, 0, 0);
    break;
  case VN_CMD_PING:
    head(end, command, flags & VN_CMDF_ACK, 0, 0);
    append32(&end->commands, fz_number(from));
    append32(&end->commands, fz_number(from));
    break;
  case VN_CMD_NEXT_STREAM_ID:
    if (end->next_id > 0 && end->next_id < INT32_MAX - 6)
      end->next_id += flags == 0xff ? (INT32_MAX - end->next_id) / 2 * 2 : 2 * (flags % 4);
    head(end, command, 0, 0, end->next_id);
    break;
  case VN_CMD_PRIORITY_FRAME:
    head(end, command, 0, 0, id);
    priority(end, from);
    break;
  case VN_CMD_PRIORITY:
    head(end, command, flags & VN_CMDF_IGNORE_CLIENT, (uint16_t)fz_number(from), id);
    break;
  case VN_CMD_EXTENSION:
    head(end, command, flags, (uint16_t)(9 + fz_below(from, 9)), flags & 1 ? id : 0);
    bytes_of(end, from, fz_number(from) % 20000);
    break;
  case VN_CMD_MAX_UNREAD:
    head(end, command, 0, 0, 0);
    append32(&end->commands, fz_number(from));
    break;
  case VN_CMD_ALTSVC:
    head(end, command, 0, 0, flags & 1 ? id : 0);
    bytes_of(end, from, flags & 1 ? 0 : fz_byte(from));
    bytes_of(end, from, fz_byte(from));
    break;
  case VN_CMD_ORIGIN: {
    uint16_t count = flags % 4;
    head(end, command, 0, count, 0);
    while (count--)
      bytes_of(end, from, fz_byte(from));
    break;
  }
  case VN_CMD_PRIORITY_UPDATE:
    head(end, command, 0, 0, id);
    bytes_of(end, from, flags % 32);
    break;
  default:
    head(end, VN_CMD_FRAME_LOG, 0, flags & 1, 0);
  }
}

void fz_command(fz_end *end, fz_source *from) {
  static const uint8_t often[] = {VN_CMD_REQUEST,   VN_CMD_RESPONSE, VN_CMD_PUSH_DATA, VN_CMD_INLINE_DATA,
                                  VN_CMD_PUSH_DATA, VN_CMD_TRAILERS, VN_CMD_HEADERS,   VN_CMD_CONSUME};
  uint8_t choice = fz_byte(from);
  uint8_t command = choice < 128 ? often[choice % sizeof often] : choice % (VN_CMD_PRIORITY_FRAME + 2);
  int32_t id = choose_stream(end, from);
  uint8_t flags = 0;
  switch (command) {
  case VN_CMD_REQUEST:
  case VN_CMD_PUSH_PROMISE:
    if (!end->server)
      fz_request(end, from);
    else if (command == VN_CMD_PUSH_PROMISE)
      promise(end, from, id);
    break;
  case VN_CMD_RESPONSE:
    with_fields(end, from, command, fz_byte(from) & VN_CMDF_END_STREAM, id, FZ_RESPONSE);
    break;
  case VN_CMD_HEADERS:
    with_fields(end, from, command, fz_byte(from) & (VN_CMDF_END_STREAM | VN_CMDF_BODY | VN_CMDF_PRIORITY), id,
                (int)fz_below(from, FZ_ANY + 1));
    break;
  case VN_CMD_TRAILERS:
    trailers(end, from, id);
    break;
  case VN_CMD_PUSH_DATA:
  case VN_CMD_INLINE_DATA:
    body(end, from, id);
    break;
  case VN_CMD_CONSUME_WINDOW:
  case VN_CMD_LOCAL_WINDOW:
  case VN_CMD_WINDOW_UPDATE:
    if ((flags = fz_byte(from)) & 1)
      id = 0;
    flags = command == VN_CMD_LOCAL_WINDOW ? flags >> 1 & VN_CMDF_CREDIT : 0;
    /* fall through */
  case VN_CMD_CONSUME:
  case VN_CMD_RST_STREAM:
    head(end, command, flags, 0, id);
    append32(&end->commands, fz_number(from) & (end->breaks_rules ? UINT32_MAX : INT32_MAX));
    break;
  case VN_CMD_SETTINGS:
    fz_settings(end, from);
    break;
  default:
    other_command(end, from, command, id);
  }
}
