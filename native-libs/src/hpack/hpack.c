/* HPACK (RFC 7541) without a session. */
#include "core/library.h"
#include "core/memory.h"
#include "core/reader.h"

#include <stdlib.h>

/* --- deflating --- */

struct vn_deflater {
  nghttp2_hd_deflater *ng;
  vn_account account;
  nghttp2_mem mem;
};

int vn_deflater_new(vn_deflater **out, uint32_t max_table_size) {
  vn_deflater *d = calloc(1, sizeof *d);
  if (!d)
    return VN_ERR_NOMEM;
  d->mem = vn_account_mem(&d->account);
  int rv = ng.hd_deflate_new2(&d->ng, max_table_size, &d->mem);
  if (rv) {
    free(d);
    return rv;
  }
  d->account.held += sizeof *d;
  vn_account_settle(&d->account);
  *out = d;
  return 0;
}

void vn_deflater_free(vn_deflater *d) {
  ng.hd_deflate_del(d->ng);
  d->account.held -= sizeof *d;
  vn_account_settle(&d->account);
  free(d);
}

/* The fields of a command, pointing into it; NULL when they are malformed or memory is short. */
static nghttp2_nv *fields_of(vn_deflater *d, const uint8_t *fields, size_t length, uint16_t count) {
  nghttp2_nv *nva = vn_malloc(&d->account, count * sizeof *nva);
  vn_reader r = {fields, fields + length};
  for (uint16_t i = 0; nva && i < count; i++)
    if (!vn_take_field(&r, &nva[i], NGHTTP2_NV_FLAG_NONE)) {
      vn_free(&d->account, nva);
      return NULL;
    }
  return nva;
}

int64_t vn_deflater_bound(vn_deflater *d, const uint8_t *fields, size_t length, uint16_t count) {
  nghttp2_nv *nva = fields_of(d, fields, length, count);
  if (!nva)
    return VN_ERR_BAD_COMMAND;
  int64_t bound = (int64_t)ng.hd_deflate_bound(d->ng, nva, count);
  vn_free(&d->account, nva);
  return bound;
}

int64_t vn_deflater_deflate(vn_deflater *d, const uint8_t *fields, size_t length, uint16_t count, const vn_span *into,
                            size_t spans) {
  nghttp2_nv *nva = fields_of(d, fields, length, count);
  nghttp2_vec *vec = spans == 1 ? NULL : vn_malloc(&d->account, spans * sizeof *vec);
  int64_t rv = VN_ERR_BAD_COMMAND;
  if (nva && spans == 1)
    rv = ng.hd_deflate_hd(d->ng, into->base, into->length, nva, count);
  else if (nva && vec) {
    for (size_t i = 0; i < spans; i++)
      vec[i] = (nghttp2_vec){into[i].base, into[i].length};
    rv = ng.hd_deflate_hd_vec(d->ng, vec, spans, nva, count);
  }
  vn_free(&d->account, vec);
  vn_free(&d->account, nva);
  vn_account_settle(&d->account);
  return rv;
}

int vn_deflater_change_table_size(vn_deflater *d, uint32_t size) {
  int rv = ng.hd_deflate_change_table_size(d->ng, size);
  vn_account_settle(&d->account);
  return rv;
}

int64_t vn_deflater_get(vn_deflater *d, int what) {
  switch (what) {
  case VN_HPACK_NUM_TABLE_ENTRIES:
    return (int64_t)ng.hd_deflate_get_num_table_entries(d->ng);
  case VN_HPACK_DYNAMIC_TABLE_SIZE:
    return (int64_t)ng.hd_deflate_get_dynamic_table_size(d->ng);
  case VN_HPACK_MAX_DYNAMIC_TABLE_SIZE:
    return (int64_t)ng.hd_deflate_get_max_dynamic_table_size(d->ng);
  default:
    return -1;
  }
}

static int entry_of(const nghttp2_nv *nv, vn_entry *entry) {
  if (nv)
    *entry = (vn_entry){nv->name, nv->value, nv->namelen, nv->valuelen};
  return nv != NULL;
}

int vn_deflater_entry(vn_deflater *d, size_t index, vn_entry *entry) {
  return entry_of(ng.hd_deflate_get_table_entry(d->ng, index), entry);
}

/* --- inflating --- */

struct vn_inflater {
  nghttp2_hd_inflater *ng;
  vn_account account;
  nghttp2_mem mem;
  uint32_t max_list_size;
  uint64_t list_size, refused_size;
};

int vn_inflater_new(vn_inflater **out, uint32_t max_header_list_size) {
  vn_inflater *f = calloc(1, sizeof *f);
  if (!f)
    return VN_ERR_NOMEM;
  f->mem = vn_account_mem(&f->account);
  f->max_list_size = max_header_list_size;
  int rv = ng.hd_inflate_new2(&f->ng, &f->mem);
  if (rv) {
    free(f);
    return rv;
  }
  f->account.held += sizeof *f;
  vn_account_settle(&f->account);
  *out = f;
  return 0;
}

void vn_inflater_free(vn_inflater *f) {
  ng.hd_inflate_del(f->ng);
  f->account.held -= sizeof *f;
  vn_account_settle(&f->account);
  free(f);
}

static int put_field(vn_buffer *fields, const nghttp2_nv *nv) {
  size_t size = 8 + VN_PAD4(nv->namelen + nv->valuelen);
  uint8_t *at = vn_buffer_reserve(fields, size);
  if (!at)
    return VN_ERR_EVENTS_FULL;
  fields->length += size;
  vn_put32(at, (uint32_t)nv->namelen | (nv->flags & NGHTTP2_NV_FLAG_NO_INDEX ? 1u << VN_INFLATED_SENSITIVE_SHIFT : 0));
  vn_put32(at + 4, (uint32_t)nv->valuelen);
  if (nv->namelen)
    memcpy(at + 8, nv->name, nv->namelen);
  if (nv->valuelen)
    memcpy(at + 8 + nv->namelen, nv->value, nv->valuelen);
  return 0;
}

/* Above the limit the inflater reads the block to its end, because later blocks refer to its fields, but keeps no
 * field. */
static int take_field(vn_inflater *f, vn_buffer *fields, const nghttp2_nv *nv) {
  f->list_size += nv->namelen + nv->valuelen + 32;
  if (f->list_size <= f->max_list_size)
    return put_field(fields, nv);
  fields->length = 0;
  return 0;
}

static int64_t end_block(vn_inflater *f) {
  uint64_t size = f->list_size;
  f->list_size = 0;
  int rv = ng.hd_inflate_end_headers(f->ng);
  if (rv)
    return rv;
  if (size <= f->max_list_size)
    return (int64_t)size;
  f->refused_size = size;
  return VN_ERR_HEADER_LIST;
}

static int64_t inflate(vn_inflater *f, const uint8_t *in, size_t length, int last, vn_buffer *fields) {
  for (;;) {
    nghttp2_nv nv;
    int flags = 0;
    ssize_t read = ng.hd_inflate_hd2(f->ng, &nv, &flags, in, length, last);
    if (read < 0)
      return read;
    in += read;
    length -= (size_t)read;
    if (flags & NGHTTP2_HD_INFLATE_EMIT) {
      int rv = take_field(f, fields, &nv);
      if (rv)
        return rv;
    }
    if (flags & NGHTTP2_HD_INFLATE_FINAL)
      return end_block(f);
    if (!(flags & NGHTTP2_HD_INFLATE_EMIT) && length == 0)
      return (int64_t)(f->list_size <= f->max_list_size ? f->list_size : f->max_list_size);
  }
}

int64_t vn_inflater_inflate(vn_inflater *f, const uint8_t *in, size_t length, int last, vn_buffer *fields) {
  fields->length = 0;
  fields->hard = f->max_list_size; /* a field takes less here than the list counts for it */
  int64_t rv = inflate(f, in, length, last, fields);
  vn_account_settle(&f->account);
  return rv;
}

int64_t vn_inflater_list_size(const vn_inflater *f) { return (int64_t)f->refused_size; }

int vn_inflater_change_table_size(vn_inflater *f, uint32_t size) {
  int rv = ng.hd_inflate_change_table_size(f->ng, size);
  vn_account_settle(&f->account);
  return rv;
}

int64_t vn_inflater_get(vn_inflater *f, int what) {
  switch (what) {
  case VN_HPACK_NUM_TABLE_ENTRIES:
    return (int64_t)ng.hd_inflate_get_num_table_entries(f->ng);
  case VN_HPACK_DYNAMIC_TABLE_SIZE:
    return (int64_t)ng.hd_inflate_get_dynamic_table_size(f->ng);
  case VN_HPACK_MAX_DYNAMIC_TABLE_SIZE:
    return (int64_t)ng.hd_inflate_get_max_dynamic_table_size(f->ng);
  default:
    return -1;
  }
}

int vn_inflater_entry(vn_inflater *f, size_t index, vn_entry *entry) {
  return entry_of(ng.hd_inflate_get_table_entry(f->ng, index), entry);
}
