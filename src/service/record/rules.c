/* What the schema cannot say: defaults, derived fields, rules between fields. */
#include "base/ident.h"
#include "service/event/event.h"
#include "service/record/check.h"
#include "service/search/saved.h"
#include "store/column.h"
#include "store/schema_types.h"
#include "text/text.h"
#include "text/units.h"

/* ---- defaults ---- */

static const struct {
    const struct ie_type *type;
    const char *field;
    const char *text;
    int64_t integer;
} defaults[] = {
    {&ie_type_profile, "status", "draft", 0},
    {&ie_type_event, "status", "draft", 0},
    {&ie_type_participation, "status", "registered", 0},
    {&ie_type_participation, "representatives", NULL, 1},
    {&ie_type_meeting, "status", "proposed", 0},
    {&ie_type_meeting, "locked", NULL, 0},
    {&ie_type_case, "status", "open", 0},
    {&ie_type_case, "joint", "need", 0},
    {&ie_type_task, "status", "open", 0},
    {&ie_type_account, "status", "active", 0},
    {&ie_type_organisation, "status", "active", 0},
    {&ie_type_saved_search, "alert", "none", 0},
};

static void set_defaults(struct ie_check *check)
{
    for (size_t i = 0; i < IE_COUNT(defaults); i++) {
        if (defaults[i].type != check->type)
            continue;
        struct ie_value *value = ie_check_value(check, defaults[i].field);
        if (!value->null)
            continue;
        *value = (struct ie_value){.integer = defaults[i].integer,
                                   .text = ie_str_z(defaults[i].text)};
    }
}

/* ---- derived fields ---- */

/* The JSON of a field, to be changed; NULL when absent. The caller's to json_decref. */
static int parse(struct ie_check *check, const char *field, json_t **json,
                 struct ie_error *err)
{
    const struct ie_value *value = ie_check_value(check, field);

    *json = NULL;
    return value->null ? 0 : ie_json_parse(value->text, json, err);
}

/* The members of an item in the schema's order, so that the same item is the same text. */
static json_t *in_order(const json_t *item, const struct ie_field *of)
{
    json_t *made = json_object();

    for (const struct ie_field *f = of; made && f->name; f++) {
        json_t *member = json_object_get(item, f->name);
        if (member && json_object_set(made, f->name, member)) {
            json_decref(made);
            made = NULL;
        }
    }
    return made;
}

/* The JSON of a LIST field, changed, back into its value. */
static int put_back(struct ie_check *check, const char *field, const json_t *list,
                    struct ie_error *err)
{
    const struct ie_field *of = ie_type_field(check->type, ie_str_z(field))->of;
    struct ie_value *value = ie_check_value(check, field);
    struct ie_buf text = IE_BUF_INIT;
    struct ie_json out = ie_json_into(&text);
    const json_t *item;
    size_t i;

    ie_json_array(&out);
    json_array_foreach(list, i, item) {
        json_t *ordered = in_order(item, of);
        if (!ordered)
            text.failed = true;
        ie_json_value(&out, ordered);
        json_decref(ordered);
    }
    ie_json_end(&out);
    int code = ie_buf_check(&text, err);
    if (!code) {
        value->text = ie_arena_str(check->call->arena, ie_buf_str(&text));
        if (!value->text.ptr)
            code = ie_fail_nomem(err);
    }
    ie_buf_release(&text);
    return code;
}

/* The text of the original: in the profile's language and not a translation. */
static json_t *original_of(json_t *texts, struct ie_str language)
{
    json_t *item, *first = NULL;
    size_t i;

    json_array_foreach(texts, i, item) {
        bool translated = ie_str_eqz(ie_json_get_str(item, "origin"), "translation");
        if (ie_str_eq(ie_json_get_str(item, "language"), language) && !translated)
            return item;
        if (!first && !translated)
            first = item;
    }
    return first ? first : json_array_get(texts, 0);
}

/* False: memory is out. */
static bool set_word(json_t *item, const char *key, const char *word)
{
    return json_object_set_new(item, key, json_string(word)) == 0;
}

static bool set_missing(json_t *item, const char *key, const char *word)
{
    return json_object_get(item, key) || set_word(item, key, word);
}

/* False: memory is out. */
static bool mark_origins(struct ie_check *check, json_t *texts, const json_t *original)
{
    json_t *item, *other;
    size_t i, k;

    json_array_foreach(texts, i, item) {
        if (!set_missing(item, "origin", item == original ? "original" : "translation") ||
            !set_missing(item, "state", item == original ? "reviewed" : "draft"))
            return false;
        for (k = 0; k < i; k++) {
            other = json_array_get(texts, k);
            if (ie_str_eq(ie_json_get_str(other, "language"),
                          ie_json_get_str(item, "language"))) {
                char path[56];
                snprintf(path, sizeof(path), "texts[%zu].language", i);
                struct ie_str tag = ie_json_get_str(item, "language");
                ie_error_argn(ie_problem(check->problems, "record.field_repeated", path),
                              "value", tag.ptr ? tag.ptr : "", tag.len);
            }
        }
    }
    return true;
}

/* A profile is as new as its last publication. */
static void mark_published(struct ie_check *check)
{
    struct ie_str status = ie_check_value(check, "status")->text;
    bool was =
        check->old && ie_str_eqz(ie_record_get(check->old, "status")->text, "published");

    if (ie_str_eqz(status, "published") && !was)
        *ie_check_value(check, "published_at") =
            (struct ie_value){.integer = check->call->now};
}

static int derive_profile(struct ie_check *check, struct ie_error *err)
{
    struct ie_value *title = ie_check_value(check, "title");
    json_t *texts;

    mark_published(check);
    int code = parse(check, "texts", &texts, err);

    if (code || !texts)
        return code;
    json_t *original = original_of(texts, ie_check_value(check, "language")->text);
    bool marked = mark_origins(check, texts, original);
    struct ie_str text = ie_json_get_str(original, "title");
    title->text = ie_arena_str(check->call->arena, text.ptr ? text : IE_STR(""));
    title->null = false;
    code = marked && title->text.ptr ? put_back(check, "texts", texts, err)
                                     : ie_fail_nomem(err);
    json_decref(texts);
    return code;
}

static int derive_identifiers(struct ie_check *check, struct ie_error *err)
{
    static const char *const names[] = {[IE_IDENT_VERIFIED] = "verified",
                                        [IE_IDENT_UNCHECKED] = "unchecked",
                                        [IE_IDENT_MALFORMED] = "malformed",
                                        [IE_IDENT_WRONG_CHECK] = "wrong_check_digit"};
    json_t *list, *item;
    size_t i;
    int code = parse(check, "identifiers", &list, err);

    json_array_foreach(list, i, item) {
        enum ie_ident_scheme scheme = ie_ident_scheme(ie_json_get_str(item, "scheme"));
        enum ie_ident_verdict verdict = IE_IDENT_UNCHECKED;
        struct ie_ident normal = {""};
        if (scheme != IE_IDENT_UNKNOWN)
            verdict = ie_ident_check(scheme, ie_json_get_str(item, "value"), &normal);
        if ((normal.text[0] && !set_word(item, "value", normal.text)) ||
            !set_word(item, "verdict", names[verdict]))
            code = ie_fail_nomem(err);
    }
    if (!code && list)
        code = put_back(check, "identifiers", list, err);
    json_decref(list);
    return code;
}

static int derive_names(struct ie_check *check, struct ie_error *err)
{
    json_t *list, *item;
    size_t i;
    int code = parse(check, "names", &list, err);

    json_array_foreach(list, i, item) {
        const char *script =
            ie_script_code(ie_text_script(ie_json_get_str(item, "name")));
        if (!set_word(item, "script", script) ||
            !set_missing(item, "kind", "alternative"))
            code = ie_fail_nomem(err);
    }
    if (!code && list)
        code = put_back(check, "names", list, err);
    json_decref(list);
    return code;
}

/* Copies a REF of the referred record: the case's need belongs to its organisation. */
static int copy_from(struct ie_check *check, const char *ref, const struct ie_type *to,
                     const char *from_field, const char *field, struct ie_error *err)
{
    const struct ie_value *key = ie_check_value(check, ref);
    struct ie_record *record = NULL;

    if (key->null)
        return 0;
    int code = ie_record_read(check->call->db, &check->reader, to, key->text,
                              check->call->arena, &record, err);
    if (!code)
        *ie_check_value(check, field) = *ie_record_get(record, from_field);
    return code == IE_NOT_FOUND ? 0 : code;
}

/* Whose an attachment is: the organisation of the record that it is about. */
static int derive_attachment(struct ie_check *check, struct ie_error *err)
{
    const struct ie_value *about_type = ie_check_value(check, "about_type");
    const struct ie_value *about_id = ie_check_value(check, "about_id");
    struct ie_value *owner = ie_check_value(check, "organisation");
    const struct ie_type *type =
        about_type->null ? NULL : ie_type_by_name(about_type->text);
    struct ie_record *record = NULL;

    if (!type || about_id->null)
        return 0;
    int code = ie_record_read(check->call->db, &check->reader, type, about_id->text,
                              check->call->arena, &record, err);
    if (code == IE_NOT_FOUND) {
        struct ie_error *problem =
            ie_problem(check->problems, "record.field_ref", "about_id");
        ie_error_arg(problem, "type", type->name);
        ie_error_argn(problem, "value", about_id->text.ptr, about_id->text.len);
        return 0;
    }
    if (code)
        return code;
    *owner = (struct ie_value){.null = true};
    if (type == &ie_type_organisation)
        *owner = (struct ie_value){.text = ie_id_str(&record->id)};
    else if (ie_type_field(type, IE_STR("organisation")))
        *owner = *ie_record_get(record, "organisation");
    return 0;
}

static int derive(struct ie_check *check, struct ie_error *err)
{
    const struct ie_type *type = check->type;
    int code = 0;

    if (type == &ie_type_profile)
        return derive_profile(check, err);
    if (type == &ie_type_attachment)
        return derive_attachment(check, err);
    if (type == &ie_type_saved_search && !check->old &&
        check->call->actor->account.text[0])
        *ie_check_value(check, "account") =
            (struct ie_value){.text = ie_id_str(&check->call->actor->account)};
    if (type == &ie_type_case)
        return copy_from(check, "need", &ie_type_profile, "organisation",
                         "need_organisation", err);
    if (type == &ie_type_organisation) {
        code = derive_identifiers(check, err);
        if (!code)
            code = derive_names(check, err);
    }
    return code;
}

/* ---- rules between fields ---- */

static const char *const ordered[][2] = {{"first_day", "last_day"},
                                         {"starts_at", "ends_at"},
                                         {"valid_from", "valid_until"},
                                         {"given_on", "until_day"},
                                         {"given_on", "withdrawn_on"}};

/* Days may be the same, moments must not. */
static void check_order(struct ie_check *check)
{
    for (size_t i = 0; i < IE_COUNT(ordered); i++) {
        const struct ie_field *f = ie_type_field(check->type, ie_str_z(ordered[i][0]));
        const struct ie_field *g = ie_type_field(check->type, ie_str_z(ordered[i][1]));
        if (!f || !g || f->kind != g->kind)
            continue;
        const struct ie_value *a = ie_check_value(check, f->name);
        const struct ie_value *b = ie_check_value(check, g->name);
        if (a->null || b->null)
            continue;
        bool wrong = f->kind == IE_K_DAY ? ie_str_cmp(a->text, b->text) > 0
                                         : a->integer >= b->integer;
        if (wrong)
            ie_error_arg(ie_problem(check->problems, "record.field_order", g->name),
                         "first", f->name);
    }
}

static const char *const different[][2] = {
    {"from", "to"}, {"a", "b"}, {"before", "after"}};

static void check_different(struct ie_check *check)
{
    for (size_t i = 0; i < IE_COUNT(different); i++) {
        const struct ie_field *f = ie_type_field(check->type, ie_str_z(different[i][0]));
        if (!f || !f->refers)
            continue;
        const struct ie_value *a = ie_check_value(check, different[i][0]);
        const struct ie_value *b = ie_check_value(check, different[i][1]);
        if (!a->null && !b->null && ie_str_eq(a->text, b->text))
            ie_error_arg(
                ie_problem(check->problems, "record.field_same", different[i][1]),
                "first", different[i][0]);
    }
}

/* What belongs to an event refers to participations, places and meetings of that event. */
static int check_event(struct ie_check *check, struct ie_error *err)
{
    static const struct ie_type *const within[] = {
        &ie_type_participation, &ie_type_place, &ie_type_meeting, &ie_type_interpreter};
    const struct ie_field *event = ie_type_field(check->type, IE_STR("event"));
    int code = 0;

    if (!event || ie_check_value(check, "event")->null)
        return 0;
    for (const struct ie_field *f = check->type->fields; !code && f->name; f++) {
        const struct ie_value *value = ie_check_value(check, f->name);
        for (size_t i = 0; i < IE_COUNT(within) && !code; i++) {
            struct ie_record *record = NULL;
            if (!f->refers || strcmp(f->refers, within[i]->name) != 0 || value->null)
                continue;
            code = ie_record_read(check->call->db, &check->reader, within[i], value->text,
                                  check->call->arena, &record, err);
            if (code == IE_NOT_FOUND)
                code = 0; /* reported already, or a reference that stays */
            else if (!code && !ie_str_eq(ie_record_get(record, "event")->text,
                                         ie_check_value(check, "event")->text))
                ie_problem(check->problems, "record.other_event", f->name);
        }
    }
    return code;
}

/* The slots that follow from an event's hours must exist. */
static int check_hours(struct ie_check *check, struct ie_error *err)
{
    struct ie_record record = {.type = check->type, .values = check->values};
    struct ie_slots slots;
    int code = ie_event_slots(&record, check->call->arena, &slots, err);

    return code ? ie_problem_take(check->problems, err, "day_from") : 0;
}

/* A rung can be set for guarded fields only. */
static int check_rungs(struct ie_check *check, struct ie_error *err)
{
    json_t *list, *item;
    size_t i;
    int code = parse(check, "rungs", &list, err);

    json_array_foreach(list, i, item) {
        struct ie_str name = ie_json_get_str(item, "field");
        const struct ie_field *field = ie_type_field(check->type, name);
        if (!field || !(field->flags & IE_F_RUNG)) {
            char path[56];
            snprintf(path, sizeof(path), "rungs[%zu].field", i);
            ie_error_argn(ie_problem(check->problems, "record.field_choice", path),
                          "value", name.ptr ? name.ptr : "", name.len);
        }
    }
    json_decref(list);
    return code;
}

/* A quantity that no unit or no interval stands behind would silently match nothing. What a
 * profile has said already stays, though its unit may be unknown by now. */
static int check_specs(struct ie_check *check, struct ie_error *err)
{
    json_t *list, *item;
    size_t i;

    if (check->old && ie_str_eq(ie_record_get(check->old, "specs")->text,
                                ie_check_value(check, "specs")->text))
        return 0;
    int code = parse(check, "specs", &list, err);

    json_array_foreach(list, i, item) {
        const json_t *min = json_object_get(item, "min");
        const json_t *max = json_object_get(item, "max");
        struct ie_str symbol = ie_json_get_str(item, "unit");
        struct ie_unit unit;
        char path[56];
        if (json_is_number(min) && json_is_number(max) &&
            json_number_value(min) > json_number_value(max)) {
            snprintf(path, sizeof(path), "specs[%zu].max", i);
            ie_error_arg(ie_problem(check->problems, "record.field_less", path), "first",
                         "min");
        }
        if (!json_is_number(min) && !json_is_number(max)) {
            snprintf(path, sizeof(path), "specs[%zu].min", i);
            ie_problem(check->problems, "record.spec_open", path);
        }
        if (symbol.len && ie_unit_parse(symbol, &unit, NULL)) {
            snprintf(path, sizeof(path), "specs[%zu].unit", i);
            ie_error_argn(ie_problem(check->problems, "record.unit_unknown", path),
                          "value", symbol.ptr, symbol.len);
        }
    }
    json_decref(list);
    return code;
}

/* A grant over an organisation is a member's and the other way round; what it is over must
 * be there. */
static int check_grant(struct ie_check *check, struct ie_error *err)
{
    const struct ie_value *kind = ie_check_value(check, "scope_kind");
    const struct ie_value *scope = ie_check_value(check, "scope_id");
    const struct ie_value *role = ie_check_value(check, "role");
    struct ie_record *record = NULL;

    if (kind->null || role->null)
        return 0;
    bool office = ie_str_eqz(kind->text, "office");
    bool over_one = ie_str_eqz(kind->text, "organisation");
    if (over_one != ie_str_eqz(role->text, "member") ||
        (!office && ie_str_eqz(role->text, "admin")))
        ie_problem(check->problems, "record.grant_scope", "scope_kind");
    if (office)
        return 0;
    if (scope->null) {
        ie_problem(check->problems, "record.field_required", "scope_id");
        return 0;
    }
    const struct ie_type *type = ie_type_by_name(kind->text);
    int code = ie_record_read(check->call->db, &check->reader, type, scope->text,
                              check->call->arena, &record, err);
    if (code != IE_NOT_FOUND)
        return code;
    struct ie_error *problem =
        ie_problem(check->problems, "record.field_ref", "scope_id");
    ie_error_arg(problem, "type", type->name);
    ie_error_argn(problem, "value", scope->text.ptr, scope->text.len);
    return 0;
}

/* An account keeps so many searches that all of them can be run for one page. */
static int check_saved_search(struct ie_check *check, struct ie_error *err)
{
    struct ie_list_query query = {.limit = 1, .count = true};
    const struct ie_value *value = ie_check_value(check, "query");
    struct ie_list list;
    char path[72];
    int code = value->null ? 0 : ie_saved_search_check(check->call, value->text, err);

    if (code) {
        snprintf(path, sizeof(path), "query.%s", err && err->field[0] ? err->field : "q");
        code = ie_problem_take(check->problems, err, path);
    }
    if (code || check->old)
        return code;
    code = ie_record_list(check->call->db, &check->reader, &ie_type_saved_search, &query,
                          check->call->arena, &list, err);
    if (!code && list.total >= IE_SAVED_SEARCHES)
        ie_error_argi(ie_problem(check->problems, "saved_search.limit", "name"), "limit",
                      IE_SAVED_SEARCHES);
    return code;
}

/* ---- what a member may not do to what is his ---- */

struct state_rule {
    const struct ie_type *type;
    const char *from; /* "": new */
    const char *to;   /* NULL-terminated by the table's order: space-separated */
};

/* Publishing is the office's: it reviews, then the member may publish. Who came is the
 * office's to say. */
static const struct state_rule states[] = {
    {&ie_type_profile, "", "draft"},
    {&ie_type_profile, "draft", "draft withdrawn"},
    {&ie_type_profile, "reviewed", "draft published withdrawn"},
    {&ie_type_profile, "published", "draft withdrawn"},
    {&ie_type_profile, "expired", "draft withdrawn"},
    {&ie_type_profile, "withdrawn", "draft"},
    {&ie_type_participation, "", "registered"},
    {&ie_type_participation, "invited", "registered confirmed withdrawn"},
    {&ie_type_participation, "registered", "confirmed withdrawn"},
    {&ie_type_participation, "confirmed", "withdrawn"},
    {&ie_type_participation, "withdrawn", "registered"},
};

static bool has_word(const char *words, struct ie_str word)
{
    struct ie_str rest = ie_str_z(words), part;

    while (ie_str_split(&rest, ' ', &part))
        if (ie_str_eq(part, word))
            return true;
    return false;
}

static bool has_rule(const struct ie_type *type)
{
    return type == &ie_type_profile || type == &ie_type_participation;
}

/* Officers may do all; `old` was read by the actor's reader and says whether he is one. */
static void check_state(struct ie_check *check)
{
    bool officer = check->reader.staff || check->reader.event_officer;
    const struct ie_value *status = ie_check_value(check, "status");

    if (officer || !has_rule(check->type) || status->null)
        return;
    struct ie_str from = IE_STR("");
    if (check->old && !ie_record_get(check->old, "status")->null)
        from = ie_record_get(check->old, "status")->text;
    if (check->old && ie_str_eq(from, status->text))
        return;
    for (size_t i = 0; i < IE_COUNT(states); i++)
        if (states[i].type == check->type && ie_str_eqz(from, states[i].from) &&
            has_word(states[i].to, status->text))
            return;
    struct ie_error *problem = ie_problem(check->problems, "record.state", "status");
    ie_error_argn(problem, "from", from.ptr, from.len);
    ie_error_argn(problem, "to", status->text.ptr, status->text.len);
}

/* A fixed table is the office's to give, and so is what a screening says. */
static const char *const office_fields[] = {"place", "screening", "ruling_at"};

static void check_office_fields(struct ie_check *check)
{
    bool officer = check->reader.staff || check->reader.event_officer;

    if (officer || check->type != &ie_type_participation)
        return;
    for (size_t i = 0; i < IE_COUNT(office_fields); i++) {
        const struct ie_value *value = ie_check_value(check, office_fields[i]);
        const struct ie_value *old =
            check->old ? ie_record_get(check->old, office_fields[i]) : NULL;
        bool had = old && !old->null;
        bool same = value->null ? !had
                                : had && old->integer == value->integer &&
                                      ie_str_eq(old->text, value->text);
        if (!same)
            ie_problem(check->problems, "record.field_office", office_fields[i]);
    }
}

/* Members wish and refuse; what must be is the office's to say. */
static void check_must(struct ie_check *check)
{
    bool officer = check->reader.staff || check->reader.event_officer;

    if (officer || check->type != &ie_type_wish)
        return;
    bool must = ie_str_eqz(ie_check_value(check, "kind")->text, "must");
    bool had = check->old && ie_str_eqz(ie_record_get(check->old, "kind")->text, "must");
    if (must != had)
        ie_problem(check->problems, "record.field_office", "kind");
}

/* ---- all of it ---- */

static bool has_problem(const struct ie_problem_list *problems, const char *field)
{
    size_t len = strlen(field);

    for (unsigned i = 0; i < problems->count; i++) {
        const char *at = problems->at[i].field;
        if (strncmp(at, field, len) == 0 &&
            (at[len] == '\0' || at[len] == '[' || at[len] == '.'))
            return true;
    }
    return false;
}

static void check_required(struct ie_check *check)
{
    for (size_t i = 0; check->type->fields[i].name; i++) {
        const struct ie_field *f = &check->type->fields[i];
        if ((f->flags & IE_F_REQUIRED) && check->values[i].null &&
            !has_problem(check->problems, f->name))
            ie_problem(check->problems, "record.field_required", f->name);
    }
}

int ie_check_rules(struct ie_check *check, struct ie_error *err)
{
    int code = 0;

    if (!check->old)
        set_defaults(check);
    code = derive(check, err);
    check_required(check);
    check_order(check);
    check_different(check);
    check_state(check);
    check_office_fields(check);
    check_must(check);
    if (!code)
        code = check_event(check, err);
    if (!code)
        code = ie_check_event_rules(check, err);
    if (!code && check->type == &ie_type_profile)
        code = check_rungs(check, err);
    if (!code && check->type == &ie_type_profile)
        code = check_specs(check, err);
    if (!code && check->type == &ie_type_saved_search)
        code = check_saved_search(check, err);
    if (!code && check->type == &ie_type_role_grant)
        code = check_grant(check, err);
    if (!code && check->type == &ie_type_event && check->problems->count == 0)
        code = check_hours(check, err);
    return code;
}
