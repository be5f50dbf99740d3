/* What is found, and by whom: see search/find.h. */
#include "service/search/find.h"

#include <stdlib.h>

#include "base/vec.h"
#include "store/records/organisation.h"
#include "store/schema_types.h"

/* ---- sets of ids ---- */

static int by_bytes(const void *x, const void *y)
{
    return memcmp(x, y, 16);
}

bool ie_search_ids_have(const struct ie_search_ids *ids, const unsigned char id[16])
{
    return ids->count && bsearch(id, ids->at, ids->count, 16, by_bytes);
}

void ie_search_ids_sort(struct ie_search_ids *ids)
{
    if (ids->count)
        qsort(ids->at, ids->count, 16, by_bytes);
}

/* ---- eyes ---- */

typedef IE_VEC(struct ie_id) ids_vec;

static int query_ids(struct ie_call *call, const struct ie_reader *reader,
                     const char *sql, ids_vec *found, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(call->db, sql, &q);
    ie_query_text(&q, 1, ie_id_str(&reader->office));
    ie_query_text(&q, 3, ie_id_str(&reader->account));
    ie_query_int(&q, 4, reader->now);
    while (!(code = ie_query_next(&q, &row, err)) && row) {
        struct ie_id *id = IE_PUSH(found);
        if (!id) {
            code = ie_fail_nomem(err);
            break;
        }
        if (!ie_id_parse(ie_query_get_text(&q, 0), id))
            found->count--;
    }
    ie_query_end(&q);
    return code;
}

static int keep_ids(struct ie_call *call, const struct ie_id *found, size_t count,
                    struct ie_search_ids *ids, struct ie_error *err)
{
    ids->at = ie_arena_array(call->arena, count + 1, 16);
    if (!ids->at)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < count; i++)
        ie_search_pack_id(ie_id_str(&found[i]), ids->at[i]);
    ids->count = count;
    ie_search_ids_sort(ids);
    return 0;
}

int ie_search_eyes(struct ie_call *call, struct ie_search_eyes *eyes,
                   struct ie_error *err)
{
    const struct ie_reader *reader = &eyes->reader;
    ids_vec own = {0};
    struct ie_id *met = NULL;
    size_t met_count = 0;
    int code = 0;

    *eyes = (struct ie_search_eyes){.own = {NULL, 0}};
    ie_reader_for(call, &eyes->reader);
    if (reader->staff)
        return 0;
    if (reader->member)
        code = query_ids(call, reader,
                         "SELECT m.scope_id FROM (SELECT * FROM " IE_SQL_MY_ORGANISATIONS
                         " x) m",
                         &own, err);
    if (!code && reader->event_officer)
        code = query_ids(
            call, reader,
            "SELECT m.organisation FROM (SELECT * FROM " IE_SQL_OFFICER_ORGANISATIONS
            " x) m",
            &own, err);
    if (!code)
        code = keep_ids(call, own.at, own.count, &eyes->own, err);
    if (!code && reader->member)
        code = ie_organisations_met(call->db, reader, call->arena, &met, &met_count, err);
    if (!code)
        code = keep_ids(call, met, met_count, &eyes->met, err);
    IE_VEC_RELEASE(&own);
    return code;
}

bool ie_search_sees(const struct ie_search_eyes *eyes, const struct ie_search_key *key)
{
    const struct ie_reader *reader = &eyes->reader;
    enum ie_sight sight = IE_SIGHT_TEASER;

    if (reader->staff || ie_search_ids_have(&eyes->own, key->organisation))
        return (key->sights & 1u << IE_SIGHT_FULL) != 0;
    if (!reader->analyst && (!key->published || !(reader->reviewer || reader->member ||
                                                  reader->event_officer)))
        return false;
    if (ie_search_ids_have(&eyes->met, key->organisation))
        sight = IE_SIGHT_INTRODUCED;
    return (key->sights & 1u << sight) != 0;
}

/* Documents of one profile stand side by side, since they are written together. */
uint64_t ie_search_count_seen(const struct ie_search_state *state,
                              const struct ie_search_eyes *eyes, const uint64_t *bits)
{
    const struct ie_search_key *last = NULL;
    uint32_t words = (ie_search_count(state) + 63) / 64;
    uint64_t count = 0;

    for (uint32_t w = 0; w < words; w++)
        for (uint64_t rest = bits[w]; rest; rest &= rest - 1) {
            const struct ie_search_key *key =
                ie_search_key(state, 64 * w + (uint32_t)__builtin_ctzll(rest));
            if (!key || !ie_search_sees(eyes, key))
                continue;
            count += !last || memcmp(last->profile, key->profile, 16) != 0;
            last = key;
        }
    return count;
}

/* Sight alone decides for a reader who stands to no organisation as its own or as met: then
 * *sights are the bits and *open says that the profile must be published. False: it does not. */
static bool by_sight_alone(const struct ie_search_eyes *eyes, uint8_t *sights, bool *open)
{
    const struct ie_reader *reader = &eyes->reader;

    *open = !reader->staff && !reader->analyst;
    *sights = (uint8_t)(1u << (reader->staff ? IE_SIGHT_FULL : IE_SIGHT_TEASER));
    if (*open && !(reader->reviewer || reader->member || reader->event_officer))
        *sights = 0;
    return reader->staff || (!eyes->own.count && !eyes->met.count);
}

/* ---- filters ---- */

static bool has_country(const struct ie_search_filters *filters, uint16_t number)
{
    for (uint32_t i = 0; i < filters->country_count; i++)
        if (ie_search_country_number(filters->countries[i]) == number)
            return true;
    return !filters->country_count;
}

/* There is a filter that is no facet. */
static bool has_rest(const struct ie_search_filters *filters)
{
    return filters->lang || filters->valid_on != IE_SEARCH_OPEN_ENDED ||
           filters->created_since || filters->published_since || filters->by_organisation;
}

/* Those that are no facets. */
static bool passes_rest(const struct ie_search_filters *filters,
                        const struct ie_search_key *key)
{
    return (!filters->lang || filters->lang == key->original) &&
           (filters->valid_on == IE_SEARCH_OPEN_ENDED ||
            key->valid_until >= filters->valid_on) &&
           key->created_at >= filters->created_since &&
           (!filters->published_since ||
            (key->published && key->published_at >= filters->published_since)) &&
           (!filters->by_organisation ||
            ie_search_ids_have(&filters->organisations, key->organisation));
}

/* Bits of the facets whose filter it does not pass. */
static unsigned misses(const struct ie_search_filters *filters,
                       const struct ie_search_fact *fact)
{
    unsigned bits = 0;

    if (filters->types && !(fact->type < 32 && filters->types >> fact->type & 1))
        bits |= 1u << IE_FACET_TYPE;
    if (filters->country_count && !has_country(filters, fact->country))
        bits |= 1u << IE_FACET_COUNTRY;
    if (filters->roots && !(filters->roots & fact->roots))
        bits |= 1u << IE_FACET_ROOT;
    if (filters->kinds && !(fact->kind < 32 && filters->kinds >> fact->kind & 1))
        bits |= 1u << IE_FACET_KIND;
    return bits;
}

/* ---- counting and ranking ---- */

struct finding {
    const struct ie_search_filters *filters;
    bool rest; /* has_rest */
    struct ie_search_page *page;
    struct ie_search_counts *counts;
};

/* In each facet all of whose other filters it passes. */
static void count_in(struct ie_search_counts *counts, const struct ie_search_fact *fact,
                     unsigned missed)
{
    if (!(missed & ~(1u << IE_FACET_TYPE)))
        counts->by[IE_FACET_TYPE][fact->type]++;
    if (!(missed & ~(1u << IE_FACET_COUNTRY)))
        counts->by[IE_FACET_COUNTRY][fact->country]++;
    if (!(missed & ~(1u << IE_FACET_KIND)))
        counts->by[IE_FACET_KIND][fact->kind]++;
    for (unsigned bits = missed & ~(1u << IE_FACET_ROOT) ? 0 : fact->roots; bits;
         bits &= bits - 1)
        counts->by[IE_FACET_ROOT][__builtin_ctz(bits)]++;
}

/* x stands before y: by score, then the younger one. */
static bool before(float x_score, const unsigned char *x, float y_score,
                   const unsigned char *y)
{
    if (x_score > y_score || x_score < y_score)
        return x_score > y_score;
    return memcmp(x, y, 16) > 0;
}

/* Into the page, which is kept in order: most of what comes does not get in. */
static void rank(struct ie_search_page *page, const struct ie_search_hit *hit)
{
    unsigned at = page->count, room = page->limit + 1;

    if (at == room && hit->score < page->hits[room - 1].score)
        return; /* without a look at the key */
    if (page->behind &&
        !before(page->score, page->profile, hit->score, hit->key->profile))
        return;
    if (at == room) {
        const struct ie_search_hit *last = &page->hits[room - 1];
        if (!before(hit->score, hit->key->profile, last->score, last->key->profile))
            return;
        at--;
    } else {
        page->count++;
    }
    for (; at && before(hit->score, hit->key->profile, page->hits[at - 1].score,
                        page->hits[at - 1].key->profile);
         at--)
        page->hits[at] = page->hits[at - 1];
    page->hits[at] = *hit;
}

static void take_profile(struct finding *f, const struct ie_search_hit *hit,
                         const struct ie_search_fact *fact)
{
    unsigned missed = misses(f->filters, fact);

    if (f->rest && !passes_rest(f->filters, hit->key))
        return;
    if (!missed) {
        f->counts->total++;
        rank(f->page, hit);
    }
    if (f->counts->by[0])
        count_in(f->counts, fact, missed);
}

static bool has_bit(const uint64_t *bits, uint32_t at)
{
    return bits[at / 64] >> (at % 64) & 1;
}

/* ---- document by document ---- */

struct walking { /* through a segment */
    struct finding *f;
    const struct ie_search_eyes *eyes;
    bool alone, open; /* by_sight_alone */
    uint8_t sights;
    const struct ie_search_key *keys; /* [count] */
    const struct ie_search_fact *facts;
    const uint64_t *deleted;
    uint32_t count, first;     /* first: number of its first document */
    struct ie_search_hit best; /* of the profile at hand; key NULL: none yet */
};

static bool is_seen(const struct walking *w, uint32_t at)
{
    if (w->deleted && has_bit(w->deleted, at))
        return false;
    return w->alone ? (w->facts[at].sights & w->sights) != 0 &&
                          (w->facts[at].published || !w->open)
                    : ie_search_sees(w->eyes, &w->keys[at]);
}

/* A document of the profile that the reader sees, this one or beside it, speaks of the
 * concept: those of one profile stand side by side, since they are written together. */
static bool speaks(const struct walking *w, uint32_t at)
{
    const uint64_t *bits = w->f->filters->concept;
    uint32_t from = at, profile = w->facts[at].profile;

    while (from && w->facts[from - 1].profile == profile)
        from--;
    for (; from < w->count && w->facts[from].profile == profile; from++)
        if (has_bit(bits, w->first + from) && is_seen(w, from))
            return true;
    return false;
}

static void flush(struct walking *w)
{
    uint32_t at = w->best.key ? (uint32_t)(w->best.key - w->keys) : 0;

    if (w->best.key && (!w->f->filters->by_concept || speaks(w, at)))
        take_profile(w->f, &w->best, &w->facts[at]);
    w->best.key = NULL;
}

static void take_document(struct walking *w, uint32_t at, float score)
{
    if (!is_seen(w, at))
        return;
    if (w->best.key && w->facts[w->best.key - w->keys].profile != w->facts[at].profile)
        flush(w);
    if (!w->best.key || score > w->best.score)
        w->best = (struct ie_search_hit){score, w->first + at, &w->keys[at]};
}

/* A segment from its end: what is newest is met first, and most of the others then stand
 * behind the page. `hits` NULL: all documents. */
static void walk(struct walking *w, const struct ie_retrieval_hit *hits, uint32_t count)
{
    for (; hits && count; count--)
        take_document(w, hits[count - 1].document, hits[count - 1].score);
    for (uint32_t d = w->count; !hits && d-- > 0;)
        take_document(w, d, 0);
    flush(w);
}

/* Segment by segment: one without what was published since is not searched. Scores do not
 * depend on what else is searched. */
static int take_all(struct finding *f, struct ie_search_state *state,
                    struct ie_search_tools *tools, const struct ie_search_eyes *eyes,
                    const struct ie_ask *ask, struct ie_error *err)
{
    struct ie_retrieval_view view = ie_search_view(state);
    uint32_t number = ie_search_count(state);
    int code = 0;

    for (uint32_t s = view.count; s-- > 0 && !code;) {
        struct walking w = {.f = f, .eyes = eyes};
        const struct ie_retrieval_hit *hits = NULL;
        uint32_t count = 0;
        w.alone = by_sight_alone(eyes, &w.sights, &w.open);
        w.keys = ie_search_keys(state, s, &w.count, &w.facts, &w.deleted);
        number = w.first = number - w.count;
        if (f->filters->published_since &&
            !ie_search_published(state, s, f->filters->published_since))
            continue;
        if (ask) {
            struct ie_retrieval_view one = {&view.segments[s], 1};
            struct ie_retrieval_query query = {.terms = ask->weights,
                                               .count = ask->count,
                                               .top = 1,
                                               .least = (float)ask->least};
            code = ie_retrieval_all(&one, &query, tools->work, &hits, &count, err);
        }
        if (!code)
            walk(&w, hits, count);
    }
    return code;
}

/* The documents that speak of the concept or one below. */
static int concept_bits(struct ie_call *call, const struct ie_search_state *state,
                        struct ie_search_filters *filters, struct ie_error *err)
{
    struct ie_retrieval_view view = ie_search_view(state);
    uint64_t *bits =
        IE_NEW_ARRAY(call->arena, uint64_t, (size_t)ie_search_count(state) / 64 + 1);

    if (!bits)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < filters->concept_count; i++) {
        struct ie_str term =
            ie_arena_printf(call->arena, "#%.*s", IE_STR_ARG(filters->concept_ids[i]));
        if (!term.ptr)
            return ie_fail_nomem(err);
        ie_retrieval_documents(&view, ie_retrieval_term(term, 0, false), bits);
    }
    filters->concept = bits;
    return 0;
}

int ie_search_find(struct ie_call *call, struct ie_search_state *state,
                   struct ie_search_tools *tools, const struct ie_search_eyes *eyes,
                   const struct ie_search_filters *filters, const struct ie_ask *ask,
                   struct ie_search_page *page, struct ie_search_counts *counts,
                   struct ie_error *err)
{
    struct ie_search_filters own = *filters;
    struct finding f = {
        .filters = &own, .rest = has_rest(&own), .page = page, .counts = counts};
    int code = 0;

    page->hits = IE_NEW_ARRAY(call->arena, struct ie_search_hit, page->limit + 1);
    if (!page->hits)
        return ie_fail_nomem(err);
    if (own.by_concept)
        code = concept_bits(call, state, &own, err);
    return code ? code : take_all(&f, state, tools, eyes, ask, err);
}
