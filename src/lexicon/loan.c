/* Is a word a transliteration of an English one? See lint.h. */
#include "lexicon/thesaurus_priv.h"

#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "base/alloc.h"
#include "lexicon/lint.h"

enum { UNITS = 4 * IE_THESAURUS_LABEL, SKELETON = 64 };

struct ie_romaniser {
    UTransliterator *icu;
};

int ie_romaniser_new(struct ie_romaniser **romaniser, struct ie_error *err)
{
    static const UChar id[] = u"Any-Latin; Latin-ASCII; Lower";
    UErrorCode status = U_ZERO_ERROR;
    struct ie_romaniser *made = ie_calloc(1, sizeof(*made));

    if (!made)
        return ie_fail_nomem(err);
    made->icu = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    if (U_FAILURE(status)) {
        ie_free(made);
        ie_fail(err, IE_INTERNAL, "text.icu");
        if (err)
            ie_error_arg(err, "name", u_errorName(status));
        return IE_INTERNAL;
    }
    *romaniser = made;
    return 0;
}

void ie_romaniser_free(struct ie_romaniser *romaniser)
{
    if (!romaniser)
        return;
    utrans_close(romaniser->icu);
    ie_free(romaniser);
}

/* One letter for the consonants that languages write for each other; 0 for vowels, h, w
 * and y, which come and go. */
static char class_of(UChar c)
{
    switch (c) {
    case 'b':
    case 'p':
    case 'f':
    case 'v':
        return 'p';
    case 'k':
    case 'c':
    case 'g':
    case 'q':
        return 'k';
    case 'l':
    case 'r':
        return 'r';
    case 's':
    case 'z':
    case 'j':
        return 's';
    case 't':
    case 'd':
        return 't';
    case 'm':
    case 'n':
        return 'n';
    default:
        return 0;
    }
}

/* Consonant classes of a text in order, doubled ones once. */
static int skeleton(struct ie_romaniser *romaniser, struct ie_str text,
                    char out[SKELETON], size_t *len, struct ie_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar units[UNITS];
    int32_t count = 0, limit;

    u_strFromUTF8(units, UNITS, &count, text.ptr, (int32_t)text.len, &status);
    limit = count;
    if (U_SUCCESS(status))
        utrans_transUChars(romaniser->icu, units, &count, UNITS, 0, &limit, &status);
    if (U_FAILURE(status)) {
        ie_fail(err, IE_INTERNAL, "text.icu");
        if (err)
            ie_error_arg(err, "name", u_errorName(status));
        return IE_INTERNAL;
    }
    *len = 0;
    for (int32_t i = 0; i < count; i++) {
        bool next_h = i + 1 < count && units[i + 1] == 'h';
        char c = units[i] == 'x'             ? 'k'
                 : next_h && units[i] == 'p' ? 'p'
                 : next_h && units[i] == 'c' ? 's'
                 : next_h && units[i] == 't' ? 's'
                                             : class_of(units[i]);
        if (!c || *len == SKELETON || (*len && out[*len - 1] == c))
            continue;
        out[(*len)++] = c;
        if (units[i] == 'x' && *len < SKELETON)
            out[(*len)++] = 's';
    }
    return 0;
}

/* Levenshtein distance; both at most SKELETON long. */
static size_t distance(const char *x, size_t m, const char *y, size_t n)
{
    size_t row[SKELETON + 1];

    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t best = corner + (x[i - 1] != y[j - 1]);
            corner = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[n];
}

int ie_is_loan(struct ie_romaniser *romaniser, struct ie_str text, struct ie_str english,
               bool *loan, struct ie_error *err)
{
    char x[SKELETON], y[SKELETON];
    size_t m, n;
    int code = skeleton(romaniser, text, x, &m, err);

    if (code || (code = skeleton(romaniser, english, y, &n, err)))
        return code;
    *loan = m >= 3 && n >= 3 && distance(x, m, y, n) * 5 <= (m > n ? m : n);
    return 0;
}

/* ---- The list of natives -------------------------------------------------------------- */

int ie_natives_read(struct ie_arena *arena, struct ie_str bytes, const char *file,
                    struct ie_native **natives, uint32_t *count, struct ie_error *err)
{
    struct ie_str rest = bytes, line;
    struct ie_place at = {file, 0};
    uint32_t lines = 0;

    while (ie_str_split(&rest, '\n', &line))
        lines++;
    *natives = IE_NEW_ARRAY(arena, struct ie_native, lines + 1);
    *count = 0;
    if (!*natives)
        return ie_fail_nomem(err);
    while (ie_str_split(&bytes, '\n', &line)) {
        struct ie_native *row = &(*natives)[*count];
        at.line++;
        if (!line.len || line.ptr[0] == '#')
            continue;
        if (!ie_str_split(&line, '\t', &row->lang) || !row->lang.len ||
            !ie_str_split(&line, '\t', &row->loan) || !row->loan.len || !line.len ||
            ie_str_find_char(line, '\t') >= 0)
            return ie_lexicon_fail_at(err, IE_INPUT, "lexicon.native_columns", at);
        row->native = line;
        (*count)++;
    }
    return 0;
}
