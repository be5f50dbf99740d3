#include "service/record/duplicates.h"

#include "service/event/event.h"
#include "store/schema_types.h"
#include "text/text.h"

struct keyed {
    struct ie_str key, country;
    const struct ie_record *organisation;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = ie_str_cmp(x->country, y->country);

    if (!order)
        order = ie_str_cmp(x->key, y->key);
    return order ? order : strcmp(x->organisation->id.text, y->organisation->id.text);
}

/* Keys of both names, so that 한빛 and "Hanbit Inc." meet whichever name is alike. */
static int add_keys(struct ie_call *call, const struct ie_record *organisation,
                    struct keyed *keys, size_t *count, struct ie_error *err)
{
    static const char *const names[] = {"name", "name_en"};
    int code = 0;

    for (size_t i = 0; i < IE_COUNT(names) && !code; i++) {
        struct ie_str name = ie_record_get(organisation, names[i])->text;
        struct keyed *k = &keys[*count];
        if (!name.len)
            continue;
        code = ie_text_organisation_key(call->arena, name, &k->key, err);
        if (code || !k->key.len || (i && *count && ie_str_eq(k->key, k[-1].key)))
            continue;
        k->country = ie_record_get(organisation, "country")->text;
        k->organisation = organisation;
        (*count)++;
    }
    return code;
}

static void put_group(struct ie_json *json, const struct keyed *group, size_t count)
{
    ie_json_object(json);
    ie_json_kstr(json, "key", group->key);
    ie_json_kstr(json, "country", group->country);
    ie_json_key(json, "organisations");
    ie_json_array(json);
    for (size_t i = 0; i < count; i++) {
        if (i && group[i].organisation == group[i - 1].organisation)
            continue;
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&group[i].organisation->id));
        ie_json_kstr(json, "name", ie_record_get(group[i].organisation, "name")->text);
        ie_json_kstr(json, "name_en",
                     ie_record_get(group[i].organisation, "name_en")->text);
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_json_end(json);
}

int ie_duplicates_json(struct ie_call *call, unsigned limit, struct ie_json *json,
                       struct ie_error *err)
{
    struct ie_list all;
    size_t count = 0;

    int code = ie_event_rows(call, &ie_type_organisation, NULL, IE_STR_NONE, &all, err);
    if (code)
        return code;
    struct keyed *keys = IE_NEW_ARRAY(call->arena, struct keyed, all.count * 2 + 1);
    if (!keys)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < all.count && !code; i++)
        code = add_keys(call, &all.at[i], keys, &count, err);
    if (code)
        return code;
    qsort(keys, count, sizeof(*keys), by_key);
    ie_json_object(json);
    ie_json_key(json, "items");
    ie_json_array(json);
    for (size_t i = 0, next; i < count && limit; i = next) {
        for (next = i + 1; next < count && ie_str_eq(keys[next].key, keys[i].key) &&
                           ie_str_eq(keys[next].country, keys[i].country);)
            next++;
        if (keys[next - 1].organisation == keys[i].organisation)
            continue; /* one organisation whose two names are alike */
        put_group(json, &keys[i], next - i);
        limit--;
    }
    ie_json_end(json);
    ie_json_end(json);
    return 0;
}
