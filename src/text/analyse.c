/* Analysis: from text to the terms that retrieval indexes (the essay is in text.h). */
#include <libstemmer.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/vec.h"
#include "text/icu.h"
#include "text/lists.h"
#include "text/units.h"

enum {
    RUN_MAX = 512,    /* folded points of one run; a longer one is cut */
    CLUSTER_MAX = 64, /* bytes of one letter with its marks; more are cut off */
    STEM_MAX = 64,    /* letters of a word that is stemmed */
    CODE_MAX = 48,    /* bytes of a code joined over hyphens */
    UNIT_MAX = 24,    /* bytes looked at for a unit behind a number */
    HEBREW_GRAM = 4,
};

enum stemmer { STEM_EN, STEM_DE, STEM_FR, STEM_RU, STEM_COUNT };

enum kind {
    KIND_BREAK,
    KIND_SKIP, /* invisible: neither breaks nor counts */
    KIND_DIGIT,
    KIND_LATIN, /* and Greek */
    KIND_CYRILLIC,
    KIND_HEBREW,
    KIND_HANGUL,
    KIND_CJK, /* Han and kana */
    KIND_OTHER,
};

struct piece { /* one folded point and where it came from */
    uint32_t point, from, end;
};

struct ie_analyser {
    struct sb_stemmer *stemmers[STEM_COUNT];
    const UNormalizer2 *fold;
    IE_VEC(struct ie_token) tokens; /* while scanning, term.len with term_at below */
    IE_VEC(size_t) term_at;         /* offset of each term in `terms` */
    struct ie_buf terms;
    struct piece run[RUN_MAX];
    char word[4 * RUN_MAX]; /* here, not on the stack: zeroing them a word costs more */
    char stem[4 * RUN_MAX]; /* than stemming it */
};

struct scan {
    struct ie_analyser *an;
    struct ie_str text;
    size_t at;
    enum stemmer latin; /* stemmer and list of Latin words */
    enum ie_list latin_list;
    size_t count;    /* pieces in an->run */
    size_t last_end; /* of the last token's word */
    bool failed;
    struct { /* words and numbers joined by hyphens */
        char text[CODE_MAX];
        size_t len, from, end;
        unsigned parts;
        bool digit, letter;
    } chain;
};

const char *ie_analyser_version(void)
{
    return "1";
}

int ie_analyser_new(struct ie_analyser **analyser, struct ie_error *err)
{
    static const char *const names[STEM_COUNT] = {"english", "german", "french",
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
    for (int i = 0; i < STEM_COUNT; i++) {
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
    for (int i = 0; i < STEM_COUNT; i++)
        if (analyser->stemmers[i])
            sb_stemmer_delete(analyser->stemmers[i]);
    IE_VEC_RELEASE(&analyser->tokens);
    IE_VEC_RELEASE(&analyser->term_at);
    ie_buf_release(&analyser->terms);
    ie_free(analyser);
}

/* ---- Points and clusters --------------------------------------------------------- */

static enum kind kind_of(uint32_t point)
{
    if (point < 0x80) {
        if ((point | 0x20) >= 'a' && (point | 0x20) <= 'z')
            return KIND_LATIN;
        return point >= '0' && point <= '9' ? KIND_DIGIT : KIND_BREAK;
    }
    switch (ie_script_of(point)) {
    case IE_SCRIPT_LATIN:
    case IE_SCRIPT_GREEK:
        return KIND_LATIN;
    case IE_SCRIPT_CYRILLIC:
        return KIND_CYRILLIC;
    case IE_SCRIPT_HEBREW:
        return KIND_HEBREW;
    case IE_SCRIPT_HANGUL:
        return KIND_HANGUL;
    case IE_SCRIPT_HAN:
    case IE_SCRIPT_KANA:
        return KIND_CJK;
    case IE_SCRIPT_ARABIC:
    case IE_SCRIPT_OTHER:
        return KIND_OTHER;
    case IE_SCRIPT_NONE:
    case IE_SCRIPT_COUNT:
        break;
    }
    if (u_hasBinaryProperty((UChar32)point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
        (U_GET_GC_MASK((UChar32)point) & U_GC_M_MASK))
        return KIND_SKIP;
    return U_GET_GC_MASK((UChar32)point) & (U_GC_ND_MASK | U_GC_NO_MASK) ? KIND_DIGIT
                                                                         : KIND_BREAK;
}

static bool starts_cluster(const struct ie_analyser *an, uint32_t point)
{
    if (point < 0x300 || (point >= 0xAC00 && point <= 0xD7A3) ||
        (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x400 && point < 0x482) ||
        (point >= 0x3040 && point < 0x3099))
        return true;
    return unorm2_hasBoundaryBefore(an->fold, (UChar32)point);
}

static uint32_t point_at(const struct scan *scan, size_t at, size_t *size)
{
    return ie_utf8_next(ie_str_n(scan->text.ptr + at, scan->text.len - at), size);
}

/* End of the cluster that begins at `at`: a letter and the marks that compose with it. */
static size_t cluster_end(const struct scan *scan, size_t at, uint32_t *first)
{
    size_t size = 1, start = at;

    *first = (unsigned char)scan->text.ptr[at];
    if (*first >= 0x80)
        *first = point_at(scan, at, &size);
    at += size;
    while (at < scan->text.len && (unsigned char)scan->text.ptr[at] >= 0x80 &&
           at - start < CLUSTER_MAX) {
        uint32_t point = point_at(scan, at, &size);
        if (starts_cluster(scan->an, point) || (point == 0xFFFD && size == 1))
            break;
        at += size;
    }
    return at;
}

static void add_piece(struct scan *scan, uint32_t point, size_t from, size_t end)
{
    if (scan->count < RUN_MAX)
        scan->an->run[scan->count++] =
            (struct piece){point, (uint32_t)from, (uint32_t)end};
}

/* Any cluster, through ICU. */
static __attribute__((noinline)) void fold_by_icu(struct scan *scan, size_t from,
                                                  size_t end)
{
    UChar units[CLUSTER_MAX + 8], folded[4 * CLUSTER_MAX];
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
        if (kind_of(point) != KIND_BREAK) /* "㈜" folds to brackets, too */
            add_piece(scan, point, from, end);
    }
}

/* Folds one cluster onto the run. */
static void fold_cluster(struct scan *scan, size_t from, size_t end, uint32_t first)
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

struct span {
    size_t from, end, word_from, word_end;
};

static void emit(struct scan *scan, struct ie_str term, struct span span,
                 enum ie_token_kind kind, enum ie_script script, bool common)
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
    scan->last_end = span.word_end;
}

static size_t encode(const struct piece *pieces, size_t count, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++)
        len += ie_utf8_put(pieces[i].point, out + len);
    return len;
}

static struct span span_of(const struct scan *scan, size_t first, size_t last)
{
    const struct piece *run = scan->an->run;

    return (struct span){run[first].from, run[last].end, run[0].from,
                         run[scan->count - 1].end};
}

/* ---- Codes joined over hyphens ---------------------------------------------------- */

static void end_chain(struct scan *scan)
{
    if (scan->chain.parts > 1 && scan->chain.digit && scan->chain.letter)
        emit(scan, ie_str_n(scan->chain.text, scan->chain.len),
             (struct span){scan->chain.from, scan->chain.end, scan->chain.from,
                           scan->chain.end},
             IE_TOKEN_CODE, IE_SCRIPT_LATIN, false);
    scan->chain.parts = 0;
}

static size_t hyphen_length(struct scan *scan, size_t at)
{
    struct ie_str rest = ie_str_n(scan->text.ptr + at, scan->text.len - at);

    if (ie_str_starts(rest, IE_STR("-")))
        return 1;
    return ie_str_starts(rest, IE_STR("\xE2\x80\x90")) ||
                   ie_str_starts(rest, IE_STR("\xE2\x80\x91"))
               ? 3
               : 0;
}

/* Called before a word or number is emitted: does it go on after a hyphen? */
static void link_chain(struct scan *scan, struct ie_str part, size_t from, size_t end)
{
    bool follows = scan->chain.parts &&
                   scan->chain.end + hyphen_length(scan, scan->chain.end) == from &&
                   scan->chain.end < from;

    if (!follows) {
        end_chain(scan);
        scan->chain.len = 0;
        scan->chain.from = from;
        scan->chain.digit = scan->chain.letter = false;
    }
    if (scan->chain.len + part.len > CODE_MAX) {
        scan->chain.parts = 0;
        return;
    }
    memcpy(scan->chain.text + scan->chain.len, part.ptr, part.len);
    scan->chain.len += part.len;
    scan->chain.end = end;
    scan->chain.parts++;
    for (size_t i = 0; i < part.len; i++) {
        bool digit = part.ptr[i] >= '0' && part.ptr[i] <= '9';
        scan->chain.digit |= digit;
        scan->chain.letter |= !digit && part.ptr[i] != '.';
    }
}

/* ---- Words of alphabets ----------------------------------------------------------- */

/* The stem without accents, into `out` of `room` bytes; 0 when memory is out. */
static size_t stem_word(struct scan *scan, enum stemmer stemmer, struct ie_str word,
                        char *out)
{
    struct sb_stemmer *snowball = scan->an->stemmers[stemmer];
    const sb_symbol *stem =
        sb_stemmer_stem(snowball, (const sb_symbol *)word.ptr, (int)word.len);
    size_t len = 0;

    if (!stem) {
        scan->failed = true;
        return 0;
    }
    struct ie_str rest =
        ie_str_n((const char *)stem, (size_t)sb_stemmer_length(snowball));
    while (rest.len) {
        size_t size;
        uint32_t point = ie_utf8_next(rest, &size);
        if (point < 0x80)
            out[len++] = (char)point;
        else if (point == 0xE6 || point == 0x153) {
            out[len++] = point == 0xE6 ? 'a' : 'o';
            out[len++] = 'e';
        } else if (stemmer == STEM_RU || !(U_GET_GC_MASK((UChar32)point) & U_GC_MN_MASK))
            len +=
                ie_utf8_put(stemmer == STEM_RU ? point : ie_unaccent(point), out + len);
        rest.ptr += size;
        rest.len -= size;
    }
    return len;
}

static bool has_digit(const struct scan *scan)
{
    for (size_t i = 0; i < scan->count; i++)
        if (scan->an->run[i].point >= '0' && scan->an->run[i].point <= '9')
            return true;
    return false;
}

static void emit_alphabetic(struct scan *scan, enum kind kind)
{
    char *word = scan->an->word, *stem = scan->an->stem;
    struct piece *run = scan->an->run;
    bool russian = kind == KIND_CYRILLIC;
    struct span span = span_of(scan, 0, scan->count - 1);

    for (size_t i = 0; russian && i < scan->count; i++)
        if (run[i].point == 0x451)
            run[i].point = 0x435;
    struct ie_str whole = ie_str_n(word, encode(run, scan->count, word));
    enum ie_script script = russian              ? IE_SCRIPT_CYRILLIC
                            : kind == KIND_OTHER ? IE_SCRIPT_OTHER
                                                 : IE_SCRIPT_LATIN;
    if (has_digit(scan)) {
        link_chain(scan, whole, span.from, span.end);
        emit(scan, whole, span, IE_TOKEN_CODE, script, false);
        return;
    }
    if (kind == KIND_LATIN)
        link_chain(scan, whole, span.from, span.end);
    else
        end_chain(scan);
    if (kind == KIND_OTHER || scan->count > STEM_MAX) {
        emit(scan, whole, span, IE_TOKEN_WORD, script, false);
        return;
    }
    bool common = ie_list_common(russian ? IE_LIST_RU : scan->latin_list, whole);
    size_t len = stem_word(scan, russian ? STEM_RU : scan->latin, whole, stem);
    emit(scan, ie_str_n(stem, len), span, IE_TOKEN_WORD, script, common);
}

/* ---- Hebrew ----------------------------------------------------------------------- */

static void emit_hebrew(struct scan *scan)
{
    static const uint16_t finals[][2] = {
        {0x5DA, 0x5DB}, {0x5DD, 0x5DE}, {0x5DF, 0x5E0}, {0x5E3, 0x5E4}, {0x5E5, 0x5E6}};
    struct piece *run = scan->an->run;
    char *word = scan->an->word;
    size_t letters = 0;

    end_chain(scan);
    for (size_t i = 0; i < scan->count; i++) {
        uint32_t point = run[i].point;
        if (point >= 0x591 && point <= 0x5C7)
            continue; /* points and accents */
        for (size_t k = 0; k < IE_COUNT(finals); k++)
            if (point == finals[k][0])
                point = finals[k][1];
        run[letters] = run[i];
        run[letters++].point = point;
    }
    scan->count = letters;
    if (!letters)
        return;
    struct ie_str whole = ie_str_n(word, encode(run, letters, word));
    bool common = ie_list_common(IE_LIST_HE, whole);
    size_t gram = letters < HEBREW_GRAM ? letters : HEBREW_GRAM;
    for (size_t i = 0; i + gram <= letters; i++) {
        size_t len = encode(run + i, gram, word);
        emit(scan, ie_str_n(word, len), span_of(scan, i, i + gram - 1),
             letters > HEBREW_GRAM ? IE_TOKEN_GRAM : IE_TOKEN_WORD, IE_SCRIPT_HEBREW,
             common);
    }
}

/* ---- Hangul, Han, kana ------------------------------------------------------------ */

static void emit_bigrams(struct scan *scan, size_t count, enum ie_script script,
                         bool common)
{
    const struct piece *run = scan->an->run;
    size_t gram = count < 2 ? count : 2;
    char term[8];

    for (size_t i = 0; gram && i + gram <= count; i++) {
        size_t len = encode(run + i, gram, term);
        struct span span = span_of(scan, i, i + gram - 1);
        if (script != IE_SCRIPT_HANGUL) { /* a run may be a sentence */
            span.word_from = span.from;
            span.word_end = span.end;
        }
        emit(scan, ie_str_n(term, len), span, IE_TOKEN_GRAM, script, common);
    }
}

static void emit_hangul(struct scan *scan)
{
    const struct piece *run = scan->an->run;
    char *word = scan->an->word;
    /* behind a Latin word or a number the whole run may be a particle: "PCB를" */
    bool glued = scan->last_end && scan->last_end == run[0].from;

    end_chain(scan);
    struct ie_str whole = ie_str_n(word, encode(run, scan->count, word));
    struct ie_str stem = whole;
    if (whole.len == 3 * scan->count)
        stem.len = ie_korean_stem(whole, glued ? 0 : 2);
    bool common = ie_list_common(IE_LIST_KO, whole) || ie_list_common(IE_LIST_KO, stem);
    size_t last = run[scan->count - 1].end;
    if (stem.len < whole.len)
        scan->count = stem.len / 3;
    if (scan->count)
        emit_bigrams(scan, scan->count, IE_SCRIPT_HANGUL, common);
    scan->last_end = last;
}

static void emit_cjk(struct scan *scan)
{
    enum ie_script script = IE_SCRIPT_HAN;

    end_chain(scan);
    for (size_t i = 0; i < scan->count; i++)
        if (ie_script_of(scan->an->run[i].point) == IE_SCRIPT_KANA)
            script = IE_SCRIPT_KANA;
    emit_bigrams(scan, scan->count, script, false);
}

/* ---- Numbers and quantities ------------------------------------------------------- */

/* Bytes from `at` that could be a unit: letters, signs and powers without a blank. */
static size_t unit_reach(const struct scan *scan, size_t at)
{
    size_t start = at;

    while (at < scan->text.len && at - start < UNIT_MAX) {
        size_t size;
        uint32_t point = point_at(scan, at, &size);
        if (point <= ' ' || (point < 0x80 && strchr(",;:!?[]{}\"'<>=|&", (int)point)))
            break;
        if (point >= 0x1100 && !(point >= 0x2070 && point <= 0x22FF) &&
            !(point >= 0x3380 && point <= 0x33DF) && point != 0x2030)
            break;
        at += size;
    }
    while (at > start && strchr(".)", scan->text.ptr[at - 1]) &&
           !(scan->text.ptr[at - 1] == ')' &&
             memchr(scan->text.ptr + start, '(', at - start)))
        at--;
    return at - start;
}

/* "in" and "d" are more often a word and half of "3d" than inches and days. */
static bool reads_as_unit(struct ie_str word, struct ie_unit *unit)
{
    if (!word.len || ie_str_eqz(word, "in") || ie_str_eqz(word, "d"))
        return false;
    return ie_unit_parse(word, unit, NULL) == 0;
}

static size_t unit_behind(const struct scan *scan, size_t at, struct ie_unit *unit)
{
    size_t start = at, size;

    if (at < scan->text.len) {
        uint32_t point = point_at(scan, at, &size);
        if (point == ' ' || point == 0xA0 || point == 0x202F || point == 0x2009)
            at += size;
    }
    struct ie_str word = ie_str_n(scan->text.ptr + at, unit_reach(scan, at));
    if (reads_as_unit(word, unit))
        return at + word.len - start;
    int64_t slash = ie_str_find_char(word, '/');
    if (slash <= 0)
        slash = ie_str_find_char(word, '-');
    if (slash <= 0)
        return 0;
    word.len = (size_t)slash;
    return reads_as_unit(word, unit) ? at + word.len - start : 0;
}

static void emit_number(struct scan *scan, size_t end, double value)
{
    char term[96], symbol[48];
    struct ie_str written = ie_str_n(scan->text.ptr + scan->at, end - scan->at);
    struct span span = {scan->at, end, scan->at, end};
    struct ie_unit unit;
    size_t len;

    bool as_written = written.len > 15 ||
                      (written.len > 1 && written.ptr[0] == '0' && written.ptr[1] >= '0');
    if (as_written) {
        len = written.len < sizeof(term) ? written.len : sizeof(term);
        memcpy(term, written.ptr, len);
    } else {
        int wrote = snprintf(term, sizeof(term), "%.15g", value);
        len = wrote > 0 ? (size_t)wrote : 0;
    }
    link_chain(scan, ie_str_n(term, len), span.from, span.end);
    emit(scan, ie_str_n(term, len), span, IE_TOKEN_NUMBER, IE_SCRIPT_NONE, false);
    size_t behind = unit_behind(scan, end, &unit);
    if (!behind)
        return;
    ie_dimension_symbol(unit.dimension, symbol);
    int wrote = snprintf(term, sizeof(term), "=%.6g%s%s",
                         value * unit.factor + unit.offset, *symbol ? " " : "", symbol);
    span.end = span.word_end = end + behind;
    if (wrote > 0)
        emit(scan, ie_str_n(term, (size_t)wrote), span, IE_TOKEN_QUANTITY, IE_SCRIPT_NONE,
             false);
    scan->last_end = end;
}

/* ---- Runs -------------------------------------------------------------------------- */

/* A quote or apostrophe inside a Hebrew abbreviation: between two Hebrew letters. */
static bool inside_hebrew(const struct scan *scan, size_t at, size_t size)
{
    size_t next;
    uint32_t point = point_at(scan, at, &next);

    if (point != '"' && point != '\'' && point != 0x5F3 && point != 0x5F4 &&
        point != 0x201D && point != 0x2019)
        return false;
    return at + size < scan->text.len &&
           ie_script_of(point_at(scan, at + size, &next)) == IE_SCRIPT_HEBREW;
}

static bool goes_on(enum kind run, enum kind next)
{
    return next == run || next == KIND_SKIP ||
           (run == KIND_LATIN && next == KIND_DIGIT) ||
           (run == KIND_CYRILLIC && next == KIND_DIGIT);
}

/* Collects the run of `kind` at scan->at into an->run and moves past it. */
static void take_run(struct scan *scan, enum kind kind)
{
    size_t at = scan->at;

    scan->count = 0;
    while (at < scan->text.len && scan->count < RUN_MAX - 32) {
        uint32_t first;
        size_t end = cluster_end(scan, at, &first);
        enum kind next = kind_of(first);
        if (next == KIND_SKIP || (kind == KIND_HEBREW && next == KIND_BREAK &&
                                  scan->count && inside_hebrew(scan, at, end - at))) {
            at = end;
            continue;
        }
        if (!goes_on(kind, next))
            break;
        fold_cluster(scan, at, end, first);
        at = end;
    }
    scan->at = at;
}

static void emit_run(struct scan *scan, enum kind kind)
{
    take_run(scan, kind);
    if (!scan->count)
        return;
    switch (kind) {
    case KIND_LATIN:
    case KIND_CYRILLIC:
    case KIND_OTHER:
        emit_alphabetic(scan, kind);
        break;
    case KIND_HEBREW:
        emit_hebrew(scan);
        break;
    case KIND_HANGUL:
        emit_hangul(scan);
        break;
    case KIND_CJK:
        emit_cjk(scan);
        break;
    case KIND_BREAK:
    case KIND_SKIP:
    case KIND_DIGIT:
        break;
    }
}

/* Digits that are not ASCII: other scripts' numerals, superscripts by themselves. */
static void emit_foreign_digits(struct scan *scan)
{
    char *term = scan->an->word;
    size_t len = 0;

    take_run(scan, KIND_DIGIT);
    for (size_t i = 0; i < scan->count; i++) {
        int32_t digit = u_charDigitValue((UChar32)scan->an->run[i].point);
        if (digit >= 0)
            term[len++] = (char)('0' + digit);
    }
    end_chain(scan);
    if (len)
        emit(scan, ie_str_n(term, len), span_of(scan, 0, scan->count - 1),
             IE_TOKEN_NUMBER, IE_SCRIPT_NONE, false);
}

static void emit_digits(struct scan *scan)
{
    struct ie_str rest = ie_str_n(scan->text.ptr + scan->at, scan->text.len - scan->at);
    struct ie_unit unit;
    double value;
    size_t size, used = ie_number_scan(rest, &value);

    if (!used) {
        emit_foreign_digits(scan);
        return;
    }
    size_t end = scan->at + used;
    enum kind next =
        end < scan->text.len ? kind_of(point_at(scan, end, &size)) : KIND_BREAK;
    /* "Ti-6Al-4V": behind a hyphen that follows letters there is no quantity */
    bool joined = scan->chain.parts && scan->chain.letter && scan->at &&
                  scan->chain.end < scan->at &&
                  scan->chain.end + hyphen_length(scan, scan->chain.end) == scan->at;
    if (next == KIND_LATIN || next == KIND_CYRILLIC) {
        struct ie_str word = ie_str_n(scan->text.ptr + end, unit_reach(scan, end));
        if (joined || (!reads_as_unit(word, &unit) && !unit_behind(scan, end, &unit))) {
            emit_run(scan, next); /* "3d", "5214e": digits are part of the word */
            return;
        }
    }
    emit_number(scan, end, value);
    scan->at = end;
}

static void scan_all(struct scan *scan)
{
    while (scan->at < scan->text.len && !scan->failed) {
        uint32_t first;
        size_t end = cluster_end(scan, scan->at, &first);
        enum kind kind = kind_of(first);
        if (kind == KIND_DIGIT)
            emit_digits(scan);
        else if (kind == KIND_BREAK || kind == KIND_SKIP)
            scan->at = end;
        else
            emit_run(scan, kind);
    }
    end_chain(scan);
}

static int give(struct scan *scan, struct ie_arena *arena, struct ie_tokens *out,
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
    struct scan scan = {.an = analyser, .text = text};

    if (text.len > IE_TEXT_MAX) {
        ie_fail(err, IE_LIMIT, "text.too_long");
        ie_error_argi(err, "limit", IE_TEXT_MAX);
        return IE_LIMIT;
    }
    scan.latin = STEM_EN;
    scan.latin_list = IE_LIST_EN;
    if (ie_lang_is(lang, "de")) {
        scan.latin = STEM_DE;
        scan.latin_list = IE_LIST_DE;
    } else if (ie_lang_is(lang, "fr")) {
        scan.latin = STEM_FR;
        scan.latin_list = IE_LIST_FR;
    }
    analyser->tokens.count = 0;
    analyser->term_at.count = 0;
    ie_buf_clear(&analyser->terms);
    scan_all(&scan);
    return give(&scan, arena, out, err);
}
