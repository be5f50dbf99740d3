/* What `ieum lexicon` prints: lines for people, one JSON text with --json. */
#ifndef IE_CLI_LEXICON_LINES_H
#define IE_CLI_LEXICON_LINES_H

#include "cli/cli.h"
#include "lexicon/lexicon.h"
#include "lexicon/lint.h"
#include "lexicon/merge.h"

int ie_lexicon_print_lint(const struct ie_cli *cli, const struct ie_thesaurus *thesaurus,
                          const struct ie_lint_report *report,
                          struct ie_error *err) IE_MUST_CHECK;
/* To standard error, since the result of the command follows. */
int ie_lexicon_print_conflicts(const struct ie_cli *cli,
                               const struct ie_conflicts *conflicts,
                               struct ie_error *err) IE_MUST_CHECK;
int ie_lexicon_print_coverage(const struct ie_cli *cli,
                              const struct ie_thesaurus *thesaurus,
                              const struct ie_coverage *coverage,
                              struct ie_error *err) IE_MUST_CHECK;
int ie_lexicon_print_hits(const struct ie_cli *cli, const struct ie_lexicon *lexicon,
                          const struct ie_lexicon_hit *hits, uint32_t count,
                          struct ie_error *err) IE_MUST_CHECK;
int ie_lexicon_print_tags(const struct ie_cli *cli, const struct ie_lexicon *lexicon,
                          struct ie_str text, const struct ie_tags *tags,
                          struct ie_error *err) IE_MUST_CHECK;
void ie_lexicon_say_exported(const struct ie_cli *cli, uint32_t concepts,
                             const char *path);

#endif
