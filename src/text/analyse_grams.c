/* Words that are cut into grams: Hebrew, Hangul, Han, kana. */
#include "text/analyse.h"

/* The word that was cut, to be found whole as well; pieces 0 … scan->count − 1. */
static void emit_whole(struct ie_scan *scan, enum ie_script script, bool common)
{
    char *word = scan->an->word;
    size_t len = ie_pieces_encode(scan->an->run, scan->count, word);

    ie_scan_emit(scan, ie_str_n(word, len), ie_scan_span(scan, 0, scan->count - 1),
                 IE_TOKEN_WHOLE, script, common, 1);
}

/* ---- Hebrew ----------------------------------------------------------------------- */

void ie_emit_hebrew(struct ie_scan *scan)
{
    static const uint16_t finals[][2] = {
        {0x5DA, 0x5DB}, {0x5DD, 0x5DE}, {0x5DF, 0x5E0}, {0x5E3, 0x5E4}, {0x5E5, 0x5E6}};
    struct ie_piece *run = scan->an->run;
    char *word = scan->an->word;
    size_t letters = 0;

    ie_chain_end(scan);
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
    struct ie_str whole = ie_str_n(word, ie_pieces_encode(run, letters, word));
    bool common = ie_list_common(IE_LIST_HE, whole);
    size_t gram = letters < IE_HEBREW_GRAM ? letters : IE_HEBREW_GRAM;
    bool cut = letters > IE_HEBREW_GRAM;
    for (size_t i = 0; i + gram <= letters; i++) {
        size_t len = ie_pieces_encode(run + i, gram, word);
        ie_scan_emit(scan, ie_str_n(word, len), ie_scan_span(scan, i, i + gram - 1),
                     cut ? IE_TOKEN_GRAM : IE_TOKEN_WORD, IE_SCRIPT_HEBREW, common,
                     letters - gram + 1);
    }
    if (cut)
        emit_whole(scan, IE_SCRIPT_HEBREW, common);
}

/* ---- Hangul, Han, kana ------------------------------------------------------------ */

static void emit_bigrams(struct ie_scan *scan, enum ie_script script, bool common)
{
    const struct ie_piece *run = scan->an->run;
    size_t gram = scan->count < 2 ? scan->count : 2;
    char term[8];

    for (size_t i = 0; gram && i + gram <= scan->count; i++) {
        size_t len = ie_pieces_encode(run + i, gram, term);
        ie_scan_emit(scan, ie_str_n(term, len), ie_scan_span(scan, i, i + gram - 1),
                     IE_TOKEN_GRAM, script, common, scan->count - gram + 1);
    }
}

void ie_emit_hangul(struct ie_scan *scan)
{
    const struct ie_piece *run = scan->an->run;
    char *word = scan->an->word;
    /* behind a Latin word or a number the whole run may be a particle: "PCB를" */
    bool glued = scan->last_end && scan->last_end == run[0].from;

    ie_chain_end(scan);
    struct ie_str whole = ie_str_n(word, ie_pieces_encode(run, scan->count, word));
    struct ie_str stem = whole;
    if (whole.len == 3 * scan->count)
        stem.len = ie_korean_stem(whole, glued ? 0 : 2);
    bool common = ie_list_common(IE_LIST_KO, whole) || ie_list_common(IE_LIST_KO, stem);
    size_t last = run[scan->count - 1].end;
    if (stem.len < whole.len)
        scan->count = stem.len / 3;
    emit_bigrams(scan, IE_SCRIPT_HANGUL, common);
    if (scan->count > 2)
        emit_whole(scan, IE_SCRIPT_HANGUL, common);
    scan->last_end = last;
}

/* A run of one kind of character, which in Japanese is mostly a word: kanji, katakana;
 * hiragana are endings and particles, of which a single one says nothing. */
void ie_emit_east(struct ie_scan *scan, enum ie_run run)
{
    enum ie_script script = run == IE_RUN_HAN ? IE_SCRIPT_HAN : IE_SCRIPT_KANA;
    char *word = scan->an->word;
    bool common = false;

    ie_chain_end(scan);
    if (run == IE_RUN_HIRAGANA)
        common = scan->count == 1 ||
                 ie_list_common(
                     IE_LIST_JA,
                     ie_str_n(word, ie_pieces_encode(scan->an->run, scan->count, word)));
    emit_bigrams(scan, script, common);
    if (run != IE_RUN_HIRAGANA && scan->count > 2)
        emit_whole(scan, script, false);
}
