/* What a person keeps of a search, to be told what is new in it. */
#include "store/schema_types.h"

/* The parameters of GET /api/v1/profiles/search that are worth keeping, texts all. */
static const struct ie_field query_fields[] = {
    {.name = "q", .kind = IE_K_TEXT, .max = 400},
    {.name = "type", .kind = IE_K_TEXT, .max = 400},
    {.name = "root_technology", .kind = IE_K_TEXT, .max = 400},
    {.name = "country", .kind = IE_K_TEXT, .max = 400},
    {.name = "kind", .kind = IE_K_TEXT, .max = 200},
    {.name = "language", .kind = IE_K_TEXT, .max = 200},
    {.name = "concept", .kind = IE_K_TEXT, .max = 200},
    {.name = "without", .kind = IE_K_TEXT, .max = 900},
    {.name = "event", .kind = IE_K_TEXT, .max = 80},
    {0}};
static const char *const alerts[] = {"none", "daily", "at_once", NULL};
static const struct ie_field saved_search_fields[] = {
    {.name = "account",
     .kind = IE_K_REF,
     .flags = IE_F_REQUIRED | IE_F_SERVER | IE_F_FIXED,
     .refers = "account"},
    {.name = "name",
     .kind = IE_K_TEXT,
     .flags = IE_F_REQUIRED | IE_F_SEARCH | IE_F_SORT,
     .max = 200},
    {.name = "query", .kind = IE_K_OBJECT, .of = query_fields},
    {.name = "alert", .kind = IE_K_CHOICE, .flags = IE_F_FILTER, .choices = alerts},
    {0}};
const struct ie_type ie_type_saved_search = {.name = "saved_search",
                                             .plural = "saved-searches",
                                             .fields = saved_search_fields,
                                             .write = IE_W_OWN,
                                             .own = "r.account",
                                             .label = "r.name"};
