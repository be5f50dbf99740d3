/* Private to lexicon/: the words of SKOS, and the statements of a file that use them. */
#ifndef IE_LEXICON_RDF_H
#define IE_LEXICON_RDF_H

#include "lexicon/thesaurus_priv.h"

#define IE_RDF_SKOS   "http://www.w3.org/2004/02/skos/core#"
#define IE_RDF_SKOSXL "http://www.w3.org/2008/05/skos-xl#"
#define IE_RDF_TYPE   "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define IE_RDF_DCT    "http://purl.org/dc/terms/"
#define IE_RDF_TERMS  "urn:ieum:terms:"  /* what SKOS has no word for */
#define IE_RDF_SCHEME "urn:ieum:scheme:" /* datatype of a notation: SCHEME[:EDITION] */

enum ie_rdf_word {
    IE_RDF_IS_A,
    IE_RDF_PREF_LABEL,
    IE_RDF_ALT_LABEL,
    IE_RDF_HIDDEN_LABEL,
    IE_RDF_BROADER,
    IE_RDF_NARROWER,
    IE_RDF_RELATED,
    IE_RDF_NOTATION,
    IE_RDF_SCOPE_NOTE,
    IE_RDF_DEFINITION,
    IE_RDF_TOP_OF,
    IE_RDF_HAS_TOP,
    IE_RDF_XL_PREF,
    IE_RDF_XL_ALT,
    IE_RDF_XL_HIDDEN,
    IE_RDF_XL_FORM,
    IE_RDF_SOURCE,
    IE_RDF_REVIEW,
    IE_RDF_WEAK,
    IE_RDF_WEIGHT,
    IE_RDF_WHY,
    IE_RDF_CODE_TITLE,
    IE_RDF_WORDS
};

/* IRI of a word. */
const char *ie_rdf_iri(enum ie_rdf_word word);
/* Prefix and local name as our own Turtle writes it ("skos:prefLabel"). */
const char *ie_rdf_qname(enum ie_rdf_word word);

struct ie_rdf_statement {
    struct ie_str subject; /* IRI, or "_:" and a blank node's name */
    struct ie_str object;  /* IRI, blank node, or the literal's text */
    struct ie_str lang;
    struct ie_str datatype;
    uint32_t line;
    uint8_t word; /* enum ie_rdf_word */
    bool literal;
};

struct ie_rdf_statements {
    struct ie_rdf_statement *at; /* in order of the file, in the arena */
    uint32_t count, room;
};

/* The statements of a file that use the words above; others are passed over. */
int ie_rdf_parse(struct ie_arena *arena, struct ie_str bytes, enum ie_rdf syntax,
                 const char *file, struct ie_rdf_statements *statements,
                 struct ie_error *err) IE_MUST_CHECK;

#endif
