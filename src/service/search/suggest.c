/* What might be meant by what was typed so far: concepts of the lexicon, and words,
 * organisations and titles by the completions beside the index (complete.h). */
#include "base/vec.h"
#include "service/search/find.h"
#include "service/search/segment.h"
#include "service/search/use.h"
#include "store/schema_types.h"

enum {
    TYPED_MOST = 200,      /* bytes */
    CONCEPTS_MOST = 200,   /* looked at */
    KEPT = 3,              /* times the limit: some may have gone this moment */
    PLACES_MOST = 1 << 16, /* looked at of a kind in a segment: what a letter begins */
    SHORT = 0xFFFF,
};

struct offer {
    uint64_t score; /* more is better */
    struct ie_str key, text;
    uint32_t segment, item; /* that it was taken from last */
    uint32_t lang;
    uint64_t term;
    unsigned char id[16];               /* of an organisation */
    const struct ie_search_key *key_of; /* the newest document seen */
    uint64_t count;                     /* profiles seen */
};

struct offers { /* of a kind, the best first */
    struct offer *at;
    uint32_t count, next;
};

struct suggesting {
    struct ie_call *call;
    struct ie_json *json;
    struct ie_search_state *state;
    struct ie_search_eyes eyes;
    struct ie_folding folding;
    struct ie_find_key key;
    struct ie_str typed;
    struct offers kinds[IE_COMPLETION_KINDS];
    struct ie_lexicon_hit *hits; /* concepts */
    uint32_t hit_count, hit_next;
    uint64_t *bits; /* by document */
    unsigned limit, told;
    IE_VEC(struct ie_buf) items[IE_COMPLETION_KINDS + 1]; /* as JSON; concepts last */
    IE_VEC(struct ie_str) told_keys;
    struct ie_error *err;
};

/* ---- what may be seen ---------------------------------------------------------------- */

static const struct ie_search_key *seen(const struct suggesting *s, uint32_t segment,
                                        uint32_t document)
{
    const uint64_t *deleted = s->state->deleted[segment];
    const struct ie_search_key *key = &s->state->segments[segment]->keys[document];

    if (deleted && deleted[document / 64] >> (document % 64) & 1)
        return NULL;
    return ie_search_sees(&s->eyes, key) ? key : NULL;
}

/* Profiles of the item that the reader sees; *newest is the last one's key. */
static uint64_t count_item(const struct suggesting *s, uint32_t segment,
                           const struct ie_completion_item *item,
                           const struct ie_search_key **newest)
{
    const struct ie_completion *c = &s->state->segments[segment]->completion;
    uint64_t count = 0;

    *newest = NULL;
    for (uint32_t i = 0; i < item->doc_count; i++) {
        const struct ie_search_key *key = seen(s, segment, c->docs[item->docs + i]);
        if (!key)
            continue;
        count += !*newest || memcmp((*newest)->profile, key->profile, 16) != 0;
        *newest = key;
    }
    return count;
}

/* Profiles that have the term and that the reader sees. */
static uint64_t count_term(struct suggesting *s, uint64_t term)
{
    struct ie_retrieval_view view = ie_search_view(s->state);
    uint32_t words = (ie_search_count(s->state) + 63) / 64;

    memset(s->bits, 0, words * sizeof(*s->bits));
    ie_retrieval_documents(&view, term, s->bits);
    return ie_search_count_seen(s->state, &s->eyes, s->bits);
}

/* ---- offers -------------------------------------------------------------------------- */

static uint64_t score_of(const struct suggesting *s,
                         const struct ie_completion_item *item, uint32_t from)
{
    uint64_t most = item->times < SHORT ? item->times : SHORT;
    uint64_t brevity = SHORT - item->key_len, start = from == 0;
    uint64_t exact = start && item->key_len == s->typed.len;

    if (item->kind == IE_COMPLETION_WORD)
        return exact << 40 | most << 16 | brevity;
    if (item->kind == IE_COMPLETION_ORGANISATION)
        return start << 40 | most << 16 | brevity;
    return start << 40 | brevity << 16 | most;
}

static struct offer *known(struct offers *offers, struct ie_str key,
                           const unsigned char id[16])
{
    for (uint32_t i = 0; i < offers->count; i++)
        if (ie_str_eq(offers->at[i].key, key) && memcmp(offers->at[i].id, id, 16) == 0)
            return &offers->at[i];
    return NULL;
}

/* Where it belongs by its score; the last one falls out when there is no room. */
static void sort_in(struct offers *offers, const struct offer *offer, uint32_t room)
{
    uint32_t at = offers->count < room ? offers->count++ : room - 1;

    for (; at && offers->at[at - 1].score < offer->score; at--)
        offers->at[at] = offers->at[at - 1];
    offers->at[at] = *offer;
}

static void take_place(struct suggesting *s, struct offers *offers, uint32_t segment,
                       const struct ie_completion_place *place)
{
    const struct ie_completion *c = &s->state->segments[segment]->completion;
    const struct ie_completion_item *item = &c->items[place->item];
    struct offer offer = {.score = score_of(s, item, place->from),
                          .key = ie_completion_key(c, item),
                          .text = ie_completion_text(c, item),
                          .segment = segment,
                          .item = place->item,
                          .lang = item->lang,
                          .term = item->term};
    uint32_t room = KEPT * s->limit;

    if (offers->count == room && offer.score <= offers->at[room - 1].score)
        return;
    memcpy(offer.id, item->id, sizeof(offer.id));
    struct offer *same = known(offers, offer.key, offer.id);
    if (same && same->segment == segment && same->item == place->item)
        return; /* by another of its words, further on */
    offer.count = count_item(s, segment, item, &offer.key_of);
    if (!offer.count)
        return;
    if (same) {
        offer.count += same->count;
        if (same->score > offer.score)
            offer.score = same->score;
        if (memcmp(same->key_of->profile, offer.key_of->profile, 16) > 0)
            offer.key_of = same->key_of;
        memmove(same, same + 1,
                (size_t)(offers->at + --offers->count - same) * sizeof(*same));
    }
    sort_in(offers, &offer, room);
}

static int collect(struct suggesting *s, enum ie_completion_kind kind)
{
    struct offers *offers = &s->kinds[kind];

    offers->at = IE_NEW_ARRAY(s->call->arena, struct offer, (size_t)KEPT * s->limit + 1);
    if (!offers->at)
        return ie_fail_nomem(s->err);
    for (uint32_t i = 0; i < s->state->count; i++) {
        const struct ie_completion *c = &s->state->segments[i]->completion;
        uint32_t low, high;
        ie_completion_range(c, kind, s->typed, &low, &high);
        if (high - low > PLACES_MOST)
            high = low + PLACES_MOST;
        for (uint32_t p = low; p < high; p++)
            take_place(s, offers, i, &c->places[p]);
    }
    return 0;
}

/* ---- telling ------------------------------------------------------------------------- */

/* The lists are made side by side, one of each kind in turn, and told one after the
 * other. */
static int begin_item(struct suggesting *s, int list, struct ie_json *json)
{
    struct ie_buf *item = IE_PUSH(&s->items[list]);

    if (!item)
        return ie_fail_nomem(s->err);
    *json = ie_json_into(item);
    ie_json_object(json);
    return 0;
}

static struct ie_str lang_text(uint32_t code, char room[5])
{
    size_t n = 0;

    for (int shift = 24; shift >= 0; shift -= 8)
        if (code >> shift & 0xFF)
            room[n++] = (char)(code >> shift & 0xFF);
    return n ? ie_str_n(room, n) : IE_STR_NONE;
}

static int tell_key(struct suggesting *s, struct ie_str text)
{
    struct ie_str *kept = IE_PUSH(&s->told_keys);

    if (!kept || !ie_find_key(&s->folding, text, &s->key))
        return ie_fail_nomem(s->err);
    *kept =
        ie_arena_str(s->call->arena, ie_str_n((const char *)s->key.bytes, s->key.len));
    return kept->ptr ? 0 : ie_fail_nomem(s->err);
}

static bool is_told(const struct suggesting *s, struct ie_str key)
{
    for (size_t i = 0; i < s->told_keys.count; i++)
        if (ie_str_eq(s->told_keys.at[i], key))
            return true;
    return false;
}

/* Each of these tells the next one of its kind; *more false: there is none any more. */

static int next_concept(struct suggesting *s, bool *more)
{
    const struct ie_lexicon *lexicon = ie_search_lexicon(s->state);
    struct ie_json json;
    struct ie_label label;

    *more = false;
    while (s->hit_next < s->hit_count && !*more) {
        const struct ie_lexicon_hit *hit = &s->hits[s->hit_next++];
        struct ie_str id = ie_lexicon_id(lexicon, hit->concept);
        struct ie_str term = ie_arena_printf(s->call->arena, "#%.*s", IE_STR_ARG(id));
        if (!term.ptr)
            return ie_fail_nomem(s->err);
        uint64_t profiles = count_term(s, ie_retrieval_term(term, 0, false));
        if (!profiles)
            continue;
        ie_lexicon_label_at(lexicon, hit->concept, hit->label, &label);
        int code = begin_item(s, IE_COMPLETION_KINDS, &json);
        if (code)
            return code;
        ie_json_kstr(&json, "kind", IE_STR("concept"));
        ie_json_kstr(&json, "text", label.text);
        ie_json_kstr(&json, "language", label.lang);
        ie_json_kstr(&json, "concept", id);
        ie_json_kint(&json, "count", (int64_t)profiles);
        ie_json_end(&json);
        *more = true;
        return tell_key(s, label.text);
    }
    return 0;
}

static int next_word(struct suggesting *s, bool *more)
{
    struct offers *offers = &s->kinds[IE_COMPLETION_WORD];
    struct ie_json json;
    char room[5];

    *more = false;
    while (offers->next < offers->count && !*more) {
        const struct offer *offer = &offers->at[offers->next++];
        if (is_told(s, offer->key))
            continue;
        int code = begin_item(s, IE_COMPLETION_WORD, &json);
        if (code)
            return code;
        ie_json_kstr(&json, "kind", IE_STR("word"));
        ie_json_kstr(&json, "text", offer->text);
        ie_json_kstr(&json, "language", lang_text(offer->lang, room));
        ie_json_kint(&json, "count", (int64_t)count_term(s, offer->term));
        ie_json_end(&json);
        *more = true;
    }
    return 0;
}

/* A record that is there for the reader, by what the store says now. */
static int is_there(struct suggesting *s, const struct ie_type *type,
                    const unsigned char id[16], bool *there)
{
    struct ie_id text = ie_search_unpack_id(id);
    struct ie_record *record = NULL;
    int code = ie_record_read(s->call->db, &s->eyes.reader, type, ie_id_str(&text),
                              s->call->arena, &record, s->err);

    *there = !code;
    return code == IE_NOT_FOUND ? 0 : code;
}

static int next_record(struct suggesting *s, enum ie_completion_kind kind, bool *more)
{
    bool title = kind == IE_COMPLETION_TITLE;
    struct offers *offers = &s->kinds[kind];
    struct ie_json json;
    char room[5];

    *more = false;
    while (offers->next < offers->count && !*more) {
        const struct offer *offer = &offers->at[offers->next++];
        const unsigned char *bytes = title ? offer->key_of->profile : offer->id;
        struct ie_id id = ie_search_unpack_id(bytes);
        int code =
            is_there(s, title ? &ie_type_profile : &ie_type_organisation, bytes, more);
        if (!code && *more)
            code = begin_item(s, (int)kind, &json);
        if (code)
            return code;
        if (!*more)
            continue;
        ie_json_kstr(&json, "kind", title ? IE_STR("title") : IE_STR("organisation"));
        ie_json_kstr(&json, "text", offer->text);
        ie_json_kstr(&json, "language", lang_text(offer->lang, room));
        ie_json_kstr(&json, "id", ie_id_str(&id));
        ie_json_kint(&json, "count", (int64_t)offer->count);
        ie_json_end(&json);
    }
    return 0;
}

/* A concept, a word, an organisation, a title, and again, so that none crowds out the
 * others. */
static int choose(struct suggesting *s)
{
    bool more[IE_COMPLETION_KINDS + 1] = {true, true, true, true}, any = true;
    int code = 0;

    while (any && s->told < s->limit && !code) {
        any = false;
        for (int i = 0; i <= IE_COMPLETION_KINDS && s->told < s->limit && !code; i++) {
            int list = (i + IE_COMPLETION_KINDS) % (IE_COMPLETION_KINDS + 1);
            if (!more[list])
                continue;
            code = list == IE_COMPLETION_KINDS ? next_concept(s, &more[list])
                   : list == IE_COMPLETION_WORD
                       ? next_word(s, &more[list])
                       : next_record(s, (enum ie_completion_kind)list, &more[list]);
            s->told += more[list];
            any = any || more[list];
        }
    }
    return code;
}

static int tell(struct suggesting *s)
{
    int code = 0;

    for (int i = 0; i <= IE_COMPLETION_KINDS; i++) {
        int list = (i + IE_COMPLETION_KINDS) % (IE_COMPLETION_KINDS + 1);
        for (size_t k = 0; k < s->items[list].count; k++) {
            if (!code)
                code = ie_buf_check(&s->items[list].at[k], s->err);
            if (!code)
                ie_json_raw(s->json, ie_buf_str(&s->items[list].at[k]));
            ie_buf_release(&s->items[list].at[k]);
        }
        IE_VEC_RELEASE(&s->items[list]);
    }
    IE_VEC_RELEASE(&s->told_keys);
    return code;
}

static int suggest(struct suggesting *s, struct ie_str typed)
{
    int code = ie_search_eyes(s->call, &s->eyes, s->err);

    s->bits = IE_NEW_ARRAY(s->call->arena, uint64_t,
                           (size_t)ie_search_count(s->state) / 64 + 1);
    if (!code && (!s->bits || !ie_find_key(&s->folding, typed, &s->key)))
        code = ie_fail_nomem(s->err);
    if (code)
        return code;
    s->typed =
        ie_arena_str(s->call->arena, ie_str_n((const char *)s->key.bytes, s->key.len));
    if (!s->typed.ptr)
        return ie_fail_nomem(s->err);
    if (!s->typed.len)
        return 0;
    code =
        ie_lexicon_find(ie_search_lexicon(s->state), typed, s->call->actor->language,
                        CONCEPTS_MOST, s->call->arena, &s->hits, &s->hit_count, s->err);
    for (int kind = 0; kind < IE_COMPLETION_KINDS && !code; kind++)
        code = collect(s, (enum ie_completion_kind)kind);
    return code ? code : choose(s);
}

int ie_search_suggest_json(struct ie_call *call, struct ie_str typed, unsigned limit,
                           struct ie_json *json, struct ie_error *err)
{
    struct suggesting s = {.call = call, .json = json, .limit = limit, .err = err};
    int code = ie_search_take(call, &s.state, err);

    ie_folding_init(&s.folding,
                    s.state ? ie_lexicon_folding(ie_search_lexicon(s.state)) : NULL);
    ie_json_object(json);
    ie_json_key(json, "items");
    ie_json_array(json);
    typed = ie_str_trim(typed);
    if (!code && s.state && typed.len && typed.len <= TYPED_MOST)
        code = suggest(&s, typed);
    int told = tell(&s);
    ie_json_end(json);
    ie_json_end(json);
    ie_folding_release(&s.folding);
    ie_search_give(s.state);
    return code ? code : told;
}
