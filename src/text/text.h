/*
 * text: what a machine must know of writing, and nothing of what it means.
 *
 * Everything above stores UTF-8 in NFC and never looks inside a character. Here, and only
 * here, ICU and Snowball are used. The layer answers five questions:
 *
 *   may this be stored?     ie_text_accept: well-formed UTF-8, made NFC, no control or
 *                           invisible reordering characters (UAX #9, Trojan Source)
 *   in what is it written?  ie_text_script, ie_lang_check (RFC 5646)
 *   is it the same name?    ie_text_search_key, ie_text_organisation_key
 *   which comes first?      ie_collator (CLDR order of a language)
 *   what does it speak of?  ie_text_tokens, the analysis that retrieval indexes
 *   (and units.h)           quantities: what was measured, between which bounds
 *
 * Analysis. A text may mix scripts, so the choice of method falls on each run of one
 * script, and the language tag decides only where the script leaves a choice:
 *
 *   Latin, Greek    words; NFKC case folding; Snowball stem of the tag's language when it
 *                   is en, de or fr, else English; accents dropped after stemming, so
 *                   that "Schlüssel" and "Schluessel" differ but "résine" and "resine" do
 *                   not. A word with a digit in it ("al2o3", "az5214e") is kept as it is;
 *                   parts joined by a hyphen, a digit among them, are also given as one
 *                   ("az-5214e" → az, 5214e, az5214e). German and French words of more
 *                   than five letters are also given by their first five ("halbl-"):
 *                   compounds and derived words meet there
 *   Cyrillic        words; ё as е; Russian Snowball stem, and the root as in German
 *   Hangul          an eojeol loses its longest particle or ending (a list, never below two
 *                   syllables) and what stays is cut into overlapping bigrams: compounds
 *                   are written with and without spaces, and no dictionary is needed
 *                   (Lee & Ahn, SIGIR 1996, found bigrams on par with morphology); of
 *                   three syllables and more, the whole word is given as well
 *   Han, Kana       runs of Han, of katakana and of hiragana are words of their own, cut
 *                   into overlapping bigrams: a bigram across the border of two scripts
 *                   joins a word's end to a particle and says nothing. Half-width forms
 *                   folded; single characters stay; the whole run as well, of hiragana
 *                   not
 *   Hebrew          points dropped, final letters as their plain form; words up to four
 *                   letters whole, longer ones as overlapping 4-grams, which steps over
 *                   the glued prefixes ו ה ב כ ל מ ש (McNamee & Mayfield 2004), and whole
 *   other letters   folded words
 *   numbers         one form for "1,200" and "1200"; with a unit behind, only the quantity
 *                   in SI ("1.2 µm", "0.0012 mm", "1,2 мкм" → "=1.2e-06 m"), so that
 *                   another unit changes nothing
 *
 * Grams say of how many they are one, so that a word can count as one whatever it was cut
 * into. Wholes and roots stand beside the words: they can be found, but are not part of a
 * text's length (ie_token_aside).
 *
 * Each token says which bytes of the text it came from, so that a reason can show the
 * word as the author wrote it. Words of little content carry a flag instead of being
 * dropped: whether to skip them is retrieval's business.
 *
 * All functions are pure, thread-safe unless an object is passed, and allocate from the
 * arena. An analyser and a collator each serve one thread at a time. Texts longer than
 * IE_TEXT_MAX bytes are refused with IE_LIMIT "text.too_long".
 */
#ifndef IE_TEXT_TEXT_H
#define IE_TEXT_TEXT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum { IE_TEXT_MAX = 64 << 20 };

/* ---- Storing -------------------------------------------------------------------- */

enum ie_text_flags {
    IE_TEXT_LINE = 0,  /* one line: no line break, no tab */
    IE_TEXT_LINES = 1, /* line breaks and tabs allowed; CR LF and CR become LF */
};

/*
 * A text as it may be stored: `*out` is `text` in NFC (the same bytes when it already
 * is). Joiners (U+200C, U+200D) and directional marks (U+200E, U+200F, U+061C) stay,
 * since scripts need them. Errors: IE_INPUT "text.encoding" (not UTF-8, {offset});
 * "text.control" {point} (C0, C1, noncharacters, U+FEFF inside, line and paragraph
 * separators, interlinear marks, tags; line breaks under IE_TEXT_LINE); "text.bidi"
 * {point} (embeddings, overrides and isolates that a line opens and does not close, or
 * closes and did not open); IE_LIMIT "text.too_long"; IE_NOMEM. A leading U+FEFF is
 * dropped. O(n).
 */
int ie_text_accept(struct ie_arena *arena, struct ie_str text, enum ie_text_flags flags,
                   struct ie_str *out, struct ie_error *err) IE_MUST_CHECK;

/* Bytes of another charset (a name of IANA's: "EUC-JP") as UTF-8, for files that others
 * made; what cannot be read becomes U+FFFD. IE_INPUT "text.charset" {value} for a name that
 * ICU does not know, IE_NOMEM. O(n). */
int ie_text_from_charset(struct ie_arena *arena, struct ie_str bytes, const char *charset,
                         struct ie_str *out, struct ie_error *err) IE_MUST_CHECK;

/* NFC alone (UAX #15). IE_INPUT "text.encoding", IE_NOMEM. O(n). */
int ie_text_nfc(struct ie_arena *arena, struct ie_str text, struct ie_str *out,
                struct ie_error *err) IE_MUST_CHECK;

/* NFKC_Casefold (UAX #31; width, ligatures, case, ignorable characters). Same errors. */
int ie_text_fold(struct ie_arena *arena, struct ie_str text, struct ie_str *out,
                 struct ie_error *err) IE_MUST_CHECK;

/* ---- Script and language -------------------------------------------------------- */

enum ie_script {
    IE_SCRIPT_NONE = 0, /* no letters at all */
    IE_SCRIPT_LATIN,
    IE_SCRIPT_GREEK,
    IE_SCRIPT_CYRILLIC,
    IE_SCRIPT_HEBREW,
    IE_SCRIPT_ARABIC,
    IE_SCRIPT_HANGUL,
    IE_SCRIPT_HAN,
    IE_SCRIPT_KANA, /* hiragana or katakana */
    IE_SCRIPT_OTHER,
    IE_SCRIPT_COUNT
};

/* Script of one code point; IE_SCRIPT_NONE for marks, digits, punctuation. O(1). */
enum ie_script ie_script_of(uint32_t point);
/* The script with most letters; Han with any kana counts as kana (Japanese), Han with any
 * Hangul as Hangul; a tie goes to the one seen first. Bad bytes are skipped. O(n). */
enum ie_script ie_text_script(struct ie_str text);
/* ISO 15924 code: "Latn", "Grek", "Cyrl", "Hebr", "Arab", "Kore", "Hani", "Jpan",
 * "Zyyy" (none), "Zzzz" (other). */
const char *ie_script_code(enum ie_script script);

/*
 * The language of a text that does not say it, of the seven that matching reads: "ko",
 * "ja", "ru", "he" by their scripts (most letters), "en", "de", "fr" by their words of
 * little content and letters; "" when unsure. Looks at the first 4,096 bytes.
 */
const char *ie_text_language(struct ie_str text);

enum { IE_LANG_MAX = 35 }; /* RFC 5646, section 4.4.1 */

/*
 * Well-formedness of a BCP 47 tag (RFC 5646, 2.2.9: syntax, no duplicate variants or
 * singletons, grandfathered tags accepted) with at most IE_LANG_MAX characters, and its
 * conventional case ("zh-hant-tw" → "zh-Hant-TW") into `out`. No registry is asked.
 * IE_INPUT "lang.malformed" {value}. O(n).
 */
int ie_lang_check(struct ie_str tag, char out[IE_LANG_MAX + 1],
                  struct ie_error *err) IE_MUST_CHECK;

/*
 * The same for a tag that is to name a language of somebody's text: its first subtag has two
 * or three letters, since RFC 5646, 2.2.1, keeps four for later and nothing of five to
 * eight was ever registered ("english"). IE_INPUT "lang.malformed" {value}. O(n).
 */
int ie_lang_check_known(struct ie_str tag, char out[IE_LANG_MAX + 1],
                        struct ie_error *err) IE_MUST_CHECK;

/* True if the tag's primary language is `primary` ("ko" for "ko", "KO-Kore-KR"). */
bool ie_lang_is(struct ie_str tag, const char *primary);

/* ---- Names ---------------------------------------------------------------------- */

/*
 * Key under which a name is looked up: NFKC_Casefold, accents of Latin, Greek and
 * Cyrillic letters dropped (й and ё kept apart from и, ё as е), Hebrew points dropped,
 * katakana as hiragana, everything that is neither letter nor digit as one space,
 * trimmed. Same key: same name for a person who types it. A key of a prefix is a prefix
 * of the key, up to a trailing space. Errors as ie_text_nfc. O(n).
 */
int ie_text_search_key(struct ie_arena *arena, struct ie_str text, struct ie_str *key,
                       struct ie_error *err) IE_MUST_CHECK;

/*
 * Key under which two records are likely the same organisation: the search key without
 * legal forms at either end (주식회사, (주), ㈜, Co., Ltd., Inc., LLC, GmbH & Co. KG,
 * SARL, SAS, S.A., ООО, ОАО, АО, בע"מ, 株式会社, 有限公司 …), without "the", and without
 * spaces. A name that is nothing but legal form keeps its search key. Nothing is
 * romanised: names in two scripts have two keys. Likely means likely: a person decides.
 * O(n).
 */
int ie_text_organisation_key(struct ie_arena *arena, struct ie_str name,
                             struct ie_str *key, struct ie_error *err) IE_MUST_CHECK;

/*
 * Names in Latin letters by ICU's rules (Any-Latin, without accents, capitals at the
 * beginning of words), in place of each of `texts`: for readers who do not know the script,
 * where no Latin name is on record. The copies are in the arena. Errors as ie_text_nfc.
 * O(bytes), after about a millisecond to load the rules.
 */
int ie_text_romanise(struct ie_arena *arena, struct ie_str *texts, size_t count,
                     struct ie_error *err) IE_MUST_CHECK;

/* ---- Order ---------------------------------------------------------------------- */

/* Order of names in a language (CLDR; digits by value, so "Stand 9" < "Stand 10"). */
struct ie_collator;
/* `lang`: a well-formed tag; unknown ones get the root order. IE_NOMEM. */
int ie_collator_new(struct ie_str lang, struct ie_collator **collator,
                    struct ie_error *err) IE_MUST_CHECK;
void ie_collator_free(struct ie_collator *collator);
/* Bytes whose memcmp order (ie_str_cmp) is the order of the texts. To be stored with
 * ie_collator_version, since a newer ICU may order otherwise. Errors as ie_text_nfc. */
int ie_collator_key(const struct ie_collator *collator, struct ie_arena *arena,
                    struct ie_str text, struct ie_str *key,
                    struct ie_error *err) IE_MUST_CHECK;
/* Names the rules behind the keys, e.g. "ko 153.120": compare for equality. */
const char *ie_collator_version(const struct ie_collator *collator);

/* ---- Analysis ------------------------------------------------------------------- */

enum ie_token_kind {
    IE_TOKEN_WORD,     /* stem or word; surface is the word */
    IE_TOKEN_GRAM,     /* 1 or 2 CJK characters, 4 Hebrew letters; surface is those */
    IE_TOKEN_CODE,     /* letters with digits: formula, part number */
    IE_TOKEN_NUMBER,   /* decimal digits, point as separator */
    IE_TOKEN_QUANTITY, /* "=<SI value> <SI unit>"; surface is number and unit */
    /* beside the words: they can be found, but are not words of the text's length */
    IE_TOKEN_WHOLE, /* a word that was cut into grams */
    IE_TOKEN_ROOT,  /* how a longer word begins, with a hyphen */
};

struct ie_token {
    struct ie_str term;           /* in the arena; never empty */
    uint32_t from, len;           /* bytes of the analysed text it came from */
    uint32_t word_from, word_len; /* the whole word around it, for showing */
    uint8_t kind;                 /* enum ie_token_kind */
    uint8_t script;               /* enum ie_script */
    bool common;                  /* a word of little content in its language */
    uint16_t grams;               /* into how many its word was cut; else 1 */
};

static inline bool ie_token_aside(const struct ie_token *token)
{
    return token->kind == IE_TOKEN_WHOLE || token->kind == IE_TOKEN_ROOT;
}

struct ie_tokens {
    const struct ie_token *at;
    size_t count;
};

struct ie_analyser; /* stemmers and folding tables; one thread at a time */
int ie_analyser_new(struct ie_analyser **analyser, struct ie_error *err) IE_MUST_CHECK;
void ie_analyser_free(struct ie_analyser *analyser);
/* Changes whenever the same text may give other tokens: part of every index's identity.
 */
const char *ie_analyser_version(void);

/*
 * Tokens of a text in order of where they end. `lang`: BCP 47 tag or empty. Bytes that are not
 * UTF-8 separate words and are otherwise skipped, so that any bytes can be analysed.
 * Errors: IE_LIMIT "text.too_long"; IE_NOMEM. O(n).
 */
int ie_text_tokens(struct ie_analyser *analyser, struct ie_arena *arena,
                   struct ie_str text, struct ie_str lang, struct ie_tokens *out,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
