/*
 * Private to text/: the analysis in pieces (the essay is in text.h).
 *
 *   analyse.c          the scanner: clusters, folding, runs of one script
 *   analyse_words.c    words of alphabets
 *   analyse_grams.c    Hebrew, Hangul, Han and kana: words cut into grams
 *   analyse_numbers.c  numbers, quantities, codes joined by hyphens
 */
#ifndef IE_TEXT_ANALYSE_H
#define IE_TEXT_ANALYSE_H

#include <libstemmer.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/vec.h"
#include "text/icu.h"
#include "text/lists.h"
#include "text/text.h"
#include "text/units.h"

enum {
    IE_RUN_MAX = 512,    /* folded points of one run; a longer one is cut */
    IE_CLUSTER_MAX = 64, /* bytes of one letter with its marks; more are cut off */
    IE_STEM_MAX = 64,    /* letters of a word that is stemmed */
    IE_CODE_MAX = 48,    /* bytes of a code joined over hyphens */
    IE_UNIT_REACH = 24,  /* bytes looked at for a unit behind a number */
    IE_HEBREW_GRAM = 4,
    IE_ROOT = 5, /* letters of a root */
};

enum ie_stemmer { IE_STEM_EN, IE_STEM_DE, IE_STEM_FR, IE_STEM_RU, IE_STEM_COUNT };

enum ie_run {
    IE_RUN_BREAK,
    IE_RUN_SKIP, /* invisible: neither breaks nor counts */
    IE_RUN_DIGIT,
    IE_RUN_LATIN, /* and Greek */
    IE_RUN_CYRILLIC,
    IE_RUN_HEBREW,
    IE_RUN_HANGUL,
    IE_RUN_HAN,
    IE_RUN_HIRAGANA,
    IE_RUN_KATAKANA,
    IE_RUN_OTHER,
};

struct ie_piece { /* one folded point and where it came from */
    uint32_t point, from, end;
};

/* A word with its stem, kept for the next time it comes: texts repeat themselves (Zipf),
 * and a look is a tenth of stemming. Its place is its hash; the last one to come stays. */
enum { IE_KEPT_WORDS = 4096, IE_KEPT_WORD = 23 };
struct ie_kept_word {
    uint8_t stemmer, len, stem_len; /* len 0: none */
    bool common;
    char word[IE_KEPT_WORD], stem[IE_KEPT_WORD];
};

struct ie_analyser {
    struct sb_stemmer *stemmers[IE_STEM_COUNT];
    const UNormalizer2 *fold;
    IE_VEC(struct ie_token) tokens; /* while scanning, term.len with term_at below */
    IE_VEC(size_t) term_at;         /* offset of each term in `terms` */
    struct ie_buf terms;
    struct ie_piece run[IE_RUN_MAX];
    struct ie_kept_word kept[IE_KEPT_WORDS];
    char
        word[4 * IE_RUN_MAX]; /* here, not on the stack: zeroing them a word costs more */
    char stem[4 * IE_RUN_MAX]; /* than stemming it */
};

struct ie_scan {
    struct ie_analyser *an;
    struct ie_str text;
    size_t at;
    enum ie_stemmer latin; /* stemmer and list of Latin words */
    enum ie_list latin_list;
    bool roots;      /* of Latin words too */
    size_t count;    /* pieces in an->run */
    size_t last_end; /* of the last token's word */
    bool failed;
    struct { /* words and numbers joined by hyphens */
        char text[IE_CODE_MAX];
        size_t len, from, end;
        unsigned parts;
        bool digit, letter;
    } chain;
};

struct ie_token_span {
    size_t from, end, word_from, word_end;
};

/* Adds a token; `grams`: into how many its word was cut. */
void ie_scan_emit(struct ie_scan *scan, struct ie_str term, struct ie_token_span span,
                  enum ie_token_kind kind, enum ie_script script, bool common,
                  size_t grams);
/* Pieces as UTF-8; returns bytes, at most 4 a piece. */
size_t ie_pieces_encode(const struct ie_piece *pieces, size_t count, char *out);
/* Pieces first … last of the run as a span, the whole run being the word. */
struct ie_token_span ie_scan_span(const struct ie_scan *scan, size_t first, size_t last);
uint32_t ie_scan_point(const struct ie_scan *scan, size_t at, size_t *size);
enum ie_run ie_run_of(uint32_t point);
/* The run of `run` that begins at scan->at, emitted; moves past it. */
void ie_scan_run(struct ie_scan *scan, enum ie_run run);
/* Collects the run into an->run and moves past it. */
void ie_scan_take(struct ie_scan *scan, enum ie_run run);

/* analyse_words.c */
void ie_emit_alphabetic(struct ie_scan *scan, enum ie_run run);

/* analyse_grams.c */
void ie_emit_hebrew(struct ie_scan *scan);
void ie_emit_hangul(struct ie_scan *scan);
void ie_emit_east(struct ie_scan *scan, enum ie_run run);

/* analyse_numbers.c: a number at scan->at; moves past it and its unit. */
void ie_emit_digits(struct ie_scan *scan);
/* Called before a word or number is emitted: does it go on after a hyphen? */
void ie_chain_link(struct ie_scan *scan, struct ie_str part, size_t from, size_t end);
void ie_chain_end(struct ie_scan *scan);

#endif
