/* Analysis: from text to the terms that retrieval indexes (the essay is in text.h). */
#include "text/analyse.h"

#include <unicode/ustring.h>

#include "base/alloc.h"

const char *ie_analyser_version(void)
{
    return "3";
}

int ie_analyser_new(struct ie_analyser **analyser, struct ie_error *err)
{
    static const char *const names[IE_STEM_COUNT] = {"english", "german", "french",
                                                     "russian"};
    UErrorCode status = U_ZERO_ERROR;
    struct ie_analyser *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    made->fold = unorm2_getNFKCCasefoldInstance(&status);
    if (U_FAILURE(status)) {
        ie_analyser_free(made);
        return ie_icu_fail(status, err);
    }
    for (int i = 0; i < IE_STEM_COUNT; i++) {
        made->stemmers[i] = sb_stemmer_new(names[i], "UTF_8");
        if (!made->stemmers[i]) {
            ie_analyser_free(made);
            return ie_fail_nomem(err);
        }
    }
    *analyser = made;
    return 0;
}

void ie_analyser_free(struct ie_analyser *analyser)
{
    if (!analyser)
        return;
    for (int i = 0; i < IE_STEM_COUNT; i++)
        if (analyser->stemmers[i])
            sb_stemmer_delete(analyser->stemmers[i]);
    IE_VEC_RELEASE(&analyser->tokens);
    IE_VEC_RELEASE(&analyser->term_at);
    ie_buf_release(&analyser->terms);
    ie_free(analyser);
}

/* ---- Points and clusters --------------------------------------------------------- */

enum ie_run ie_run_of(uint32_t point)
{
    if (point < 0x80) {
        if ((point | 0x20) >= 'a' && (point | 0x20) <= 'z')
            return IE_RUN_LATIN;
        return point >= '0' && point <= '9' ? IE_RUN_DIGIT : IE_RUN_BREAK;
    }
    switch (ie_script_of(point)) {
    case IE_SCRIPT_LATIN:
    case IE_SCRIPT_GREEK:
        return IE_RUN_LATIN;
    case IE_SCRIPT_CYRILLIC:
        return IE_RUN_CYRILLIC;
    case IE_SCRIPT_HEBREW:
        return IE_RUN_HEBREW;
    case IE_SCRIPT_HANGUL:
        return IE_RUN_HANGUL;
    case IE_SCRIPT_HAN:
        return IE_RUN_HAN;
    case IE_SCRIPT_KANA:
        return point >= 0x3041 && point <= 0x309F ? IE_RUN_HIRAGANA : IE_RUN_KATAKANA;
    case IE_SCRIPT_ARABIC:
    case IE_SCRIPT_OTHER:
        return IE_RUN_OTHER;
    case IE_SCRIPT_NONE:
    case IE_SCRIPT_COUNT:
        break;
    }
    if (u_hasBinaryProperty((UChar32)point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
        (U_GET_GC_MASK((UChar32)point) & U_GC_M_MASK))
        return IE_RUN_SKIP;
    return U_GET_GC_MASK((UChar32)point) & (U_GC_ND_MASK | U_GC_NO_MASK) ? IE_RUN_DIGIT
                                                                         : IE_RUN_BREAK;
}

static bool starts_cluster(const struct ie_analyser *an, uint32_t point)
{
    if (point < 0x300 || (point >= 0xAC00 && point <= 0xD7A3) ||
        (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x400 && point < 0x482) ||
        (point >= 0x3040 && point < 0x3099))
        return true;
    return unorm2_hasBoundaryBefore(an->fold, (UChar32)point);
}

uint32_t ie_scan_point(const struct ie_scan *scan, size_t at, size_t *size)
{
    return ie_utf8_next(ie_str_n(scan->text.ptr + at, scan->text.len - at), size);
}

/* End of the cluster that begins at `at`: a letter and the marks that compose with it. */
static size_t cluster_end(const struct ie_scan *scan, size_t at, uint32_t *first)
{
    size_t size = 1, start = at;

    *first = (unsigned char)scan->text.ptr[at];
    if (*first >= 0x80)
        *first = ie_scan_point(scan, at, &size);
    at += size;
    while (at < scan->text.len && (unsigned char)scan->text.ptr[at] >= 0x80 &&
           at - start < IE_CLUSTER_MAX) {
        uint32_t point = ie_scan_point(scan, at, &size);
        if (starts_cluster(scan->an, point) || (point == 0xFFFD && size == 1))
            break;
        at += size;
    }
    return at;
}

static void add_piece(struct ie_scan *scan, uint32_t point, size_t from, size_t end)
{
    if (scan->count < IE_RUN_MAX)
        scan->an->run[scan->count++] =
            (struct ie_piece){point, (uint32_t)from, (uint32_t)end};
}

/* Any cluster, through ICU. */
static __attribute__((noinline)) void fold_by_icu(struct ie_scan *scan, size_t from,
                                                  size_t end)
{
    UChar units[IE_CLUSTER_MAX + 8], folded[4 * IE_CLUSTER_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t count = 0, at = 0;

    u_strFromUTF8WithSub(units, IE_COUNT(units), &count, scan->text.ptr + from,
                         (int32_t)(end - from), 0xFFFD, NULL, &status);
    if (U_SUCCESS(status))
        count = unorm2_normalize(scan->an->fold, units, count, folded, IE_COUNT(folded),
                                 &status);
    if (U_FAILURE(status))
        return;
    while (at < count) {
        uint32_t point = folded[at++];
        if ((point & 0xFC00) == 0xD800 && at < count)
            point = ((point & 0x3FF) << 10) + (folded[at++] & 0x3FFu) + 0x10000;
        if (ie_run_of(point) != IE_RUN_BREAK) /* "㈜" folds to brackets, too */
            add_piece(scan, point, from, end);
    }
}

/* Folds one cluster onto the run. */
static void fold_cluster(struct ie_scan *scan, size_t from, size_t end, uint32_t first)
{
    size_t len = end - from;

    if (first < 0x80 && len == 1)
        add_piece(scan, first >= 'A' && first <= 'Z' ? first + 32 : first, from, end);
    else if (len == 2 && first >= 0x410 && first <= 0x44F) /* Cyrillic but ё */
        add_piece(scan, first < 0x430 ? first + 32 : first, from, end);
    else if ((len == 2 && first >= 0x5D0 && first <= 0x5EA) ||
             (len == 3 && ((first >= 0xAC00 && first <= 0xD7A3) ||
                           (first >= 0x4E00 && first <= 0x9FFF) ||
                           (first >= 0x3041 && first <= 0x3096) ||
                           (first >= 0x30A1 && first <= 0x30FA))))
        add_piece(scan, first, from, end); /* nothing to fold */
    else
        fold_by_icu(scan, from, end);
}

/* ---- Tokens ---------------------------------------------------------------------- */

void ie_scan_emit(struct ie_scan *scan, struct ie_str term, struct ie_token_span span,
                  enum ie_token_kind kind, enum ie_script script, bool common,
                  size_t grams)
{
    struct ie_analyser *an = scan->an;

    if (!term.len || scan->failed)
        return;
    struct ie_token *token = IE_PUSH(&an->tokens);
    size_t *at = token ? IE_PUSH(&an->term_at) : NULL;
    if (!at) {
        scan->failed = true;
        return;
    }
    *at = an->terms.len;
    ie_buf_add(&an->terms, term);
    token->term.len = term.len;
    token->from = (uint32_t)span.from;
    token->len = (uint32_t)(span.end - span.from);
    token->word_from = (uint32_t)span.word_from;
    token->word_len = (uint32_t)(span.word_end - span.word_from);
    token->kind = (uint8_t)kind;
    token->script = (uint8_t)script;
    token->common = common;
    token->grams = (uint16_t)grams;
    scan->last_end = span.word_end;
}

size_t ie_pieces_encode(const struct ie_piece *pieces, size_t count, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++)
        len += ie_utf8_put(pieces[i].point, out + len);
    return len;
}

struct ie_token_span ie_scan_span(const struct ie_scan *scan, size_t first, size_t last)
{
    const struct ie_piece *run = scan->an->run;

    return (struct ie_token_span){run[first].from, run[last].end, run[0].from,
                                  run[scan->count - 1].end};
}

/* ---- Runs -------------------------------------------------------------------------- */

/* A quote or apostrophe inside a Hebrew abbreviation: between two Hebrew letters. */
static bool inside_hebrew(const struct ie_scan *scan, size_t at, size_t size)
{
    size_t next;
    uint32_t point = ie_scan_point(scan, at, &next);

    if (point != '"' && point != '\'' && point != 0x5F3 && point != 0x5F4 &&
        point != 0x201D && point != 0x2019)
        return false;
    return at + size < scan->text.len &&
           ie_script_of(ie_scan_point(scan, at + size, &next)) == IE_SCRIPT_HEBREW;
}

static bool goes_on(enum ie_run run, enum ie_run next, uint32_t point)
{
    return next == run || next == IE_RUN_SKIP ||
           (run == IE_RUN_HIRAGANA && (point == 0x30FC || point == 0xFF70)) ||
           (run == IE_RUN_LATIN && next == IE_RUN_DIGIT) ||
           (run == IE_RUN_CYRILLIC && next == IE_RUN_DIGIT);
}

/* Collects the run of `kind` at scan->at into an->run and moves past it. */
void ie_scan_take(struct ie_scan *scan, enum ie_run run)
{
    size_t at = scan->at;

    scan->count = 0;
    while (at < scan->text.len && scan->count < IE_RUN_MAX - 32) {
        uint32_t first;
        size_t end = cluster_end(scan, at, &first);
        enum ie_run next = ie_run_of(first);
        if (next == IE_RUN_SKIP || (run == IE_RUN_HEBREW && next == IE_RUN_BREAK &&
                                    scan->count && inside_hebrew(scan, at, end - at))) {
            at = end;
            continue;
        }
        if (!goes_on(run, next, first))
            break;
        fold_cluster(scan, at, end, first);
        at = end;
    }
    scan->at = at;
}

void ie_scan_run(struct ie_scan *scan, enum ie_run run)
{
    ie_scan_take(scan, run);
    if (!scan->count)
        return;
    switch (run) {
    case IE_RUN_LATIN:
    case IE_RUN_CYRILLIC:
    case IE_RUN_OTHER:
        ie_emit_alphabetic(scan, run);
        break;
    case IE_RUN_HEBREW:
        ie_emit_hebrew(scan);
        break;
    case IE_RUN_HANGUL:
        ie_emit_hangul(scan);
        break;
    case IE_RUN_HAN:
    case IE_RUN_HIRAGANA:
    case IE_RUN_KATAKANA:
        ie_emit_east(scan, run);
        break;
    case IE_RUN_BREAK:
    case IE_RUN_SKIP:
    case IE_RUN_DIGIT:
        break;
    }
}

static void scan_all(struct ie_scan *scan)
{
    while (scan->at < scan->text.len && !scan->failed) {
        uint32_t first;
        size_t end = cluster_end(scan, scan->at, &first);
        enum ie_run run = ie_run_of(first);
        if (run == IE_RUN_DIGIT)
            ie_emit_digits(scan);
        else if (run == IE_RUN_BREAK || run == IE_RUN_SKIP)
            scan->at = end;
        else
            ie_scan_run(scan, run);
    }
    ie_chain_end(scan);
}

static int give(struct ie_scan *scan, struct ie_arena *arena, struct ie_tokens *out,
                struct ie_error *err)
{
    struct ie_analyser *an = scan->an;
    size_t count = an->tokens.count;

    if (scan->failed || an->terms.failed)
        return ie_fail_nomem(err);
    struct ie_token *tokens = IE_NEW_ARRAY(arena, struct ie_token, count + 1);
    char *terms = tokens ? ie_arena_alloc(arena, an->terms.len + 1) : NULL;
    if (!terms)
        return ie_fail_nomem(err);
    if (count) {
        memcpy(terms, an->terms.ptr, an->terms.len);
        memcpy(tokens, an->tokens.at, count * sizeof(*tokens));
    }
    for (size_t i = 0; i < count; i++)
        tokens[i].term.ptr = terms + an->term_at.at[i];
    out->at = tokens;
    out->count = count;
    return 0;
}

int ie_text_tokens(struct ie_analyser *analyser, struct ie_arena *arena,
                   struct ie_str text, struct ie_str lang, struct ie_tokens *out,
                   struct ie_error *err)
{
    struct ie_scan scan = {.an = analyser, .text = text};

    if (text.len > IE_TEXT_MAX) {
        ie_fail(err, IE_LIMIT, "text.too_long");
        ie_error_argi(err, "limit", IE_TEXT_MAX);
        return IE_LIMIT;
    }
    scan.latin = IE_STEM_EN;
    scan.latin_list = IE_LIST_EN;
    if (ie_lang_is(lang, "de")) {
        scan.latin = IE_STEM_DE;
        scan.latin_list = IE_LIST_DE;
        scan.roots = true;
    } else if (ie_lang_is(lang, "fr")) {
        scan.latin = IE_STEM_FR;
        scan.latin_list = IE_LIST_FR;
        scan.roots = true;
    }
    analyser->tokens.count = 0;
    analyser->term_at.count = 0;
    ie_buf_clear(&analyser->terms);
    scan_all(&scan);
    return give(&scan, arena, out, err);
}
