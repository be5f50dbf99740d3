#include "store/schema_types.h"

#define REQUIRED IE_F_REQUIRED
#define FILTER   IE_F_FILTER
#define SERVER   IE_F_SERVER

/* Those of lexicon/terms.h, in its order (a test holds them together). */
static const char *const term_kinds[] = {"preferred", "alternative", "hidden", "concept",
                                         "broader",   "related",     "code",   "note",
                                         "removal",   "correction",  "review", NULL};
static const char *const term_states[] = {"suggested", "accepted", "declined",
                                          "withdrawn", NULL};
static const struct ie_field term_fields[] = {
    {.name = "concept",
     .kind = IE_K_TEXT,
     .flags = REQUIRED | FILTER | IE_F_SEARCH,
     .max = 200},
    {.name = "kind",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER,
     .choices = term_kinds},
    {.name = "language", .kind = IE_K_TEXT, .flags = REQUIRED | FILTER, .max = 35},
    {.name = "label",
     .kind = IE_K_TEXT,
     .flags = REQUIRED | IE_F_SEARCH | IE_F_SORT,
     .max = 2000},
    {.name = "replaces", .kind = IE_K_TEXT, .max = 400},         /* of a correction */
    {.name = "broader", .kind = IE_K_TEXT, .max = 200},          /* of a new concept */
    {.name = "weight", .kind = IE_K_INT, .min = 1, .max = 1000}, /* thousandths */
    {.name = "weak", .kind = IE_K_BOOL},
    {.name = "reason", .kind = IE_K_TEXT, .max = 2000},
    {.name = "source", .kind = IE_K_TEXT, .max = 500},
    {.name = "draft", .kind = IE_K_BOOL, .flags = SERVER}, /* not reviewed: by import */
    {.name = "status",
     .kind = IE_K_CHOICE,
     .flags = SERVER | FILTER,
     .choices = term_states},
    {.name = "suggested_by",
     .kind = IE_K_REF,
     .flags = SERVER | FILTER,
     .refers = "account"},
    {.name = "decided_by", .kind = IE_K_REF, .flags = SERVER, .refers = "account"},
    {.name = "decided_at", .kind = IE_K_MOMENT, .flags = SERVER},
    {.name = "decision", .kind = IE_K_TEXT, .flags = SERVER, .max = 2000}, /* why */
    {0}};

#define OWN_OR_ACCEPTED "(r.status='accepted' OR r.suggested_by=$3)"

const struct ie_type ie_type_term = {.name = "term",
                                     .plural = "terms",
                                     .fields = term_fields,
                                     .write = IE_W_NONE,
                                     .visible = OWN_OR_ACCEPTED,
                                     .analyst = true,
                                     .review = OWN_OR_ACCEPTED,
                                     .label = "r.label"};
