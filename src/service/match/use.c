#include "service/match/use.h"

#include "service/account/authorise.h"
#include "service/event/event.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

enum side { NEITHER, NEED, OFFER };

struct decision {
    struct ie_record *match;
    struct ie_record *event; /* NULL: none */
    enum side side;          /* of the actor; the officer speaks for the need */
};

static int load(struct ie_call *call, struct ie_str id, struct decision *d,
                struct ie_error *err)
{
    struct ie_reader reader;
    ie_reader_for(call, &reader);
    int code = ie_record_read(call->db, &reader, &ie_type_match, id, call->arena,
                              &d->match, err);
    if (code)
        return code;
    const struct ie_value *event = ie_record_get(d->match, "event");
    if (!event->null && (code = ie_event_find(call, event->text, &d->event, err)))
        return code;
    if (ie_actor_has(call->actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER) ||
        (d->event && ie_event_officer(call->actor, d->event)) ||
        ie_actor_is_member(call->actor,
                           ie_record_get(d->match, "need_organisation")->text))
        d->side = NEED;
    else if (ie_actor_is_member(call->actor,
                                ie_record_get(d->match, "offer_organisation")->text))
        d->side = OFFER;
    else
        return ie_fail(err, IE_FORBIDDEN, "match.not_yours");
    return 0;
}

static int require_status(const struct decision *d, const char *status,
                          struct ie_error *err)
{
    struct ie_str now = ie_record_get(d->match, "status")->text;

    if (ie_str_eqz(now, status))
        return 0;
    ie_fail(err, IE_CONFLICT, "match.decided");
    ie_error_argn(err, "status", now.ptr, now.len);
    return IE_CONFLICT;
}

static int revise_match(struct ie_call *call, const struct decision *d,
                        struct ie_value *values, struct ie_error *err)
{
    struct ie_writer writer = ie_call_writer(call);
    int64_t revision;

    return ie_record_revise(call->db, &writer, &ie_type_match, ie_id_str(&d->match->id),
                            d->match->revision, values, &revision, err);
}

static int make_case(struct ie_call *call, const struct decision *d, struct ie_str note,
                     struct ie_id *made, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_case;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_reader office = ie_office_reader(call);
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_record *need;
    int code;

    if (!values)
        return ie_fail_nomem(err);
    code = ie_record_read(call->db, &office, &ie_type_profile,
                          ie_record_get(d->match, "need")->text, call->arena, &need, err);
    if (code)
        return code;
    ie_values_text(type, values, "title", ie_record_get(need, "title")->text);
    ie_values_text(type, values, "need", ie_id_str(&need->id));
    ie_values_text(type, values, "need_organisation",
                   ie_record_get(d->match, "need_organisation")->text);
    ie_values_text(type, values, "counterparty",
                   ie_record_get(d->match, "offer_organisation")->text);
    ie_values_text(type, values, "match", ie_id_str(&d->match->id));
    ie_values_text(type, values, "event",
                   d->event ? ie_id_str(&d->event->id) : IE_STR_NONE);
    ie_values_text(type, values, "joint", IE_STR("match"));
    ie_values_text(type, values, "status", IE_STR("open"));
    if (call->actor->account.text[0])
        ie_values_text(type, values, "owner", ie_id_str(&call->actor->account));
    if (note.len)
        ie_values_text(type, values, "note", note);
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, made, err);
}

/* Participation of an organisation in the event; NULL if it takes no part. */
static int participation_of(struct ie_call *call, const struct ie_record *event,
                            struct ie_str organisation, struct ie_record **found,
                            struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    const struct ie_type *type = &ie_type_participation;
    struct ie_filter filters[] = {
        {ie_type_field(type, IE_STR("event")), ie_id_str(&event->id)},
        {ie_type_field(type, IE_STR("organisation")), organisation}};
    struct ie_list_query query = {.filters = filters, .filter_count = 2, .limit = 1};
    struct ie_list list;
    int code = ie_record_list(call->db, &office, type, &query, call->arena, &list, err);

    if (code)
        return code;
    *found = list.count ? &list.at[0] : NULL;
    return 0;
}

static int wish_exists(struct ie_call *call, struct ie_str from, struct ie_str to,
                       bool *exists, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    const struct ie_type *type = &ie_type_wish;
    struct ie_filter filters[] = {{ie_type_field(type, IE_STR("from")), from},
                                  {ie_type_field(type, IE_STR("to")), to}};
    struct ie_list_query query = {.filters = filters, .filter_count = 2, .limit = 1};
    struct ie_list list;
    int code = ie_record_list(call->db, &office, type, &query, call->arena, &list, err);

    if (!code)
        *exists = list.count > 0;
    return code;
}

static int make_wish(struct ie_call *call, const struct decision *d, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_wish;
    struct ie_writer writer = ie_call_writer(call);
    const char *mine = d->side == NEED ? "need_organisation" : "offer_organisation";
    const char *theirs = d->side == NEED ? "offer_organisation" : "need_organisation";
    struct ie_record *from, *to = NULL;
    struct ie_id id = {0};
    bool exists = false;
    int code =
        participation_of(call, d->event, ie_record_get(d->match, mine)->text, &from, err);

    if (!code)
        code = participation_of(call, d->event, ie_record_get(d->match, theirs)->text,
                                &to, err);
    if (code || !from || !to)
        return code;
    code = wish_exists(call, ie_id_str(&from->id), ie_id_str(&to->id), &exists, err);
    if (code || exists)
        return code;
    struct ie_value *values = ie_values_new(call->arena, type);
    if (!values)
        return ie_fail_nomem(err);
    double score = ie_record_get(d->match, "score")->real;
    ie_values_text(type, values, "event", ie_id_str(&d->event->id));
    ie_values_text(type, values, "from", ie_id_str(&from->id));
    ie_values_text(type, values, "to", ie_id_str(&to->id));
    ie_values_int(type, values, "weight", score >= 0.6 ? 5 : score >= 0.4 ? 4 : 3);
    ie_values_text(type, values, "match", ie_id_str(&d->match->id));
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &id, err);
}

/* The other side should say whether it wants the meeting too. */
static int make_task(struct ie_call *call, const struct decision *d, struct ie_str title,
                     struct ie_error *err)
{
    const struct ie_type *type = &ie_type_task;
    struct ie_writer writer = ie_call_writer(call);
    const char *theirs = d->side == NEED ? "offer_organisation" : "need_organisation";
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_id id = {0};
    char due[16];

    if (!values)
        return ie_fail_nomem(err);
    ie_day_format((ie_day)(call->now / IE_DAY) + 14, due);
    ie_values_text(type, values, "title", title);
    ie_values_text(type, values, "kind", IE_STR("answer_match"));
    ie_values_text(type, values, "due", ie_str_z(due));
    ie_values_text(type, values, "organisation", ie_record_get(d->match, theirs)->text);
    ie_values_text(type, values, "about_type", IE_STR("match"));
    ie_values_text(type, values, "about_id", ie_id_str(&d->match->id));
    ie_values_text(type, values, "event",
                   d->event ? ie_id_str(&d->event->id) : IE_STR_NONE);
    ie_values_text(type, values, "status", IE_STR("open"));
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &id, err);
}

static int need_title(struct ie_call *call, const struct decision *d,
                      struct ie_str *title, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    struct ie_record *need;
    int code =
        ie_record_read(call->db, &office, &ie_type_profile,
                       ie_record_get(d->match, "need")->text, call->arena, &need, err);

    if (!code)
        *title = ie_record_get(need, "title")->text;
    return code;
}

/* A case begins between two profiles that stand. */
static int require_published(struct ie_call *call, const struct decision *d,
                             struct ie_error *err)
{
    static const char *const sides[] = {"need", "offer"};
    struct ie_reader office = ie_office_reader(call);
    int code = 0;

    for (size_t i = 0; i < IE_COUNT(sides) && !code; i++) {
        struct ie_record *profile;
        code = ie_record_read(call->db, &office, &ie_type_profile,
                              ie_record_get(d->match, sides[i])->text, call->arena,
                              &profile, err);
        if (code || ie_str_eqz(ie_record_get(profile, "status")->text, "published"))
            continue;
        struct ie_str title = ie_record_get(profile, "title")->text;
        code = ie_fail(err, IE_CONFLICT, "match.unpublished");
        ie_error_argn(err, "title", title.ptr ? title.ptr : "", title.len);
    }
    return code;
}

int ie_match_take_up(struct ie_call *call, struct ie_str match, struct ie_str note,
                     struct ie_id *made, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct decision d = {0};
    struct ie_id id = {0};
    struct ie_str title;
    int code = load(call, match, &d, err);

    if (code || (code = require_status(&d, "proposed", err)) ||
        (code = require_published(call, &d, err)) ||
        (code = make_case(call, &d, note, &id, err)))
        return code;
    struct ie_value *values = ie_values_of(call->arena, d.match);
    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "status", IE_STR("taken_up"));
    ie_values_text(type, values, "case", ie_id_str(&id));
    if ((code = revise_match(call, &d, values, err)) ||
        (d.event && (code = make_wish(call, &d, err))) ||
        (code = need_title(call, &d, &title, err)) ||
        (code = make_task(call, &d, title, err)))
        return code;
    *made = id;
    return 0;
}

static bool need_is_among(const struct ie_list *list, size_t before, struct ie_str need)
{
    for (size_t i = 0; i < before; i++)
        if (ie_str_eq(ie_record_get(&list->at[i], "need")->text, need))
            return true;
    return false;
}

int ie_match_take_up_best(struct ie_call *call, struct ie_str event, unsigned count,
                          struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct ie_filter filters[] = {
        {ie_type_field(type, IE_STR("event")), IE_STR_NONE},
        {ie_type_field(type, IE_STR("status")), IE_STR("proposed")}};
    struct ie_list_query query = {.filters = filters,
                                  .filter_count = 2,
                                  .sort = ie_type_field(type, IE_STR("score")),
                                  .descending = true,
                                  .limit = 500};
    struct ie_reader reader;
    struct ie_record *found;
    struct ie_list list = {0};
    struct ie_id made;
    int code = ie_event_find(call, event, &found, err);

    if (code)
        return code;
    ie_reader_for(call, &reader);
    filters[0].value = ie_id_str(&found->id);
    code = ie_record_list(call->db, &reader, type, &query, call->arena, &list, err);
    for (size_t i = 0; i < list.count && count > 0 && !code; i++) {
        if (need_is_among(&list, i, ie_record_get(&list.at[i], "need")->text))
            continue;
        code = ie_match_take_up(call, ie_id_str(&list.at[i].id), IE_STR_NONE, &made, err);
        count--;
    }
    return code;
}

int ie_match_dismiss(struct ie_call *call, struct ie_str match, struct ie_str reason,
                     struct ie_str note, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    const char *const *choices = ie_type_field(type, IE_STR("dismissal"))->choices;
    struct decision d = {0};
    bool known = false;
    int code = load(call, match, &d, err);

    if (code || (code = require_status(&d, "proposed", err)))
        return code;
    for (size_t i = 0; choices[i]; i++)
        known = known || ie_str_eqz(reason, choices[i]);
    if (!known) {
        ie_fail(err, IE_INPUT, "match.reason");
        ie_error_argn(err, "value", reason.ptr ? reason.ptr : "", reason.len);
        ie_error_at(err, NULL, 0, 0, "reason");
        return IE_INPUT;
    }
    struct ie_value *values = ie_values_of(call->arena, d.match);
    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "status", IE_STR("dismissed"));
    ie_values_text(type, values, "dismissal", reason);
    ie_values_text(type, values, "dismissal_note", note);
    return revise_match(call, &d, values, err);
}

/* Proposed match of exactly these two in the event, by ids; NULL: there is none. */
static int find_proposed(struct ie_call *call, const struct ie_record *event,
                         struct ie_str need, struct ie_str offer,
                         struct ie_record **found, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct ie_filter filters[] = {
        {ie_type_field(type, IE_STR("event")), ie_id_str(&event->id)},
        {ie_type_field(type, IE_STR("need")), need},
        {ie_type_field(type, IE_STR("offer")), offer},
        {ie_type_field(type, IE_STR("status")), IE_STR("proposed")}};
    struct ie_list_query query = {
        .filters = filters, .filter_count = IE_COUNT(filters), .limit = 1};
    struct ie_reader reader;
    struct ie_list list = {0};

    ie_reader_for(call, &reader);
    int code = ie_record_list(call->db, &reader, type, &query, call->arena, &list, err);
    *found = !code && list.count ? &list.at[0] : NULL;
    return code;
}

/* Like ie_record_by_external, but an unknown profile is NULL and no error. */
static int find_profile(struct ie_call *call, struct ie_str external,
                        struct ie_record **found, struct ie_error *err)
{
    struct ie_reader reader;

    ie_reader_for(call, &reader);
    int code = ie_record_by_external(call->db, &reader, &ie_type_profile, external,
                                     call->arena, found, err);
    if (code != IE_NOT_FOUND)
        return code;
    *err = (struct ie_error){0};
    *found = NULL;
    return 0;
}

int ie_match_dismiss_pair(struct ie_call *call, struct ie_str event, struct ie_str need,
                          struct ie_str offer, struct ie_str reason, struct ie_str note,
                          bool *done, struct ie_error *err)
{
    struct ie_record *of, *one, *other, *match = NULL;
    int code = ie_event_find(call, event, &of, err);

    *done = false;
    if (code || (code = find_profile(call, need, &one, err)) ||
        (code = find_profile(call, offer, &other, err)) || !one || !other)
        return code;
    code =
        find_proposed(call, of, ie_id_str(&one->id), ie_id_str(&other->id), &match, err);
    if (!code && !match)
        code = find_proposed(call, of, ie_id_str(&other->id), ie_id_str(&one->id), &match,
                             err);
    if (code || !match)
        return code;
    *done = true;
    return ie_match_dismiss(call, ie_id_str(&match->id), reason, note, err);
}

int ie_match_reopen(struct ie_call *call, struct ie_str match, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct decision d = {0};
    int code = load(call, match, &d, err);

    if (code || (code = require_status(&d, "dismissed", err)))
        return code;
    struct ie_value *values = ie_values_of(call->arena, d.match);
    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(type, values, "status", IE_STR("proposed"));
    ie_values_null(type, values, "dismissal");
    ie_values_null(type, values, "dismissal_note");
    return revise_match(call, &d, values, err);
}
