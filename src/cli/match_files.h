/*
 * Matching without a store: documents from files, for evaluation and for other programs.
 *
 * Files are JSON Lines, one object a line, plain or gzip (told by the first bytes), as in
 * BEIR: "_id" or "id", "title", "text", and for pairs also "type", "organisation",
 * "country". "lang" (BCP 47) is optional everywhere. Other members are ignored.
 *
 *   corpus  ──▶ index ─┐
 *   queries ───────────┴─▶ search, a query a thread ──▶ TREC run: qid Q0 docid rank score tag
 *
 *   offers, needs ──▶ engine, a batch of needs at a time ──▶ FILE.part, then FILE, as CSV:
 *                                                            need,rank,offer,score,terms
 */
#ifndef IE_CLI_MATCH_FILES_H
#define IE_CLI_MATCH_FILES_H

#include "cli/cli.h"
#include "service/match/model.h"

struct ie_vocabulary;
struct ie_wordlists;

struct ie_match_line {
    struct ie_str id;
    struct ie_match_document document;
    struct ie_str type, organisation, country;
    uint32_t number; /* of the line, from 1 */
    bool guessed;    /* the language, since the line does not say it */
};

struct ie_match_lines {
    struct ie_match_line *at;
    size_t count;
};

/*
 * Reads a whole file, or standard input ("-"), into the arena; `control` is asked whether to
 * go on. Errors, with file and line: those of line_reader.h; IE_INPUT match_file.encoding,
 * match_file.malformed {reason}, json.too_deep, match_file.no_object, match_file.no_id,
 * match_file.id_space, match_file.id_twice {id, line}, match_file.lang {value},
 * match_file.member {member}; IE_NOMEM. O(file).
 */
int ie_match_lines_read(const char *path, const struct ie_solve_control *control,
                        struct ie_arena *arena, struct ie_match_lines *lines,
                        struct ie_error *err) IE_MUST_CHECK;

/* Languages that the lines do not say are guessed; `together`: what nearly no line is in,
 * and what is unsure, becomes what most are in. O(bytes). */
void ie_match_lines_guess(const struct ie_match_lines *lines, bool together);

struct ie_match_words { /* what this machine knows of words; either may be missing */
    struct ie_vocabulary *vocabulary;
    struct ie_wordlists *words;
};
/* Says so when something is missing. To be closed. */
struct ie_match_knowledge ie_match_words_open(struct ie_cli *cli,
                                              struct ie_match_words *words);
void ie_match_words_close(struct ie_match_words *words);

/* Says how many of a file's lines have neither letter nor digit: they are there, but nothing
 * finds them. */
void ie_match_tell_empty(const struct ie_cli *cli, const char *path,
                         const struct ie_match_lines *lines);
/* Before work is done for nothing: what the option names can be written, and neither it nor
 * what stands beside it meanwhile (FILE.part, FILE.part.state) is one of the files that are
 * read (options up to NULL). IE_USAGE match.out_is_input, match.out_standard,
 * match.standard_twice; IE_INPUT
 * file.not_regular, match.out_folder, match.out_closed, each {path}. */
int ie_match_check_out(const struct ie_cli *cli, const char *out, const char *const *read,
                       struct ie_error *err) IE_MUST_CHECK;

/* IE_LIMIT match_file.too_many. */
int ie_match_too_many(const char *path, struct ie_error *err);
/* Three counts as the result of a command (ie_cli_result). */
int ie_match_tell(struct ie_cli *cli, const char *id, const char *first, size_t one,
                  const char *second, size_t two, const char *third, size_t three,
                  struct ie_error *err);

/* The two stand-alone forms of `ieum match`; options as given. */
int ie_cli_match_retrieve(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
int ie_cli_match_pairs(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;

/* `ieum match learn`: what came of the office's matches, and weights from it. */
int ie_cli_match_learn(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;
/* --weights FILE, else the default. IE_INPUT file.read {path, reason}, match.weights. */
int ie_cli_match_weights(struct ie_cli *cli, struct ie_match_model_set *set,
                         struct ie_error *err) IE_MUST_CHECK;

#endif
