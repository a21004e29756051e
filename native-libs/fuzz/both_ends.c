/* A client and a server that are connected. Choices say what they do. Their bytes are carried in pieces, in some inputs
 * with a bit changed. In the others every byte of a body has to arrive as it was sent. */
#include "shared/harness.h"

#define STEPS_MAX 600
#define ROUNDS_MAX 40

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  fz_start();
  return 0;
}

/* Whether there was anything. */
static int carry(fz_end *to, fz_end *with, fz_source *from, int flip, int all) {
  size_t left = with->wire.length - with->wire_at;
  size_t length = all ? left : fz_byte(from) & 1 ? 1 + fz_number(from) : left;
  if (length > left)
    length = left;
  if (!length)
    return 0;
  uint8_t *bytes = with->wire.base + with->wire_at;
  if (flip && fz_byte(from) % 4 == 0)
    bytes[fz_number(from) % length] ^= (uint8_t)(1u << fz_below(from, 8));
  with->wire_at += length;
  if (!to->dead)
    fz_receive(to, bytes, length);
  return 1;
}

static void flush(fz_end *end, fz_source *from, int all) {
  if (!end->dead)
    fz_flush(end, from, all);
}

/* Until neither sends anything more, or ROUNDS_MAX rounds are over, as a body may need many if windows are small. */
static void settle(fz_end *client, fz_end *server, fz_source *from) {
  int moved = 1;
  for (int rounds = 0; moved && rounds < ROUNDS_MAX; rounds++) {
    flush(client, from, 1);
    flush(server, from, 1);
    moved = carry(server, client, from, 0, 1);
    moved |= carry(client, server, from, 0, 1);
  }
}

static void step(fz_end *client, fz_end *server, fz_source *from, int flip) {
  uint8_t choice = fz_byte(from);
  fz_end *end = choice & 1 ? server : client, *other = choice & 1 ? client : server;
  switch (choice >> 1 & 7) {
  case 0:
  case 1:
  case 2:
    if (!end->dead)
      for (int i = 0; i <= choice >> 6; i++)
        fz_command(end, from);
    break;
  case 3:
  case 4:
    flush(end, from, 0);
    break;
  case 5:
  case 6:
    carry(other, end, from, flip, 0);
    break;
  default:
    if (choice & 0x80)
      settle(client, server, from);
    else if (!end->dead)
      fz_query(end, from);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fz_source from = {data, data + size};
  uint8_t choice = fz_byte(&from);
  int flip = choice % 4 == 3;
  fz_end client, server = {0};
  if (fz_open(&client, 0, &from) && fz_open(&server, 1, &from)) {
    client.breaks_rules = server.breaks_rules = choice % 32 == 31;
    client.checks_bodies = server.checks_bodies = !flip && !client.breaks_rules;
    fz_settings(&server, &from);
    fz_settings(&client, &from);
    if (choice & 0x80)
      settle(&client, &server, &from);
    for (int i = 0; i < STEPS_MAX && fz_left(&from) && !(client.dead && server.dead); i++)
      step(&client, &server, &from, flip);
    settle(&client, &server, &from);
  }
  fz_close(&client);
  fz_close(&server);
  fz_nothing_left();
  return 0;
}
