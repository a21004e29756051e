/* The command stream: well-formed commands, damaged ones, or any bytes; flushes of small and odd sizes between. */
#include "shared/harness.h"

#include <nghttp2/nghttp2.h>

#define STEPS_MAX 400

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  fz_start();
  return 0;
}

/* What the peer sends: SETTINGS that allow many streams and wide windows, a few requests, and a frame of most types. */
static const uint8_t settings[] = {0, 0, 12, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100, 0, 4, 0, 16, 0, 0};
static const uint8_t settings_ack[] = {0, 0, 0, 4, 1, 0, 0, 0, 0};
static const uint8_t request[] = {0, 0, 4, 1, 4, 0, 0, 0, 1, 0x82, 0x86, 0x84, 0x81}; /* :authority last, empty */
static const uint8_t response[] = {0, 0, 1, 1, 4, 0, 0, 0, 1, 0x88};
static const uint8_t window[] = {0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 1, 0, 0};
static const uint8_t reset[] = {0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8};
static const uint8_t goaway[] = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0};
static const uint8_t ping[] = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
static const uint8_t data[] = {0, 0, 3, 0, 0, 0, 0, 0, 1, 'a', 'b', 'c'};

static const struct {
  const uint8_t *bytes;
  size_t length;
} frames[] = {{settings, sizeof settings}, {settings_ack, sizeof settings_ack},
              {window, sizeof window},     {reset, sizeof reset},
              {goaway, sizeof goaway},     {ping, sizeof ping},
              {data, sizeof data},         {request, sizeof request},
              {response, sizeof response}};

static int receive_frame(fz_end *end, uint32_t which, uint8_t id) {
  uint8_t copy[32];
  memcpy(copy, frames[which].bytes, frames[which].length);
  if (copy[3] != NGHTTP2_SETTINGS && copy[3] != NGHTTP2_PING && copy[3] != NGHTTP2_GOAWAY)
    copy[8] = id;
  return fz_receive(end, copy, frames[which].length);
}

static int begin(fz_end *end, fz_source *from) {
  fz_settings(end, from);
  if (!fz_flush(end, from, 0))
    return 0;
  if (end->server && !fz_receive(end, (const uint8_t *)NGHTTP2_CLIENT_MAGIC, NGHTTP2_CLIENT_MAGIC_LEN))
    return 0;
  if (!receive_frame(end, 0, 0))
    return 0;
  for (uint32_t i = 0, n = end->server ? fz_below(from, 8) : 0; i < n; i++)
    if (!receive_frame(end, 7, (uint8_t)(2 * i + 1)))
      return 0;
  return 1;
}

/* Cut off somewhere, or with a byte that is another. */
static void damage(vn_buffer *commands, fz_source *from) {
  size_t at = commands->length ? fz_number(from) % commands->length : 0;
  if (fz_byte(from) & 1)
    commands->length = at;
  else if (commands->length)
    commands->base[at] ^= fz_byte(from);
}

static void step(fz_end *end, fz_source *from, int raw) {
  uint8_t choice = fz_byte(from);
  if (choice % 8 == 7)
    receive_frame(end, fz_below(from, sizeof frames / sizeof *frames), (uint8_t)fz_below(from, 16));
  else if (raw && choice & 8) {
    size_t length = 1 + fz_number(from) % 4096;
    const uint8_t *bytes = fz_bytes(from, &length);
    fz_append(&end->commands, bytes, length);
  } else
    for (int i = 0; i <= choice % 4; i++)
      fz_command(end, from);
  if (raw && fz_byte(from) % 4 == 0)
    damage(&end->commands, from);
  if (!end->dead && !(choice & 0x40))
    fz_flush(end, from, (choice & 0x30) == 0x30);
  if (!end->dead && choice & 0x80)
    fz_query(end, from);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  fz_source from = {bytes, bytes + size};
  uint8_t choice = fz_byte(&from);
  fz_end end;
  if (fz_open(&end, choice & 1, &from)) {
    end.breaks_rules = choice % 8 == 7;
    end.unwatched = (choice & 0x30) == 0x30;
    if (begin(&end, &from))
      for (int i = 0; !end.dead && i < STEPS_MAX && fz_left(&from); i++)
        step(&end, &from, end.unwatched);
    if (!end.dead)
      fz_flush(&end, &from, 1);
  }
  fz_close(&end);
  fz_nothing_left();
  return 0;
}
