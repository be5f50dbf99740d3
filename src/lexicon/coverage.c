/* How much of each field is said in each language. */
#include "lexicon/lint.h"

#include "lexicon/lexicon.h"
#include "lexicon/thesaurus_priv.h"

static uint32_t language_index(struct ie_coverage *coverage, struct ie_str lang)
{
    uint32_t i = 0;

    while (i < coverage->languages && !ie_str_eq(coverage->lang[i], lang))
        i++;
    return i;
}

static void collect_language(struct ie_coverage *coverage, struct ie_str lang)
{
    uint32_t at = language_index(coverage, lang);

    if (at < coverage->languages || at == IE_COVERAGE_LANGUAGES)
        return;
    coverage->languages++;
    for (; at && ie_lexicon_lang_cmp(lang, coverage->lang[at - 1]) < 0; at--)
        coverage->lang[at] = coverage->lang[at - 1];
    coverage->lang[at] = lang;
}

static void collect_languages(const struct ie_thesaurus *thesaurus,
                              struct ie_coverage *coverage)
{
    for (uint32_t i = 0; i < thesaurus->count; i++)
        for (uint32_t k = 0; k < thesaurus->concepts[i].label_count; k++)
            collect_language(coverage, thesaurus->concepts[i].labels[k].lang);
}

/* `shown`: labels of the concept so far, by language. */
static void count_label(struct ie_coverage *coverage, struct ie_coverage_row *row,
                        const struct ie_label *label, uint32_t *shown)
{
    uint32_t lang = language_index(coverage, label->lang);

    if (lang == coverage->languages)
        return;
    struct ie_coverage_cell *cell = &row->cell[lang];
    cell->concepts += label->kind == IE_LABEL_PREFERRED;
    cell->labels++;
    cell->reviewed += label->review == IE_REVIEW_REVIEWED;
    shown[lang] += label->kind != IE_LABEL_HIDDEN;
    cell->two += label->kind != IE_LABEL_HIDDEN && shown[lang] == 2;
}

static void count_concept(struct ie_coverage *coverage, struct ie_coverage_row *row,
                          const struct ie_concept *concept)
{
    uint32_t shown[IE_COVERAGE_LANGUAGES] = {0};

    row->concepts++;
    for (uint32_t i = 0; i < concept->label_count; i++)
        count_label(coverage, row, &concept->labels[i], shown);
}

/* Marks what lies below `field`: passes until nothing new is marked. */
static void mark_below(const struct ie_thesaurus *thesaurus, uint32_t field,
                       uint8_t *marked)
{
    bool more = true;

    memset(marked, 0, thesaurus->count);
    marked[field] = 1;
    while (more) {
        more = false;
        for (uint32_t i = 0; i < thesaurus->count; i++) {
            const struct ie_concept *c = &thesaurus->concepts[i];
            for (uint32_t k = 0; k < c->broader_count && !marked[i]; k++)
                if (c->broader[k].concept != IE_THESAURUS_NONE &&
                    marked[c->broader[k].concept])
                    marked[i] = more = true;
        }
    }
}

int ie_lexicon_coverage(const struct ie_thesaurus *thesaurus, struct ie_arena *arena,
                        struct ie_coverage *coverage, struct ie_error *err)
{
    uint32_t tops = 0;
    uint8_t *marked = IE_NEW_ARRAY(arena, uint8_t, thesaurus->count + 1);

    *coverage = (struct ie_coverage){0};
    for (uint32_t i = 0; i < thesaurus->count; i++)
        tops += thesaurus->concepts[i].top;
    coverage->rows = IE_NEW_ARRAY(arena, struct ie_coverage_row, tops + 1);
    if (!marked || !coverage->rows)
        return ie_fail_nomem(err);
    collect_languages(thesaurus, coverage);
    coverage->rows[0].field = IE_THESAURUS_NONE;
    coverage->row_count = 1;
    for (uint32_t i = 0; i < thesaurus->count; i++)
        count_concept(coverage, &coverage->rows[0], &thesaurus->concepts[i]);
    for (uint32_t top = 0; top < thesaurus->count; top++) {
        if (!thesaurus->concepts[top].top)
            continue;
        struct ie_coverage_row *row = &coverage->rows[coverage->row_count++];
        row->field = top;
        mark_below(thesaurus, top, marked);
        for (uint32_t i = 0; i < thesaurus->count; i++)
            if (marked[i])
                count_concept(coverage, row, &thesaurus->concepts[i]);
    }
    return 0;
}

/* ---- of a compiled vocabulary --------------------------------------------------------- */

static void count_compiled(const struct ie_lexicon *lexicon, uint32_t concept,
                           struct ie_coverage *coverage, struct ie_coverage_row *row)
{
    uint32_t shown[IE_COVERAGE_LANGUAGES] = {0};
    struct ie_label label;

    row->concepts++;
    for (uint32_t i = 0; i < ie_lexicon_label_count(lexicon, concept); i++) {
        ie_lexicon_label_at(lexicon, concept, i, &label);
        count_label(coverage, row, &label, shown);
    }
}

int ie_lexicon_coverage_of(const struct ie_lexicon *lexicon, struct ie_arena *arena,
                           struct ie_coverage *coverage, struct ie_error *err)
{
    struct ie_lexicon_span tops = ie_lexicon_tops(lexicon);
    struct ie_label label;

    *coverage = (struct ie_coverage){.row_count = tops.count + 1};
    coverage->rows =
        IE_NEW_ARRAY(arena, struct ie_coverage_row, (size_t)coverage->row_count);
    if (!coverage->rows)
        return ie_fail_nomem(err);
    coverage->rows[0].field = IE_THESAURUS_NONE;
    for (uint32_t i = 0; i < tops.count; i++)
        coverage->rows[i + 1].field = tops.at[i];
    for (uint32_t c = 0; c < ie_lexicon_count(lexicon); c++)
        for (uint32_t i = 0; i < ie_lexicon_label_count(lexicon, c); i++) {
            ie_lexicon_label_at(lexicon, c, i, &label);
            collect_language(coverage, label.lang);
        }
    for (uint32_t c = 0; c < ie_lexicon_count(lexicon); c++) {
        struct ie_lexicon_span fields = ie_lexicon_fields(lexicon, c);
        count_compiled(lexicon, c, coverage, &coverage->rows[0]);
        for (uint32_t row = 1; row < coverage->row_count; row++)
            for (uint32_t i = 0; i < fields.count; i++)
                if (fields.at[i] == coverage->rows[row].field)
                    count_compiled(lexicon, c, coverage, &coverage->rows[row]);
    }
    return 0;
}
