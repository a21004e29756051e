#include "recorder/recording.h"

#define SETTINGS 8u

static const nghttp2_settings_id settings[SETTINGS] = {
    NGHTTP2_SETTINGS_HEADER_TABLE_SIZE,       NGHTTP2_SETTINGS_ENABLE_PUSH,
    NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,  NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,
    NGHTTP2_SETTINGS_MAX_FRAME_SIZE,          NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE,
    NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES,
};

/* The windows and the SETTINGS, in the order of vn_recording. */
static void know(vn_session *s, uint32_t known[VN_RECORDER_KNOWN]) {
  known[0] = (uint32_t)ng.session_get_remote_window_size(s->ng);
  known[1] = (uint32_t)ng.session_get_local_window_size(s->ng);
  for (unsigned i = 0; i < SETTINGS; i++) {
    known[2 + i] = ng.session_get_local_settings(s->ng, settings[i]);
    known[2 + SETTINGS + i] = ng.session_get_remote_settings(s->ng, settings[i]);
  }
}

void vn_recording_rest(vn_session *s) {
  if (!s->recorder)
    return;
  know(s, s->recorder->known);
  vn_recorder_rest(s->recorder);
}

static uint64_t signed_number(uint32_t number) { return (uint64_t)(int64_t)(int32_t)number; }

int vn_session_recording(vn_session *s, int frames, vn_buffer *into) {
  vn_recorder *r = s->recorder;
  into->length = 0;
  if (!r)
    return 0;
  uint32_t now[VN_RECORDER_KNOWN], *known = r->known, count = frames ? vn_recorder_count(r) : 0;
  if (!vn_account_rests(&s->account))
    know(s, known = now);
  uint64_t numbers[VN_RECORDING_NUMBERS] = {
      [VN_RECORDING_LAST] = r->last,
      [VN_RECORDING_LOST] = r->lost,
      [VN_RECORDING_RECEIVED_BYTES] = r->received_bytes,
      [VN_RECORDING_SENT_BYTES] = r->sent_bytes,
      [VN_RECORDING_RECEIVED_FRAMES] = r->received_frames,
      [VN_RECORDING_SENT_FRAMES] = r->sent_frames,
      [VN_RECORDING_FIELD_BYTES] = r->field_bytes,
      [VN_RECORDING_BLOCK_BYTES] = r->block_bytes,
      [VN_RECORDING_ROUND_TRIP] = r->round_trip,
      [VN_RECORDING_SEND_WINDOW] = signed_number(known[0]),
      [VN_RECORDING_RECEIVE_WINDOW] = signed_number(known[1]),
  };
  for (unsigned i = 0; i < 2 * SETTINGS; i++)
    numbers[VN_RECORDING_LOCAL_SETTINGS + i] = known[2 + i];
  size_t size = sizeof numbers + count * sizeof(vn_record);
  if (into->hard < size) /* the cap of a buffer is for events; the ring has its own */
    into->hard = size;
  uint8_t *at = vn_buffer_reserve(into, size);
  if (!at)
    return VN_ERR_NOMEM;
  memcpy(at, numbers, sizeof numbers);
  if (count)
    vn_recorder_copy(r, (vn_record *)(void *)(at + sizeof numbers));
  into->length = size;
  return 0;
}

void vn_session_time(vn_session *s, uint64_t microseconds) {
  if (s->recorder)
    s->recorder->time = microseconds;
}
