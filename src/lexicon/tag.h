/*
 * Private to lexicon/: tagging, in the order in which a text goes through it.
 *
 *   tag.c      which languages count; phrases between signs that part them
 *   look.c     what a word may be: its keys in each language, German compounds; Hangul
 *              words cut into labels, morphemes and an ending. Kept for the next time the
 *              word comes, which is what makes tagging fast (Zipf)
 *   match.c    labels in words: walks the trie of terms over a phrase
 *   letters.c  labels in Hangul, Han, kana: walks the trie of letters
 *   choose.c   the longest of what overlaps, weights, weak labels
 */
#ifndef IE_LEXICON_TAG_H
#define IE_LEXICON_TAG_H

#include "base/buf.h"
#include "base/vec.h"
#include "lexicon/image.h"
#include "lexicon/split.h"

enum {
    IE_LEX_DEPTH = 12,     /* words of a label */
    IE_LEX_UNIT = 63,      /* letters of a Hangul word that is cut */
    IE_LEX_PHRASE = 4096,  /* words of a phrase; a longer one is cut */
    IE_LEX_KEPT = 1 << 16, /* words that are kept */
    IE_LEX_NOTHING = 0,    /* the look of words that no label has */
};

/* How near a word is to a word of labels: for each set of rules an enum ie_nearness of
 * three bits for each place in a label. */
struct ie_lex_near {
    uint16_t of[IE_WORDS_COUNT];
};

enum {
    IE_LEX_NEAR_NOWHERE = 04444, /* IE_NEAR_NOT in every place */
    IE_LEX_NEAR_BRIEF =
        1 << 15, /* behind a Hebrew prefix three letters are left, and they
                                    may be another word */
};

struct ie_lex_form { /* a word of labels that a word of a text may be */
    uint32_t word;
    uint32_t node; /* behind the root, or IE_LEX_NODE_NONE */
    struct ie_lex_near near;
    bool ends, goes_on; /* of labels at `node` */
    uint64_t next;      /* ie_lex_word_bit of the words that lead on from there */
};

struct ie_lex_cut { /* a word that begins with a word of labels which another follows */
    uint32_t word;
    uint32_t look; /* of its rest */
    struct ie_lex_near near;
};

struct ie_lex_part {  /* a label in a German or Hangul word */
    uint32_t at, len; /* folded bytes; letters of Hangul words */
    uint32_t node;
    uint32_t form; /* German: which form */
};

struct ie_lex_look { /* what is known of a word */
    uint32_t form, cut, part;
    uint16_t form_count, cut_count, part_count;
    bool starts;          /* some label begins with it */
    bool closed;          /* some word begins with it */
    uint64_t closed_next; /* bits of what may follow it in those (ie_lex_next_bit) */
    uint64_t words;       /* ie_lex_word_bit of its forms and cuts */
    uint32_t through;     /* Hangul: node behind all its letters, or 0 */
    uint64_t clean; /* Hangul: bit i: from letter i on it is made of what is known */
};

/* A word kept, by 96 bits of its hash, so that its letters need not be; two words in a
 * table have the same ones once in 2^64 tables. */
struct ie_lex_slot {
    uint64_t hash;
    uint32_t more;
    uint32_t look; /* number + 1 */
};

struct ie_lex_name { /* a word of one mode: words of another mode are other words */
    uint64_t hash;
    uint32_t more;
};

struct ie_lex_unit { /* a word of the phrase */
    struct ie_lex_name name;
    uint32_t from, end, look;
    uint32_t text; /* folded, in `phrase` */
    uint8_t gap, glyph, len;
    bool capitals;
};

struct ie_lex_letter { /* a folded letter of the phrase */
    uint32_t point, from, end;
    uint8_t glyph;
    bool gap;
};

struct ie_lex_spaced { /* letters between two gaps */
    struct ie_lex_name name;
    uint32_t from, end, look;
    bool hangul;
};

struct ie_lex_hit {
    uint32_t from, end, label;
    uint8_t rank; /* less is nearer */
    bool weak;
};

struct ie_lex_found { /* a tag before it is known whether it counts */
    struct ie_tag tag;
    uint32_t group; /* tags of one phrase */
    bool weak;
};

struct ie_tagger {
    const struct ie_lexicon *lexicon;
    struct ie_folding folding;
    struct ie_word_rules rules;
    /* words kept */
    IE_VEC(struct ie_lex_look) looks;
    IE_VEC(struct ie_lex_form) forms;
    IE_VEC(struct ie_lex_cut) cuts;
    IE_VEC(struct ie_lex_part) parts;
    struct ie_lex_slot *slots;
    uint32_t slot_count, kept;
    /* this text */
    struct ie_str text;
    bool accented;     /* its author writes accents */
    bool capitals;     /* … and capital letters */
    uint8_t mode;      /* which languages' rules its Latin words may follow */
    uint8_t *native;   /* by language: may its labels match in its own script */
    uint8_t *latin;    /* … in Latin letters */
    uint8_t *favoured; /* the text's own, or English */
    uint8_t *own;      /* the text's own, or any when it is unknown */
    /* this phrase */
    IE_VEC(struct ie_lex_unit) units;
    struct ie_buf phrase;
    char joined[2 * IE_WORD_MAX]; /* here, not on the stack: it would be zeroed a step */
    struct ie_word_keys keys;     /* likewise */
    IE_VEC(struct ie_lex_letter) letters;
    IE_VEC(struct ie_lex_spaced) words; /* of a phrase with Hangul */
    uint32_t spelt[IE_LEX_UNIT];        /* one of them */
    IE_VEC(struct ie_lex_hit) hits;
    IE_VEC(uint8_t) covered; /* by byte of the phrase: within a hit that was taken */
    bool shouted;            /* all in capitals */
    /* results */
    IE_VEC(struct ie_lex_found) found;
    IE_VEC(struct ie_tag) tags;
    uint32_t groups;
    uint8_t *marks;  /* by concept: named by a label that is not weak */
    uint8_t *fields; /* by concept: a top of one that is */
};

/* Bit of a language's rules in `mode`. */
static inline uint8_t ie_lex_mode(enum ie_words_of rules)
{
    return (uint8_t)(1u << rules);
}

/* The name of a folded word; brings its slot near, since tables do not fit the cache and a
 * phrase's words can be waited for together. O(length). */
struct ie_lex_name ie_lex_name(const struct ie_tagger *tagger, struct ie_str word);
/* What is known of the word; its number in *look. IE_NOMEM. Amortised O(1). */
int ie_lex_look_up(struct ie_tagger *tagger, struct ie_lex_name name, struct ie_str word,
                   enum ie_glyph glyph, uint32_t *look,
                   struct ie_error *err) IE_MUST_CHECK;
/* The same for a run of Hangul and what is glued to it. */
struct ie_lex_name ie_lex_name_hangul(struct ie_tagger *tagger,
                                      const struct ie_lex_letter *letters,
                                      uint32_t count);
int ie_lex_look_up_hangul(struct ie_tagger *tagger, struct ie_lex_name name,
                          const struct ie_lex_letter *letters, uint32_t count,
                          uint32_t *look, struct ie_error *err) IE_MUST_CHECK;
/* Parts of a German compound (compound.c); of a Hangul word (hangul.c). */
int ie_lex_cut_german(struct ie_tagger *tagger, struct ie_str word,
                      struct ie_error *err) IE_MUST_CHECK;
int ie_lex_cut_hangul(struct ie_tagger *tagger, struct ie_lex_look *look,
                      const struct ie_lex_letter *letters, uint32_t count,
                      struct ie_error *err) IE_MUST_CHECK;
/* The words of labels by these rules that `word` may be, at best as near as `nearness`, in
 * `places`; added to the forms from number `from` on, each word once. */
int ie_lex_add_forms(struct ie_tagger *tagger, enum ie_words_of rules, struct ie_str word,
                     enum ie_nearness nearness, unsigned places, size_t from,
                     struct ie_error *err) IE_MUST_CHECK;

/* Words that go on with the same three bytes have the same bit. */
static inline uint64_t ie_lex_next_bit(const char *next, size_t len)
{
    return UINT64_C(1) << (ie_lex_hint(IE_LEX_HINT_CLOSED, 0, next, len) >> 58);
}

static inline unsigned ie_lex_nearness(const struct ie_lex_near *near, unsigned rules,
                                       enum ie_word_place place)
{
    return near->of[rules] >> 3 * place & 7;
}

/* Hits of the phrase in `units`; in `letters`. */
int ie_lex_match_words(struct ie_tagger *tagger, struct ie_error *err) IE_MUST_CHECK;
int ie_lex_match_letters(struct ie_tagger *tagger, struct ie_error *err) IE_MUST_CHECK;

/* Does a label count where it stands; adds it to the hits, as weak if it is or if `weak`
 * says so. */
int ie_lex_add_hit(struct ie_tagger *tagger, uint32_t label, uint32_t from, uint32_t end,
                   unsigned nearness, bool weak, struct ie_error *err) IE_MUST_CHECK;

/* From hits of a phrase to found tags; from all found tags to those that count. */
int ie_lex_choose(struct ie_tagger *tagger, struct ie_error *err) IE_MUST_CHECK;
int ie_lex_weigh(struct ie_tagger *tagger, struct ie_error *err) IE_MUST_CHECK;

#endif
