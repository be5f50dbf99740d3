/* Why a pair fits: the parts that its score is the sum of. */
#include "engine/matching/model.h"

struct shared { /* a term that both texts hold */
    double part;
    const struct ie_match_entry *entry;
    struct ie_match_place seeker, candidate;
};

static struct ie_str surface(const struct ie_match_model *model,
                             const struct ie_match_doc *doc,
                             const struct ie_match_place *place)
{
    const struct ie_match_text *text =
        &model->input->profiles[doc->profile].texts[doc->text];

    return ie_str_sub(place->title ? text->title : text->text, place->from, place->len);
}

/* Terms in common with their parts of the cosine, by seeker's entries. */
static uint32_t intersect(const struct ie_match_model *model,
                          const struct ie_match_doc *x, const struct ie_match_doc *y,
                          struct shared *shared)
{
    const struct ie_match_entry *a = model->entries.at + x->first;
    const struct ie_match_entry *b = model->entries.at + y->first;
    uint32_t i = 0, j = 0, count = 0;

    while (i < x->count && j < y->count) {
        if (a[i].term < b[j].term)
            i++;
        else if (a[i].term > b[j].term)
            j++;
        else {
            shared[count++] = (struct shared){(double)a[i].weight * (double)b[j].weight,
                                              &a[i], model->places.at[x->first + i],
                                              model->places.at[y->first + j]};
            i++;
            j++;
        }
    }
    return count;
}

static int by_place(const void *x, const void *y)
{
    const struct shared *a = x, *b = y;

    if (a->seeker.title != b->seeker.title)
        return a->seeker.title ? -1 : 1;
    if (a->seeker.from != b->seeker.from)
        return a->seeker.from < b->seeker.from ? -1 : 1;
    return (a->entry->term > b->entry->term) - (a->entry->term < b->entry->term);
}

static int by_part(const void *x, const void *y)
{
    const struct shared *a = x, *b = y;

    if (a->part < b->part || b->part < a->part)
        return a->part > b->part ? -1 : 1;
    return by_place(x, y);
}

/* Overlapping pieces of a word or a run of characters become one. */
static bool joins(const struct ie_match_place *x, const struct ie_match_place *y)
{
    return x->gram && y->gram && x->title == y->title && y->from >= x->from &&
           y->from < x->from + x->len;
}

static void widen(struct ie_match_place *x, const struct ie_match_place *y)
{
    if (y->from + y->len > x->from + x->len)
        x->len = y->from + y->len - x->from;
}

static uint32_t join_grams(struct shared *shared, uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        struct shared *last = kept ? &shared[kept - 1] : NULL;
        if (last && joins(&last->seeker, &shared[i].seeker)) {
            widen(&last->seeker, &shared[i].seeker);
            if (joins(&last->candidate, &shared[i].candidate))
                widen(&last->candidate, &shared[i].candidate);
            last->part += shared[i].part;
        } else {
            shared[kept++] = shared[i];
        }
    }
    return kept;
}

static struct ie_match_reason *next_reason(struct ie_match *match,
                                           struct ie_match_reason *reasons,
                                           enum ie_match_field field,
                                           enum ie_match_verdict verdict, double share)
{
    struct ie_match_reason *made = &reasons[match->reason_count++];

    made->field = (uint8_t)field;
    made->verdict = (uint8_t)verdict;
    made->share = share;
    made->seeker_item = made->candidate_item = UINT32_MAX;
    return made;
}

/* `worth`: what a cosine of one would add to the score, at this cosine's degree. */
static int explain_text(const struct ie_match_model *model,
                        const struct ie_match_pick *pick, double worth,
                        struct ie_arena *arena, struct ie_match *match,
                        struct ie_match_reason *reasons, struct ie_error *err)
{
    const struct ie_match_doc *x = &model->docs.at[pick->seeker_doc];
    const struct ie_match_doc *y = &model->docs.at[pick->candidate_doc];
    uint32_t most = x->count < y->count ? x->count : y->count;
    struct shared *shared = ie_calloc((size_t)most + 1, sizeof(*shared));

    if (!shared)
        return ie_fail_nomem(err);
    uint32_t count = intersect(model, x, y, shared);
    qsort(shared, count, sizeof(*shared), by_place);
    count = join_grams(shared, count);
    qsort(shared, count, sizeof(*shared), by_part);
    uint32_t shown = count <= IE_MATCH_TERMS ? count : IE_MATCH_TERMS - 1;
    int code = 0;
    for (uint32_t i = 0; i < shown; i++) {
        struct ie_match_reason *made = next_reason(match, reasons, IE_MATCH_TEXT,
                                                   IE_MATCH_MET, shared[i].part * worth);
        made->kind = shared[i].seeker.kind;
        made->seeker_text = x->text;
        made->candidate_text = y->text;
        made->seeker_surface = surface(model, x, &shared[i].seeker);
        made->candidate_surface = surface(model, y, &shared[i].candidate);
        made->term =
            shared[i].seeker.gram
                ? made->seeker_surface
                : ie_arena_str(arena, ie_terms_get(&model->terms, shared[i].entry->term));
        if (!made->term.ptr)
            code = ie_fail_nomem(err);
    }
    if (shown < count) {
        struct ie_match_reason *rest =
            next_reason(match, reasons, IE_MATCH_TEXT, IE_MATCH_MET, 0);
        rest->seeker_text = x->text;
        rest->candidate_text = y->text;
        for (uint32_t i = shown; i < count; i++)
            rest->share += shared[i].part * worth;
    }
    ie_free(shared);
    return code;
}

static void explain_concepts(const struct ie_match_model *model, uint32_t seeker,
                             double worth, struct ie_match *match,
                             struct ie_match_reason *reasons)
{
    uint64_t i = model->concept_first[seeker], j = model->concept_first[match->candidate];
    uint64_t i_end = model->concept_first[seeker + 1];
    uint64_t j_end = model->concept_first[match->candidate + 1];
    uint32_t before = match->reason_count;

    while (i < i_end && j < j_end) {
        const struct ie_match_entry *a = &model->concepts[i], *b = &model->concepts[j];
        if (a->term < b->term)
            i++;
        else if (a->term > b->term)
            j++;
        else {
            next_reason(match, reasons, IE_MATCH_CONCEPT, IE_MATCH_MET,
                        (double)a->weight * (double)b->weight * worth)
                ->code = model->concept_ids[a->term];
            i++;
            j++;
        }
    }
    if (match->reason_count == before)
        next_reason(match, reasons, IE_MATCH_CONCEPT, IE_MATCH_NOT_MET, 0)->code =
            UINT32_MAX;
}

static uint32_t reason_room(const struct ie_match_model *model, uint32_t seeker,
                            uint32_t candidate)
{
    const struct ie_matching_input *input = model->input;

    return IE_MATCH_TERMS + IE_MATCH_FIELD_COUNT + 1 +
           (uint32_t)(model->concept_first[seeker + 1] - model->concept_first[seeker]) +
           input->profiles[seeker].spec_count + input->profiles[candidate].spec_count;
}

int ie_match_explain(const struct ie_match_model *model, uint32_t seeker,
                     const struct ie_match_pick *pick, struct ie_arena *arena,
                     struct ie_match *match, struct ie_error *err)
{
    const struct ie_matching_input *input = model->input;
    const double *weights = input->weights.field;
    struct ie_match_reason *reasons = NULL;
    double of = 0;

    match->seeker = seeker;
    match->candidate = ie_match_candidate(input, pick->candidate);
    match->score = pick->score;
    match->cosine = pick->cosine;
    if (!input->no_reasons) {
        reasons = IE_NEW_ARRAY(arena, struct ie_match_reason,
                               reason_room(model, seeker, match->candidate));
        if (!reasons)
            return ie_fail_nomem(err);
    }
    match->degree[IE_MATCH_TEXT] = ie_match_fuse(pick->cosine);
    match->degree[IE_MATCH_CONCEPT] = pick->concept_degree;
    uint32_t count =
        ie_match_structure(input, seeker, match->candidate, match->degree, reasons);
    if (!reasons)
        return 0;
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        of += match->degree[f] >= 0 ? weights[f] : 0;
    for (uint32_t i = 0; i < count; i++)
        reasons[i].share *= weights[reasons[i].field] / of;
    match->reasons = reasons;
    match->reason_count = count;
    if (pick->concept_degree >= 0)
        explain_concepts(model, seeker, weights[IE_MATCH_CONCEPT] / of, match, reasons);
    return pick->cosine > 0
               ? explain_text(model, pick,
                              weights[IE_MATCH_TEXT] / of * match->degree[IE_MATCH_TEXT] /
                                  pick->cosine,
                              arena, match, reasons, err)
               : 0;
}
