#include "service/open.h"
#include "text/text.h"

bool ie_search_fold(struct ie_str text, struct ie_buf *out)
{
    struct ie_arena arena;
    struct ie_error err;
    struct ie_str key;

    ie_arena_init(&arena, 0);
    int code = ie_text_search_key(&arena, text, &key, &err);
    if (!code && key.len) {
        ie_buf_addc(out, ' ');
        ie_buf_add(out, key);
    }
    ie_arena_release(&arena);
    return code != IE_NOMEM && !out->failed; /* a text without words has no key */
}
