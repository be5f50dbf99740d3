/* Fields of a text: see classify.h. */
#include "lexicon/classify.h"

#include <math.h>
#include <stdlib.h>

static uint32_t voice(const struct ie_mention *mention)
{
    double times = mention->times ? 1.0 + log((double)mention->times) : 1.0;

    return (uint32_t)((double)mention->weight * times * (mention->title ? 2.0 : 1.0));
}

/* Keeps the heaviest mentions of a field. */
static void keep_word(struct ie_field_score *score, const struct ie_mention *mentions,
                      uint32_t mention)
{
    uint32_t heavy = voice(&mentions[mention]);
    uint32_t at = score->words;

    while (at > 0 && voice(&mentions[score->word[at - 1]]) < heavy)
        at--;
    if (at == IE_CLASSIFY_WORDS)
        return;
    if (score->words < IE_CLASSIFY_WORDS)
        score->words++;
    for (uint32_t i = score->words - 1; i > at; i--)
        score->word[i] = score->word[i - 1];
    score->word[at] = mention;
}

static bool is_above(const struct ie_lexicon *lexicon, uint32_t field, uint32_t concept)
{
    struct ie_lexicon_span above = ie_lexicon_fields(lexicon, concept);

    for (uint32_t i = 0; i < above.count; i++)
        if (above.at[i] == field)
            return true;
    return field == concept;
}

static void hear(const struct ie_lexicon *lexicon, const struct ie_mention *mentions,
                 uint32_t mention, struct ie_field_score *scores, uint32_t count)
{
    uint32_t concept = mentions[mention].concept, shared = 0;

    for (uint32_t i = 0; i < count; i++)
        shared += is_above(lexicon, scores[i].field, concept);
    for (uint32_t i = 0; i < count; i++) {
        if (!is_above(lexicon, scores[i].field, concept))
            continue;
        scores[i].score += voice(&mentions[mention]) / shared;
        keep_word(&scores[i], mentions, mention);
    }
}

static int better(const void *x, const void *y)
{
    const struct ie_field_score *a = x, *b = y;

    return (a->score < b->score) - (a->score > b->score);
}

/* Insertion keeps equals in order; fields are few. */
static void sort_scores(struct ie_field_score *scores, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        struct ie_field_score one = scores[i];
        uint32_t at = i;
        for (; at > 0 && better(&scores[at - 1], &one) > 0; at--)
            scores[at] = scores[at - 1];
        scores[at] = one;
    }
}

int ie_lexicon_classify(const struct ie_lexicon *lexicon,
                        const struct ie_mention *mentions, uint32_t mention_count,
                        const uint32_t *fields, uint32_t field_count,
                        struct ie_arena *arena, struct ie_field_score **scores,
                        uint32_t *count, struct ie_error *err)
{
    struct ie_field_score *all =
        IE_NEW_ARRAY(arena, struct ie_field_score, (size_t)field_count + 1);

    if (!all)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < field_count; i++)
        all[i].field = fields[i];
    for (uint32_t i = 0; i < mention_count; i++)
        hear(lexicon, mentions, i, all, field_count);
    sort_scores(all, field_count);
    uint32_t kept = 0;
    while (kept < field_count && kept < IE_CLASSIFY_MOST &&
           all[kept].score >= IE_CLASSIFY_LEAST &&
           (uint64_t)all[kept].score * 1000 >= (uint64_t)all[0].score * IE_CLASSIFY_SHARE)
        kept++;
    *scores = all;
    *count = kept;
    return 0;
}
