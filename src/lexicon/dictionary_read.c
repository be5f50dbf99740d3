/* The sources of a dictionary: our lists, dictd, EDICT. See dictionary.h. */
#include "lexicon/dictionary.h"

#include "lexicon/thesaurus_priv.h"

static double rank_weight(unsigned rank)
{
    return 1.0 / (rank + 1);
}

/* ---- Our own lists -------------------------------------------------------------------- */

/* Takes " =0.4" off the end of a translation. */
static bool take_weight(struct ie_str *text, double *weight, bool *good)
{
    int64_t at = -1;

    for (size_t i = 0; i < text->len; i++)
        if (text->ptr[i] == '=' && (i == 0 || text->ptr[i - 1] == ' '))
            at = (int64_t)i;
    *good = true;
    if (at < 0)
        return false;
    *good = ie_str_double(ie_str_sub(*text, (size_t)at + 1, text->len), weight) &&
            *weight > 0 && *weight <= 1;
    *text = ie_str_trim(ie_str_sub(*text, 0, (size_t)at));
    return true;
}

static int read_translations(struct ie_dictionary *dictionary, struct ie_str word,
                             struct ie_str list, struct ie_place at, struct ie_error *err)
{
    struct ie_str one;
    int code = 0;

    for (unsigned rank = 0; !code && ie_str_split(&list, '|', &one); rank++) {
        double weight = rank_weight(rank);
        bool good;
        struct ie_str text = ie_str_trim(one);
        take_weight(&text, &weight, &good);
        if (!good)
            return ie_lexicon_fail_value(err, "dictionary.weight", at, "value", one);
        if (!text.len)
            return ie_lexicon_fail_at(err, IE_INPUT, "dictionary.columns", at);
        code = ie_dictionary_add(dictionary, word, text, weight, err);
    }
    return code;
}

int ie_dictionary_read_list(struct ie_dictionary *dictionary, struct ie_str bytes,
                            const char *file, struct ie_error *err)
{
    struct ie_place at = {file, 0};
    struct ie_str line, word, part;
    int code = 0;

    while (!code && ie_str_split(&bytes, '\n', &line)) {
        at.line++;
        if (!ie_utf8_valid(line))
            return ie_lexicon_fail_at(err, IE_INPUT, "lexicon.encoding", at);
        if (!ie_str_trim(line).len || line.ptr[0] == '#')
            continue;
        if (!ie_str_split(&line, '\t', &word) || !ie_str_split(&line, '\t', &part) ||
            !ie_str_trim(word).len || !ie_str_trim(line).len ||
            ie_str_find_char(line, '\t') >= 0)
            return ie_lexicon_fail_at(err, IE_INPUT, "dictionary.columns", at);
        code = read_translations(dictionary, ie_str_trim(word), line, at, err);
    }
    return code;
}

/* ---- dictd ------------------------------------------------------------------------------ */

/* A number in dictd's base 64, most significant digit first. */
static bool base64_number(struct ie_str text, uint64_t *value)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    *value = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *digit = text.ptr[i] ? strchr(digits, text.ptr[i]) : NULL;
        if (!digit || *value >> 56)
            return false;
        *value = *value << 6 | (uint64_t)(digit - digits);
    }
    return text.len > 0;
}

/* Without what stands in <…>, […], (…) or {…}, which is grammar, field or comment. */
static struct ie_str without_brackets(struct ie_str text, char room[IE_DICTIONARY_WORD])
{
    unsigned depth = 0;
    size_t len = 0;

    for (size_t i = 0; i < text.len && len < IE_DICTIONARY_WORD; i++) {
        char c = text.ptr[i];
        if (c == '<' || c == '[' || c == '(' || c == '{')
            depth++;
        else if (c == '>' || c == ']' || c == ')' || c == '}')
            depth -= depth > 0;
        else if (!depth && (c != ' ' || (len && room[len - 1] != ' ')))
            room[len++] = c;
    }
    return ie_str_trim(ie_str_n(room, len));
}

/* "elaborate sth.", "sb.'s right": who or what goes. */
static struct ie_str without_object(struct ie_str text)
{
    static const char *const ends[] = {" sth.",    " sb.", " sb./sth.", " sth./sb.",
                                       " oneself", " …",   " ..."};

    for (size_t i = 0; i < IE_COUNT(ends); i++)
        if (ie_str_ends(text, ie_str_z(ends[i])))
            return ie_str_trim(ie_str_sub(text, 0, text.len - strlen(ends[i])));
    return text;
}

/* "1. decrease, lessen": the number goes. */
static struct ie_str without_number(struct ie_str line)
{
    size_t i = 0;

    while (i < line.len && line.ptr[i] >= '0' && line.ptr[i] <= '9')
        i++;
    return i && i < line.len && line.ptr[i] == '.'
               ? ie_str_trim(ie_str_sub(line, i + 1, line.len))
               : line;
}

/* A line that tells of the entry and does not translate it. */
static bool about_entry(struct ie_str line)
{
    static const char *const words[] = {"Note:",    "Synonym",  "see:",  "Antonym",
                                        "See also", "Example:", "Usage", "\""};

    line = ie_str_trim(line);
    for (size_t i = 0; i < IE_COUNT(words); i++)
        if (ie_str_starts(line, ie_str_z(words[i])))
            return true;
    return !line.len;
}

/* An entry: a line with the word, then lines of translations. */
static int read_entry(struct ie_dictionary *dictionary, struct ie_str word,
                      struct ie_str entry, struct ie_error *err)
{
    char room[IE_DICTIONARY_WORD];
    struct ie_str line, one;
    unsigned rank = 0;
    int code = 0;

    ie_str_split(&entry, '\n', &line);
    while (!code && ie_str_split(&entry, '\n', &line)) {
        if (about_entry(line))
            continue;
        line = without_number(ie_str_trim(line));
        while (!code && ie_str_split(&line, ',', &one)) {
            struct ie_str text = without_object(without_brackets(one, room));
            if (!text.len || !ie_utf8_valid(text))
                continue;
            if (ie_str_starts(text, IE_STR("to ")))
                text = ie_str_sub(text, 3, text.len);
            code = ie_dictionary_add(dictionary, word, text, rank_weight(rank++), err);
        }
    }
    return code;
}

int ie_dictionary_read_dictd(struct ie_dictionary *dictionary, struct ie_str index,
                             struct ie_str text, const char *file, struct ie_error *err)
{
    struct ie_place at = {file, 0};
    struct ie_str line, word, offset;
    int code = 0;

    while (!code && ie_str_split(&index, '\n', &line)) {
        uint64_t from, len;
        at.line++;
        if (!line.len)
            continue;
        if (!ie_str_split(&line, '\t', &word) || !ie_str_split(&line, '\t', &offset) ||
            !base64_number(offset, &from) || !base64_number(line, &len) ||
            from > text.len || len > text.len - from)
            return ie_lexicon_fail_at(err, IE_INPUT, "dictionary.index", at);
        if (ie_str_starts(word, IE_STR("00database")) ||
            ie_str_starts(word, IE_STR("00-database")) || !ie_utf8_valid(word))
            continue;
        code = read_entry(dictionary, word, ie_str_sub(text, from, len), err);
    }
    return code;
}

/* ---- EDICT -------------------------------------------------------------------------------- */

/* Adds a gloss list under each of the words that `;` parts. */
static int add_glosses(struct ie_dictionary *dictionary, struct ie_str words,
                       struct ie_str glosses, double share, struct ie_error *err)
{
    char word_room[IE_DICTIONARY_WORD], room[IE_DICTIONARY_WORD];
    struct ie_str word, gloss;
    int code = 0;

    while (!code && ie_str_split(&words, ';', &word)) {
        struct ie_str rest = glosses;
        unsigned rank = 0;
        word = without_brackets(word, word_room);
        while (!code && word.len && ie_str_split(&rest, '/', &gloss)) {
            struct ie_str text = without_object(without_brackets(gloss, room));
            if (!text.len || ie_str_starts(text, IE_STR("EntL")) || !ie_utf8_valid(text))
                continue;
            if (ie_str_starts(text, IE_STR("to ")))
                text = ie_str_sub(text, 3, text.len);
            code = ie_dictionary_add(dictionary, word, text, share * rank_weight(rank++),
                                     err);
        }
    }
    return code;
}

int ie_dictionary_read_edict(struct ie_dictionary *dictionary, struct ie_str bytes,
                             const char *file, struct ie_error *err)
{
    struct ie_place at = {file, 0};
    struct ie_str line;
    int code = 0;

    while (!code && ie_str_split(&bytes, '\n', &line)) {
        int64_t slash = ie_str_find(line, IE_STR(" /"));
        at.line++;
        if (!ie_str_trim(line).len || line.ptr[0] == '#')
            continue;
        if (slash < 0 || !ie_utf8_valid(line))
            return ie_lexicon_fail_at(err, IE_INPUT, "dictionary.edict", at);
        struct ie_str head = ie_str_sub(line, 0, (size_t)slash);
        struct ie_str glosses = ie_str_sub(line, (size_t)slash + 2, line.len);
        bool frequent = ie_str_find(glosses, IE_STR("/(P)/")) >= 0;
        bool in_kana = ie_str_find(glosses, IE_STR("(uk)")) >= 0;
        double share = frequent ? 3 : 1;
        int64_t open = ie_str_find(head, IE_STR(" ["));
        if (open >= 0 && ie_str_ends(head, IE_STR("]"))) {
            struct ie_str kana =
                ie_str_sub(head, (size_t)open + 2, head.len - (size_t)open - 3);
            head = ie_str_sub(head, 0, (size_t)open);
            if (frequent || in_kana)
                code = add_glosses(dictionary, kana, glosses, share / 2, err);
        }
        if (!code)
            code = add_glosses(dictionary, head, glosses, share, err);
    }
    return code;
}
