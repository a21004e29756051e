#include "core/options.h"

#include "core/limits.h"

#define DEFAULT_HEADER_LIST_SIZE (64u << 10)
#define DEFAULT_HEADER_FIELDS 1000u
#define DEFAULT_EVENTS_SOFT (256u << 10)
#define DEFAULT_EVENTS_HARD (4u << 20)
#define DEFAULT_EXTENSION_PAYLOAD 16384u

/* Two options that nghttp2 takes by one function. */
typedef struct {
  uint32_t burst, rate;
} rate_limit;

typedef struct {
  rate_limit resets, glitches;
} rate_limits;

static int apply_rate(rate_limits *rates, int32_t id, uint32_t value) {
  switch (id) {
  case VN_OPT_STREAM_RESET_BURST:
    rates->resets.burst = value;
    return 0;
  case VN_OPT_STREAM_RESET_RATE:
    rates->resets.rate = value;
    return 0;
  case VN_OPT_GLITCH_BURST:
    rates->glitches.burst = value;
    return 0;
  case VN_OPT_GLITCH_RATE:
    rates->glitches.rate = value;
    return 0;
  default:
    return VN_ERR_BAD_OPTION;
  }
}

static int apply_extension(vn_session *s, nghttp2_option *option, int32_t id, uint32_t type) {
  int builtin = type == NGHTTP2_ALTSVC || type == NGHTTP2_ORIGIN || type == NGHTTP2_PRIORITY_UPDATE;
  if (type > 255 || type <= NGHTTP2_CONTINUATION || (id == VN_OPT_BUILTIN_EXTENSION && !builtin))
    return VN_ERR_BAD_OPTION; /* for others the library aborts */
  /* PRIORITY_UPDATE has a limit of its own, and is not for the user. */
  s->limits.custom_frames |= id == VN_OPT_USER_EXTENSION && type != NGHTTP2_PRIORITY_UPDATE;
  if (id == VN_OPT_USER_EXTENSION)
    ng.option_set_user_recv_extension_type(option, (uint8_t)type);
  else
    ng.option_set_builtin_recv_extension_type(option, (uint8_t)type);
  return 0;
}

static int apply_behaviour(vn_session *s, nghttp2_option *option, rate_limits *rates, int32_t id, uint32_t value) {
  switch (id) {
  case VN_OPT_NO_AUTO_PING_ACK:
    ng.option_set_no_auto_ping_ack(option, value != 0);
    return 0;
  case VN_OPT_NO_HTTP_MESSAGING:
    ng.option_set_no_http_messaging(option, value != 0);
    return 0;
  case VN_OPT_LENIENT_TARGETS:
    s->inbound.checks_requests = s->server && value;
    if (s->inbound.checks_requests)
      ng.option_set_no_http_messaging(option, 1);
    return 0;
  case VN_OPT_NO_RECV_CLIENT_MAGIC:
    ng.option_set_no_recv_client_magic(option, value != 0);
    s->inbound.frames.left = s->server && !value ? VN_PREFACE : 0;
    return 0;
  case VN_OPT_NO_WS_VALIDATION:
    ng.option_set_no_rfc9113_leading_and_trailing_ws_validation(option, value != 0);
    return 0;
  case VN_OPT_FLOW_CONTROL:
    s->credit.mode = (int)value;
    ng.option_set_no_auto_window_update(option, value != VN_CREDIT_AUTOMATIC);
    return value <= VN_CREDIT_AUTOMATIC ? 0 : VN_ERR_BAD_OPTION;
  case VN_OPT_USER_EXTENSION:
  case VN_OPT_BUILTIN_EXTENSION:
    return apply_extension(s, option, id, value);
  case VN_OPT_PADDING:
    s->outbound.padding = value;
    return value <= VN_SIZE_PADDING_MAX ? 0 : VN_ERR_BAD_OPTION;
  case VN_OPT_DATA_LENGTH:
    s->outbound.data_length = value;
    return 0;
  case VN_OPT_REPORT_FRAMES:
    s->report_frames = value != 0;
    return 0;
  case VN_OPT_REPORT_PRIORITIES:
    s->inbound.reports_priorities = value != 0;
    return 0;
  case VN_OPT_RECORDER:
    s->recorder_bytes = value;
    return 0;
  case VN_OPT_MAX_UNREAD:
    s->credit.max_unread = value;
    return 0;
  default:
    return id >= VN_OPT_LIMIT ? vn_limits_set(&s->limits, (enum vn_limit)(id - VN_OPT_LIMIT), value)
                              : apply_rate(rates, id, value);
  }
}

static int apply(vn_session *s, nghttp2_option *option, rate_limits *rates, int32_t id, uint32_t value) {
  switch (id) {
  case VN_OPT_MAX_HEADER_LIST_SIZE:
    s->inbound.max_header_list_size = value;
    return 0;
  case VN_OPT_MAX_HEADER_FIELDS:
    s->inbound.max_header_fields = value;
    return 0;
  case VN_OPT_PEER_MAX_CONCURRENT_STREAMS:
    ng.option_set_peer_max_concurrent_streams(option, value);
    return 0;
  case VN_OPT_MAX_RESERVED_REMOTE_STREAMS:
    ng.option_set_max_reserved_remote_streams(option, value);
    return 0;
  case VN_OPT_MAX_SEND_HEADER_BLOCK_LENGTH:
    ng.option_set_max_send_header_block_length(option, value);
    return 0;
  case VN_OPT_MAX_SETTINGS:
    ng.option_set_max_settings(option, value);
    return 0;
  case VN_OPT_MAX_OUTBOUND_ACK:
    ng.option_set_max_outbound_ack(option, value);
    return 0;
  case VN_OPT_MAX_DEFLATE_DYNAMIC_TABLE_SIZE:
    ng.option_set_max_deflate_dynamic_table_size(option, value);
    return 0;
  case VN_OPT_MAX_CONTINUATIONS:
    if (!ng.option_set_max_continuations)
      return VN_ERR_UNSUPPORTED;
    ng.option_set_max_continuations(option, value);
    return 0;
  case VN_OPT_MAX_OUTBOUND_QUEUE_SIZE:
    if (!ng.option_set_max_outbound_queue_size)
      return VN_ERR_UNSUPPORTED;
    ng.option_set_max_outbound_queue_size(option, value);
    return 0;
  case VN_OPT_EVENTS_SOFT:
    s->events_soft = value;
    return value >= VN_SIZE_EVENTS_MIN ? 0 : VN_ERR_BAD_OPTION;
  case VN_OPT_EVENTS_HARD:
    s->events_hard = value;
    return value >= VN_SIZE_EVENTS_MIN && value <= VN_SIZE_EVENTS_MAX ? 0 : VN_ERR_BAD_OPTION;
  case VN_OPT_MAX_EXTENSION_PAYLOAD:
    s->extensions.max_payload = value;
    return 0;
  default:
    return apply_behaviour(s, option, rates, id, value);
  }
}

static int set_rate(nghttp2_option *option, rate_limit limit, void (*set)(nghttp2_option *, uint64_t, uint64_t)) {
  if (!limit.burst || !limit.rate)
    return 0;
  if (!set)
    return VN_ERR_UNSUPPORTED;
  set(option, limit.burst, limit.rate);
  return 0;
}

int vn_options_apply(vn_session *s, nghttp2_option *option, const int32_t *options, size_t pairs) {
  s->inbound.max_header_list_size = DEFAULT_HEADER_LIST_SIZE;
  s->inbound.max_header_fields = DEFAULT_HEADER_FIELDS;
  s->events_soft = DEFAULT_EVENTS_SOFT;
  s->events_hard = DEFAULT_EVENTS_HARD;
  s->extensions.max_payload = DEFAULT_EXTENSION_PAYLOAD;
  ng.option_set_no_auto_window_update(option, 1);
  ng.option_set_no_closed_streams(option, 1); /* they serve only the priorities of RFC 7540 */
  rate_limits rates = {0};
  for (size_t i = 0; i < pairs; i++) {
    int32_t id = options[2 * i], value = options[2 * i + 1];
    int rv = value < 0 ? VN_ERR_BAD_OPTION : apply(s, option, &rates, id, (uint32_t)value);
    if (rv)
      return rv;
  }
  int rv = set_rate(option, rates.resets, ng.option_set_stream_reset_rate_limit);
  return rv ? rv : set_rate(option, rates.glitches, ng.option_set_glitch_rate_limit);
}
