/* Word lists, for cmd_lexicon.c. */
#ifndef IE_CLI_LEXICON_WORDS_H
#define IE_CLI_LEXICON_WORDS_H

#include "cli/cli.h"

/* `ieum lexicon export OUT.words`: is this such a name? */
bool ie_lexicon_names_words(const char *path);
int ie_lexicon_export_words(struct ie_cli *cli, const char *path,
                            struct ie_error *err) IE_MUST_CHECK;
/* `ieum lexicon translate`, of a text that was read. */
int ie_lexicon_translate(struct ie_cli *cli, struct ie_str text,
                         struct ie_error *err) IE_MUST_CHECK;

#endif
