#include "service/event/party.h"

#include "base/json.h"
#include "store/schema_types.h"

/* Ids hold no quotes, so that the array's text can be read where it stands. */
static void add_others(const struct ie_record *record, struct ie_party *party)
{
    const struct ie_value *value = ie_record_get(record, "others");
    struct ie_str rest = value->null ? IE_STR_NONE : value->text, skipped, id;

    while (party->size < IE_FAIR_MEMBERS && rest.len &&
           ie_str_split(&rest, '"', &skipped) && rest.len &&
           ie_str_split(&rest, '"', &id))
        party->id[party->size++] = id;
}

struct ie_party ie_party_of(const struct ie_record *record)
{
    bool wish = record->type == &ie_type_wish;
    struct ie_party party = {.id = {ie_record_get(record, wish ? "from" : "a")->text,
                                    ie_record_get(record, wish ? "to" : "b")->text},
                             .size = 2};

    add_others(record, &party);
    return party;
}

bool ie_party_has(const struct ie_party *party, struct ie_str participation)
{
    for (uint32_t i = 0; i < party->size; i++)
        if (ie_str_eq(party->id[i], participation))
            return true;
    return false;
}

bool ie_party_same(const struct ie_party *x, const struct ie_party *y)
{
    if (x->size != y->size)
        return false;
    for (uint32_t i = 0; i < x->size; i++)
        if (!ie_party_has(y, x->id[i]))
            return false;
    return true;
}

void ie_party_put_others(const struct ie_party *party, struct ie_json *json)
{
    ie_json_key(json, "others");
    ie_json_array(json);
    for (uint32_t i = 2; i < party->size; i++)
        ie_json_str(json, party->id[i]);
    ie_json_end(json);
}
