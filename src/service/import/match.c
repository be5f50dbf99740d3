/* Which record a row speaks of. */
#include "base/cellvalue.h"
#include "base/ident.h"
#include "service/import/impl.h"
#include "text/text.h"

/* ---- problems of a draft after parsing: the column is not known any more ---- */

static int refuse(struct ie_draft *draft, const char *field, const char *id,
                  struct ie_str value, const char *name, struct ie_str other,
                  struct ie_error *err)
{
    struct ie_error problem;

    ie_fail(&problem, IE_INPUT, id);
    ie_error_argn(&problem, "value", value.ptr, value.len);
    if (name)
        ie_error_argn(&problem, name, other.ptr, other.len);
    if (json_array_append_new(draft->errors,
                              ie_import_problem(&problem, 0, field, value)) != 0)
        return ie_fail_nomem(err);
    return 0;
}

static int set_text(json_t *object, const char *key, struct ie_str text,
                    struct ie_error *err)
{
    return json_object_set_new(object, key, json_stringn_nocheck(text.ptr, text.len)) == 0
               ? 0
               : ie_fail_nomem(err);
}

static json_t *facts(const struct ie_draft *draft)
{
    return json_object_get(draft->json, "f");
}

static struct ie_str reference(const struct ie_draft *draft, const char *name)
{
    return ie_json_get_str(json_object_get(draft->json, "r"), name);
}

static struct ie_str joined(struct ie_arena *arena, struct ie_str a, struct ie_str b)
{
    return ie_arena_printf(arena, "%.*s\t%.*s", IE_STR_ARG(a), IE_STR_ARG(b));
}

/* ---- references ---- */

/* NULL: nothing found; *several: more than one record answers to the text. */
static int find_organisation(struct ie_importer *im, struct ie_str text,
                             const struct ie_id **found, bool *several,
                             struct ie_error *err)
{
    static const char exact[] = {'x', 'y', 'I', 'd'};
    struct ie_str key;
    struct ie_ident ident;
    int rc;

    *several = false;
    for (size_t i = 0; i < sizeof exact; i++) {
        *found = ie_index_find(im->index, exact[i], text, 0);
        if (*found)
            return 0;
    }
    if (ie_ident_check(IE_IDENT_KR_BRN, text, &ident) == IE_IDENT_VERIFIED) {
        *found = ie_index_find(im->index, 'd', ie_str_z(ident.text), 0);
        if (*found)
            return 0;
    }
    rc = ie_text_search_key(im->row, text, &key, err);
    if (rc)
        return rc;
    *found = ie_index_find(im->index, 'n', key, 0);
    for (unsigned n = 1; *found; n++) {
        const struct ie_id *other = ie_index_find(im->index, 'n', key, n);
        if (!other)
            break;
        if (strcmp(other->text, (*found)->text) != 0)
            *several = true;
    }
    return 0;
}

/* The organisation that a reference names, into the draft's facts under `to`. */
static int resolve_organisation_of(struct ie_importer *im, struct ie_draft *draft,
                                   const char *from, const struct ie_id **found,
                                   struct ie_error *err)
{
    struct ie_str text = reference(draft, from);
    bool several = false;
    int rc;

    *found = NULL;
    if (text.len == 0)
        return 0;
    rc = find_organisation(im, text, found, &several, err);
    if (rc)
        return rc;
    if (*found && !several)
        return 0;
    *found = NULL;
    return refuse(draft, from,
                  several ? "import.reference_several" : "import.reference_unknown", text,
                  NULL, IE_STR_NONE, err);
}

/* ---- organisations ---- */

static const struct ie_id *
by_identifier(struct ie_importer *im, const struct ie_draft *draft, struct ie_str *value)
{
    size_t i;
    json_t *item;

    json_array_foreach(json_object_get(facts(draft), "identifiers"), i, item) {
        struct ie_str key = ie_arena_printf(im->row, "%.*s:%.*s",
                                            IE_STR_ARG(ie_json_get_str(item, "scheme")),
                                            IE_STR_ARG(ie_json_get_str(item, "value")));
        const struct ie_id *found = ie_index_find(im->index, 'i', key, 0);

        *value = ie_json_get_str(item, "value");
        if (found && ie_str_eqz(ie_json_get_str(item, "verdict"), "verified"))
            return found;
    }
    return NULL;
}

static int by_name(struct ie_importer *im, const struct ie_draft *draft,
                   const struct ie_id **found, struct ie_error *err)
{
    static const char *const fields[] = {"name", "name_en"};
    struct ie_str country = ie_json_get_str(facts(draft), "country"), key;

    *found = NULL;
    for (size_t i = 0; i < IE_COUNT(fields) && !*found; i++) {
        struct ie_str name = ie_json_get_str(facts(draft), fields[i]);
        int rc;

        if (name.len == 0)
            continue;
        rc = ie_text_search_key(im->row, name, &key, err);
        if (rc)
            return rc;
        *found = ie_index_find(im->index, 'N', joined(im->row, key, country), 0);
    }
    return 0;
}

static int add_similar(struct ie_importer *im, struct ie_target *target, char tag,
                       struct ie_str key, const char *reason, struct ie_error *err)
{
    for (unsigned n = 0; key.len && n < IE_IMPORT_SIMILAR_MAX; n++) {
        const struct ie_id *id = ie_index_find(im->index, tag, key, n);
        size_t i;
        json_t *item;
        bool there = false;

        if (!id)
            return 0;
        if (!target->similar)
            target->similar = json_array();
        json_array_foreach(target->similar, i, item)
            there = there || ie_str_eqz(ie_json_get_str(item, "id"), id->text);
        if (there || json_array_size(target->similar) >= IE_IMPORT_SIMILAR_MAX)
            continue;
        if (json_array_append_new(target->similar, json_pack("{s:s, s:s}", "id", id->text,
                                                             "reason", reason)) != 0)
            return ie_fail_nomem(err);
    }
    return 0;
}

static int list_similar(struct ie_importer *im, const struct ie_draft *draft,
                        struct ie_target *target, struct ie_error *err)
{
    static const char *const fields[] = {"name", "name_en"};
    json_t *f = facts(draft);
    struct ie_str country = ie_json_get_str(f, "country"), key;
    int rc = 0;

    for (size_t i = 0; i < IE_COUNT(fields) && !rc; i++) {
        struct ie_str name = ie_json_get_str(f, fields[i]);
        if (name.len == 0)
            continue;
        rc = ie_text_organisation_key(im->row, name, &key, err);
        if (!rc)
            rc = add_similar(im, target, 'k', joined(im->row, key, country), "name", err);
    }
    if (!rc)
        rc = add_similar(im, target, 'h',
                         ie_website_host(im->row, ie_json_get_str(f, "website")),
                         "website", err);
    if (!rc)
        rc = add_similar(im, target, 'e',
                         ie_email_domain(im->row, ie_json_get_str(f, "email")), "email",
                         err);
    if (!rc)
        rc = add_similar(im, target, 'p',
                         ie_phone_digits(im->row, ie_json_get_str(f, "phone")), "phone",
                         err);
    return rc;
}

static int index_row(struct ie_importer *im, const struct ie_draft *draft,
                     const struct ie_target *target, struct ie_error *err)
{
    json_t *f = facts(draft);
    struct ie_organisation_keys keys = {.id = ie_id_str(&target->id),
                                        .external_id = ie_json_get_str(draft->json, "id"),
                                        .name = ie_json_get_str(f, "name"),
                                        .name_en = ie_json_get_str(f, "name_en"),
                                        .country = ie_json_get_str(f, "country"),
                                        .website = ie_json_get_str(f, "website"),
                                        .email = ie_json_get_str(f, "email"),
                                        .phone = ie_json_get_str(f, "phone"),
                                        .names = NULL,
                                        .identifiers = json_object_get(f, "identifiers")};

    return ie_index_organisation(im, &keys, err);
}

static int resolve_organisation(struct ie_importer *im, struct ie_draft *draft,
                                struct ie_target *target, struct ie_error *err)
{
    struct ie_str external = ie_json_get_str(draft->json, "id"), value = IE_STR_NONE;
    const struct ie_id *listed = ie_index_find(im->index, 'x', external, 0);
    const struct ie_id *own =
        listed ? listed : ie_index_find(im->index, 'I', external, 0);
    const struct ie_id *alias = own ? NULL : ie_index_find(im->index, 'y', external, 0);
    const struct ie_id *same = by_identifier(im, draft, &value);
    const struct ie_id *found = own ? own : alias;
    bool seen;
    int rc = 0;

    if (own && same && strcmp(own->text, same->text) != 0)
        return refuse(draft, "business_number", "import.identifier_taken", value, NULL,
                      IE_STR_NONE, err);
    if (!found)
        found = same;
    target->merged = !own && found && (alias || external.len > 0);
    if (!found && external.len == 0)
        rc = by_name(im, draft, &found, err);
    if (rc)
        return rc;
    if (!found) {
        rc = list_similar(im, draft, target, err);
        return rc ? rc : index_row(im, draft, target, err);
    }
    seen = ie_index_find(im->index, 'F', ie_id_str(found), 0) != NULL;
    target->id = *found;
    target->exists = true;
    target->made_here = seen;
    if (seen && same)
        target->merged = true;
    if (seen && !target->merged)
        return refuse(draft, "name", "import.twice",
                      ie_json_get_str(facts(draft), "name"), NULL, IE_STR_NONE, err);
    if (target->merged && external.len)
        rc = ie_index_add(im->index, 'y', external, found, err);
    return rc;
}

/* ---- other kinds ---- */

/* The record under a key; a second row of this file that finds it is one too many. */
static int take_found(struct ie_importer *im, struct ie_draft *draft,
                      struct ie_target *target, const struct ie_id *found,
                      const char *field, struct ie_error *err)
{
    if (!found)
        return 0;
    if (ie_index_find(im->index, 'F', ie_id_str(found), 0))
        return refuse(draft, field, "import.twice", ie_json_get_str(draft->json, "label"),
                      NULL, IE_STR_NONE, err);
    target->id = *found;
    target->exists = true;
    return 0;
}

static int resolve_profile(struct ie_importer *im, struct ie_draft *draft,
                           struct ie_target *target, struct ie_error *err)
{
    struct ie_str external = ie_json_get_str(draft->json, "id"), key = IE_STR_NONE;
    const struct ie_id *organisation, *found = ie_index_find(im->index, 'X', external, 0);
    struct ie_str title = ie_json_get_str(
        json_array_get(json_object_get(draft->json, "texts"), 0), "title");
    int rc = resolve_organisation_of(im, draft, "organisation", &organisation, err);

    if (rc || !organisation)
        return rc;
    rc = set_text(facts(draft), "organisation", ie_id_str(organisation), err);
    if (!rc)
        rc = ie_text_search_key(im->row, title, &key, err);
    if (rc)
        return rc;
    key = joined(im->row, ie_id_str(organisation), key);
    if (!found && external.len == 0)
        found = ie_index_find(im->index, 'T', key, 0);
    if (found)
        return take_found(im, draft, target, found, "id", err);
    rc = ie_index_add(im->index, 'X', external, &target->id, err);
    return rc ? rc : ie_index_add(im->index, 'T', key, &target->id, err);
}

static int resolve_person(struct ie_importer *im, struct ie_draft *draft,
                          struct ie_target *target, struct ie_error *err)
{
    json_t *f = facts(draft);
    struct ie_str external = ie_json_get_str(draft->json, "id"), key = IE_STR_NONE,
                  mail = IE_STR_NONE;
    struct ie_str email = ie_json_get_str(f, "email"), where = IE_STR("");
    const struct ie_id *organisation, *found = ie_index_find(im->index, 'q', external, 0);
    int rc = resolve_organisation_of(im, draft, "organisation", &organisation, err);

    if (rc || (!organisation && reference(draft, "organisation").len))
        return rc;
    if (organisation) {
        rc = set_text(f, "organisation", ie_id_str(organisation), err);
        where = ie_id_str(organisation);
    }
    if (!rc)
        rc = ie_text_search_key(im->row, ie_json_get_str(f, "name"), &key, err);
    if (!rc)
        rc = ie_text_fold(im->row, email, &mail, err);
    if (rc)
        return rc;
    key = joined(im->row, where, key);
    mail = mail.len ? joined(im->row, where, mail) : IE_STR_NONE;
    if (!found && external.len == 0)
        found = ie_index_find(im->index, 'E', mail, 0);
    if (!found && external.len == 0)
        found = ie_index_find(im->index, 'P', key, 0);
    if (found)
        return take_found(im, draft, target, found, "name", err);
    rc = ie_index_add(im->index, 'q', external, &target->id, err);
    if (!rc)
        rc = ie_index_add(im->index, 'E', mail, &target->id, err);
    return rc ? rc : ie_index_add(im->index, 'P', key, &target->id, err);
}

/* "김하나; 이두리" or external ids -> ids of persons of that organisation. */
static int resolve_people(struct ie_importer *im, struct ie_draft *draft,
                          const struct ie_id *organisation, struct ie_error *err)
{
    struct ie_str rest = reference(draft, "people"), part, key;
    json_t *list;

    if (rest.len == 0)
        return 0;
    list = json_array();
    if (!list || json_object_set_new(facts(draft), "people", list) != 0)
        return ie_fail_nomem(err);
    while (ie_cell_list(&rest, &part)) {
        const struct ie_id *found = ie_index_find(im->index, 'q', part, 0);
        int rc = ie_text_search_key(im->row, part, &key, err);

        if (rc)
            return rc;
        if (!found)
            found = ie_index_find(im->index, 'P',
                                  joined(im->row, ie_id_str(organisation), key), 0);
        if (!found) {
            rc = refuse(draft, "persons", "import.person_unknown", part, NULL,
                        IE_STR_NONE, err);
            if (rc)
                return rc;
            continue;
        }
        if (json_array_append_new(list, json_string(found->text)) != 0)
            return ie_fail_nomem(err);
    }
    return 0;
}

/* A table or booth of their own, by its name. Whose it is, is the office's to say. */
static int resolve_place(struct ie_importer *im, struct ie_draft *draft,
                         struct ie_error *err)
{
    struct ie_str text = reference(draft, "place"), key;
    const struct ie_id *found;
    int rc;

    if (!text.len)
        return 0;
    if (!im->event_staff)
        return refuse(draft, "place", "record.field_office", text, NULL, IE_STR_NONE,
                      err);
    rc = ie_text_search_key(im->row, text, &key, err);
    if (rc)
        return rc;
    found = ie_index_find(im->index, 'L', key, 0);
    if (!found)
        found = ie_index_find(im->index, 'L', text, 0);
    return found ? set_text(facts(draft), "place", ie_id_str(found), err)
                 : refuse(draft, "place", "import.place_unknown", text, NULL, IE_STR_NONE,
                          err);
}

static int resolve_participation(struct ie_importer *im, struct ie_draft *draft,
                                 struct ie_target *target, struct ie_error *err)
{
    const struct ie_id *organisation, *found;
    int rc = resolve_organisation_of(im, draft, "organisation", &organisation, err);

    if (rc || !organisation)
        return rc;
    rc = set_text(facts(draft), "organisation", ie_id_str(organisation), err);
    if (!rc)
        rc = set_text(facts(draft), "event", ie_id_str(&im->event.id), err);
    if (!rc)
        rc = resolve_people(im, draft, organisation, err);
    if (!rc)
        rc = resolve_place(im, draft, err);
    if (rc)
        return rc;
    found = ie_index_find(im->index, 'O', ie_id_str(organisation), 0);
    if (found)
        return take_found(im, draft, target, found, "organisation", err);
    rc = ie_index_add(im->index, 'z', ie_json_get_str(draft->json, "id"), &target->id,
                      err);
    return rc ? rc
              : ie_index_add(im->index, 'O', ie_id_str(organisation), &target->id, err);
}

static bool is_member_of(const struct ie_actor *actor, const struct ie_id *organisation)
{
    for (size_t i = 0; i < actor->grant_count; i++)
        if (actor->grants[i].role == IE_ROLE_MEMBER &&
            strcmp(actor->grants[i].scope_kind, "organisation") == 0 &&
            strcmp(actor->grants[i].scope.text, organisation->text) == 0)
            return true;
    return false;
}

/* One side of a pair: the participation of the organisation that is named. */
static int resolve_side(struct ie_importer *im, struct ie_draft *draft, const char *side,
                        bool own_only, const struct ie_id **found, struct ie_error *err)
{
    struct ie_str text = reference(draft, side);
    const struct ie_id *organisation;
    int rc;

    *found = ie_index_find(im->index, 'z', text, 0);
    if (!*found || (own_only && !im->event_staff)) {
        rc = resolve_organisation_of(im, draft, side, &organisation, err);
        if (rc || !organisation)
            return rc;
        *found = ie_index_find(im->index, 'O', ie_id_str(organisation), 0);
        if (!*found)
            return refuse(draft, side, "import.not_participating", text, NULL,
                          IE_STR_NONE, err);
        if (own_only && !im->event_staff && !is_member_of(im->actor, organisation)) {
            *found = NULL;
            return refuse(draft, side, "import.not_yours", text, NULL, IE_STR_NONE, err);
        }
    }
    return set_text(facts(draft), side, ie_id_str(*found), err);
}

static int resolve_pair(struct ie_importer *im, struct ie_draft *draft,
                        struct ie_target *target, struct ie_error *err)
{
    bool outcome = im->shape->kind == IE_IMPORT_OUTCOMES;
    const struct ie_id *from, *to = NULL, *found;
    struct ie_str key;
    int rc = resolve_side(im, draft, "from", true, &from, err);

    if (!rc)
        rc = resolve_side(im, draft, "to", false, &to, err);
    if (rc || !from || !to)
        return rc;
    if (strcmp(from->text, to->text) == 0)
        return refuse(draft, "to", "import.same_both", reference(draft, "to"), NULL,
                      IE_STR_NONE, err);
    rc = set_text(facts(draft), "event", ie_id_str(&im->event.id), err);
    key = joined(im->row, ie_id_str(from), ie_id_str(to));
    if (!rc && outcome) {
        const struct ie_id *meeting = ie_index_find(im->index, 'M', key, 0);
        struct ie_str stage = ie_json_get_str(facts(draft), "stage");
        if (meeting)
            rc = set_text(facts(draft), "meeting", ie_id_str(meeting), err);
        key = joined(im->row, key, stage.len ? stage : IE_STR("at_once"));
    }
    if (rc)
        return rc;
    found = ie_index_find(im->index, outcome ? 'U' : 'W', key, 0);
    if (found)
        return take_found(im, draft, target, found, "to", err);
    return ie_index_add(im->index, outcome ? 'U' : 'W', key, &target->id, err);
}

int ie_import_resolve(struct ie_importer *im, struct ie_draft *draft,
                      const struct ie_id *preset, struct ie_target *target,
                      struct ie_error *err)
{
    int rc = 0;

    *target = (struct ie_target){.id = *preset};
    switch (im->shape->kind) {
    case IE_IMPORT_ORGANISATIONS:
        rc = resolve_organisation(im, draft, target, err);
        break;
    case IE_IMPORT_PROFILES:
        rc = resolve_profile(im, draft, target, err);
        break;
    case IE_IMPORT_PEOPLE:
        rc = resolve_person(im, draft, target, err);
        break;
    case IE_IMPORT_PARTICIPATIONS:
        rc = resolve_participation(im, draft, target, err);
        break;
    case IE_IMPORT_WISHES:
    case IE_IMPORT_OUTCOMES:
        rc = resolve_pair(im, draft, target, err);
        break;
    case IE_IMPORT_KINDS:
        IE_BUG("an import of no kind");
    }
    if (!rc && json_array_size(draft->errors) == 0)
        rc = ie_index_add(im->index, 'F', ie_id_str(&target->id), &target->id, err);
    return rc;
}
