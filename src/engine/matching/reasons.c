/* Why a pair fits: the parts that its score is the sum of. */
#include <stdlib.h>

#include "base/alloc.h"
#include "engine/matching/model.h"

struct shared {  /* a term that both texts hold, or one of them in translation */
    double part; /* of the likeness */
    double main; /* part of the strongest term joined here, which is the one shown */
    uint32_t term;
    struct ie_bag_place seeker, candidate;
};

static struct ie_str surface(const struct ie_match_model *model,
                             const struct ie_match_doc *doc,
                             const struct ie_bag_place *place)
{
    const struct ie_match_text *text =
        &model->input->profiles[doc->profile].texts[doc->text];

    return ie_str_sub(place->title ? text->title : text->text, place->from, place->len);
}

/* Each term's part of both directions, of 1. */
static uint32_t intersect(const struct ie_match_probe *probe,
                          const struct ie_match_doc *doc,
                          const struct ie_match_pick *pick, struct shared *shared)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < doc->count; i++) {
        const struct ie_match_value *value = &doc->values[i];
        const struct ie_match_slot *slot = ie_match_probe_find(probe, doc->terms[i]);
        if (!slot)
            continue;
        double there = (double)slot->weight * (double)value->sat;
        double back = (double)slot->seen * (double)value->weight;
        double part = (there + back) / (pick->there + pick->back);
        if (part > 0)
            shared[count++] =
                (struct shared){part, part, doc->terms[i], slot->place, doc->places[i]};
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
    return (a->term > b->term) - (a->term < b->term);
}

static int by_part(const void *x, const void *y)
{
    const struct shared *a = x, *b = y;

    if (a->part < b->part || b->part < a->part)
        return a->part > b->part ? -1 : 1;
    return by_place(x, y);
}

static bool overlap(const struct ie_bag_place *x, const struct ie_bag_place *y)
{
    return x->title == y->title && y->from < x->from + x->len &&
           x->from < y->from + y->len;
}

static void widen(struct ie_bag_place *x, const struct ie_bag_place *y)
{
    uint32_t end = x->from + x->len;

    if (y->from + y->len > end)
        end = y->from + y->len;
    if (y->from < x->from)
        x->from = y->from;
    x->len = end - x->from;
}

/* Pieces of a word, its whole, its root, and the concept that it names are one reason; of
 * several words that it may be over there the strongest is shown. */
static void join(struct shared *last, const struct shared *more)
{
    widen(&last->seeker, &more->seeker);
    if (overlap(&last->candidate, &more->candidate))
        widen(&last->candidate, &more->candidate);
    else if (more->main > last->main)
        last->candidate = more->candidate;
    if (more->main > last->main) {
        last->main = more->main;
        last->term = more->term;
        last->seeker.kind = more->seeker.kind;
    }
    last->part += more->part;
}

static uint32_t join_all(struct shared *shared, uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++)
        if (kept && overlap(&shared[kept - 1].seeker, &shared[i].seeker))
            join(&shared[kept - 1], &shared[i]);
        else
            shared[kept++] = shared[i];
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

static const struct ie_match_probe *probe_of(const struct ie_match_workspace *work,
                                             const struct ie_match_pick *pick)
{
    uint32_t lang = work->model->docs[pick->candidate_doc].lang;

    for (size_t i = 0; i < work->asked; i++)
        if (work->probes.at[i].doc == pick->seeker_doc && work->probes.at[i].lang == lang)
            return &work->probes.at[i];
    return NULL;
}

static bool is_word(uint8_t kind)
{
    return kind != IE_TOKEN_GRAM && kind != IE_TOKEN_WHOLE && kind != IE_TOKEN_ROOT;
}

/* `worth`: what the text's field adds to the score. */
static int explain_text(const struct ie_match_workspace *work,
                        const struct ie_match_pick *pick, double worth,
                        struct ie_arena *arena, struct ie_match *match,
                        struct ie_match_reason *reasons, struct ie_error *err)
{
    const struct ie_match_model *model = work->model;
    const struct ie_match_probe *probe = probe_of(work, pick);
    const struct ie_match_doc *x = &model->docs[pick->seeker_doc];
    const struct ie_match_doc *y = &model->docs[pick->candidate_doc];
    struct shared *shared = ie_calloc((size_t)y->count + 1, sizeof(*shared));

    if (!shared || !probe)
        return ie_fail_nomem(err);
    uint32_t count = intersect(probe, y, pick, shared);
    if (count)
        qsort(shared, count, sizeof(*shared), by_place);
    count = join_all(shared, count);
    if (count)
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
        made->term = is_word(made->kind)
                         ? ie_arena_str(arena, ie_match_vocabulary_get(&model->terms,
                                                                       shared[i].term))
                         : made->seeker_surface;
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
        const struct ie_match_weighted *a = &model->concepts[i], *b = &model->concepts[j];
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

int ie_match_explain(struct ie_match_workspace *work, uint32_t seeker,
                     const struct ie_match_pick *pick, struct ie_arena *arena,
                     struct ie_match *match, struct ie_error *err)
{
    const struct ie_match_model *model = work->model;
    const struct ie_matching_input *input = model->input;
    const double *weights = input->weights.field;
    struct ie_match_reason *reasons = NULL;
    double of = 0;

    match->seeker = seeker;
    match->candidate = ie_match_candidate(input, pick->candidate);
    match->score = pick->score;
    match->likeness = pick->likeness;
    if (!input->no_reasons) {
        reasons = IE_NEW_ARRAY(arena, struct ie_match_reason,
                               reason_room(model, seeker, match->candidate));
        if (!reasons)
            return ie_fail_nomem(err);
    }
    match->degree[IE_MATCH_TEXT] = ie_match_fuse(pick->likeness, IE_MATCH_TEXT_HALF);
    match->degree[IE_MATCH_CONCEPT] =
        pick->concept_cosine < 0
            ? -1
            : ie_match_fuse(pick->concept_cosine, IE_MATCH_CONCEPT_HALF);
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
    double cosine = pick->concept_cosine;
    if (cosine >= 0)
        explain_concepts(model, seeker,
                         cosine > 0 ? weights[IE_MATCH_CONCEPT] / of *
                                          match->degree[IE_MATCH_CONCEPT] / cosine
                                    : 0,
                         match, reasons);
    return pick->likeness > 0
               ? explain_text(work, pick,
                              weights[IE_MATCH_TEXT] / of * match->degree[IE_MATCH_TEXT],
                              arena, match, reasons, err)
               : 0;
}
