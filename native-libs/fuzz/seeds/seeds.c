/* Writes the first inputs of the fuzzers, the same each time: bytes that two ends sent to each other, and choices drawn
 * at random for the harnesses whose input is mostly choices.
 *
 *   seeds DIRECTORY     makes inbound/, command_stream/, both_ends/ and hpack/ in it */
#include "../shared/harness.h"

#include <sys/stat.h>

#define TALKS 40
#define STEPS 60
#define DRAWN 4096

static const char *directory;
static uint64_t state = 0x9e3779b97f4a7c15u;

static uint8_t draw(void) { /* xorshift64* */
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint8_t)(state * 0x2545f4914f6cdd1du >> 56);
}

static void write_seed(const char *harness, const char *name, int number, const uint8_t *bytes, size_t length,
                       const uint8_t *choices, size_t count) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", directory, harness);
  mkdir(path, 0777);
  snprintf(path, sizeof path, "%s/%s/%s-%d", directory, harness, name, number);
  FILE *file = fopen(path, "wb");
  FZ_CHECK(file);
  if (length)
    fwrite(bytes, 1, length, file);
  while (count) /* the first choice is the last byte */
    fputc(choices[--count], file);
  FZ_CHECK(fclose(file) == 0);
}

/* --- bytes that a peer sent, to be received again --- */

static void recorded(const fz_end *sender, int number) {
  uint8_t choices[400] = {(uint8_t)!sender->server, 0, 0}; /* raw, no options, empty SETTINGS */
  size_t count = 3;
  if (sender->server) {
    choices[count++] = 5; /* the requests to which these are responses */
    count += 5 * 3;
  }
  count++;
  for (size_t i = count; i < sizeof choices; i++) /* mostly whole pieces of 64 to 319 bytes, sometimes cut further */
    choices[i] = number % 4 == 0 ? 0 : draw() & 0x7f;
  count += sender->wire.length / 16 < sizeof choices - count ? sender->wire.length / 16 : sizeof choices - count;
  write_seed("inbound", sender->server ? "server" : "client", number, sender->wire.base, sender->wire.length, choices,
             count);
}

static void exchange(fz_end *client, fz_end *server, fz_source *from) {
  for (int i = 0; i < 4; i++) {
    fz_end *end = i % 2 ? client : server, *other = i % 2 ? server : client;
    if (!end->dead)
      fz_flush(end, from, 1);
    if (!other->dead && end->wire.length > end->wire_at)
      fz_receive(other, end->wire.base + end->wire_at, end->wire.length - end->wire_at);
    end->wire_at = end->wire.length;
  }
}

static void talk(int number) {
  uint8_t drawn[DRAWN], none[1] = {0};
  for (size_t i = 0; i < sizeof drawn; i++)
    drawn[i] = draw();
  fz_source from = {drawn, drawn + sizeof drawn}, no_options = {none, none + 1};
  fz_end client, server;
  FZ_CHECK(fz_open(&client, 0, &no_options) && fz_open(&server, 1, &no_options));
  for (int i = 0; i < STEPS && client.wire.length + server.wire.length < 16000; i++) {
    fz_command(draw() & 1 ? &client : &server, &from);
    if (i < 5)
      fz_request(&client, &from);
    if (i % 4 == 0)
      exchange(&client, &server, &from);
  }
  recorded(&client, number);
  recorded(&server, number);
  fz_close(&client);
  fz_close(&server);
}

/* --- choices --- */

static void drawn(const char *harness, uint8_t first, uint8_t options, size_t length, int number) {
  uint8_t choices[DRAWN] = {first, options};
  for (size_t i = 2; i < length; i++)
    choices[i] = draw();
  write_seed(harness, "drawn", number, NULL, 0, choices, length);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: seeds DIRECTORY\n");
    return 2;
  }
  directory = argv[1];
  mkdir(directory, 0777);
  fz_start();
  for (int i = 0; i < TALKS; i++)
    talk(i);
  for (int i = 0; i < 64; i++) {
    size_t length = 64u << i % 5;
    drawn("inbound", (uint8_t)(2 | i % 2), (uint8_t)(i * 5), length, i); /* in frames */
    drawn("command_stream", (uint8_t)(i << 3 | i % 2), (uint8_t)(i * 3), length, i);
    drawn("both_ends", (uint8_t)(i * 7), i % 3 ? 0 : (uint8_t)(i * 3), length, i);
    drawn("hpack", (uint8_t)(i * 9), draw(), length, i);
  }
  fz_nothing_left();
  return 0;
}
