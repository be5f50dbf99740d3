#include "engine/matching/matching.h"

static const char *const type_names[IE_MATCH_TYPE_COUNT] = {
    [IE_MATCH_TECHNOLOGY_OFFER] = "technology_offer",
    [IE_MATCH_TECHNOLOGY_REQUEST] = "technology_request",
    [IE_MATCH_BUSINESS_OFFER] = "business_offer",
    [IE_MATCH_BUSINESS_REQUEST] = "business_request",
    [IE_MATCH_RESEARCH_REQUEST] = "research_request",
    [IE_MATCH_INVESTMENT_OFFER] = "investment_offer",
    [IE_MATCH_INVESTMENT_REQUEST] = "investment_request",
};

const char *ie_match_type_name(enum ie_match_type type)
{
    return (unsigned)type < IE_MATCH_TYPE_COUNT ? type_names[type] : NULL;
}

bool ie_match_type_parse(struct ie_str name, enum ie_match_type *type)
{
    for (int i = 0; i < IE_MATCH_TYPE_COUNT; i++)
        if (ie_str_eqz(name, type_names[i])) {
            *type = (enum ie_match_type)i;
            return true;
        }
    return false;
}

bool ie_match_types_fit(enum ie_match_type x, enum ie_match_type y)
{
    static const uint8_t counterpart[IE_MATCH_TYPE_COUNT] = {
        [IE_MATCH_TECHNOLOGY_OFFER] = IE_MATCH_TECHNOLOGY_REQUEST,
        [IE_MATCH_TECHNOLOGY_REQUEST] = IE_MATCH_TECHNOLOGY_OFFER,
        [IE_MATCH_BUSINESS_OFFER] = IE_MATCH_BUSINESS_REQUEST,
        [IE_MATCH_BUSINESS_REQUEST] = IE_MATCH_BUSINESS_OFFER,
        [IE_MATCH_RESEARCH_REQUEST] = IE_MATCH_RESEARCH_REQUEST,
        [IE_MATCH_INVESTMENT_OFFER] = IE_MATCH_INVESTMENT_REQUEST,
        [IE_MATCH_INVESTMENT_REQUEST] = IE_MATCH_INVESTMENT_OFFER,
    };

    return (unsigned)x < IE_MATCH_TYPE_COUNT && (unsigned)y < IE_MATCH_TYPE_COUNT &&
           counterpart[x] == (uint8_t)y;
}

const char *ie_match_field_name(enum ie_match_field field)
{
    static const char *const names[IE_MATCH_FIELD_COUNT] = {
        [IE_MATCH_TEXT] = "text",       [IE_MATCH_CONCEPT] = "concept",
        [IE_MATCH_SPEC] = "spec",       [IE_MATCH_COOPERATION] = "cooperation",
        [IE_MATCH_TRL] = "trl",         [IE_MATCH_IPR] = "ipr",
        [IE_MATCH_COUNTRY] = "country", [IE_MATCH_LANGUAGE] = "language",
    };

    return (unsigned)field < IE_MATCH_FIELD_COUNT ? names[field] : NULL;
}

struct ie_match_weights ie_match_weights_default(void)
{
    return (struct ie_match_weights){{
        [IE_MATCH_TEXT] = 6,
        [IE_MATCH_CONCEPT] = 1,
        [IE_MATCH_SPEC] = 2,
        [IE_MATCH_COOPERATION] = 1,
        [IE_MATCH_TRL] = 0.5,
        [IE_MATCH_IPR] = 0.5,
        [IE_MATCH_COUNTRY] = 0.5,
        [IE_MATCH_LANGUAGE] = 0.5,
    }};
}
