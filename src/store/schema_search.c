/* What a person keeps of a search, to be told what is new in it. */
#include "store/schema_types.h"

/* Several values are joined by commas, so that none is a country or a language alone. */
#define TEXT(name_, max_)                                                                \
    {                                                                                    \
        .name = (name_), .kind = IE_K_TEXT, .flags = IE_F_PLAIN, .max = (max_)           \
    }

/* The parameters of GET /api/v1/profiles/search that are worth keeping, texts all. */
static const struct ie_field query_fields[] = {TEXT("q", 400),
                                               TEXT("type", 400),
                                               TEXT("root_technology", 400),
                                               TEXT("country", 400),
                                               TEXT("kind", 200),
                                               TEXT("language", 200),
                                               TEXT("concept", 200),
                                               TEXT("without", 900),
                                               TEXT("event", 80),
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
