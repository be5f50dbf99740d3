#include "lexicon/split.h"

/* Are eight bytes all ASCII? */
static bool ascii_eight(const char *at)
{
    uint64_t eight;

    memcpy(&eight, at, sizeof(eight));
    return !(eight & UINT64_C(0x8080808080808080));
}

bool ie_lex_accented(struct ie_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        while (i + 8 <= text.len && ascii_eight(text.ptr + i))
            i += 8;
        if (i + 1 >= text.len)
            return false;
        unsigned char lead = (unsigned char)text.ptr[i];
        unsigned char next = (unsigned char)text.ptr[i + 1];
        if ((lead == 0xC3 && next != 0x9F && next != 0x97 && next != 0xB7) ||
            lead == 0xC4 || lead == 0xC5)
            return true;
        if (lead == 0xCC && next < 0xB0) /* a combining mark */
            return true;
    }
    return false;
}

struct part { /* a word being read */
    struct ie_word *word;
    enum ie_glyph glyph; /* of its letters so far */
    uint32_t letters, small;
    bool small_s; /* the last letter is a small s */
    bool digit;   /* the last one is a digit */
    bool long_one;
};

/* The character at `at`. Memory out ends the text. */
static bool fold_at(struct ie_split *split, uint32_t at, struct ie_folded *out)
{
    if (at >= split->text.len)
        return false;
    struct ie_str rest = ie_str_n(split->text.ptr + at, split->text.len - at);
    if (!ie_fold_fast(split->folding, rest, out) &&
        !ie_fold_next(split->folding, rest, out)) {
        split->failed = true;
        return false;
    }
    return true;
}

static bool letter_at(struct ie_split *split, uint32_t at)
{
    struct ie_folded next;

    return fold_at(split, at, &next) && ie_glyph_is_letter(next.glyph);
}

static bool digit_at(struct ie_split *split, uint32_t at)
{
    struct ie_folded next;

    return fold_at(split, at, &next) && next.glyph == IE_GLYPH_DIGIT;
}

/* ---- Between words ----------------------------------------------------------------- */

static uint32_t narrow_at(const struct ie_split *split, uint32_t at, size_t *size)
{
    uint32_t point =
        ie_utf8_next(ie_str_n(split->text.ptr + at, split->text.len - at), size);

    return point >= 0xFF01 && point <= 0xFF5E ? point - 0xFF01 + '!' : point;
}

static uint32_t narrow_before(const struct ie_split *split, uint32_t at)
{
    size_t size;

    if (!at)
        return ' ';
    do
        at--;
    while (at && (split->text.ptr[at] & 0xC0) == 0x80);
    return narrow_at(split, at, &size);
}

/* Signs that part phrases, but not within a name: PEDOT:PSS, 9% nickel, bis(…)imide. */
static enum ie_gap gap_of_break(struct ie_split *split)
{
    size_t size;
    uint32_t sign = narrow_at(split, split->at, &size), next, before;
    bool soft = false;

    if (sign != '%' && sign != ':' && sign != ')')
        return IE_GAP_BREAK;
    next = split->at + (uint32_t)size;
    before = narrow_before(split, split->at);
    if (sign == '%')
        soft = before >= '0' && before <= '9';
    else if (sign == ':')
        soft = before > ' ' && letter_at(split, next);
    else
        soft = letter_at(split, next) ||
               (next < split->text.len && narrow_at(split, next, &size) == '-');
    return soft ? IE_GAP_SOFT : IE_GAP_BREAK;
}

static enum ie_gap gap_of(struct ie_split *split, const struct ie_folded *sign,
                          unsigned *lines)
{
    switch (sign->glyph) {
    case IE_GLYPH_LINE:
        return ++*lines > 1 ? IE_GAP_BREAK : IE_GAP_SPACE;
    case IE_GLYPH_SPACE:
    case IE_GLYPH_APOSTROPHE:
        return IE_GAP_SPACE;
    case IE_GLYPH_SOFT:
        return IE_GAP_SOFT;
    case IE_GLYPH_SKIP:
        return IE_GAP_NONE;
    case IE_GLYPH_OPEN:
        return split->at && letter_at(split, split->at + sign->size) ? IE_GAP_SOFT
                                                                     : IE_GAP_BREAK;
    default:
        return gap_of_break(split);
    }
}

/* To the first letter; false at the end. */
static bool skip_signs(struct ie_split *split, struct ie_word *word,
                       struct ie_folded *first)
{
    unsigned lines = 0;
    enum ie_gap gap = IE_GAP_NONE;

    while (fold_at(split, split->at, first)) {
        if (ie_glyph_is_letter(first->glyph)) {
            word->gap = (uint8_t)gap;
            return true;
        }
        enum ie_gap here = gap_of(split, first, &lines);
        bool spaced = first->glyph == IE_GLYPH_OPEN && gap != IE_GAP_NONE;
        if (spaced)
            here = IE_GAP_BREAK; /* "HPDC (…", but "poly(…" */
        if (here > gap)
            gap = here;
        split->at += first->size;
    }
    return false;
}

/* ---- Words ------------------------------------------------------------------------- */

static void put(struct part *part, uint32_t point, bool upper)
{
    struct ie_word *word = part->word;

    if (word->len + 4 > IE_WORD_MAX) {
        part->long_one = true;
        return;
    }
    if (point < 0x80)
        word->text[word->len++] = (char)point;
    else
        word->len += (uint32_t)ie_utf8_put(point, word->text + word->len);
    bool digit = point >= '0' && point <= '9';
    part->digit = digit;
    part->letters += !digit;
    part->small += !upper && !digit;
    part->small_s = !upper && point == 's';
}

/* May a letter of this kind follow in the word? */
static bool goes_on(struct part *part, enum ie_glyph glyph)
{
    if (!ie_glyph_in_word(glyph))
        return false;
    if (part->glyph == IE_GLYPH_DIGIT)
        part->glyph = glyph;
    return glyph == IE_GLYPH_DIGIT || glyph == part->glyph;
}

/* Signs within a word: true if `sign` is passed over and the word goes on. */
static bool bridges(struct ie_split *split, const struct part *part,
                    const struct ie_folded *sign)
{
    uint32_t next = split->at + sign->size;

    switch (sign->glyph) {
    case IE_GLYPH_SKIP:
        return true;
    case IE_GLYPH_POINT:
        return part->digit && digit_at(split, next);
    case IE_GLYPH_APOSTROPHE:
        return (part->letters > 2 || part->glyph == IE_GLYPH_HEBREW) &&
               letter_at(split, next);
    default: /* בע"מ */
        return split->text.ptr[split->at] == '"' && part->glyph == IE_GLYPH_HEBREW &&
               next < split->text.len && (unsigned char)split->text.ptr[next] == 0xD7;
    }
}

/* The letters of ASCII, which need no look at what follows. */
static void read_ascii(struct ie_split *split, struct part *part,
                       const struct ie_fold_page *page)
{
    const unsigned char *text = (const unsigned char *)split->text.ptr;
    struct ie_word *word = part->word;
    uint32_t at = split->at, len = word->len, small = part->small, letters = 0;

    while (at < split->text.len && text[at] < 0x80 && len + 4 <= IE_WORD_MAX) {
        unsigned char c = text[at];
        if (page->glyph[c] != IE_GLYPH_LATIN && page->glyph[c] != IE_GLYPH_DIGIT)
            break;
        word->text[len++] = (char)page->to[c];
        letters += page->glyph[c] == IE_GLYPH_LATIN;
        small += c >= 'a';
        at++;
    }
    if (at > split->at) {
        part->small_s = text[at - 1] == 's';
        part->digit = text[at - 1] <= '9';
    }
    split->at = at;
    word->len = len;
    part->small = small;
    part->letters += letters;
}

/* One letter or bridging sign; false where the word ends. */
static bool read_letter(struct ie_split *split, struct part *part)
{
    struct ie_folded next;

    if (!fold_at(split, split->at, &next))
        return false;
    if (goes_on(part, next.glyph)) {
        for (unsigned i = 0; i < next.count; i++)
            put(part, next.point[i], next.upper);
    } else if (!bridges(split, part, &next)) {
        return false;
    } else if (next.glyph == IE_GLYPH_POINT) {
        put(part, '.', false);
        part->letters--;
        part->small--;
    }
    split->at += next.size;
    return true;
}

static void read_word(struct ie_split *split, struct ie_word *word, enum ie_glyph glyph)
{
    struct part part = {.word = word, .glyph = glyph};
    const struct ie_fold_page *page = ie_folding_page(split->folding, 'a');

    do {
        word->end = split->at;
        if (page && part.glyph == IE_GLYPH_LATIN) {
            read_ascii(split, &part, page);
            word->end = split->at;
            if (split->at < split->text.len && split->text.ptr[split->at] == ' ')
                break;
        }
    } while (read_letter(split, &part));
    word->glyph = (uint8_t)part.glyph;
    word->capitals =
        part.letters &&
        (!part.small || (part.small == 1 && part.small_s && part.letters > 2));
    if (part.long_one)
        word->len = 0;
}

static void read_east(struct ie_split *split, struct ie_word *word)
{
    struct ie_folded next;

    word->end = split->at;
    while (fold_at(split, split->at, &next) &&
           (ie_glyph_is_east(next.glyph) || next.glyph == IE_GLYPH_SKIP)) {
        split->at += next.size;
        word->end = split->at;
    }
}

bool ie_split_next(struct ie_split *split, struct ie_word *word)
{
    struct ie_folded first;

    word->len = 0;
    word->capitals = false;
    if (!skip_signs(split, word, &first))
        return false;
    word->from = split->at;
    word->glyph = first.glyph;
    if (ie_glyph_is_east(first.glyph))
        read_east(split, word);
    else
        read_word(split, word, first.glyph);
    return !split->failed;
}
