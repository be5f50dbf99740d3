/* The linter: see lint.h for what it holds against a vocabulary. */
#include "lexicon/lint.h"

#include <stdlib.h>
#include <xxhash.h>

#include "text/text.h"

static const char *const rule_names[IE_LINT_RULES] = {
    [IE_LINT_DANGLING] = "dangling",
    [IE_LINT_CYCLE] = "cycle",
    [IE_LINT_ORPHAN] = "orphan",
    [IE_LINT_TOP_BELOW] = "top_below",
    [IE_LINT_SHARED] = "shared",
    [IE_LINT_SCRIPT] = "script",
    [IE_LINT_MIXED] = "mixed",
    [IE_LINT_LOAN] = "loan",
    [IE_LINT_NATIVE] = "native",
    [IE_LINT_NO_LANGUAGE] = "no_language",
    [IE_LINT_NO_PREFERRED] = "no_preferred",
    [IE_LINT_VARIANT] = "variant",
};

const char *ie_lint_rule_name(enum ie_lint_rule rule)
{
    return (unsigned)rule < IE_LINT_RULES ? rule_names[rule] : NULL;
}

struct linter {
    const struct ie_thesaurus *thesaurus;
    struct ie_arena *arena;
    struct ie_lint_report *report;
    struct ie_romaniser *romaniser;
    const struct ie_native *natives;
    uint32_t native_count;
    struct ie_error *err;
};

static int found(struct linter *l, struct ie_lint_finding finding)
{
    struct ie_lint_report *r = l->report;

    if (r->count == r->room) {
        uint32_t room = r->room ? r->room * 2 : 64;
        struct ie_lint_finding *at = IE_NEW_ARRAY(l->arena, struct ie_lint_finding, room);
        if (!at)
            return ie_fail_nomem(l->err);
        if (r->count)
            memcpy(at, r->at, r->count * sizeof(*at));
        r->at = at;
        r->room = room;
    }
    r->at[r->count++] = finding;
    r->errors += finding.error;
    return 0;
}

static struct ie_lint_finding about(const struct linter *l, enum ie_lint_rule rule,
                                    uint32_t concept)
{
    return (struct ie_lint_finding){.rule = (uint8_t)rule,
                                    .error = true,
                                    .concept = concept,
                                    .label = IE_THESAURUS_NONE,
                                    .other = IE_THESAURUS_NONE,
                                    .at = l->thesaurus->concepts[concept].at};
}

static struct ie_lint_finding about_label(const struct linter *l, enum ie_lint_rule rule,
                                          uint32_t concept, uint32_t label)
{
    struct ie_lint_finding f = about(l, rule, concept);

    f.label = label;
    f.lang = l->thesaurus->concepts[concept].labels[label].lang;
    f.at = l->thesaurus->concepts[concept].labels[label].at;
    return f;
}

/* ---- Links ---------------------------------------------------------------------------- */

static int lint_dangling(struct linter *l, uint32_t concept, const struct ie_link *links,
                         uint32_t count)
{
    int code = 0;

    for (uint32_t i = 0; i < count && !code; i++)
        if (links[i].concept == IE_THESAURUS_NONE) {
            struct ie_lint_finding f = about(l, IE_LINT_DANGLING, concept);
            f.other_id = links[i].id;
            f.at = links[i].at;
            code = found(l, f);
        }
    return code;
}

static int lint_links(struct linter *l)
{
    int code = 0;

    for (uint32_t i = 0; i < l->thesaurus->count && !code; i++) {
        const struct ie_concept *c = &l->thesaurus->concepts[i];
        code = lint_dangling(l, i, c->broader, c->broader_count);
        if (!code)
            code = lint_dangling(l, i, c->related, c->related_count);
        if (!code && !c->broader_count && !c->top)
            code = found(l, about(l, IE_LINT_ORPHAN, i));
        if (!code && c->broader_count && c->top)
            code = found(l, about(l, IE_LINT_TOP_BELOW, i));
    }
    return code;
}

/*
 * Cycles of broader: depth first with a stack of our own, since a vocabulary may be as
 * deep as it is large. Each edge that closes a cycle is a finding.
 */
static int lint_cycles(struct linter *l)
{
    enum { WHITE, GREY, BLACK };
    uint32_t n = l->thesaurus->count, depth = 0;
    uint8_t *colour = IE_NEW_ARRAY(l->arena, uint8_t, n + 1);
    uint32_t *stack = IE_NEW_ARRAY(l->arena, uint32_t, n + 1);
    uint32_t *edge = IE_NEW_ARRAY(l->arena, uint32_t, n + 1);
    int code = 0;

    if (!colour || !stack || !edge)
        return ie_fail_nomem(l->err);
    for (uint32_t root = 0; root < n && !code; root++) {
        if (colour[root] != WHITE)
            continue;
        stack[depth++] = root;
        colour[root] = GREY;
        while (depth && !code) {
            uint32_t at = stack[depth - 1];
            const struct ie_concept *c = &l->thesaurus->concepts[at];
            if (edge[at] == c->broader_count) {
                colour[at] = BLACK;
                depth--;
                continue;
            }
            const struct ie_link *link = &c->broader[edge[at]++];
            if (link->concept == IE_THESAURUS_NONE)
                continue;
            if (colour[link->concept] == GREY) {
                struct ie_lint_finding f = about(l, IE_LINT_CYCLE, at);
                f.other = link->concept;
                f.at = link->at;
                code = found(l, f);
            } else if (colour[link->concept] == WHITE) {
                colour[link->concept] = GREY;
                stack[depth++] = link->concept;
            }
        }
    }
    return code;
}

/* ---- Labels alone ---------------------------------------------------------------------- */

static bool native_script(struct ie_str lang, enum ie_script script)
{
    if (ie_lang_is(lang, "ko"))
        return script == IE_SCRIPT_HANGUL;
    if (ie_lang_is(lang, "ja"))
        return script == IE_SCRIPT_HAN || script == IE_SCRIPT_KANA;
    if (ie_lang_is(lang, "zh"))
        return script == IE_SCRIPT_HAN;
    if (ie_lang_is(lang, "ru"))
        return script == IE_SCRIPT_CYRILLIC;
    if (ie_lang_is(lang, "he"))
        return script == IE_SCRIPT_HEBREW;
    if (ie_lang_is(lang, "ar"))
        return script == IE_SCRIPT_ARABIC;
    return script == IE_SCRIPT_LATIN;
}

struct script_count {
    bool native, foreign, latin; /* foreign: a script that is neither native nor Latin */
    bool mixed;                  /* one word with Latin and Cyrillic or Greek letters */
    bool capital;                /* a Latin capital or a digit: an abbreviation, a name */
};

/* Greek letters stand for themselves in every language ("β-phase"). */
static struct script_count count_scripts(struct ie_str text, struct ie_str lang)
{
    struct script_count count = {0};
    unsigned word = 0;

    while (text.len) {
        size_t size;
        uint32_t point = ie_utf8_next(text, &size);
        enum ie_script script = ie_script_of(point);
        text = ie_str_sub(text, size, text.len);
        count.capital |= (point >= 'A' && point <= 'Z') || (point >= '0' && point <= '9');
        if (script == IE_SCRIPT_NONE) {
            if (point != 0x300 && point != 0x301)
                word = 0;
            continue;
        }
        count.native |= native_script(lang, script);
        count.latin |= script == IE_SCRIPT_LATIN;
        count.foreign |= !native_script(lang, script) && script != IE_SCRIPT_LATIN &&
                         script != IE_SCRIPT_GREEK;
        word |= 1U << script;
        count.mixed |= (word >> IE_SCRIPT_LATIN & 1) && (word >> IE_SCRIPT_CYRILLIC & 1);
    }
    return count;
}

static int lint_script(struct linter *l, uint32_t concept, uint32_t index)
{
    const struct ie_label *label = &l->thesaurus->concepts[concept].labels[index];
    struct script_count count = count_scripts(label->text, label->lang);
    int code = 0;

    if (count.mixed)
        code = found(l, about_label(l, IE_LINT_MIXED, concept, index));
    /* what is written with capitals or digits (PVD, FinFET, Bluetooth) is at home in
     * every language; a common Latin word is not, unless it is only searched for */
    bool wrong = count.foreign ||
                 (!count.native && count.latin && label->kind != IE_LABEL_HIDDEN &&
                  !label->why.len && !count.capital);
    if (!code && wrong)
        code = found(l, about_label(l, IE_LINT_SCRIPT, concept, index));
    return code;
}

/* Whether a label sounds like one of the concept's English labels. */
static int loan_of_concept(struct linter *l, const struct ie_concept *c,
                           const struct ie_label *label, bool *loan)
{
    int code = 0;

    *loan = false;
    for (uint32_t i = 0; i < c->label_count && !*loan && !code; i++)
        if (ie_str_eqz(c->labels[i].lang, "en"))
            code = ie_is_loan(l->romaniser, label->text, c->labels[i].text, loan, l->err);
    return code;
}

/* Whether the concept has another word in the label's language that is no loan. */
static int has_other_word(struct linter *l, const struct ie_concept *c,
                          const struct ie_label *label, bool *other)
{
    int code = 0;

    *other = false;
    for (uint32_t i = 0; i < c->label_count && !*other && !code; i++) {
        const struct ie_label *word = &c->labels[i];
        bool loan = false;
        if (word == label || word->kind == IE_LABEL_HIDDEN || word->weak ||
            !ie_str_eq(word->lang, label->lang) ||
            !count_scripts(word->text, word->lang).native)
            continue;
        code = loan_of_concept(l, c, word, &loan);
        *other = !loan;
    }
    return code;
}

static int lint_loan(struct linter *l, uint32_t concept, uint32_t index)
{
    static const char *const languages[] = {"ko", "ja", "ru", "he"};
    const struct ie_concept *c = &l->thesaurus->concepts[concept];
    const struct ie_label *label = &c->labels[index];
    struct ie_lint_finding f;
    bool checked = false, loan = false, other = false;
    int code;

    for (size_t i = 0; i < IE_COUNT(languages); i++)
        checked |= ie_lang_is(label->lang, languages[i]);
    if (!checked || label->kind != IE_LABEL_PREFERRED || label->why.len)
        return 0;
    if ((code = loan_of_concept(l, c, label, &loan)) || !loan ||
        (code = has_other_word(l, c, label, &other)) || !other)
        return code;
    f = about_label(l, IE_LINT_LOAN, concept, index);
    f.error = false;
    return found(l, f);
}

/* The native word for a loan that stands as a whole word in the label, or NULL. */
static const struct ie_native *native_for(const struct linter *l,
                                          const struct ie_label *label)
{
    for (uint32_t i = 0; i < l->native_count; i++) {
        const struct ie_native *n = &l->natives[i];
        struct ie_str rest = label->text, word;
        if (!ie_str_eq(n->lang, label->lang))
            continue;
        if (ie_str_eq(n->loan, label->text))
            return n;
        while (ie_str_split(&rest, ' ', &word))
            if (ie_str_eq(word, n->loan))
                return n;
    }
    return NULL;
}

static int lint_native(struct linter *l, uint32_t concept, uint32_t index)
{
    const struct ie_label *label = &l->thesaurus->concepts[concept].labels[index];
    const struct ie_native *native = native_for(l, label);

    if (!native || label->kind != IE_LABEL_PREFERRED || label->why.len)
        return 0;
    struct ie_lint_finding f = about_label(l, IE_LINT_NATIVE, concept, index);
    f.other_id = native->native;
    return found(l, f);
}

static int lint_languages(struct linter *l, uint32_t concept)
{
    static const char *const needed[] = {"ko", "en"};
    const struct ie_concept *c = &l->thesaurus->concepts[concept];
    int code = 0;

    for (size_t i = 0; i < IE_COUNT(needed) && !code; i++)
        if (!ie_concept_preferred(c, ie_str_z(needed[i]))) {
            struct ie_lint_finding f = about(l, IE_LINT_NO_LANGUAGE, concept);
            f.lang = ie_str_z(needed[i]);
            code = found(l, f);
        }
    for (uint32_t i = 0; i < c->label_count && !code; i++) {
        bool first = true;
        for (uint32_t k = 0; k < i; k++)
            first &= !ie_str_eq(c->labels[k].lang, c->labels[i].lang);
        if (first && !ie_concept_preferred(c, c->labels[i].lang))
            code = found(l, about_label(l, IE_LINT_NO_PREFERRED, concept, i));
    }
    return code;
}

static int lint_labels(struct linter *l)
{
    int code = 0;

    for (uint32_t i = 0; i < l->thesaurus->count && !code; i++) {
        code = lint_languages(l, i);
        for (uint32_t k = 0; k < l->thesaurus->concepts[i].label_count && !code; k++) {
            code = lint_script(l, i, k);
            if (!code)
                code = lint_loan(l, i, k);
            if (!code)
                code = lint_native(l, i, k);
        }
    }
    return code;
}

/* ---- Labels against each other ----------------------------------------------------------- */

struct claim {
    uint64_t key; /* of language and folded text without spaces */
    uint32_t concept, label;
};

static int claim_order(const void *x, const void *y)
{
    const struct claim *a = x, *b = y;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->concept != b->concept)
        return a->concept < b->concept ? -1 : 1;
    return (a->label > b->label) - (a->label < b->label);
}

/* Short abbreviations are told apart by case ("Co" is not "CO"), as the tagger does. */
static int claim_key(struct linter *l, const struct ie_label *label, uint64_t *key)
{
    struct ie_arena_mark mark = ie_arena_mark(l->arena);
    struct ie_str folded = label->text;
    size_t len = label->lang.len;
    int code = 0;

    if (label->text.len > 3)
        code = ie_text_search_key(l->arena, label->text, &folded, l->err);
    if (code)
        return code;
    char *bytes = ie_arena_alloc(l->arena, len + folded.len + 1);
    if (!bytes)
        return ie_fail_nomem(l->err);
    memcpy(bytes, label->lang.ptr, len);
    for (size_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] != ' ')
            bytes[len++] = folded.ptr[i];
    *key = XXH3_64bits(bytes, len);
    ie_arena_rewind(l->arena, mark);
    return 0;
}

/* One group of equal claims: [first, end). */
static int lint_group(struct linter *l, const struct claim *first,
                      const struct claim *end)
{
    int code = 0;

    for (const struct claim *x = first; x < end && !code; x++) {
        const struct ie_label *label =
            &l->thesaurus->concepts[x->concept].labels[x->label];
        const struct claim *other = first->concept != x->concept       ? first
                                    : (end - 1)->concept != x->concept ? end - 1
                                                                       : NULL;
        if (x > first && x[-1].concept == x->concept) {
            struct ie_lint_finding f =
                about_label(l, IE_LINT_VARIANT, x->concept, x->label);
            f.error = false;
            code = found(l, f);
        } else if (other && !label->why.len) {
            struct ie_lint_finding f =
                about_label(l, IE_LINT_SHARED, x->concept, x->label);
            f.other = other->concept;
            code = found(l, f);
        }
    }
    return code;
}

static int lint_claims(struct linter *l)
{
    uint32_t count = 0, at = 0;
    int code = 0;

    for (uint32_t i = 0; i < l->thesaurus->count; i++)
        count += l->thesaurus->concepts[i].label_count;
    struct claim *claims = IE_NEW_ARRAY(l->arena, struct claim, count + 1);
    if (!claims)
        return ie_fail_nomem(l->err);
    for (uint32_t i = 0; i < l->thesaurus->count && !code; i++)
        for (uint32_t k = 0; k < l->thesaurus->concepts[i].label_count && !code; k++) {
            claims[at].concept = i;
            claims[at].label = k;
            code = claim_key(l, &l->thesaurus->concepts[i].labels[k], &claims[at++].key);
        }
    if (code)
        return code;
    qsort(claims, count, sizeof(*claims), claim_order);
    for (uint32_t first = 0, end; first < count && !code; first = end) {
        for (end = first + 1; end < count && claims[end].key == claims[first].key; end++)
            ;
        if (end - first > 1)
            code = lint_group(l, claims + first, claims + end);
    }
    return code;
}

static int finding_order(const void *x, const void *y)
{
    const struct ie_lint_finding *a = x, *b = y;
    int file = strcmp(a->at.file ? a->at.file : "", b->at.file ? b->at.file : "");

    if (file)
        return file;
    if (a->at.line != b->at.line)
        return a->at.line < b->at.line ? -1 : 1;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    if (a->concept != b->concept)
        return a->concept < b->concept ? -1 : 1;
    return (a->label > b->label) - (a->label < b->label);
}

int ie_lexicon_lint(const struct ie_thesaurus *thesaurus, const struct ie_native *natives,
                    uint32_t native_count, struct ie_arena *arena,
                    struct ie_lint_report *report, struct ie_error *err)
{
    struct linter l = {thesaurus, arena, report, NULL, natives, native_count, err};
    int code = ie_romaniser_new(&l.romaniser, err);

    *report = (struct ie_lint_report){0};
    if (code)
        return code;
    if (!(code = lint_links(&l)) && !(code = lint_cycles(&l)) &&
        !(code = lint_labels(&l)))
        code = lint_claims(&l);
    ie_romaniser_free(l.romaniser);
    if (!code && report->count)
        qsort(report->at, report->count, sizeof(*report->at), finding_order);
    return code;
}
