/* The terms of the store's office, for cmd_lexicon.c. */
#ifndef IE_CLI_LEXICON_OFFICE_H
#define IE_CLI_LEXICON_OFFICE_H

#include "cli/cli.h"
#include "lexicon/thesaurus.h"
#include "service/words/office_lexicon.h"

/* Opens the store and puts its accepted terms over the thesaurus, in its place. */
int ie_lexicon_add_office_terms(struct ie_cli *cli, struct ie_thesaurus *thesaurus,
                                struct ie_error *err) IE_MUST_CHECK;
/* Opens the store; the compiled lexicon of its office, kept in the data directory. */
int ie_lexicon_take_office(struct ie_cli *cli, struct ie_office_lexicon **state,
                           struct ie_error *err) IE_MUST_CHECK;
/* `ieum lexicon import FILE…` */
int ie_lexicon_import(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;

#endif
