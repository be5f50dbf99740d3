/* Keys of search boxes, sorted. */
#include <stdlib.h>

#include "lexicon/build.h"
#include "lexicon/findkey.h"

static int add_find(struct ie_lex_build *build, uint32_t at, uint32_t len, uint32_t label,
                    unsigned flags, struct ie_error *err)
{
    struct ie_lex_find *find = len ? IE_PUSH(&build->finds) : NULL;

    if (!find)
        return len ? ie_fail_nomem(err) : 0;
    *find = (struct ie_lex_find){at, label, (uint16_t)len, (uint16_t)flags};
    return 0;
}

static int add_bytes(struct ie_lex_build *build, const struct ie_find_key *key,
                     uint32_t *at, struct ie_error *err)
{
    *at = (uint32_t)build->keys.len;
    ie_buf_add(&build->keys, ie_str_n((const char *)key->bytes, key->len));
    return ie_buf_check(&build->keys, err);
}

static int add_label(struct ie_lex_build *build, uint32_t number, struct ie_find_key *key,
                     struct ie_error *err)
{
    struct ie_str text = ie_lex_build_string(build, build->labels.at[number].text);
    uint32_t at = 0;
    int code;

    if (!ie_find_key(&build->folding, text, key))
        return ie_fail_nomem(err);
    if ((code = add_bytes(build, key, &at, err)) ||
        (code = add_find(build, at, key->len, number, 0, err)))
        return code;
    for (uint32_t i = 0; i < key->words; i++)
        if ((code = add_find(build, at + key->starts[i], key->len - key->starts[i],
                             number, IE_LEX_FIND_LATER, err)))
            return code;
    if (key->syllables < 2)
        return 0;
    if (!ie_find_initials(&build->folding, text, key))
        return ie_fail_nomem(err);
    if ((code = add_bytes(build, key, &at, err)))
        return code;
    return add_find(build, at, key->len, number, 0, err);
}

static int find_cmp(const void *left, const void *right, void *data)
{
    const struct ie_lex_find *x = left, *y = right;
    const char *keys = data;
    int order = ie_str_cmp(ie_str_n(keys + x->key, x->key_len),
                           ie_str_n(keys + y->key, y->key_len));

    if (order)
        return order;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

int ie_lex_build_finds(struct ie_lex_build *build, struct ie_error *err)
{
    struct ie_find_key *key = IE_NEW(build->arena, struct ie_find_key);
    int code = 0;

    if (!key)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < build->labels.count && !code; i++)
        code = add_label(build, i, key, err);
    if (!code && build->finds.count)
        qsort_r(build->finds.at, build->finds.count, sizeof(*build->finds.at), find_cmp,
                build->keys.ptr);
    return code;
}
