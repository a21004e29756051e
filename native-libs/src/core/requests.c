#include "core/requests.h"

enum seen {
  METHOD = 1,
  SCHEME = 2,
  PATH = 4,
  AUTHORITY = 8,
  PROTOCOL = 16,
  HOST = 32,
  CONTENT_LENGTH = 64,
  ORDINARY = 128, /* a field that is not a pseudo-header field */
  CONNECT = 256   /* the method */
};

#define IS(text, literal) ((text).len == sizeof(literal) - 1 && !memcmp((text).base, literal, sizeof(literal) - 1))

/* 0 if there was one before. */
static int first(vn_request *r, uint16_t field) {
  int seen = r->seen & field;
  r->seen |= field;
  return !seen;
}

static int is_letter(uint8_t c) { return (uint8_t)((c | 0x20) - 'a') < 26; }

static int is_digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }

/* RFC 3986 section 3.1. */
static int is_scheme(nghttp2_vec v) {
  if (!v.len || !is_letter(v.base[0]))
    return 0;
  for (size_t i = 1; i < v.len; i++)
    if (!is_letter(v.base[i]) && !is_digit(v.base[i]) && v.base[i] != '+' && v.base[i] != '-' && v.base[i] != '.')
      return 0;
  return 1;
}

static int is_trailers(nghttp2_vec v) {
  if (v.len != sizeof "trailers" - 1)
    return 0;
  for (size_t i = 0; i < v.len; i++)
    if (!is_letter(v.base[i]) || (v.base[i] | 0x20) != "trailers"[i])
      return 0;
  return 1;
}

static int content_length(vn_request *r, nghttp2_vec v) {
  uint64_t length = 0;
  for (size_t i = 0; i < v.len; i++) {
    uint64_t digit = (uint8_t)(v.base[i] - '0');
    if (digit > 9 || length > ((uint64_t)INT64_MAX - digit) / 10)
      return 0;
    length = length * 10 + digit;
  }
  r->content_length = length;
  return v.len && first(r, CONTENT_LENGTH);
}

static int pseudo(vn_request *r, nghttp2_vec name, nghttp2_vec value, int connect_protocol) {
  if (!value.len || r->seen & ORDINARY)
    return 0;
  if (IS(name, ":method")) {
    r->seen |= IS(value, "CONNECT") ? CONNECT : 0;
    return first(r, METHOD) && ng.check_method(value.base, value.len);
  }
  if (IS(name, ":scheme"))
    return first(r, SCHEME) && is_scheme(value);
  if (IS(name, ":path"))
    return first(r, PATH) && ng.check_path(value.base, value.len);
  if (IS(name, ":authority"))
    return first(r, AUTHORITY) && ng.check_authority(value.base, value.len);
  if (IS(name, ":protocol"))
    return connect_protocol && first(r, PROTOCOL) && ng.check_header_value_rfc9113(value.base, value.len);
  return 0;
}

/* RFC 9113 section 8.2.2. */
static int is_of_connection(nghttp2_vec name) {
  switch (name.len) {
  case 7:
    return IS(name, "upgrade");
  case 10:
    return IS(name, "connection") || IS(name, "keep-alive");
  case 16:
    return IS(name, "proxy-connection");
  case 17:
    return IS(name, "transfer-encoding");
  default:
    return 0;
  }
}

static int is_valid_name(nghttp2_vec name, uint8_t *valid) {
  if (!(*valid & VN_VALID_NAME) && ng.check_header_name(name.base, name.len))
    *valid |= VN_VALID_NAME;
  return *valid & VN_VALID_NAME;
}

static int is_valid_value(nghttp2_vec value, uint8_t *valid) {
  if (!(*valid & VN_VALID_VALUE) && ng.check_header_value_rfc9113(value.base, value.len))
    *valid |= VN_VALID_VALUE;
  return *valid & VN_VALID_VALUE;
}

static int ordinary(vn_request *r, nghttp2_vec name, nghttp2_vec value, uint8_t *valid) {
  r->seen |= ORDINARY;
  if (is_of_connection(name))
    return 0;
  if (IS(name, "host"))
    return value.len && first(r, HOST) && ng.check_authority(value.base, value.len);
  if (IS(name, "content-length"))
    return content_length(r, value);
  if (IS(name, "te"))
    return is_trailers(value);
  return is_valid_value(value, valid);
}

int vn_request_field(vn_request *r, nghttp2_vec name, nghttp2_vec value, int trailer, int connect_protocol,
                     uint8_t *valid) {
  if (!is_valid_name(name, valid))
    return 0;
  if (name.base[0] == ':')
    return !trailer && pseudo(r, name, value, connect_protocol);
  return ordinary(r, name, value, valid);
}

int vn_request_head_ends(vn_request *r) {
  if ((r->seen & (CONNECT | PROTOCOL)) == CONNECT) {
    r->seen &= (uint16_t)~CONTENT_LENGTH; /* of the request. What follows are bytes of the tunnel. */
    return (r->seen & (AUTHORITY | SCHEME | PATH)) == AUTHORITY;
  }
  uint16_t needed = METHOD | SCHEME | PATH | (r->seen & PROTOCOL ? CONNECT | AUTHORITY : 0);
  return (r->seen & needed) == needed;
}

int vn_request_content(vn_request *r, size_t length) {
  r->content += length;
  return !(r->seen & CONTENT_LENGTH) || r->content <= r->content_length;
}

int vn_request_ends(const vn_request *r) { return !(r->seen & CONTENT_LENGTH) || r->content == r->content_length; }
