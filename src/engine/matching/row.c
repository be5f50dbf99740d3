/* One seeker's row: the near candidates, each judged in full, the best kept. */
#include "base/alloc.h"
#include "engine/matching/model.h"

int ie_match_workspace_init(struct ie_match_workspace *work,
                            const struct ie_match_model *model, struct ie_error *err)
{
    *work = (struct ie_match_workspace){
        .model = model,
        .seen = ie_calloc((size_t)model->candidates + 1, sizeof(*work->seen)),
        .concepts = ie_calloc((size_t)model->concept_count + 1, sizeof(float)),
    };
    ie_arena_init(&work->scratch, 0);
    int code = work->seen && work->concepts
                   ? ie_match_reader_new(&model->input->knowledge, &work->reader, err)
                   : ie_fail_nomem(err);
    if (!code)
        code = ie_retrieval_workspace_new(&work->search, err);
    if (code)
        ie_match_workspace_release(work);
    return code;
}

void ie_match_workspace_release(struct ie_match_workspace *work)
{
    ie_free(work->seen);
    ie_free(work->concepts);
    for (size_t i = 0; i < work->probes.count; i++)
        ie_free(work->probes.at[i].slots);
    IE_VEC_RELEASE(&work->probes);
    IE_VEC_RELEASE(&work->found);
    ie_retrieval_workspace_free(work->search);
    ie_match_reader_free(work->reader);
    ie_arena_release(&work->scratch);
    IE_VEC_RELEASE(&work->terms);
    IE_VEC_RELEASE(&work->hits);
    IE_VEC_RELEASE(&work->given);
    *work = (struct ie_match_workspace){0};
}

/* Of a language that is not the text's own, as many postings as it has texts. */
uint64_t ie_match_row_cost(const struct ie_match_model *model, uint32_t row)
{
    uint32_t p = ie_match_seeker(model->input, row);
    uint64_t cost = IE_MATCH_NEAR;

    for (uint32_t d = model->doc_first[p]; d < model->doc_first[p + 1]; d++) {
        const struct ie_match_doc *doc = &model->docs[d];
        for (uint32_t l = 0; l < model->lang_count; l++)
            if (l != doc->lang)
                cost += model->langs[l].with_candidates;
        for (uint32_t i = 0; i < doc->count; i++)
            cost += model->langs[doc->lang].frequency[doc->terms[i]];
    }
    return cost;
}

double ie_match_fuse(double evidence, double half)
{
    return evidence <= 0   ? 0
           : evidence >= 1 ? 1
                           : evidence * (1 + half) / (evidence + half);
}

/* ---- Judging a pair --------------------------------------------------------------- */

/* Both directions of a seeker's text, as it is asked, and a candidate's. */
static void compare(const struct ie_match_probe *probe, const struct ie_match_doc *doc,
                    double *there, double *back)
{
    uint32_t found[IE_MATCH_FEW];

    *there = *back = 0;
    for (uint32_t from = 0; from < doc->count;) {
        uint32_t count = ie_match_probe_sift(probe, doc, &from, found);
        for (uint32_t i = 0; i < count; i++) {
            const struct ie_match_slot *slot =
                ie_match_probe_find(probe, doc->terms[found[i]]);
            const struct ie_match_value *value = &doc->values[found[i]];
            if (!slot)
                continue;
            *there += (double)slot->weight * (double)value->sat;
            *back += (double)slot->seen * (double)value->weight;
        }
    }
}

/* Candidates lie anywhere in memory: the text of one that comes soon is fetched. */
static void fetch_text(const struct ie_match_workspace *work, size_t f)
{
    enum { DOCS = 12, TEXT = 6, LINE = 64 };
    const struct ie_match_model *model = work->model;

    if (f + DOCS < work->found.count) {
        uint32_t p = ie_match_candidate(model->input, work->found.at[f + DOCS].candidate);
        __builtin_prefetch(&model->docs[model->doc_first[p]]);
    }
    if (f + TEXT >= work->found.count)
        return;
    uint32_t p = ie_match_candidate(model->input, work->found.at[f + TEXT].candidate);
    const struct ie_match_doc *doc = &model->docs[model->doc_first[p]];
    for (size_t i = 0; i < doc->count; i += LINE / sizeof(*doc->terms))
        __builtin_prefetch(doc->terms + i);
    for (size_t i = 0; i < doc->count; i += LINE / sizeof(*doc->values))
        __builtin_prefetch(doc->values + i);
}

/* Of the pairs of texts the likest counts; a tie goes to the earlier ones. */
static void compare_text(struct ie_match_workspace *work,
                         const struct ie_match_probe *probe)
{
    const struct ie_match_model *model = work->model;

    for (size_t f = 0; f < work->found.count; f++) {
        struct ie_match_pick *pick = &work->found.at[f];
        uint32_t profile = ie_match_candidate(model->input, pick->candidate);
        fetch_text(work, f);
        for (uint32_t e = model->doc_first[profile]; e < model->doc_first[profile + 1];
             e++) {
            double there, back;
            if (model->docs[e].lang != probe->lang)
                continue;
            compare(probe, &model->docs[e], &there, &back);
            work->compared += model->docs[e].count;
            double likeness = ie_match_likeness(there, back);
            if (likeness > pick->likeness ||
                (likeness > 0 && !(likeness < pick->likeness) &&
                 probe->doc == pick->seeker_doc && e < pick->candidate_doc)) {
                pick->there = there;
                pick->back = back;
                pick->likeness = likeness;
                pick->seeker_doc = probe->doc;
                pick->candidate_doc = e;
            }
        }
    }
}

static void fetch_concepts(const struct ie_match_workspace *work, size_t f)
{
    enum { FIRST = 12, LIST = 6 };
    const struct ie_match_model *model = work->model;

    if (f + FIRST < work->found.count) {
        uint32_t p =
            ie_match_candidate(model->input, work->found.at[f + FIRST].candidate);
        __builtin_prefetch(&model->concept_first[p]);
        __builtin_prefetch(&model->input->profiles[p]);
    }
    if (f + LIST < work->found.count) {
        uint32_t p = ie_match_candidate(model->input, work->found.at[f + LIST].candidate);
        const struct ie_match_weighted *list = model->concepts + model->concept_first[p];
        __builtin_prefetch(list);
        __builtin_prefetch(list + 8);
        __builtin_prefetch(list + 16);
    }
}

/* The running row's seeker's concepts in the workspace, or zeros there again. */
static void spread_concepts(struct ie_match_workspace *work, uint32_t seeker, bool there)
{
    const struct ie_match_model *model = work->model;

    for (uint64_t i = model->concept_first[seeker]; i < model->concept_first[seeker + 1];
         i++)
        work->concepts[model->concepts[i].term] = there ? model->concepts[i].weight : 0;
}

/* -1: not both have any. Unit vectors: what the seeker has not adds nothing. */
static double compare_concepts(const struct ie_match_workspace *work, uint32_t seeker,
                               uint32_t profile)
{
    const struct ie_match_model *model = work->model;
    const uint64_t *first = model->concept_first;
    double sum = 0;

    if (first[seeker + 1] == first[seeker] || first[profile + 1] == first[profile])
        return -1;
    for (uint64_t i = first[profile]; i < first[profile + 1]; i++)
        sum += (double)work->concepts[model->concepts[i].term] *
               (double)model->concepts[i].weight;
    return sum < 1 ? sum : 1;
}

static bool worse(const struct ie_match_pick *x, const struct ie_match_pick *y,
                  const struct ie_matching_input *input)
{
    if (x->score < y->score || y->score < x->score)
        return x->score < y->score;
    return ie_match_candidate(input, x->candidate) >
           ie_match_candidate(input, y->candidate);
}

/* Keeps picks sorted, best first: K is small. */
static uint32_t insert(const struct ie_matching_input *input, struct ie_match_pick *picks,
                       uint32_t count, struct ie_match_pick pick)
{
    uint32_t at = count;

    if (count == input->top) {
        if (!worse(&picks[count - 1], &pick, input))
            return count;
        at = count - 1;
    }
    while (at > 0 && worse(&picks[at - 1], &pick, input)) {
        picks[at] = picks[at - 1];
        at--;
    }
    picks[at] = pick;
    return count < input->top ? count + 1 : count;
}

/* ---- The row ---------------------------------------------------------------------- */

struct row {
    struct ie_match_workspace *work;
    const struct ie_match_model *model;
    uint32_t seeker;
    struct ie_match_pick *picks;
    uint32_t count;   /* picks */
    uint32_t allowed; /* candidates judged */
    bool more;        /* a search gave all it was asked for: there may be others */
};

/* A candidate goes on to the second stage, once. */
static bool find(struct row *row, uint32_t candidate)
{
    const struct ie_matching_input *input = row->model->input;
    uint32_t profile = ie_match_candidate(input, candidate);

    if (row->work->seen[candidate] == row->work->row)
        return true;
    row->work->seen[candidate] = row->work->row;
    if (!ie_match_allowed(input, row->seeker, profile))
        return true;
    struct ie_match_pick *pick = IE_PUSH(&row->work->found);
    if (!pick)
        return false;
    pick->candidate = candidate;
    row->allowed++;
    return true;
}

static void judge(struct row *row, struct ie_match_pick *pick)
{
    const struct ie_matching_input *input = row->model->input;
    uint32_t profile = ie_match_candidate(input, pick->candidate);
    double degree[IE_MATCH_FIELD_COUNT];

    degree[IE_MATCH_TEXT] = ie_match_fuse(pick->likeness, IE_MATCH_TEXT_HALF);
    pick->concept_cosine = compare_concepts(row->work, row->seeker, profile);
    degree[IE_MATCH_CONCEPT] =
        pick->concept_cosine < 0
            ? -1
            : ie_match_fuse(pick->concept_cosine, IE_MATCH_CONCEPT_HALF);
    ie_match_structure(input, row->seeker, profile, degree, NULL);
    pick->score = ie_match_score(&input->weights, degree);
    if (pick->score >= input->rules.least && pick->score > 0)
        row->count = insert(input, row->picks, row->count, *pick);
}

static struct ie_retrieval_weight *push_term(struct ie_match_workspace *work,
                                             uint32_t term, double weight)
{
    struct ie_retrieval_weight *made = IE_PUSH(&work->terms);

    if (made)
        *made = (struct ie_retrieval_weight){ie_match_near_term(term), (float)weight};
    return made;
}

static int ask(struct row *row, const struct ie_match_near *near, uint32_t want,
               struct ie_error *err)
{
    enum { AHEAD = 8 };
    struct ie_match_workspace *work = row->work;
    uint8_t type = row->model->input->profiles[row->seeker].type;
    uint32_t found = 0;

    if (!work->terms.count)
        return 0;
    while (work->hits.count < want)
        if (!IE_PUSH(&work->hits))
            return ie_fail_nomem(err);
    int code = ie_match_near_ask(near, work->terms.at, (uint32_t)work->terms.count, type,
                                 want, work->search, work->hits.at, &found, err);
    for (uint32_t i = 0; i < found && !code; i++) {
        const struct ie_matching_input *input = row->model->input;
        if (i + AHEAD < found)
            __builtin_prefetch(&input->profiles[ie_match_candidate(
                input, work->hits.at[i + AHEAD].document)]);
        if (!find(row, work->hits.at[i].document))
            code = ie_fail_nomem(err);
    }
    row->more |= found == want;
    return code;
}

static int ask_concepts(struct row *row, uint32_t want, struct ie_error *err)
{
    const struct ie_match_model *model = row->model;
    const struct ie_match_near *near = &model->near_concepts;

    row->work->terms.count = 0;
    for (uint64_t i = model->concept_first[row->seeker];
         i < model->concept_first[row->seeker + 1]; i++) {
        const struct ie_match_weighted *own = &model->concepts[i];
        if (!push_term(row->work, own->term,
                       (double)own->weight * ie_match_near_idf(near, own->term)))
            return ie_fail_nomem(err);
    }
    return ask(row, near, want, err);
}

static int ask_texts(struct row *row, const struct ie_match_probe *probe, uint32_t want,
                     struct ie_error *err)
{
    row->work->terms.count = 0;
    for (uint32_t s = 0; s < probe->room; s++)
        if (probe->slots[s].term && probe->slots[s].weight > 0 &&
            !push_term(row->work, probe->slots[s].term - 1, probe->slots[s].weight))
            return ie_fail_nomem(err);
    return ask(row, &row->model->langs[probe->lang].near, want, err);
}

/* Each of the seeker's texts in each language of the candidates. */
static int make_probes(struct row *row, struct ie_error *err)
{
    const struct ie_match_model *model = row->model;
    struct ie_match_workspace *work = row->work;
    int code = 0;

    work->asked = 0;
    work->given.count = 0;
    ie_arena_clear(&work->scratch);
    for (uint32_t d = model->doc_first[row->seeker];
         d < model->doc_first[row->seeker + 1]; d++)
        for (uint32_t l = 0; l < model->lang_count && !code; l++) {
            if (!model->langs[l].with_candidates)
                continue;
            if (work->asked == work->probes.count && !IE_PUSH(&work->probes))
                return ie_fail_nomem(err);
            struct ie_match_probe *probe = &work->probes.at[work->asked++];
            code = ie_match_probe_make(model, work->reader, d, l, &work->scratch, probe,
                                       err);
            struct ie_match_given *given =
                !code && probe->bag ? IE_PUSH(&work->given) : NULL;
            if (given)
                *given = (struct ie_match_given){model->docs[d].text, model->langs[l].tag,
                                                 probe->bag};
        }
    return code;
}

static int look(struct row *row, uint32_t want, struct ie_error *err)
{
    struct ie_match_workspace *work = row->work;

    work->found.count = 0;
    int code = ask_concepts(row, want, err);
    for (size_t i = 0; i < work->asked && !code; i++)
        code = ask_texts(row, &work->probes.at[i], want, err);
    for (size_t i = 0; i < work->asked && !code; i++)
        compare_text(work, &work->probes.at[i]);
    work->judged += work->found.count;
    for (size_t f = 0; f < work->found.count && !code; f++) {
        fetch_concepts(work, f);
        judge(row, &work->found.at[f]);
    }
    return code;
}

int ie_match_row(struct ie_match_workspace *work, uint32_t number,
                 struct ie_match_pick *picks, uint32_t *count, struct ie_error *err)
{
    const struct ie_matching_input *input = work->model->input;
    struct row row = {.work = work,
                      .model = work->model,
                      .seeker = ie_match_seeker(input, number),
                      .picks = picks};
    uint32_t want = 4 * input->top > IE_MATCH_NEAR ? 4 * input->top : IE_MATCH_NEAR;
    int code = make_probes(&row, err);

    work->row++;
    spread_concepts(work, row.seeker, true);
    /* where rules refuse so many that too few are left, farther ones are looked at */
    do {
        row.more = false;
        if (!code)
            code = look(&row, want, err);
        want *= 4;
    } while (!code && row.more && row.allowed < input->top &&
             want <= IE_RETRIEVAL_TOP_MAX);
    spread_concepts(work, row.seeker, false);
    *count = row.count;
    return code;
}
