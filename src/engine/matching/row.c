/* One seeker's row: the near candidates, each judged in full, the best kept. */
#include "base/alloc.h"
#include "engine/matching/model.h"

int ie_match_workspace_init(struct ie_match_workspace *work,
                            const struct ie_match_model *model, struct ie_error *err)
{
    *work = (struct ie_match_workspace){
        .seen = ie_calloc((size_t)model->candidates + 1, sizeof(*work->seen)),
        .spread = ie_calloc(model->terms.from.count + 1, sizeof(*work->spread)),
    };
    if (work->seen && work->spread && !ie_retrieval_workspace_new(&work->search, err))
        return 0;
    ie_match_workspace_release(work);
    return ie_fail_nomem(err);
}

void ie_match_workspace_release(struct ie_match_workspace *work)
{
    ie_free(work->seen);
    ie_free(work->spread);
    IE_VEC_RELEASE(&work->found);
    ie_retrieval_workspace_free(work->search);
    IE_VEC_RELEASE(&work->terms);
    IE_VEC_RELEASE(&work->hits);
}

uint64_t ie_match_row_cost(const struct ie_match_model *model, uint32_t row)
{
    uint32_t p = ie_match_seeker(model->input, row);
    uint64_t first = model->concept_first[p];
    uint64_t cost = IE_MATCH_NEAR +
                    ie_match_near_cost(&model->near_concepts, model->concepts + first,
                                       (uint32_t)(model->concept_first[p + 1] - first));

    for (uint32_t d = model->doc_first[p]; d < model->doc_first[p + 1]; d++) {
        const struct ie_match_doc *doc = &model->docs.at[d];
        cost += ie_match_near_cost(&model->near_texts, model->entries.at + doc->first,
                                   doc->count);
    }
    return cost;
}

double ie_match_fuse(double cosine)
{
    return cosine <= 0 ? 0
           : cosine >= 1
               ? 1
               : cosine * (1 + IE_MATCH_TEXT_HALF) / (cosine + IE_MATCH_TEXT_HALF);
}

/* ---- Judging a pair --------------------------------------------------------------- */

/* Of two unit vectors by rising term. */
static double dot(const struct ie_match_entry *x, uint64_t x_count,
                  const struct ie_match_entry *y, uint64_t y_count)
{
    double sum = 0;

    for (uint64_t i = 0, j = 0; i < x_count && j < y_count;) {
        uint32_t a = x[i].term, b = y[j].term;
        if (a == b)
            sum += (double)x[i].weight * (double)y[j].weight;
        i += a <= b;
        j += b <= a;
    }
    return sum;
}

/* Cosines of one of the seeker's texts with those of the candidates found; a tie goes to
 * the earlier texts. The text lies spread out, so that a candidate costs a look a term. */
static void compare_text(const struct ie_match_model *model,
                         struct ie_match_workspace *work, uint32_t d)
{
    const struct ie_match_doc *own = &model->docs.at[d];
    const struct ie_match_entry *entries = model->entries.at + own->first;

    for (uint32_t i = 0; i < own->count; i++)
        work->spread[entries[i].term] = entries[i].weight;
    for (size_t f = 0; f < work->found.count; f++) {
        struct ie_match_pick *pick = &work->found.at[f];
        uint32_t profile = ie_match_candidate(model->input, pick->candidate);
        for (uint32_t e = model->doc_first[profile]; e < model->doc_first[profile + 1];
             e++) {
            const struct ie_match_doc *doc = &model->docs.at[e];
            const struct ie_match_entry *at = model->entries.at + doc->first;
            double cosine = 0;
            for (uint32_t i = 0; i < doc->count; i++)
                cosine += (double)work->spread[at[i].term] * (double)at[i].weight;
            if (cosine > pick->cosine) {
                pick->cosine = cosine;
                pick->seeker_doc = d;
                pick->candidate_doc = e;
            }
        }
    }
    for (uint32_t i = 0; i < own->count; i++)
        work->spread[entries[i].term] = 0;
}

/* -1: not both have any. */
static double compare_concepts(const struct ie_match_model *model, uint32_t seeker,
                               uint32_t profile)
{
    const uint64_t *first = model->concept_first;
    uint64_t own = first[seeker + 1] - first[seeker];
    uint64_t other = first[profile + 1] - first[profile];

    if (!own || !other)
        return -1;
    double sum = dot(model->concepts + first[seeker], own,
                     model->concepts + first[profile], other);
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
    const struct ie_match_model *model;
    struct ie_match_workspace *work;
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

    degree[IE_MATCH_TEXT] = ie_match_fuse(pick->cosine);
    pick->concept_degree = compare_concepts(row->model, row->seeker, profile);
    degree[IE_MATCH_CONCEPT] = pick->concept_degree;
    ie_match_structure(input, row->seeker, profile, degree, NULL);
    pick->score = ie_match_score(&input->weights, degree);
    if (pick->score >= input->rules.least && pick->score > 0)
        row->count = insert(input, row->picks, row->count, *pick);
}

static bool reserve(struct ie_match_workspace *work, uint32_t terms, uint32_t want)
{
    while (work->terms.count < terms)
        if (!IE_PUSH(&work->terms))
            return false;
    while (work->hits.count < want)
        if (!IE_PUSH(&work->hits))
            return false;
    return true;
}

static int find_near(struct row *row, const struct ie_match_near *near,
                     const struct ie_match_entry *entries, uint64_t count, uint32_t want,
                     struct ie_error *err)
{
    struct ie_match_workspace *work = row->work;
    uint8_t type = row->model->input->profiles[row->seeker].type;
    uint32_t found = 0;

    if (!reserve(work, (uint32_t)count, want))
        return ie_fail_nomem(err);
    int code = ie_match_near_ask(near, entries, (uint32_t)count, type, want, work->search,
                                 work->terms.at, work->hits.at, &found, err);
    for (uint32_t i = 0; i < found && !code; i++)
        if (!find(row, work->hits.at[i].document))
            code = ie_fail_nomem(err);
    row->more |= found == want;
    return code;
}

static int look(struct row *row, uint32_t want, struct ie_error *err)
{
    const struct ie_match_model *model = row->model;
    uint64_t first = model->concept_first[row->seeker];
    uint32_t begin = model->doc_first[row->seeker];
    uint32_t end = model->doc_first[row->seeker + 1];

    row->work->found.count = 0;
    int code = find_near(row, &model->near_concepts, model->concepts + first,
                         model->concept_first[row->seeker + 1] - first, want, err);
    for (uint32_t d = begin; d < end && !code; d++) {
        const struct ie_match_doc *doc = &model->docs.at[d];
        code = find_near(row, &model->near_texts, model->entries.at + doc->first,
                         doc->count, want, err);
    }
    for (uint32_t d = begin; d < end && !code; d++)
        compare_text(model, row->work, d);
    for (size_t f = 0; f < row->work->found.count && !code; f++)
        judge(row, &row->work->found.at[f]);
    return code;
}

int ie_match_row(const struct ie_match_model *model, struct ie_match_workspace *work,
                 uint32_t number, struct ie_match_pick *picks, uint32_t *count,
                 struct ie_error *err)
{
    struct row row = {.model = model,
                      .work = work,
                      .seeker = ie_match_seeker(model->input, number),
                      .picks = picks};
    uint32_t top = model->input->top;
    uint32_t want = 4 * top > IE_MATCH_NEAR ? 4 * top : IE_MATCH_NEAR;
    int code;

    work->row++;
    /* where rules refuse so many that too few are left, farther ones are looked at */
    do {
        row.more = false;
        code = look(&row, want, err);
        want *= 4;
    } while (!code && row.more && row.allowed < top && want <= IE_RETRIEVAL_TOP_MAX);
    *count = row.count;
    return code;
}
