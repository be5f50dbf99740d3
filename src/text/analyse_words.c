/* Words of alphabets: stems, roots. */
#include "text/analyse.h"

/* A folded letter without its accent; returns bytes written, none for a mark. */
static size_t put_plain(uint32_t point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point == 0xE6 || point == 0x153) {
        out[0] = point == 0xE6 ? 'a' : 'o';
        out[1] = 'e';
        return 2;
    }
    if (U_GET_GC_MASK((UChar32)point) & U_GC_MN_MASK)
        return 0;
    return ie_utf8_put(ie_unaccent(point), out);
}

/* The stem without accents, into `out` of `room` bytes; 0 when memory is out. */
static size_t stem_word(struct ie_scan *scan, enum ie_stemmer stemmer, struct ie_str word,
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
        len += stemmer == IE_STEM_RU ? ie_utf8_put(point, out + len)
                                     : put_plain(point, out + len);
        rest.ptr += size;
        rest.len -= size;
    }
    return len;
}

static uint32_t place_of(struct ie_str word, enum ie_stemmer stemmer)
{
    uint32_t hash = 2166136261u + (uint32_t)stemmer; /* FNV-1a */

    for (size_t i = 0; i < word.len; i++)
        hash = (hash ^ (unsigned char)word.ptr[i]) * 16777619u;
    return (hash ^ hash >> 15) % IE_KEPT_WORDS;
}

/* The stem into `out`, by way of what is kept; returns its length, 0 when memory is out. */
static size_t look_up(struct ie_scan *scan, enum ie_stemmer stemmer, enum ie_list list,
                      struct ie_str word, char *out, bool *common)
{
    struct ie_kept_word *kept = NULL;

    if (word.len <= IE_KEPT_WORD) {
        kept = &scan->an->kept[place_of(word, stemmer)];
        if (kept->len == word.len && kept->stemmer == stemmer &&
            memcmp(kept->word, word.ptr, word.len) == 0) {
            memcpy(out, kept->stem, kept->stem_len);
            *common = kept->common;
            return kept->stem_len;
        }
    }
    *common = ie_list_common(list, word);
    size_t len = stem_word(scan, stemmer, word, out);
    if (kept && len && len <= IE_KEPT_WORD) {
        kept->stemmer = (uint8_t)stemmer;
        kept->len = (uint8_t)word.len;
        kept->stem_len = (uint8_t)len;
        kept->common = *common;
        memcpy(kept->word, word.ptr, word.len);
        memcpy(kept->stem, out, len);
    }
    return len;
}

static bool has_digit(const struct ie_scan *scan)
{
    for (size_t i = 0; i < scan->count; i++)
        if (scan->an->run[i].point >= '0' && scan->an->run[i].point <= '9')
            return true;
    return false;
}

/* What begins a longer word, and what compounds and inflected forms have in common. */
static void emit_root(struct ie_scan *scan, enum ie_script script,
                      struct ie_token_span span)
{
    char root[4 * IE_ROOT + 1];
    size_t len = 0;

    if (scan->count <= IE_ROOT)
        return;
    for (size_t i = 0; i < IE_ROOT; i++) {
        uint32_t point = scan->an->run[i].point;
        len += script == IE_SCRIPT_CYRILLIC ? ie_utf8_put(point, root + len)
                                            : put_plain(point, root + len);
    }
    root[len++] = '-';
    ie_scan_emit(scan, ie_str_n(root, len), span, IE_TOKEN_ROOT, script, false, 1);
}

void ie_emit_alphabetic(struct ie_scan *scan, enum ie_run run)
{
    char *word = scan->an->word, *stem = scan->an->stem;
    struct ie_piece *pieces = scan->an->run;
    bool russian = run == IE_RUN_CYRILLIC;
    struct ie_token_span span = ie_scan_span(scan, 0, scan->count - 1);

    for (size_t i = 0; russian && i < scan->count; i++)
        if (pieces[i].point == 0x451)
            pieces[i].point = 0x435;
    struct ie_str whole = ie_str_n(word, ie_pieces_encode(pieces, scan->count, word));
    enum ie_script script = russian               ? IE_SCRIPT_CYRILLIC
                            : run == IE_RUN_OTHER ? IE_SCRIPT_OTHER
                                                  : IE_SCRIPT_LATIN;
    if (has_digit(scan)) {
        ie_chain_link(scan, whole, span.from, span.end);
        ie_scan_emit(scan, whole, span, IE_TOKEN_CODE, script, false, 1);
        return;
    }
    if (run == IE_RUN_LATIN)
        ie_chain_link(scan, whole, span.from, span.end);
    else
        ie_chain_end(scan);
    if (run == IE_RUN_OTHER || scan->count > IE_STEM_MAX) {
        ie_scan_emit(scan, whole, span, IE_TOKEN_WORD, script, false, 1);
        return;
    }
    bool common;
    size_t len = look_up(scan, russian ? IE_STEM_RU : scan->latin,
                         russian ? IE_LIST_RU : scan->latin_list, whole, stem, &common);
    ie_scan_emit(scan, ie_str_n(stem, len), span, IE_TOKEN_WORD, script, common, 1);
    if (!common && (russian || scan->roots))
        emit_root(scan, script, span);
}
