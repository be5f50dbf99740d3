/* Cells into the parts of a draft; shared by import/parse.c (which field says what) and
 * import/cells.c (how a value is read). Functions that find something wrong add it to the
 * row's errors and go on: one look at a row says all that is wrong with it. Their own
 * result is non-zero only when memory is out. */
#ifndef IE_SERVICE_IMPORT_PARSE_H
#define IE_SERVICE_IMPORT_PARSE_H

#include "service/import/impl.h"

struct ie_row_parse {
    struct ie_importer *importer;
    const struct ie_import_cells *cells;
    struct ie_draft *draft;
    json_t *f, *r; /* borrowed members of the draft */
    struct ie_error *err;
};

struct ie_word { /* what offices write -> what we keep; words in heading form */
    const char *value;
    const char *const *words;
};

/* The trimmed text of a field; IE_STR_NONE when the cell is empty or says "none" (-, N/A,
 * 없음 …). */
struct ie_str ie_parse_text(const struct ie_row_parse *p, const char *field);
const struct ie_cell *ie_parse_cell(const struct ie_row_parse *p, const char *field);
/* Adds a problem with the cell of a field. */
int ie_parse_problem(const struct ie_row_parse *p, const char *field,
                     const struct ie_error *problem);
int ie_parse_refuse(const struct ie_row_parse *p, const char *field, const char *id);
int ie_parse_note(const struct ie_row_parse *p, const char *field, const char *id,
                  struct ie_str value);
int ie_parse_set(json_t *object, const char *key, json_t *value, struct ie_error *err);
json_t *ie_parse_string(struct ie_str text);

/* Each reads the cell of `field` into the draft's schema field `to`. */
int ie_parse_line(const struct ie_row_parse *p, const char *field, const char *to,
                  size_t max);
int ie_parse_lines(const struct ie_row_parse *p, const char *field, const char *to,
                   size_t max);
int ie_parse_whole(const struct ie_row_parse *p, const char *field, const char *to,
                   int64_t min, int64_t max, bool strip_words);
int ie_parse_day(const struct ie_row_parse *p, const char *field, const char *to);
int ie_parse_choice(const struct ie_row_parse *p, const char *field, const char *to,
                    const struct ie_word *words);
int ie_parse_choices(const struct ie_row_parse *p, const char *field, const char *to,
                     const struct ie_word *words);
int ie_parse_country(const struct ie_row_parse *p, const char *field, const char *to);
int ie_parse_countries(const struct ie_row_parse *p, const char *field, const char *to);
int ie_parse_languages(const struct ie_row_parse *p, const char *field, const char *to);
int ie_parse_email(const struct ie_row_parse *p, const char *field, const char *to);
int ie_parse_phone(const struct ie_row_parse *p, const char *field, const char *to);
int ie_parse_website(const struct ie_row_parse *p, const char *field, const char *to);
int ie_parse_set_of_texts(const struct ie_row_parse *p, const char *field, const char *to,
                          size_t max);
int ie_parse_specs(const struct ie_row_parse *p, const char *field, const char *to);
/* A reference, kept as text for import/match.c. */
int ie_parse_reference(const struct ie_row_parse *p, const char *field, const char *to);
/* Accepted text of one cell (NFC, no control characters), or IE_STR_NONE after adding the
 * problem. */
int ie_parse_accept(const struct ie_row_parse *p, const char *field, struct ie_str text,
                    bool lines, size_t max, struct ie_str *out);
/* Value of a word list for a text, or NULL. */
const char *ie_parse_word(const struct ie_row_parse *p, const struct ie_word *words,
                          struct ie_str text);
/* Language of a text by its script: "ko", "ru", "he", "ja", "zh", else "en". */
const char *ie_parse_language_of(struct ie_str text);

/* import/words.c */
extern const struct ie_word ie_words_organisation_type[], ie_words_size[],
    ie_words_profile_type[], ie_words_cooperation[], ie_words_ipr[], ie_words_rung[],
    ie_words_root[], ie_words_purpose[], ie_words_participation[], ie_words_wish[],
    ie_words_outcome_status[], ie_words_outcome_result[], ie_words_stage[],
    ie_words_any_country[];

#endif
