#include "core/commands.h"

#include "core/credit.h"
#include "core/events.h"
#include "core/extension.h"
#include "core/messages.h"
#include "core/priorities.h"
#include "framelog/frame_log.h"

static int run_rst(vn_session *s, int32_t id, uint32_t code) {
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (!stream)
    return 0;
  stream->reset_local = 1;
  int unsent = vn_request_waits(s, id);
  int rv = vn_command_result(s, VN_CMD_RST_STREAM, id, ng.submit_rst_stream(s->ng, NGHTTP2_FLAG_NONE, id, code));
  /* nghttp2 marks a request that waits in its queue, and drops it only when the peer allows more streams. */
  return rv == 0 && unsent ? vn_stream_close(s, stream, code) : rv;
}

/* Bytes read of a closed stream still credit the connection, unless arrival credited it. */
static int run_consume(vn_session *s, int32_t id, uint32_t length) {
  if (s->credit.mode == VN_CREDIT_BY_HAND)
    return vn_command_result(s, VN_CMD_CONSUME, id, ng.session_consume(s->ng, id, length));
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (!stream)
    return 0;
  int rv = vn_credit_read(s, stream, length);
  int needs_window = !stream->remote_end || s->credit.mode != VN_CREDIT_CONNECTION_ON_ARRIVAL;
  if (rv == 0 && needs_window)
    rv = ng.session_consume_stream(s->ng, id, length);
  return vn_command_result(s, VN_CMD_CONSUME, id, rv);
}

static int run_local_window(vn_session *s, uint8_t flags, int32_t id, int32_t size) {
  int rv = id ? ng.session_set_local_window_size(s->ng, NGHTTP2_FLAG_NONE, id, size) : vn_credit_resize(s, size);
  if (rv == 0 && flags & VN_CMDF_CREDIT)
    rv = vn_credit_now(s, id);
  return vn_command_result(s, VN_CMD_LOCAL_WINDOW, id, rv);
}

/* --- the connection --- */

static int run_settings(vn_session *s, uint16_t count, vn_reader *r) {
  nghttp2_settings_entry entries[VN_SIZE_SETTINGS_MAX];
  if (count > VN_SIZE_SETTINGS_MAX)
    return VN_ERR_BAD_COMMAND;
  for (uint16_t i = 0; i < count; i++) {
    uint32_t id, value;
    if (!vn_take32(r, &id) || !vn_take32(r, &value))
      return VN_ERR_BAD_COMMAND;
    entries[i] = (nghttp2_settings_entry){(int32_t)id, value};
    s->inbound.connect_protocol |= id == NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL && value == 1;
  }
  return vn_command_result(s, VN_CMD_SETTINGS, 0, ng.submit_settings(s->ng, NGHTTP2_FLAG_NONE, entries, count));
}

static int run_goaway(vn_session *s, uint8_t command, vn_reader *r) {
  uint32_t last, code, length = 0;
  if (!vn_take32(r, &last) || !vn_take32(r, &code))
    return VN_ERR_BAD_COMMAND;
  if (command == VN_CMD_TERMINATE)
    return vn_command_result(s, command, 0,
                             (int32_t)last < 0 ? ng.session_terminate_session(s->ng, code)
                                               : ng.session_terminate_session2(s->ng, (int32_t)last, code));
  const uint8_t *text = vn_take_bytes(r, &length);
  if (!text)
    return VN_ERR_BAD_COMMAND;
  int32_t id = (int32_t)last < 0 ? ng.session_get_last_proc_stream_id(s->ng) : (int32_t)last;
  return vn_command_result(s, command, 0,
                           ng.submit_goaway(s->ng, NGHTTP2_FLAG_NONE, id, code, length ? text : NULL, length));
}

static int run_altsvc(vn_session *s, int32_t id, vn_reader *r) {
  uint32_t origin_length, value_length;
  const uint8_t *origin = vn_take_bytes(r, &origin_length);
  const uint8_t *value = origin ? vn_take_bytes(r, &value_length) : NULL;
  if (!value)
    return VN_ERR_BAD_COMMAND;
  return vn_command_result(s, VN_CMD_ALTSVC, id,
                           ng.submit_altsvc(s->ng, NGHTTP2_FLAG_NONE, id, origin, origin_length, value, value_length));
}

static int run_origin(vn_session *s, uint16_t count, vn_reader *r) {
  nghttp2_origin_entry *origins = vn_malloc(&s->account, count * sizeof *origins);
  if (!origins)
    return VN_ERR_NOMEM;
  int rv = 0;
  for (uint16_t i = 0; i < count && rv == 0; i++) {
    uint32_t length;
    const uint8_t *origin = vn_take_bytes(r, &length);
    if (origin)
      origins[i] = (nghttp2_origin_entry){(uint8_t *)origin, length};
    else
      rv = VN_ERR_BAD_COMMAND;
  }
  if (rv == 0)
    rv = vn_command_result(s, VN_CMD_ORIGIN, 0, ng.submit_origin(s->ng, NGHTTP2_FLAG_NONE, origins, count));
  vn_free(&s->account, origins);
  return rv;
}

/* Bytes of a body: nghttp2 adds them up in an int32_t, and does not check. */
static int take_size(vn_reader *r, uint32_t *value) { return vn_take32(r, value) && *value <= INT32_MAX; }

static int run_one(vn_session *s, uint8_t command, uint8_t flags, uint16_t extra, int32_t id, vn_reader *r) {
  uint32_t value;
  const uint8_t *bytes;
  switch (command) {
  case VN_CMD_REQUEST:
  case VN_CMD_RESPONSE:
  case VN_CMD_HEADERS:
  case VN_CMD_TRAILERS:
  case VN_CMD_PUSH_PROMISE:
    return vn_command_fields(s, command, flags, extra, id, r);
  case VN_CMD_PUSH_DATA:
  case VN_CMD_INLINE_DATA:
    return vn_command_body(s, command, flags, id, r);
  case VN_CMD_CONSUME:
    if (!take_size(r, &value))
      return VN_ERR_BAD_COMMAND;
    return run_consume(s, id, value);
  case VN_CMD_CONSUME_WINDOW:
    if (!take_size(r, &value))
      return VN_ERR_BAD_COMMAND;
    return vn_command_result(
        s, command, id, id ? ng.session_consume_stream(s->ng, id, value) : ng.session_consume_connection(s->ng, value));
  case VN_CMD_RST_STREAM:
    return vn_take32(r, &value) ? run_rst(s, id, value) : VN_ERR_BAD_COMMAND;
  case VN_CMD_GOAWAY:
  case VN_CMD_TERMINATE:
    return run_goaway(s, command, r);
  case VN_CMD_SHUTDOWN_NOTICE:
    return vn_command_result(s, command, 0, ng.submit_shutdown_notice(s->ng));
  case VN_CMD_SETTINGS:
    return run_settings(s, extra, r);
  case VN_CMD_PING:
    if (!(bytes = vn_take(r, 8)))
      return VN_ERR_BAD_COMMAND;
    return vn_command_result(s, command, 0,
                             ng.submit_ping(s->ng, flags & VN_CMDF_ACK ? NGHTTP2_FLAG_ACK : NGHTTP2_FLAG_NONE, bytes));
  case VN_CMD_LOCAL_WINDOW:
    if (!vn_take32(r, &value))
      return VN_ERR_BAD_COMMAND;
    return run_local_window(s, flags, id, (int32_t)value);
  case VN_CMD_PRIORITY_UPDATE:
    if (!(bytes = vn_take_bytes(r, &value)))
      return VN_ERR_BAD_COMMAND;
    return vn_command_result(s, command, id, ng.submit_priority_update(s->ng, NGHTTP2_FLAG_NONE, id, bytes, value));
  case VN_CMD_PRIORITY: {
    if (id > 0 && !ng.session_find_stream(s->ng, id))
      return 0; /* it closed before the flush, or its promise was not sent yet */
    nghttp2_extpri priority = {extra & 0xff, extra >> 8 != 0};
    return vn_command_result(
        s, command, id, ng.session_change_extpri_stream_priority(s->ng, id, &priority, flags & VN_CMDF_IGNORE_CLIENT));
  }
  case VN_CMD_PRIORITY_FRAME: {
    nghttp2_priority_spec priority;
    return vn_take_priority(r, &priority) ? vn_priority_submit(s, id, &priority) : VN_ERR_BAD_COMMAND;
  }
  case VN_CMD_WINDOW_UPDATE:
    if (!vn_take32(r, &value))
      return VN_ERR_BAD_COMMAND;
    return vn_command_result(s, command, id, ng.submit_window_update(s->ng, NGHTTP2_FLAG_NONE, id, (int32_t)value));
  case VN_CMD_NEXT_STREAM_ID:
    return vn_command_result(s, command, id, ng.session_set_next_stream_id(s->ng, id));
  case VN_CMD_EXTENSION:
    if (!(bytes = vn_take_bytes(r, &value)))
      return VN_ERR_BAD_COMMAND;
    return vn_command_result(s, command, id, vn_extension_submit(s, (uint8_t)extra, flags, id, bytes, value));
  case VN_CMD_ALTSVC:
    return run_altsvc(s, id, r);
  case VN_CMD_ORIGIN:
    return run_origin(s, extra, r);
  case VN_CMD_MAX_UNREAD:
    if (!vn_take32(r, &value))
      return VN_ERR_BAD_COMMAND;
    s->credit.max_unread = value;
    return vn_command_result(s, command, 0, vn_credit_pay(s));
  case VN_CMD_FRAME_LOG:
    return vn_frame_log_switch(s, extra);
  default:
    return VN_ERR_BAD_COMMAND;
  }
}

/* nghttp2 keeps all HEADERS of a reserved stream in the queue of those that count as new streams. If the first one
 * opens the last stream that the peer allows, the second one would wait for the end of that stream. */
static int hold(vn_outbound *o, vn_account *account, const uint8_t *record, size_t length) {
  uint8_t *held = vn_realloc(account, o->held, o->held_length + length);
  if (!held)
    return VN_ERR_NOMEM;
  memcpy(held + o->held_length, record, length);
  o->held = held;
  o->held_length += length;
  return 0;
}

int vn_held_run(vn_session *s) {
  vn_outbound *o = &s->outbound;
  uint8_t *held = o->held;
  size_t length = o->held_length;
  o->push_opened = 0;
  if (!held)
    return 0;
  o->held = NULL;
  o->held_length = 0;
  o->replaying = 1;
  int rv = vn_commands_run(s, held, length);
  o->replaying = 0;
  vn_free(&s->account, held);
  return rv;
}

int vn_commands_run(vn_session *s, const uint8_t *commands, size_t length) {
  vn_reader r = {commands, commands + length};
  while (r.at < r.end) {
    const uint8_t *record = r.at;
    const uint8_t *head = vn_take(&r, VN_SIZE_RECORD_HEAD);
    if (!head)
      return VN_ERR_BAD_COMMAND;
    int rv = run_one(s, head[0], head[1], vn_get16(head + 2), (int32_t)vn_get32(head + 4), &r);
    if (rv == VN_HOLD)
      rv = hold(&s->outbound, &s->account, record, (size_t)(r.at - record));
    if (rv)
      return rv;
  }
  return 0;
}
