/* Looking up what is being typed. */
#include <stdlib.h>

#include "lexicon/findkey.h"
#include "lexicon/image.h"

struct candidate {
    uint64_t score; /* less is better */
    uint32_t concept, label;
};

struct search {
    const struct ie_lexicon *lexicon;
    struct ie_folding folding;
    struct ie_find_key key; /* of the place looked at */
    struct ie_str typed, lang;
    bool failed; /* memory is out */
};

/* The key that begins at a place: made from the label, since few are looked at. */
static struct ie_str key_of(struct search *search, uint32_t place)
{
    uint32_t find = search->lexicon->finds[place], what = find & 31, from = 0;
    uint32_t label = find >> IE_LEX_FIND_BITS;
    struct ie_str text =
        ie_lex_string(search->lexicon, search->lexicon->labels[label].text);
    struct ie_find_key *key = &search->key;
    bool made = what == IE_LEX_FIND_INITIALS
                    ? ie_find_initials(&search->folding, text, key)
                    : ie_find_key(&search->folding, text, key);

    search->failed |= !made;
    if (what != IE_LEX_FIND_INITIALS && what > 0 && what <= key->words)
        from = key->starts[what - 1];
    return ie_str_n((const char *)key->bytes + from, made ? key->len - from : 0);
}

/* First key that is not below `typed`, or not one that it begins. */
static uint32_t bound(struct search *search, bool above)
{
    uint32_t low = 0, high = search->lexicon->count[IE_LEX_FINDS];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct ie_str key = key_of(search, middle);
        if (ie_str_cmp(key, search->typed) < 0 ||
            (above && ie_str_starts(key, search->typed)))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint64_t score_of(const struct search *search, uint32_t place)
{
    const struct ie_lexicon *lexicon = search->lexicon;
    uint32_t find = lexicon->finds[place], what = find & 31;
    const struct ie_lex_trait *label = ie_lex_trait(lexicon, find >> IE_LEX_FIND_BITS);
    struct ie_str primary = ie_lex_string(lexicon, lexicon->langs[label->lang].primary);
    int64_t hyphen = ie_str_find_char(search->lang, '-');
    struct ie_str wanted =
        hyphen > 0 ? ie_str_n(search->lang.ptr, (size_t)hyphen) : search->lang;
    unsigned far = ie_str_eq_ascii_nocase(primary, wanted) ? 0
                   : ie_str_eqz(primary, "en")             ? 1
                                                           : 2;
    bool later = what > 0 && what != IE_LEX_FIND_INITIALS;
    uint64_t size = lexicon->find_sizes[place];

    return (uint64_t)later << 40 | (uint64_t)(later || size != search->typed.len) << 39 |
           (uint64_t)label->kind << 36 | (uint64_t)far << 34 | size << 20;
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
static uint32_t gather(const struct search *search, uint32_t low, uint32_t high,
                       uint32_t *place, struct candidate *out)
{
    uint32_t count = 0;

    for (uint32_t i = low; i < high; i++) {
        uint32_t label = search->lexicon->finds[i] >> IE_LEX_FIND_BITS;
        uint32_t concept = ie_lex_concept_of(search->lexicon, label);
        struct candidate one = {score_of(search, i), concept, label};
        if (!place[concept]) {
            out[count++] = one;
            place[concept] = count;
        } else if (candidate_cmp(&one, &out[place[concept] - 1]) < 0) {
            out[place[concept] - 1] = one;
        }
    }
    return count;
}

static int lay_hits(const struct ie_lexicon *lexicon, const struct candidate *best,
                    uint32_t count, struct ie_arena *arena, struct ie_lexicon_hit **hits,
                    struct ie_error *err)
{
    struct ie_lexicon_hit *made = IE_NEW_ARRAY(arena, struct ie_lexicon_hit, count + 1u);

    if (!made)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t first = lexicon->concepts[best[i].concept].label;
        made[i] =
            (struct ie_lexicon_hit){best[i].concept, (uint16_t)(best[i].label - first)};
    }
    *hits = made;
    return 0;
}

static int search_typed(struct search *search, uint32_t top, struct ie_arena *arena,
                        struct ie_lexicon_hit **hits, uint32_t *count,
                        struct ie_error *err)
{
    uint32_t low = bound(search, false), high = bound(search, true);
    uint32_t concepts = ie_lexicon_count(search->lexicon), found = 0;
    uint32_t range = high > low ? high - low : 0;
    uint32_t most = range < concepts ? range : concepts;
    uint32_t *place = IE_NEW_ARRAY(arena, uint32_t, (size_t)concepts + 1);
    struct candidate *out = IE_NEW_ARRAY(arena, struct candidate, (size_t)most + 1);

    if (!place || !out || search->failed)
        return ie_fail_nomem(err);
    if (range)
        found = gather(search, low, high, place, out);
    qsort(out, found, sizeof(*out), candidate_cmp);
    *count = found < top ? found : top;
    return lay_hits(search->lexicon, out, *count, arena, hits, err);
}

int ie_lexicon_find(const struct ie_lexicon *lexicon, struct ie_str typed,
                    struct ie_str lang, uint32_t top, struct ie_arena *arena,
                    struct ie_lexicon_hit **hits, uint32_t *count, struct ie_error *err)
{
    struct search *search = IE_NEW(arena, struct search);
    unsigned char *key = ie_arena_alloc(arena, IE_FIND_KEY_MAX + 2);
    int code = 0;

    *count = 0;
    *hits = NULL;
    if (!key || !search)
        return ie_fail_nomem(err);
    search->lexicon = lexicon;
    search->lang = lang;
    ie_folding_init(&search->folding, &lexicon->folding);
    if (!ie_find_key(&search->folding, typed, &search->key))
        code = ie_fail_nomem(err);
    bool consonants = search->key.consonants;
    size_t len = search->key.len;
    key[0] = IE_FIND_INITIALS;
    memcpy(key + 1, search->key.bytes, len);
    search->typed = ie_str_n((const char *)key + 1, len);
    if (!code && len)
        code = search_typed(search, top, arena, hits, count, err);
    if (!code && !*count && consonants) {
        search->typed = ie_str_n((const char *)key, len + 1);
        code = search_typed(search, top, arena, hits, count, err);
    }
    ie_folding_release(&search->folding);
    return code;
}

const struct ie_folding *ie_lexicon_folding(const struct ie_lexicon *lexicon)
{
    return &lexicon->folding;
}
