/* Which hits count, and how much. */
#include <stdlib.h>
#include <unicode/uchar.h>

#include "lexicon/tag.h"

enum { STEPS = 2, WEAK_SHARE = 2 };

/* ---- Hits -------------------------------------------------------------------------- */

static uint32_t narrow(uint32_t point)
{
    return point >= 0xFF01 && point <= 0xFF5E ? point - 0xFF01 + '!' : point;
}

static uint32_t next_point(struct ie_str *text)
{
    size_t size;

    if (!text->len)
        return 0;
    uint32_t point = narrow(ie_utf8_next(*text, &size));
    text->ptr += size;
    text->len -= size;
    return point;
}

enum written { WRITTEN_OTHERWISE, WRITTEN_SMALL, WRITTEN_SAME };

/* Is an abbreviation written as the label is, or all in capitals; with a plural s? Signs
 * between letters do not count. */
static enum written written_as(struct ie_str written, struct ie_str label)
{
    bool exact = true, capitals = true;

    while (written.len) {
        uint32_t point = next_point(&written);
        if (ie_glyph_of(point) < IE_GLYPH_DIGIT)
            continue;
        uint32_t other = next_point(&label);
        while (other && ie_glyph_of(other) < IE_GLYPH_DIGIT)
            other = next_point(&label);
        bool plural = !other && point == 's' && !written.len;
        if (!other && !plural)
            return WRITTEN_OTHERWISE;
        exact &= plural || point == other;
        capitals &= plural || !u_islower((UChar32)point);
    }
    while (label.len)
        if (ie_glyph_of(next_point(&label)) >= IE_GLYPH_DIGIT)
            return WRITTEN_OTHERWISE; /* IT is not the plural of ITS */
    return exact || capitals ? WRITTEN_SAME : WRITTEN_SMALL;
}

/* Does the case of what is written rule an abbreviation out, or make it doubtful? */
static bool case_allows(const struct ie_tagger *tagger, uint32_t label,
                        struct ie_str written, bool *weak)
{
    const struct ie_lexicon *lexicon = tagger->lexicon;
    unsigned flags = ie_lex_trait(lexicon, label)->flags;

    if (!(flags & (IE_LEX_CASED | IE_LEX_ACRONYM)))
        return true;
    enum written how =
        written_as(written, ie_lex_string(lexicon, lexicon->labels[label].text));
    if (flags & IE_LEX_CASED) {
        *weak |= tagger->shouted;
        return how == WRITTEN_SAME;
    }
    *weak |= how == WRITTEN_SMALL;
    return how != WRITTEN_OTHERWISE;
}

/*
 * Accents are folded away, but an author who writes them means them ("marqué" is not
 * "marque"), and without them short words are others ("sagen" is not "sägen"). German
 * plurals may gain one.
 */
static bool accents_allow(const struct ie_tagger *tagger, unsigned flags,
                          struct ie_str written)
{
    static const char *const apart[] = {"ae", "oe", "ue", "Ae", "Oe", "Ue"};
    enum { SHORT = 6 };
    bool careful = tagger->accented || written.len <= SHORT, capitals = true;

    if (!careful || !(flags & (IE_LEX_ACCENTED | IE_LEX_BARE)))
        return true;
    bool accented = ie_lex_accented(written);
    if (accented == !(flags & IE_LEX_BARE))
        return true;
    for (size_t i = 0; i < IE_COUNT(apart) && !accented; i++)
        if (ie_str_find(written, ie_str_z(apart[i])) >= 0)
            return true;
    for (size_t i = 0; i < written.len; i++)
        capitals &= !(written.ptr[i] >= 'a' && written.ptr[i] <= 'z');
    return capitals;
}

/* English is read in any text, but not its everyday words: the German article "die" is no
 * die, and of short words ("fin", "pile") one cannot be sure. */
static bool language_allows(const struct ie_tagger *tagger,
                            const struct ie_lex_trait *trait, bool *weak)
{
    bool latin = trait->flags & IE_LEX_LATIN;

    if (!(latin ? tagger->latin : tagger->native)[trait->lang])
        return false;
    if (!latin || tagger->own[trait->lang])
        return true;
    *weak |= (trait->flags & IE_LEX_SHORT) &&
             !(trait->flags & (IE_LEX_CASED | IE_LEX_ACRONYM));
    return !(trait->flags & IE_LEX_WEAK);
}

static uint32_t letter_at(struct ie_str text, size_t at)
{
    size_t size;

    return at < text.len ? ie_utf8_next(ie_str_n(text.ptr + at, text.len - at), &size)
                         : 0;
}

static uint32_t letter_before(struct ie_str text, size_t at)
{
    if (!at)
        return 0;
    do
        at--;
    while (at && (text.ptr[at] & 0xC0) == 0x80);
    return letter_at(text, at);
}

/* Does a sentence go on at a byte: are there letters before, and spaces or a comma? */
static bool within_sentence(struct ie_str text, size_t at)
{
    while (at && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == ','))
        at--;
    return at && u_isalpha((UChar32)letter_before(text, at));
}

/*
 * German writes nouns with a capital: in running text "messen" is not "Messe". Russian
 * writes names so, and nothing else within a sentence: "Германия" is not "германий".
 */
static bool capital_allows(const struct ie_tagger *tagger, unsigned flags, uint32_t from,
                           uint32_t end)
{
    enum { RUNNING = 40 }; /* bytes; less may be a query, all in small letters */
    struct ie_str text = tagger->text;

    if (flags & IE_LEX_NOUN && tagger->capitals && text.len >= RUNNING)
        return !u_islower((UChar32)letter_at(text, from)) ||
               u_isalpha((UChar32)letter_before(text, from));
    if (!(flags & IE_LEX_SMALL) || !u_isupper((UChar32)letter_at(text, from)) ||
        from + 2 >= end || !u_islower((UChar32)letter_at(text, from + 2)))
        return true;
    return !within_sentence(text, from);
}

int ie_lex_add_hit(struct ie_tagger *tagger, uint32_t label, uint32_t from, uint32_t end,
                   unsigned nearness, bool weak, struct ie_error *err)
{
    const struct ie_lex_trait *trait = ie_lex_trait(tagger->lexicon, label);
    struct ie_str written = ie_str_n(tagger->text.ptr + from, end - from);

    weak |= (trait->flags & IE_LEX_WEAK) != 0;
    if (!language_allows(tagger, trait, &weak) ||
        !case_allows(tagger, label, written, &weak) ||
        !accents_allow(tagger, trait->flags, written) ||
        !capital_allows(tagger, trait->flags, from, end))
        return 0;
    struct ie_lex_hit *hit = IE_PUSH(&tagger->hits);
    if (!hit)
        return ie_fail_nomem(err);
    *hit = (struct ie_lex_hit){
        .from = from,
        .end = end,
        .label = label,
        .rank = (uint8_t)(2 * nearness + !tagger->favoured[trait->lang]),
        .weak = weak,
    };
    return 0;
}

/* ---- The longest of what overlaps -------------------------------------------------- */

/* Longest first, then from the left, then nearest. */
static int hit_cmp(const void *left, const void *right)
{
    const struct ie_lex_hit *x = left, *y = right;

    if (x->end - x->from != y->end - y->from)
        return x->end - x->from > y->end - y->from ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->weak != y->weak)
        return x->weak ? 1 : -1;
    return (x->label > y->label) - (x->label < y->label);
}

static bool reserve_covered(struct ie_tagger *tagger, size_t bytes)
{
    if (!ie_vec_grow((void **)&tagger->covered.at, &tagger->covered.room, bytes, 1))
        return false;
    memset(tagger->covered.at, 0, bytes);
    return true;
}

/* What was taken before is no shorter, so if it overlaps it covers an end. */
static bool take(struct ie_tagger *tagger, uint32_t start, const struct ie_lex_hit *hit)
{
    uint8_t *covered = tagger->covered.at;

    if (covered[hit->from - start] || covered[hit->end - 1 - start])
        return false;
    memset(covered + (hit->from - start), 1, hit->end - hit->from);
    return true;
}

static int add_found(struct ie_tagger *tagger, const struct ie_lex_hit *hit,
                     size_t group_from, struct ie_error *err)
{
    const struct ie_lexicon *lexicon = tagger->lexicon;
    uint32_t concept = ie_lex_concept_of(lexicon, hit->label);

    for (size_t i = group_from; i < tagger->found.count; i++)
        if (tagger->found.at[i].tag.concept == concept)
            return 0;
    struct ie_lex_found *found = IE_PUSH(&tagger->found);
    if (!found)
        return ie_fail_nomem(err);
    found->tag = (struct ie_tag){
        .from = hit->from,
        .len = hit->end - hit->from,
        .concept = concept,
        .weight = ie_lex_trait(lexicon, hit->label)->weight,
        .label = (uint16_t)(hit->label - lexicon->concepts[concept].label)};
    found->group = tagger->groups;
    found->weak = hit->weak;
    return 0;
}

int ie_lex_choose(struct ie_tagger *tagger, struct ie_error *err)
{
    size_t count = tagger->hits.count;
    uint32_t start = UINT32_MAX, end = 0;
    int code = 0;

    if (!count)
        return 0;
    qsort(tagger->hits.at, count, sizeof(*tagger->hits.at), hit_cmp);
    for (size_t i = 0; i < count; i++) {
        const struct ie_lex_hit *hit = &tagger->hits.at[i];
        start = hit->from < start ? hit->from : start;
        end = hit->end > end ? hit->end : end;
    }
    if (!reserve_covered(tagger, end - start))
        return ie_fail_nomem(err);
    for (size_t i = 0, next; i < count && !code; i = next) {
        const struct ie_lex_hit *first = &tagger->hits.at[i];
        bool taken = take(tagger, start, first);
        size_t group_from = tagger->found.count;
        for (next = i; next < count && !code; next++) {
            const struct ie_lex_hit *hit = &tagger->hits.at[next];
            if (hit->from != first->from || hit->end != first->end)
                break;
            if (taken && hit->rank == first->rank)
                code = add_found(tagger, hit, group_from, err);
        }
        tagger->groups += taken;
    }
    return code;
}

/* ---- Weak labels ------------------------------------------------------------------- */

static bool marked_near(const struct ie_tagger *tagger, uint32_t concept, int steps)
{
    struct ie_lexicon_span above = ie_lexicon_broader(tagger->lexicon, concept);
    struct ie_lexicon_span beside = ie_lexicon_related(tagger->lexicon, concept);

    if (tagger->marks[concept])
        return true;
    for (uint32_t i = 0; steps && i < above.count; i++)
        if (marked_near(tagger, above.at[i], steps - 1))
            return true;
    for (uint32_t i = 0; steps && i < beside.count; i++)
        if (marked_near(tagger, beside.at[i], steps - 1))
            return true;
    return false;
}

static bool has_company(const struct ie_tagger *tagger, uint32_t concept)
{
    struct ie_lexicon_span fields = ie_lexicon_fields(tagger->lexicon, concept);

    for (uint32_t i = 0; i < fields.count; i++)
        if (tagger->fields[fields.at[i]])
            return true;
    return marked_near(tagger, concept, STEPS);
}

static void mark(struct ie_tagger *tagger, uint8_t value)
{
    for (size_t i = 0; i < tagger->found.count; i++) {
        const struct ie_lex_found *found = &tagger->found.at[i];
        struct ie_lexicon_span fields =
            ie_lexicon_fields(tagger->lexicon, found->tag.concept);
        if (found->weak)
            continue;
        tagger->marks[found->tag.concept] = value;
        for (uint32_t k = 0; k < fields.count; k++)
            tagger->fields[fields.at[k]] = value;
    }
}

static void drop_lonely(struct ie_tagger *tagger)
{
    size_t kept = 0;

    mark(tagger, 1);
    for (size_t i = 0; i < tagger->found.count; i++)
        if (!tagger->found.at[i].weak ||
            has_company(tagger, tagger->found.at[i].tag.concept))
            tagger->found.at[kept++] = tagger->found.at[i];
    mark(tagger, 0);
    tagger->found.count = kept;
}

/* ---- Weights ----------------------------------------------------------------------- */

/* Tags of one phrase: what labels say, the rest shared by those that say nothing. */
static void weigh_group(struct ie_lex_found *group, size_t count)
{
    uint32_t said = 0, silent = 0, sum = 0;

    for (size_t i = 0; i < count; i++) {
        said += group[i].tag.weight;
        silent += !group[i].tag.weight;
    }
    uint32_t share = silent && said < IE_LABEL_WEIGHT ? (IE_LABEL_WEIGHT - said) / silent
                                                      : IE_LABEL_WEIGHT / (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        if (!group[i].tag.weight)
            group[i].tag.weight = (uint16_t)share;
        sum += group[i].tag.weight;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t weight = group[i].tag.weight;
        if (sum > IE_LABEL_WEIGHT)
            weight = weight * IE_LABEL_WEIGHT / sum;
        group[i].tag.weight = (uint16_t)(group[i].weak ? weight / WEAK_SHARE : weight);
    }
}

static int tag_cmp(const void *left, const void *right)
{
    const struct ie_tag *x = left, *y = right;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->concept > y->concept) - (x->concept < y->concept);
}

int ie_lex_weigh(struct ie_tagger *tagger, struct ie_error *err)
{
    drop_lonely(tagger);
    struct ie_lex_found *found = tagger->found.at;
    size_t count = tagger->found.count;
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && found[next].group == found[i].group;)
            next++;
        weigh_group(found + i, next - i);
    }
    tagger->tags.count = 0;
    for (size_t i = 0; i < count; i++) {
        struct ie_tag *tag = IE_PUSH(&tagger->tags);
        if (!tag)
            return ie_fail_nomem(err);
        *tag = found[i].tag;
    }
    if (count)
        qsort(tagger->tags.at, count, sizeof(*tagger->tags.at), tag_cmp);
    return 0;
}
