/*
 * The vocabulary as files: where it lies, reading it, keeping its compiled form.
 *
 * The shipped vocabulary is a directory of text files beside the program; a compiled form
 * of it ("ieum.lexicon") is made when the program is built. Whoever needs the lexicon maps
 * that file; when it is missing, damaged or of another version, the text files are
 * compiled again in memory, which takes well under a second.
 */
#ifndef IE_SERVICE_VOCABULARY_H
#define IE_SERVICE_VOCABULARY_H

#include <limits.h>

#include "lexicon/lexicon.h"
#include "lexicon/lint.h"
#include "lexicon/thesaurus.h"

enum ie_vocabulary_format {
    IE_VOCABULARY_TEXT,     /* .txt */
    IE_VOCABULARY_TURTLE,   /* .ttl */
    IE_VOCABULARY_NTRIPLES, /* .nt */
    IE_VOCABULARY_CSV,      /* .csv */
    IE_VOCABULARY_XLSX,     /* .xlsx */
    IE_VOCABULARY_COMPILED, /* .lexicon; written only */
};

/* By a file's ending. IE_USAGE "vocabulary.format" {path}. */
int ie_vocabulary_format(const char *path, enum ie_vocabulary_format *format,
                         struct ie_error *err) IE_MUST_CHECK;

/* The shipped files: IEUM_LEXICON, else beside the build, else below the installation's
 * share. IE_IO "vocabulary.none" when there is none. */
int ie_vocabulary_directory(char path[PATH_MAX], struct ie_error *err) IE_MUST_CHECK;

/* `below` ("/ieum.lexicon") the program's own directory; false if it cannot be told, is too
 * long or is not there. */
bool ie_vocabulary_beside(const char *below, char path[PATH_MAX]);

/* Paths (ending in NUL, in the arena) of a directory's files with an ending, in order of
 * their bytes. IE_IO "file.open" {path}, IE_NOMEM. */
int ie_vocabulary_files(struct ie_arena *arena, const char *path, const char *ending,
                        struct ie_str **paths, uint32_t *count,
                        struct ie_error *err) IE_MUST_CHECK;

/*
 * Reads a file, or every .txt of a directory in order of names, into the thesaurus, whose
 * arena keeps what it must. Nothing is resolved. Errors: IE_INPUT "file.open" {path} for
 * one that is not there, "vocabulary.empty" {path} for a directory without a .txt; those of the readers, with the file's name.
 */
int ie_vocabulary_read(struct ie_thesaurus *thesaurus, const char *path,
                       struct ie_error *err) IE_MUST_CHECK;

/* The shipped list of loans that have a native word: "native.tsv" beside the directory of
 * the vocabulary; none is an empty list. In the arena. Errors: those of ie_natives_read. */
int ie_vocabulary_natives(struct ie_arena *arena, struct ie_native **natives,
                          uint32_t *count, struct ie_error *err) IE_MUST_CHECK;

/* The thesaurus in a format but XLSX, as bytes. */
int ie_vocabulary_write(const struct ie_thesaurus *thesaurus,
                        enum ie_vocabulary_format format, struct ie_buf *out,
                        struct ie_error *err) IE_MUST_CHECK;

/* The thesaurus as a spreadsheet, which appears at `path` when it is whole. Errors: those of
 * ie_xlsx_new and ie_xlsx_finish. O(size). */
int ie_vocabulary_write_xlsx(const struct ie_thesaurus *thesaurus, const char *path,
                             struct ie_error *err) IE_MUST_CHECK;

/* A lexicon with the bytes behind it, mapped or on the heap. */
struct ie_vocabulary;
/* The shipped one: the compiled file, or its texts compiled in memory. When these are not to
 * be had either, the error is that of the compiled file, if there is one. */
int ie_vocabulary_open(struct ie_vocabulary **vocabulary,
                       struct ie_error *err) IE_MUST_CHECK;
/* One made of a resolved thesaurus. */
int ie_vocabulary_of(const struct ie_thesaurus *thesaurus,
                     struct ie_vocabulary **vocabulary,
                     struct ie_error *err) IE_MUST_CHECK;
/* One made of an image, whose bytes become its own (also on failure). */
int ie_vocabulary_of_image(struct ie_lexicon_image *image,
                           struct ie_vocabulary **vocabulary,
                           struct ie_error *err) IE_MUST_CHECK;
/* A compiled file, mapped. IE_NOT_FOUND "file.absent" {path}; IE_INPUT "lexicon.damaged",
 * "lexicon.version". O(bytes): the checksum. */
int ie_vocabulary_map(const char *path, struct ie_vocabulary **vocabulary,
                      struct ie_error *err) IE_MUST_CHECK;
void ie_vocabulary_close(struct ie_vocabulary *vocabulary);
/* Why its compiled file was not used though it is there; NULL: it was, or there is none. */
const struct ie_error *ie_vocabulary_fault(const struct ie_vocabulary *vocabulary);
const struct ie_lexicon *ie_vocabulary_lexicon(const struct ie_vocabulary *vocabulary);

#endif
