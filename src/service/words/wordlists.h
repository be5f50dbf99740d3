/*
 * The word lists as files: where they lie, reading them, keeping their compiled form.
 *
 * Two kinds of lists are read. Ours are "lexicon/words/FROM-TO.tsv", shipped beside the
 * vocabulary. Dictionaries that Debian packages (docs/decisions) are read where they are
 * installed and never copied into the repository; they fill what ours do not say: a word
 * that has a row of ours means what the row says, and nothing else.
 *
 * Both are compiled into one wordbook (lexicon/wordbook.h), "ieum.words", when the program
 * is built. Whoever needs it maps that file; when it is missing, damaged, of another
 * version or IEUM_LEXICON names other lists, those lists alone are compiled in memory (half
 * a second): the installed ones take too long for that.
 */
#ifndef IE_SERVICE_WORDLISTS_H
#define IE_SERVICE_WORDLISTS_H

#include <limits.h>

#include "lexicon/wordbook.h"

/* The directory of our lists, "words" beside that of the vocabulary: IE_IO
 * "wordlists.none" when there is none. */
int ie_wordlists_directory(char path[PATH_MAX], struct ie_error *err) IE_MUST_CHECK;

/*
 * Reads the lists of a directory and, if `installed`, the dictionaries of the machine, and
 * compiles them, a table each way for each pair of languages. Errors: IE_IO "file.open",
 * IE_INPUT "wordlists.name" {path} for a list named for no pair of languages; those of the
 * readers with file and line. An installed dictionary that cannot be read is an error too:
 * better none than half of one.
 */
int ie_wordlists_compile(const char *directory, bool installed,
                         struct ie_wordbook_image *image,
                         struct ie_error *err) IE_MUST_CHECK;

/* A wordbook with the bytes behind it, mapped or on the heap. */
struct ie_wordlists;
/* The compiled file, or our lists compiled in memory. When these are not to be had either,
 * the error is that of the compiled file, if there is one. O(bytes): the checksum. */
int ie_wordlists_open(struct ie_wordlists **lists, struct ie_error *err) IE_MUST_CHECK;
void ie_wordlists_close(struct ie_wordlists *lists);
/* Why the compiled file was not used though it is there, so that our lists alone serve;
 * NULL: it was, or there is none. */
const struct ie_error *ie_wordlists_fault(const struct ie_wordlists *lists);
const struct ie_wordbook *ie_wordlists_book(const struct ie_wordlists *lists);

#endif
