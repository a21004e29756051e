/* Checks of the requests that a server receives, in place of nghttp2's: all that RFC 9113 section 8 asks of their
 * fields and content, but not whether they have :authority or host, and how :path begins. nghttp2 insists on both; it
 * can only be told to check nothing. */
#ifndef VN_REQUESTS_H
#define VN_REQUESTS_H

#include "core/state.h"

/* Whether the field may follow those that came before it. trailer: the head has ended. valid: the VN_VALID_* of name
 * and value that are known; those that are found out are added. */
int vn_request_field(vn_request *request, nghttp2_vec name, nghttp2_vec value, int trailer, int connect_protocol,
                     uint8_t *valid);
/* Whether the pseudo-header fields are complete. */
int vn_request_head_ends(vn_request *request);
/* Whether so much content more is not too much for content-length. */
int vn_request_content(vn_request *request, size_t length);
/* Whether the content is as long as content-length says. */
int vn_request_ends(const vn_request *request);

#endif
