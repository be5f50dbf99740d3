/* Search boxes: places in labels, sorted by the keys that begin there. */
#include <stdlib.h>

#include "lexicon/build.h"
#include "lexicon/findkey.h"

struct place {
    uint32_t key, len; /* in `keys` */
    uint32_t find;
};

struct places {
    IE_VEC(struct place) places;
    struct ie_buf keys;
};

static int add_place(struct places *to, uint32_t key, uint32_t len, uint32_t find,
                     struct ie_error *err)
{
    struct place *place = len ? IE_PUSH(&to->places) : NULL;

    if (!place)
        return len ? ie_fail_nomem(err) : 0;
    *place = (struct place){key, len, find};
    return 0;
}

static uint32_t add_bytes(struct places *to, const struct ie_find_key *key)
{
    uint32_t at = (uint32_t)to->keys.len;

    ie_buf_add(&to->keys, ie_str_n((const char *)key->bytes, key->len));
    return at;
}

static int add_label(struct ie_lex_build *build, uint32_t label, struct ie_find_key *key,
                     struct places *to, struct ie_error *err)
{
    struct ie_str text = ie_lex_build_string(build, build->labels.at[label].text);
    uint32_t find = label << IE_LEX_FIND_BITS;

    if (!ie_find_key(&build->folding, text, key))
        return ie_fail_nomem(err);
    uint32_t at = add_bytes(to, key);
    int code = add_place(to, at, key->len, find, err);
    for (uint32_t i = 0; i < key->words && !code; i++)
        code = add_place(to, at + key->starts[i], key->len - key->starts[i], find + i + 1,
                         err);
    if (code || key->syllables < 2)
        return code;
    if (!ie_find_initials(&build->folding, text, key))
        return ie_fail_nomem(err);
    at = add_bytes(to, key);
    return add_place(to, at, key->len, find + IE_LEX_FIND_INITIALS, err);
}

static int place_cmp(const void *left, const void *right, void *data)
{
    const struct place *x = left, *y = right;
    const char *keys = data;
    int order =
        ie_str_cmp(ie_str_n(keys + x->key, x->len), ie_str_n(keys + y->key, y->len));

    return order ? order : (x->find > y->find) - (x->find < y->find);
}

static int lay_finds(struct ie_lex_build *build, const struct places *from,
                     struct ie_error *err)
{
    for (size_t i = 0; i < from->places.count; i++) {
        uint32_t *find = IE_PUSH(&build->finds);
        uint8_t *size = IE_PUSH(&build->find_sizes);
        if (!find || !size)
            return ie_fail_nomem(err);
        *find = from->places.at[i].find;
        *size = (uint8_t)(from->places.at[i].len < UINT8_MAX ? from->places.at[i].len
                                                             : UINT8_MAX);
    }
    return 0;
}

int ie_lex_build_finds(struct ie_lex_build *build, struct ie_error *err)
{
    struct ie_find_key *key = IE_NEW(build->arena, struct ie_find_key);
    struct places places = {.keys = IE_BUF_INIT};
    int code = 0;

    if (!key)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < build->labels.count && !code; i++)
        code = add_label(build, i, key, &places, err);
    if (!code)
        code = ie_buf_check(&places.keys, err);
    if (!code && places.places.count)
        qsort_r(places.places.at, places.places.count, sizeof(*places.places.at),
                place_cmp, places.keys.ptr);
    if (!code)
        code = lay_finds(build, &places, err);
    IE_VEC_RELEASE(&places.places);
    ie_buf_release(&places.keys);
    return code;
}
