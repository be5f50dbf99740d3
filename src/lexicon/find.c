/* Looking up what is being typed. */
#include <stdlib.h>

#include "lexicon/findkey.h"
#include "lexicon/image.h"

struct candidate {
    uint64_t score; /* less is better */
    uint32_t concept, label;
};

static struct ie_str key_of(const struct ie_lexicon *lexicon, uint32_t find)
{
    return ie_str_n(lexicon->keys + lexicon->finds[find].key,
                    lexicon->finds[find].key_len);
}

/* First key that is not below `typed`, or not one that it begins. */
static uint32_t bound(const struct ie_lexicon *lexicon, struct ie_str typed, bool above)
{
    uint32_t low = 0, high = lexicon->count[IE_LEX_FINDS];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct ie_str key = key_of(lexicon, middle);
        if (ie_str_cmp(key, typed) < 0 || (above && ie_str_starts(key, typed)))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t concept_of(const struct ie_lexicon *lexicon, uint32_t label)
{
    uint32_t low = 0, high = ie_lexicon_count(lexicon);

    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lexicon->concepts[middle].label <= label)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint64_t score_of(const struct ie_lexicon *lexicon, const struct ie_lex_find *find,
                         size_t typed, struct ie_str lang)
{
    const struct ie_lex_label *label = &lexicon->labels[find->label];
    struct ie_str primary = ie_lex_string(lexicon, lexicon->langs[label->lang].primary);
    int64_t hyphen = ie_str_find_char(lang, '-');
    struct ie_str wanted = hyphen > 0 ? ie_str_n(lang.ptr, (size_t)hyphen) : lang;
    unsigned far = ie_str_eq_ascii_nocase(primary, wanted) ? 0
                   : ie_str_eqz(primary, "en")             ? 1
                                                           : 2;
    bool later = find->flags & IE_LEX_FIND_LATER;

    return (uint64_t)later << 40 | (uint64_t)(later || find->key_len != typed) << 39 |
           (uint64_t)label->kind << 36 | (uint64_t)far << 34 |
           (uint64_t)(find->key_len < 4095 ? find->key_len : 4095) << 20;
}

static int candidate_cmp(const void *left, const void *right)
{
    const struct candidate *x = left, *y = right;

    if (x->score != y->score)
        return x->score < y->score ? -1 : 1;
    if (x->concept != y->concept)
    return x->concept < y->concept ? -1 : 1;
    return (x->label > y->label) - (x->label < y->label);
}

/* The best label of each concept among [low, high), at the front of `out`. */
static uint32_t gather(const struct ie_lexicon *lexicon, uint32_t low, uint32_t high,
                       size_t typed, struct ie_str lang, uint32_t *place,
                       struct candidate *out)
{
    uint32_t count = 0;

    for (uint32_t i = low; i < high; i++) {
        const struct ie_lex_find *find = &lexicon->finds[i];
        uint32_t concept = concept_of(lexicon, find->label);
        struct candidate one = {score_of(lexicon, find, typed, lang), concept,
                                find->label};
        if (!place[concept]) {
            out[count++] = one;
            place[concept] = count;
        } else if (candidate_cmp(&one, &out[place[concept] - 1]) < 0) {
            out[place[concept] - 1] = one;
        }
    }
    return count;
}

static int search(const struct ie_lexicon *lexicon, struct ie_str typed,
                  struct ie_str lang, uint32_t top, struct ie_arena *arena,
                  struct ie_lexicon_hit **hits, uint32_t *count, struct ie_error *err)
{
    uint32_t low = bound(lexicon, typed, false), high = bound(lexicon, typed, true);
    uint32_t concepts = ie_lexicon_count(lexicon), found;
    uint32_t most = high - low < concepts ? high - low : concepts;
    uint32_t *place = IE_NEW_ARRAY(arena, uint32_t, (size_t)concepts + 1);
    struct candidate *out = IE_NEW_ARRAY(arena, struct candidate, (size_t)most + 1);

    if (!place || !out)
        return ie_fail_nomem(err);
    found = gather(lexicon, low, high, typed.len, lang, place, out);
    qsort(out, found, sizeof(*out), candidate_cmp);
    if (found > top)
        found = top;
    struct ie_lexicon_hit *made = IE_NEW_ARRAY(arena, struct ie_lexicon_hit, found + 1u);
    if (!made)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < found; i++) {
        uint32_t first = lexicon->concepts[out[i].concept].label;
        made[i] =
            (struct ie_lexicon_hit){out[i].concept, (uint16_t)(out[i].label - first)};
    }
    *hits = made;
    *count = found;
    return 0;
}

int ie_lexicon_find(const struct ie_lexicon *lexicon, struct ie_str typed,
                    struct ie_str lang, uint32_t top, struct ie_arena *arena,
                    struct ie_lexicon_hit **hits, uint32_t *count, struct ie_error *err)
{
    struct ie_find_key *key = IE_NEW(arena, struct ie_find_key);
    struct ie_folding folding;
    int code = 0;

    if (!key)
        return ie_fail_nomem(err);
    ie_folding_init(&folding);
    if (!ie_find_key(&folding, typed, key)) {
        ie_folding_release(&folding);
        return ie_fail_nomem(err);
    }
    ie_folding_release(&folding);
    unsigned char initials[IE_FIND_KEY_MAX + 1];
    struct ie_str whole = ie_str_n((const char *)key->bytes, key->len);
    *count = 0;
    *hits = NULL;
    if (!key->len)
        return 0;
    code = search(lexicon, whole, lang, top, arena, hits, count, err);
    if (code || *count || !key->consonants)
        return code;
    initials[0] = IE_FIND_INITIALS;
    memcpy(initials + 1, key->bytes, key->len);
    return search(lexicon, ie_str_n((const char *)initials, key->len + 1u), lang, top,
                  arena, hits, count, err);
}
