/* A row in full: see check.h. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "engine/matching/check.h"
#include "engine/matching/field.h"

/* ---- Read again ---------------------------------------------------------------------- */

/* A profile's texts and concepts from the input, and what was kept of them. */
static int read_again(struct ie_match_check_hand *hand, uint32_t p, bool *same,
                      struct ie_error *err)
{
    const struct ie_match_checker *check = hand->checker;
    const struct ie_match_profile *profile = &check->input->profiles[p];
    struct ie_match_voices field = {.reader = hand->reader};
    struct ie_check_ids kept = ie_check_concepts(check, p);
    uint32_t ids[IE_MATCH_FIELD_MOST];
    int code = 0;

    *same = true;
    for (uint32_t t = 0; t < profile->text_count && !code; t++) {
        const struct ie_match_document document = {
            profile->texts[t].lang, profile->texts[t].title, profile->texts[t].text};
        struct ie_match_concept *concepts = NULL;
        struct ie_bag bag = {0};
        uint32_t count = 0;
        code = ie_bag_read_all(hand->reader, &document, &hand->scratch, &bag, &concepts,
                               &count, err);
        if (!code && hand->reader->lexicon)
            ie_match_field_add(&field, concepts, count);
        *same &= code ||
                 ie_check_texts_same(&check->texts, check->texts.doc_first[p] + t, &bag);
    }
    if (!code && check->input->tag_concepts && hand->reader->lexicon) {
        uint32_t count = ie_match_field_end(&field, ids);
        *same &= count == kept.count &&
                 (!count || memcmp(ids, kept.at, count * sizeof(*ids)) == 0);
    }
    ie_arena_clear(&hand->scratch);
    return code;
}

static int check_again(struct ie_match_check_hand *hand,
                       const struct ie_match_checked *row, struct ie_error *err)
{
    bool same;
    int code = read_again(hand, row->seeker, &same, err);

    for (size_t i = 0; i < row->count && !code && same; i++)
        code = read_again(hand, row->matches[i].candidate, &same, err);
    return code || same ? code : ie_check_failed(row->seeker, row->seeker, "text", err);
}

/* ---- Nothing left out ------------------------------------------------------------------ */

/* A candidate of the row, by brute force. */
struct look {
    uint32_t candidate;
    double concept;  /* cosine */
    double likeness; /* then the score; < 0 where rules refuse */
    bool near;       /* the first stage had to find it */
};

struct whole {
    struct ie_match_check_hand *hand;
    const struct ie_match_checked *row;
    struct look *looks; /* candidates whose type and days allow the pair */
    size_t count;
    double *values; /* [texts] of candidates, and [candidates] */
    double *sorted;
    size_t near; /* how many the first stage had to find */
};

static int falling(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a < b) - (a > b);
}

/* What must be exceeded to be among the `near` nearest, with room for what the first
 * stage's quantisation may move; < 0: all are among them. */
static double reach(const struct whole *whole, size_t count)
{
    if (count <= whole->near)
        return -2;
    memcpy(whole->sorted, whole->values, count * sizeof(*whole->sorted));
    qsort(whole->sorted, count, sizeof(*whole->sorted), falling);
    return fmax(0, whole->sorted[whole->near - 1]) * 1.03 + 0.002;
}

static void list_candidates(struct whole *whole)
{
    const struct ie_matching_input *input = whole->hand->checker->input;
    uint32_t count = input->candidates ? input->candidate_count : input->count;

    for (uint32_t c = 0; c < count; c++) {
        uint32_t p = input->candidates ? input->candidates[c] : c;
        if (ie_check_fits(input, whole->row->seeker, p))
            whole->looks[whole->count++] = (struct look){.candidate = p};
    }
}

/* Of one text of the seeker's in one language: which candidates' texts are nearest. */
static void look_at_texts(const struct whole *whole, const struct ie_check_probe *probe)
{
    const struct ie_check_texts *texts = &whole->hand->checker->texts;
    size_t n = 0, again = 0;

    for (size_t i = 0; i < whole->count; i++) {
        struct look *look = &whole->looks[i];
        for (uint32_t d = texts->doc_first[look->candidate];
             d < texts->doc_first[look->candidate + 1]; d++)
            if (texts->docs[d].lang == probe->lang)
                look->likeness =
                    fmax(look->likeness,
                         ie_check_likeness(texts, probe, d, &whole->values[n++]));
    }
    double least = reach(whole, n);
    for (size_t i = 0; i < whole->count; i++) {
        struct look *look = &whole->looks[i];
        for (uint32_t d = texts->doc_first[look->candidate];
             d < texts->doc_first[look->candidate + 1]; d++) {
            if (texts->docs[d].lang != probe->lang)
                continue;
            look->near |= whole->values[again] > 0 && whole->values[again] > least;
            again++;
        }
    }
}

static void look_at_concepts(const struct whole *whole)
{
    for (size_t i = 0; i < whole->count; i++)
        whole->values[i] = ie_check_cosine(whole->hand->checker, whole->row->seeker,
                                           whole->looks[i].candidate);
    double least = reach(whole, whole->count);
    for (size_t i = 0; i < whole->count; i++)
        whole->looks[i].near |= whole->values[i] > 0 && whole->values[i] > least;
}

/* How many that had to be found score more than the row's last. */
static size_t count_better(const struct whole *whole)
{
    const struct ie_match_checker *check = whole->hand->checker;
    const struct ie_matching_input *input = check->input;
    const struct ie_match_checked *row = whole->row;
    double last = row->count == input->top ? row->matches[row->count - 1].score
                                           : input->rules.least;
    size_t better = 0;

    for (size_t i = 0; i < whole->count; i++) {
        const struct look *look = &whole->looks[i];
        double degree[IE_MATCH_FIELD_COUNT];
        if (!look->near || ie_check_excluded(input, row->seeker, look->candidate))
            continue;
        ie_check_degrees(check, row->seeker, look->candidate, look->likeness, degree);
        better += ie_check_total(check, degree) > fmax(last, 0) + IE_CHECK_SLACK;
    }
    return better;
}

/* That nothing better was left out of what the first stage had to find. */
static int check_complete(struct ie_match_check_hand *hand,
                          const struct ie_match_checked *row, struct ie_error *err)
{
    const struct ie_matching_input *input = hand->checker->input;
    size_t most = (size_t)input->count + hand->checker->texts.doc_count + 1;
    size_t top = 4 * (size_t)input->top;
    struct whole whole = {.hand = hand,
                          .row = row,
                          .looks =
                              ie_calloc((size_t)input->count + 1, sizeof(struct look)),
                          .values = ie_calloc(most, sizeof(double)),
                          .sorted = ie_calloc(most, sizeof(double)),
                          .near = top > IE_MATCH_NEAR ? top : IE_MATCH_NEAR};
    int code = whole.looks && whole.values && whole.sorted ? 0 : ie_fail_nomem(err);

    if (!code) {
        list_candidates(&whole);
        look_at_concepts(&whole);
        for (size_t i = 0; i < hand->probes.count; i++)
            look_at_texts(&whole, &hand->probes.at[i]);
        if (count_better(&whole) > row->count)
            code = ie_check_failed(row->seeker, row->seeker, "left out", err);
    }
    ie_free(whole.looks);
    ie_free(whole.values);
    ie_free(whole.sorted);
    return code;
}

int ie_check_whole(struct ie_match_check_hand *hand, const struct ie_match_checked *row,
                   struct ie_error *err)
{
    int code = check_again(hand, row, err);

    return code ? code : check_complete(hand, row, err);
}

/* ---- From the raw input ------------------------------------------------------------------ */

static int keep_all(struct ie_match_checker *check, struct ie_match_reader *reader,
                    uint32_t p, struct ie_arena *scratch, struct ie_error *err)
{
    const struct ie_match_profile *profile = &check->input->profiles[p];
    struct ie_match_voices field = {.reader = reader};
    uint32_t ids[IE_MATCH_FIELD_MOST];
    int code = 0;

    for (uint32_t t = 0; t < profile->text_count && !code; t++) {
        const struct ie_match_document document = {
            profile->texts[t].lang, profile->texts[t].title, profile->texts[t].text};
        struct ie_match_concept *concepts = NULL;
        struct ie_bag bag = {0};
        uint32_t count = 0;
        code = ie_bag_read_all(reader, &document, scratch, &bag, &concepts, &count, err);
        if (!code)
            code = ie_match_checker_keep(check, 0, p, t, &bag, err);
        if (!code && reader->lexicon)
            ie_match_field_add(&field, concepts, count);
    }
    if (!code && check->input->tag_concepts && reader->lexicon)
        code = ie_match_checker_keep_concepts(check, 0, p, ids,
                                              ie_match_field_end(&field, ids), err);
    ie_arena_clear(scratch);
    return code;
}

static int check_all(struct ie_match_checker *check, struct ie_match_reader *reader,
                     const struct ie_matching_output *output, struct ie_error *err)
{
    enum { SAMPLE = 3 };
    const struct ie_matching_input *input = check->input;
    struct ie_match_check_hand *hand = NULL;
    int code = ie_match_check_hand_new(check, reader, &hand, err);

    for (uint32_t row = 0; row < output->rows_done && !code; row++) {
        uint32_t number = output->from + row;
        struct ie_match_checked checked = {
            .seeker = input->seekers ? input->seekers[number] : number,
            .matches = output->matches + output->first[row],
            .count = output->first[row + 1] - output->first[row],
            .whole = row % (output->rows_done / SAMPLE + 1) == 0};
        code = ie_match_check_row(hand, &checked, err);
    }
    ie_match_check_hand_free(hand);
    return code;
}

int ie_matching_check(const struct ie_matching_input *input,
                      const struct ie_matching_output *output, struct ie_error *err)
{
    struct ie_match_checker *check = NULL;
    struct ie_match_reader *reader = NULL;
    struct ie_arena scratch;
    int code = ie_match_check_rows(input, output, err);

    ie_arena_init(&scratch, 0);
    if (!code)
        code = ie_match_checker_new(input, &check, err);
    if (!code)
        code = ie_match_reader_new(&input->knowledge, &reader, err);
    for (uint32_t p = 0; p < input->count && !code; p++)
        code = keep_all(check, reader, p, &scratch, err);
    if (!code)
        code = ie_match_checker_ready(check, NULL, err);
    if (!code)
        code = check_all(check, reader, output, err);
    ie_match_reader_free(reader);
    ie_match_checker_free(check);
    ie_arena_release(&scratch);
    return code;
}
