/* One seeker against all candidates: accumulate, bound, choose. */
#include "base/alloc.h"
#include "engine/matching/model.h"

int ie_match_workspace_init(struct ie_match_workspace *work,
                            const struct ie_match_model *model, struct ie_error *err)
{
    size_t docs = model->docs.count + 1, candidates = (size_t)model->candidates + 1;

    *work = (struct ie_match_workspace){
        .acc = ie_calloc(docs, sizeof(*work->acc)),
        .touched = ie_calloc(docs, sizeof(*work->touched)),
        .best = ie_calloc(candidates, sizeof(*work->best)),
        .best_docs = ie_calloc(2 * candidates, sizeof(*work->best_docs)),
        .concept = ie_calloc(candidates, sizeof(*work->concept)),
        .rows = ie_calloc(candidates, sizeof(*work->rows)),
    };
    if (work->acc && work->touched && work->best && work->best_docs && work->concept &&
        work->rows)
        return 0;
    ie_match_workspace_release(work);
    return ie_fail_nomem(err);
}

void ie_match_workspace_release(struct ie_match_workspace *work)
{
    ie_free(work->acc);
    ie_free(work->touched);
    ie_free(work->best);
    ie_free(work->best_docs);
    ie_free(work->concept);
    ie_free(work->rows);
}

uint64_t ie_match_row_cost(const struct ie_match_model *model, uint32_t row)
{
    uint32_t p = ie_match_seeker(model->input, row);
    uint64_t cost = model->candidates;

    for (uint32_t d = model->doc_first[p]; d < model->doc_first[p + 1]; d++) {
        const struct ie_match_doc *doc = &model->docs.at[d];
        for (uint64_t i = doc->first; i < doc->first + doc->count; i++) {
            uint32_t t = model->entries.at[i].term;
            cost += model->by_term.first[t + 1] - model->by_term.first[t];
        }
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

/* Cosines of one of the seeker's texts with all docs; keeps the best a candidate. */
static uint32_t add_text(const struct ie_match_model *model,
                         struct ie_match_workspace *work, uint32_t d, uint32_t found)
{
    const struct ie_match_doc *doc = &model->docs.at[d];
    uint32_t touched = 0;

    for (uint64_t i = doc->first; i < doc->first + doc->count; i++) {
        const struct ie_match_entry *entry = &model->entries.at[i];
        double weight = (double)entry->weight;
        uint64_t end = model->by_term.first[entry->term + 1];
        for (uint64_t p = model->by_term.first[entry->term]; p < end; p++) {
            const struct ie_match_posting *posting = &model->by_term.at[p];
            if (work->acc[posting->at] == 0)
                work->touched[touched++] = posting->at;
            work->acc[posting->at] += weight * (double)posting->weight;
        }
    }
    for (uint32_t i = 0; i < touched; i++) {
        uint32_t other = work->touched[i];
        uint32_t c = model->candidate_of[model->docs.at[other].profile];
        double cosine = work->acc[other];
        work->acc[other] = 0;
        if (work->best[c] == 0 && work->concept[c] == 0)
            work->rows[found++] = c;
        /* a tie goes to the earlier texts, whatever the order of touching */
        uint32_t *docs = &work->best_docs[2 * c];
        if (cosine > work->best[c] ||
            (!(cosine < work->best[c]) &&
             (d < docs[0] || (d == docs[0] && other < docs[1])))) {
            work->best[c] = cosine;
            docs[0] = d;
            docs[1] = other;
        }
    }
    return found;
}

static uint32_t add_concepts(const struct ie_match_model *model,
                             struct ie_match_workspace *work, uint32_t seeker,
                             uint32_t found)
{
    for (uint64_t i = model->concept_first[seeker]; i < model->concept_first[seeker + 1];
         i++) {
        const struct ie_match_entry *entry = &model->concepts[i];
        uint64_t end = model->by_concept.first[entry->term + 1];
        for (uint64_t p = model->by_concept.first[entry->term]; p < end; p++) {
            const struct ie_match_posting *posting = &model->by_concept.at[p];
            if (work->concept[posting->at] == 0)
                work->rows[found++] = posting->at;
            work->concept[posting->at] += (double)entry->weight * (double)posting->weight;
        }
    }
    return found;
}

/* The score if all structure were stated and perfect: no less than the real one, since
 * a field at 1 never lowers a mean. */
static double bound(const struct ie_match_weights *weights, const double *degree)
{
    double best[IE_MATCH_FIELD_COUNT];

    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++)
        best[f] = f == IE_MATCH_TEXT || f == IE_MATCH_CONCEPT ? degree[f] : 1;
    return ie_match_score(weights, best);
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

static uint32_t choose(const struct ie_match_model *model,
                       const struct ie_match_workspace *work, uint32_t seeker,
                       uint32_t found, struct ie_match_pick *picks)
{
    const struct ie_matching_input *input = model->input;
    bool tagged = model->concept_first[seeker + 1] > model->concept_first[seeker];
    uint32_t count = 0;

    for (uint32_t i = 0; i < found; i++) {
        uint32_t c = work->rows[i], p = ie_match_candidate(input, c);
        double degree[IE_MATCH_FIELD_COUNT];
        bool both = tagged && model->concept_first[p + 1] > model->concept_first[p];
        degree[IE_MATCH_TEXT] = ie_match_fuse(work->best[c]);
        degree[IE_MATCH_CONCEPT] = !both                  ? -1
                                   : work->concept[c] < 1 ? work->concept[c]
                                                          : 1;
        double high = bound(&input->weights, degree);
        /* the slack covers rounding: a bound may not cut what equals it */
        if (high < input->rules.least ||
            (count == input->top && high + 1e-9 < picks[count - 1].score) ||
            !ie_match_allowed(input, seeker, p))
            continue;
        ie_match_structure(input, seeker, p, degree, NULL);
        double score = ie_match_score(&input->weights, degree);
        if (score < input->rules.least || score <= 0)
            continue;
        count = insert(
            input, picks, count,
            (struct ie_match_pick){score, work->best[c], degree[IE_MATCH_CONCEPT], c,
                                   work->best_docs[2 * c], work->best_docs[2 * c + 1]});
    }
    return count;
}

uint32_t ie_match_row(const struct ie_match_model *model, struct ie_match_workspace *work,
                      uint32_t row, struct ie_match_pick *picks)
{
    uint32_t seeker = ie_match_seeker(model->input, row);
    uint32_t found = add_concepts(model, work, seeker, 0);

    for (uint32_t d = model->doc_first[seeker]; d < model->doc_first[seeker + 1]; d++)
        found = add_text(model, work, d, found);
    uint32_t count = choose(model, work, seeker, found, picks);
    for (uint32_t i = 0; i < found; i++) {
        work->best[work->rows[i]] = work->concept[work->rows[i]] = 0;
        work->best_docs[2 * work->rows[i]] = work->best_docs[2 * work->rows[i] + 1] = 0;
    }
    return count;
}
