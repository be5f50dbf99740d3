#include "service/account/authorise.h"

static bool has_grant(const struct ie_actor *actor, unsigned roles, bool narrow)
{
    for (size_t i = 0; i < actor->grant_count; i++) {
        bool office = strcmp(actor->grants[i].scope_kind, "office") == 0;
        if (((unsigned)actor->grants[i].role & roles) && office != narrow)
            return true;
    }
    return false;
}

/* Officer of single events or programmes. */
static bool is_event_officer(const struct ie_actor *actor)
{
    return has_grant(actor, IE_ROLE_OFFICER, true);
}

static bool at_office(const struct ie_actor *actor, unsigned roles)
{
    return actor->operator_ || (actor->office_roles & roles) != 0;
}

void ie_reader_for(const struct ie_call *call, struct ie_reader *reader)
{
    const struct ie_actor *actor = call->actor;

    *reader = (struct ie_reader){
        .office = actor->office,
        .account = actor->account,
        .now = call->now,
        .staff = at_office(actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER | IE_ROLE_AUDITOR),
        .analyst = (actor->office_roles & IE_ROLE_ANALYST) != 0,
        .event_officer = is_event_officer(actor),
        .member = has_grant(actor, IE_ROLE_MEMBER, true),
        .reviewer = (actor->office_roles & IE_ROLE_REVIEWER) != 0 ||
                    has_grant(actor, IE_ROLE_REVIEWER, true),
    };
}

static int forbidden(struct ie_error *err, const struct ie_type *type)
{
    ie_fail(err, IE_FORBIDDEN, "record.write_forbidden");
    ie_error_arg(err, "type", type->name);
    return IE_FORBIDDEN;
}

/* Rights that need no look at a row: 1 yes, 0 no, -1 it depends on the row. */
static int by_role(const struct ie_actor *actor, const struct ie_type *type)
{
    bool admin = at_office(actor, IE_ROLE_ADMIN),
         officer = at_office(actor, IE_ROLE_OFFICER);

    switch (type->write) {
    case IE_W_NONE:
        return 0;
    case IE_W_ADMIN:
        return admin;
    case IE_W_OFFICER:
        return admin || officer ? 1 : is_event_officer(actor) ? -1 : 0;
    case IE_W_ORGANISATION:
        if (admin || officer)
            return 1;
        return is_event_officer(actor) || has_grant(actor, IE_ROLE_MEMBER, true) ? -1 : 0;
    case IE_W_OWN:
        return actor->operator_ ? 1 : -1;
    }
    IE_BUG("a write rule that is none");
}

int ie_may_create(const struct ie_call *call, const struct ie_type *type,
                  struct ie_error *err)
{
    return by_role(call->actor, type) == 0 ? forbidden(err, type) : 0;
}

bool ie_can_write(const struct ie_call *call, const struct ie_record *record)
{
    const struct ie_type *type = record->type;
    int answer = by_role(call->actor, type);

    if (type->own && record->owned && !type->owner)
        return true;
    if (answer >= 0)
        return answer > 0;
    return record->scoped || (type->write == IE_W_ORGANISATION && record->owned);
}

int ie_may_write(const struct ie_call *call, const struct ie_record *record,
                 struct ie_error *err)
{
    return ie_can_write(call, record) ? 0 : forbidden(err, record->type);
}

bool ie_sees_private(const struct ie_reader *reader, const struct ie_record *record)
{
    return reader->staff || record->owned || record->scoped;
}
