/* Parameters of a search as filters. */
#include <sodium.h>

#include "base/cellvalue.h"
#include "service/event/event.h"
#include "service/search/find.h"
#include "service/words/profile_tag.h"
#include "store/schema_types.h"

static struct ie_str param(const struct ie_search_params *params, const char *name)
{
    struct ie_str value = params->param(params->context, name);

    return value.ptr ? value : IE_STR("");
}

static int bad(struct ie_error *err, const char *field, struct ie_str value)
{
    ie_fail(err, IE_INPUT, "list.filter");
    ie_error_arg(err, "field", field);
    ie_error_argn(err, "value", value.ptr, value.len);
    ie_error_at(err, NULL, 0, 0, field);
    return IE_INPUT;
}

/* One or several choices joined by commas, as bits. */
static int choices(const struct ie_search_params *params, const char *name,
                   const char *const *all, uint32_t *bits, struct ie_error *err)
{
    struct ie_str rest = param(params, name), one;

    while (rest.len && ie_str_split(&rest, ',', &one)) {
        uint32_t i = 0;
        while (all[i] && !ie_str_eqz(one, all[i]))
            i++;
        if (!all[i])
            return bad(err, name, one);
        *bits |= UINT32_C(1) << i;
    }
    return 0;
}

static int countries(const struct ie_search_params *params,
                     struct ie_search_filters *filters, struct ie_error *err)
{
    struct ie_str rest = param(params, "country"), one;

    while (rest.len && ie_str_split(&rest, ',', &one)) {
        if (!ie_country_known(one) ||
            filters->country_count == IE_COUNT(filters->countries))
            return bad(err, "country", one);
        filters->countries[filters->country_count++] = (uint16_t)ie_match_code(one);
    }
    return 0;
}

/* Organisations that take part in an event, as far as the reader may know. */
static int of_event(struct ie_call *call, struct ie_str event,
                    struct ie_search_filters *filters, struct ie_error *err)
{
    struct ie_list rows = {0};
    int code = ie_event_rows(call, &ie_type_participation, "event", event, &rows, err);

    if (code)
        return code;
    filters->organisations.at = ie_arena_array(call->arena, rows.count + 1, 16);
    if (!filters->organisations.at)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < rows.count; i++)
        ie_search_pack_id(ie_record_get(&rows.at[i], "organisation")->text,
                          filters->organisations.at[i]);
    filters->organisations.count = rows.count;
    ie_search_ids_sort(&filters->organisations);
    filters->by_organisation = true;
    return 0;
}

static int of_organisation(struct ie_call *call, struct ie_str id,
                           struct ie_search_filters *filters, struct ie_error *err)
{
    filters->organisations.at = ie_arena_array(call->arena, 1, 16);
    if (!filters->organisations.at)
        return ie_fail_nomem(err);
    ie_search_pack_id(id, filters->organisations.at[0]);
    filters->organisations.count = 1;
    filters->by_organisation = true;
    return 0;
}

static int moment(const struct ie_search_params *params, const char *name,
                  ie_moment *value, struct ie_error *err)
{
    struct ie_str text = param(params, name);
    int code = text.len ? ie_moment_parse(text, value, err) : 0;

    if (code)
        ie_error_at(err, NULL, 0, 0, name);
    return code;
}

static int days(const struct ie_search_params *params, struct ie_search_filters *filters,
                struct ie_error *err)
{
    struct ie_str day = param(params, "valid_on");
    int code = day.len ? ie_day_parse(day, &filters->valid_on, err) : 0;

    if (code)
        ie_error_at(err, NULL, 0, 0, "valid_on");
    if (!code)
        code = moment(params, "created_since", &filters->created_since, err);
    return code ? code
                : moment(params, "published_since", &filters->published_since, err);
}

/* All that decides what is found. */
static uint32_t check_of(const struct ie_search_params *params)
{
    static const char *const names[] = {
        "q",        "type",         "root_technology", "country",       "kind",
        "language", "valid_on",     "concept",         "created_since", "event",
        "without",  "organisation", "published_since"};
    unsigned char digest[4];
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, 16);
    for (size_t i = 0; i < IE_COUNT(names); i++) {
        struct ie_str value = param(params, names[i]);
        unsigned char len[4] = {
            (unsigned char)(value.len >> 24), (unsigned char)(value.len >> 16),
            (unsigned char)(value.len >> 8), (unsigned char)value.len};
        (void)crypto_generichash_update(&state, len, sizeof(len));
        (void)crypto_generichash_update(&state, (const unsigned char *)value.ptr,
                                        value.len);
    }
    unsigned char whole[16];
    (void)crypto_generichash_final(&state, whole, sizeof(whole));
    memcpy(digest, whole, sizeof(digest));
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
           (uint32_t)digest[2] << 8 | digest[3];
}

int ie_search_filters_read(struct ie_call *call, const struct ie_search_params *params,
                           struct ie_search_filters *filters, struct ie_error *err)
{
    const struct ie_field *kind = ie_type_field(&ie_type_organisation, IE_STR("type"));
    struct ie_str event = param(params, "event"), concept = param(params, "concept"),
                  organisation = param(params, "organisation");
    int code;

    *filters =
        (struct ie_search_filters){.valid_on = IE_SEARCH_OPEN_ENDED,
                                   .lang = ie_search_lang(param(params, "language")),
                                   .check = check_of(params)};
    code = choices(params, "type", ie_profile_types, &filters->types, err);
    if (!code)
        code = choices(params, "kind", kind->choices, &filters->kinds, err);
    if (!code)
        code = choices(params, "root_technology", ie_root_technologies, &filters->roots,
                       err);
    if (!code)
        code = countries(params, filters, err);
    if (!code)
        code = days(params, filters, err);
    if (!code && event.len)
        code = of_event(call, event, filters, err);
    else if (!code && organisation.len)
        code = of_organisation(call, organisation, filters, err);
    if (!code && concept.len) {
        filters->by_concept = true;
        code = ie_concept_and_below(call, concept, &filters->concept_ids,
                                    &filters->concept_count, err);
    }
    return code;
}
