/* The language of a text that does not say it. */
#include "text/lists.h"
#include "text/text.h"

enum {
    GUESS_BYTES = 4096, /* looked at */
    GUESS_WORD = 24,    /* bytes; function words are short */
    GUESS_KINDS = 48,   /* different function words a language; enough to be sure */
};

struct tally { /* words that one language has and the others have not */
    struct ie_str seen[GUESS_KINDS];
    unsigned count;
    bool letters; /* that only it uses */
};

static void note(struct tally *tally, struct ie_str word)
{
    for (unsigned i = 0; i < tally->count; i++)
        if (ie_str_eq(tally->seen[i], word))
            return;
    if (tally->count < GUESS_KINDS)
        tally->seen[tally->count++] = word;
}

static unsigned weight(const struct tally *tally)
{
    return tally->count + tally->letters;
}

static uint32_t lower(uint32_t point)
{
    bool capital = (point >= 'A' && point <= 'Z') ||
                   (point >= 0xC0 && point <= 0xDE && point != 0xD7);
    return capital ? point + 32 : point;
}

/* The word at *at, lower-cased into `out`; its length, 0 at the end. */
static size_t next_word(struct ie_str text, size_t *at, char *out)
{
    size_t len = 0, size;

    for (; *at < text.len; *at += size) {
        uint32_t point = ie_utf8_next(ie_str_n(text.ptr + *at, text.len - *at), &size);
        if (ie_script_of(point) != IE_SCRIPT_LATIN) {
            if (len)
                break;
        } else if (len < GUESS_WORD) {
            len += ie_utf8_put(lower(point), out + len);
        }
    }
    return len;
}

static bool has_any(struct ie_str word, const char *letters)
{
    for (size_t i = 0; i + 1 < word.len; i++)
        for (const char *l = letters; *l; l += 2)
            if (memcmp(word.ptr + i, l, 2) == 0)
                return true;
    return false;
}

/* Sure when two words or letters speak for one language and at most half as many for
 * another; "die casting" is no German. */
static const char *by_words(struct ie_str text)
{
    static const enum ie_list lists[3] = {IE_LIST_EN, IE_LIST_DE, IE_LIST_FR};
    static const char *const tags[3] = {"en", "de", "fr"};
    char words[GUESS_BYTES + GUESS_WORD + 8];
    struct tally tallies[3];
    size_t at = 0, used = 0, len;
    int best = 0;

    memset(tallies, 0, sizeof(tallies));
    while (used < GUESS_BYTES && (len = next_word(text, &at, words + used))) {
        struct ie_str word = ie_str_n(words + used, len);
        bool in[3];
        for (int l = 0; l < 3; l++)
            in[l] = ie_list_common(lists[l], word);
        for (int l = 0; l < 3; l++)
            if (in[l] && in[0] + in[1] + in[2] == 1)
                note(&tallies[l], word);
        tallies[1].letters |= has_any(word, "äöüß");
        tallies[2].letters |= has_any(word, "éèêàçùôîâ");
        used += len;
    }
    for (int l = 1; l < 3; l++)
        if (weight(&tallies[l]) > weight(&tallies[best]))
            best = l;
    for (int l = 0; l < 3; l++)
        if (l != best && 2 * weight(&tallies[l]) > weight(&tallies[best]))
            return "";
    return weight(&tallies[best]) >= 2 ? tags[best] : "";
}

const char *ie_text_language(struct ie_str text)
{
    if (text.len > GUESS_BYTES)
        text.len = GUESS_BYTES;
    switch (ie_text_script(text)) {
    case IE_SCRIPT_HANGUL:
        return "ko";
    case IE_SCRIPT_KANA:
        return "ja";
    case IE_SCRIPT_CYRILLIC:
        return "ru";
    case IE_SCRIPT_HEBREW:
        return "he";
    case IE_SCRIPT_LATIN:
        return by_words(text);
    case IE_SCRIPT_NONE:
    case IE_SCRIPT_GREEK:
    case IE_SCRIPT_ARABIC:
    case IE_SCRIPT_HAN:
    case IE_SCRIPT_OTHER:
    case IE_SCRIPT_COUNT:
        break;
    }
    return "";
}
