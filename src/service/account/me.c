#include "service/account/me.h"

#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

static int write_account(struct ie_call *call, struct ie_json *json, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(call->db,
                   "SELECT login, name, language, person FROM account"
                   " WHERE office_id=$1 AND id=$2",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, ie_id_str(&call->actor->account));
    int code = ie_query_next(&q, &row, err);
    if (!code && !row)
        code = ie_fail(err, IE_UNAUTHENTICATED, "account.closed");
    if (!code) {
        ie_json_key(json, "account");
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_id_str(&call->actor->account));
        ie_json_kstr(json, "login", ie_query_get_text(&q, 0));
        ie_json_kstr(json, "name", ie_query_get_text(&q, 1));
        ie_json_kstr(json, "language", ie_query_get_text(&q, 2));
        ie_json_kstr(json, "person", ie_query_get_text(&q, 3));
        ie_json_end(json);
    }
    ie_query_end(&q);
    return code;
}

static int write_office(struct ie_call *call, struct ie_json *json, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(
        call->db,
        "SELECT code, title, country, zone FROM office WHERE id=$1 AND office_id=$1", &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    int code = ie_query_next(&q, &row, err);
    ie_json_key(json, "office");
    ie_json_object(json);
    ie_json_kstr(json, "id", ie_id_str(&call->actor->office));
    if (!code && row) {
        ie_json_kstr(json, "code", ie_query_get_text(&q, 0));
        ie_json_key(json, "title");
        ie_json_raw(json, ie_query_get_text(&q, 1));
        ie_json_kstr(json, "country", ie_query_get_text(&q, 2));
        ie_json_kstr(json, "zone", ie_query_get_text(&q, 3));
    }
    ie_json_end(json);
    ie_query_end(&q);
    return code;
}

static const char *role_name(enum ie_role role)
{
    static const char *const names[] = {"admin",    "officer", "member",
                                        "reviewer", "analyst", "auditor"};

    for (size_t i = 0; i < IE_COUNT(names); i++)
        if ((unsigned)role == 1u << i)
            return names[i];
    return "";
}

/* Short name of a grant's scope: an organisation's name, a code otherwise. */
static int write_scope(struct ie_call *call, const struct ie_grant *grant,
                       struct ie_json *json, struct ie_error *err)
{
    static const struct {
        const char *kind, *sql;
    } sources[] = {
        {"office", "SELECT code FROM office WHERE office_id=$1 AND id=$2"},
        {"programme", "SELECT code FROM programme WHERE office_id=$1 AND id=$2"},
        {"event", "SELECT code FROM event WHERE office_id=$1 AND id=$2"},
        {"organisation", "SELECT name FROM organisation WHERE office_id=$1 AND id=$2"}};
    struct ie_str scope = ie_id_str(&grant->scope);
    bool row = false;
    int code = 0;

    for (size_t i = 0; i < IE_COUNT(sources); i++) {
        struct ie_query q;
        if (strcmp(grant->scope_kind, sources[i].kind) != 0)
            continue;
        if (scope.len == 0)
            scope = ie_id_str(&call->actor->office);
        ie_query_begin(call->db, sources[i].sql, &q);
        ie_query_text(&q, 1, ie_id_str(&call->actor->office));
        ie_query_text(&q, 2, scope);
        code = ie_query_next(&q, &row, err);
        ie_json_kstr(json, "scope_id", scope);
        ie_json_kstr(json, "scope_name",
                     !code && row ? ie_query_get_text(&q, 0) : IE_STR_NONE);
        ie_query_end(&q);
        return code;
    }
    return code;
}

static int write_grants(struct ie_call *call, struct ie_json *json, struct ie_error *err)
{
    int code = 0;

    ie_json_key(json, "grants");
    ie_json_array(json);
    for (size_t i = 0; i < call->actor->grant_count && !code; i++) {
        const struct ie_grant *grant = &call->actor->grants[i];
        ie_json_object(json);
        ie_json_kstr(json, "role", ie_str_z(role_name(grant->role)));
        ie_json_kstr(json, "scope_kind", ie_str_z(grant->scope_kind));
        code = write_scope(call, grant, json, err);
        ie_json_end(json);
    }
    ie_json_end(json);
    return code;
}

static void write_roles(const struct ie_actor *actor, struct ie_json *json)
{
    unsigned held = actor->office_roles;

    for (size_t i = 0; i < actor->grant_count; i++)
        held |= actor->grants[i].role;
    ie_json_key(json, "roles");
    ie_json_array(json);
    for (unsigned bit = IE_ROLE_ADMIN; bit <= IE_ROLE_AUDITOR; bit <<= 1)
        if (held & bit)
            ie_json_strz(json, role_name((enum ie_role)bit));
    ie_json_end(json);
}

static int write_organisations(struct ie_call *call, struct ie_json *json,
                               struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(
        call->db,
        "SELECT o.id, o.name, o.name_en FROM organisation o"
        " WHERE o.office_id=$1 AND o.deleted_at IS NULL AND o.id IN"
        " (SELECT g.scope_id FROM role_grant g WHERE g.office_id=$1"
        " AND g.account=$2 AND g.role='member' AND g.scope_kind='organisation'"
        " AND g.deleted_at IS NULL AND (g.valid_from IS NULL OR g.valid_from<=$3)"
        " AND (g.valid_until IS NULL OR g.valid_until>$3))"
        /* Joined, so that the few grants lead and not the order of names. */
        " ORDER BY o.name || '', o.id",
        &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, ie_id_str(&call->actor->account));
    ie_query_int(&q, 3, call->now);
    ie_json_key(json, "organisations");
    ie_json_array(json);
    while ((code = ie_query_next(&q, &row, err)) == 0 && row) {
        ie_json_object(json);
        ie_json_kstr(json, "id", ie_query_get_text(&q, 0));
        ie_json_kstr(json, "name", ie_query_get_text(&q, 1));
        ie_json_kstr(json, "name_en", ie_query_get_text(&q, 2));
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_query_end(&q);
    return code;
}

int ie_me_json(struct ie_call *call, struct ie_str csrf, struct ie_json *json,
               struct ie_error *err)
{
    ie_json_object(json);
    int code = write_account(call, json, err);
    if (code)
        return code;
    if (csrf.len)
        ie_json_kstr(json, "csrf", csrf);
    write_roles(call->actor, json);
    code = write_office(call, json, err);
    if (!code)
        code = write_grants(call, json, err);
    if (!code)
        code = write_organisations(call, json, err);
    ie_json_end(json);
    return code;
}

int ie_me_language(struct ie_call *call, struct ie_str language, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_account;
    struct ie_reader reader = {.office = call->actor->office,
                               .account = call->actor->account,
                               .now = call->now,
                               .member = true}; /* among `visible` to members */
    struct ie_writer writer = ie_call_writer(call);
    struct ie_record *record;
    int64_t revision;

    for (size_t i = 0; i < language.len; i++) {
        char c = language.ptr[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c >= '0' && c <= '9') || c == '-';
        if (!fine || language.len > 35) {
            ie_fail(err, IE_INPUT, "account.language");
            ie_error_argn(err, "value", language.ptr, language.len);
            ie_error_at(err, NULL, 0, 0, "language");
            return IE_INPUT;
        }
    }
    int code = ie_record_read(call->db, &reader, type, ie_id_str(&call->actor->account),
                              call->arena, &record, err);
    if (code)
        return code;
    struct ie_value *values = ie_values_of(call->arena, record);
    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "language", language);
    return ie_record_revise(call->db, &writer, type, ie_id_str(&record->id),
                            record->revision, values, &revision, err);
}
