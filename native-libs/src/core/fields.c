#include "core/fields.h"

int vn_fields_read(vn_session *s, vn_fields *f, vn_reader r, uint16_t count, uint8_t keep) {
  f->count = count;
  f->nva = count <= VN_FIELDS_ON_STACK ? f->stack : vn_malloc(&s->account, count * sizeof *f->nva);
  if (!f->nva)
    return VN_ERR_NOMEM;
  for (nghttp2_nv *nv = f->nva; nv < f->nva + count; nv++)
    if (!vn_take_field(&r, nv, keep))
      return VN_ERR_BAD_COMMAND;
  return r.at == r.end ? 0 : VN_ERR_BAD_COMMAND;
}

void vn_fields_free(vn_session *s, vn_fields *f) {
  if (f->nva != f->stack)
    vn_free(&s->account, f->nva);
}

int vn_trailers_submit(vn_session *s, vn_stream *stream) {
  vn_fields f;
  int rv = vn_fields_read(s, &f, (vn_reader){stream->trailers, stream->trailers + stream->trailers_length},
                          stream->trailers_count, NGHTTP2_NV_FLAG_NONE);
  if (!rv)
    rv = ng.submit_trailer(s->ng, stream->id, f.nva, f.count);
  vn_fields_free(s, &f);
  return rv;
}
