/*
 * Who sees what: random worlds, every row of every type, every kind of reader; the store's
 * statements against the same rules written out again in C over arrays. List, count, read,
 * history, labels and search must all agree with them.
 */
#include "../store/fixture.h"
#include "base/vec.h"

enum { ORGS = 5, ACCOUNTS = 4, EVENTS = 3, PROGRAMMES = 2, MOST = 400 };

struct grant {
    int account, org, event, programme; /* scope: one of them, or -1 */
    bool officer;                       /* else member */
    bool valid;                         /* now, and not deleted */
};

/* One row of any type with the facts that visibility depends on. */
struct row {
    const struct ie_type *type;
    struct ie_id id;
    bool deleted;
    int org, org2, event, programme, account; /* -1: none */
    bool published;  /* profile; event: not a draft; wish: to meet, not to refuse; match:
                       taken up */
    int need, offer; /* rows of a match's profiles */
};

struct world {
    struct fixture f;
    struct row row[MOST];
    int rows;
    struct grant grant[40];
    int grants;
    int first_org, first_account, first_event, first_programme;
};

static int pick(int n)
{
    return (int)ie_rng_below(ie_test_rng(), (uint64_t)n);
}

static bool chance(int percent)
{
    return pick(100) < percent;
}

/* ---- making a world ---- */

static struct row *add(struct world *w, const struct ie_type *type,
                       struct ie_value *values)
{
    struct row *row = &w->row[w->rows++];

    *row = (struct row){.type = type,
                        .id = fixture_create(&w->f, type, values),
                        .org = -1,
                        .org2 = -1,
                        .event = -1,
                        .programme = -1,
                        .account = -1};
    return row;
}

static const char *id_of(const struct world *w, int row)
{
    return w->row[row].id.text;
}

static void add_grant(struct world *w, bool officer)
{
    struct grant g = {pick(ACCOUNTS), -1, -1, -1, officer, true};
    int late = pick(6);
    char from[30] = "", until[30] = "";
    const char *kind = "organisation", *scope;

    if (!officer) {
        g.org = pick(ORGS);
        scope = id_of(w, w->first_org + g.org);
    } else if (chance(70)) {
        g.event = pick(EVENTS);
        kind = "event";
        scope = id_of(w, w->first_event + g.event);
    } else {
        g.programme = pick(PROGRAMMES);
        kind = "programme";
        scope = id_of(w, w->first_programme + g.programme);
    }
    int64_t far = w->f.now + INT64_C(1000) * IE_DAY, past = w->f.now - 1000 * IE_DAY;
    if (late == 0 || late == 1) /* not yet */
        snprintf(from, sizeof(from), "%lld", (long long)far);
    else if (late == 2)
        snprintf(from, sizeof(from), "%lld", (long long)past);
    if (late == 3) /* over */
        snprintf(until, sizeof(until), "%lld", (long long)past);
    else if (late == 4)
        snprintf(until, sizeof(until), "%lld", (long long)far);
    g.valid = late != 0 && late != 1 && late != 3;
    struct row *row =
        add(w, &ie_type_role_grant,
            fixture_values(&w->f, &ie_type_role_grant, "account",
                           id_of(w, w->first_account + g.account), "role",
                           officer ? "officer" : "member", "scope_kind", kind, "scope_id",
                           scope, "valid_from", from[0] ? from : NULL, "valid_until",
                           until[0] ? until : NULL, NULL));
    row->account = g.account;
    w->grant[w->grants++] = g;
}

static void add_basics(struct world *w)
{
    struct fixture *f = &w->f;

    w->first_programme = w->rows;
    for (int i = 0; i < PROGRAMMES; i++) {
        char code[10];
        snprintf(code, sizeof(code), "p%d", i);
        add(w, &ie_type_programme,
            fixture_values(f, &ie_type_programme, "code", code, "title",
                           "{\"en\":\"word\"}", "kind", "week", NULL));
    }
    w->first_org = w->rows;
    for (int i = 0; i < ORGS; i++)
        add(w, &ie_type_organisation,
            fixture_values(f, &ie_type_organisation, "name", "word", "type", "company",
                           "country", "KR", NULL))
            ->org = i;
    w->first_account = w->rows;
    for (int i = 0; i < ACCOUNTS; i++) {
        char login[10];
        snprintf(login, sizeof(login), "a%d", i);
        add(w, &ie_type_account,
            fixture_values(f, &ie_type_account, "login", login, "name", "word", NULL))
            ->account = i;
    }
    w->first_event = w->rows;
    for (int i = 0; i < EVENTS; i++) {
        char code[10];
        int programme = pick(PROGRAMMES);
        bool open = chance(60);
        snprintf(code, sizeof(code), "e%d", i);
        struct row *row =
            add(w, &ie_type_event,
                fixture_values(f, &ie_type_event, "code", code, "title",
                               "{\"en\":\"word\"}", "zone", "Asia/Seoul", "first_day",
                               "2019-10-28", "last_day", "2019-10-28", "day_from",
                               "10:00", "day_until", "17:00", "slot_minutes", "30",
                               "programme", id_of(w, w->first_programme + programme),
                               "status", open ? "open" : "draft", NULL));
        row->event = i;
        row->programme = programme;
        row->published = open;
    }
}

/* A row of the type that was made before and not deleted, -1 if there is none. */
static int some(const struct world *w, const struct ie_type *type)
{
    int found[MOST], n = 0;

    for (int i = 0; i < w->rows; i++)
        if (w->row[i].type == type && !w->row[i].deleted)
            found[n++] = i;
    return n ? found[pick(n)] : -1;
}

static bool has_participation(const struct world *w, int event, int org)
{
    for (int i = 0; i < w->rows; i++)
        if (w->row[i].type == &ie_type_participation && w->row[i].event == event &&
            w->row[i].org == org && !w->row[i].deleted)
            return true;
    return false;
}

static void add_participation(struct world *w)
{
    int event = pick(EVENTS), org = pick(ORGS);

    if (has_participation(w, event, org))
        return;
    struct row *row = add(w, &ie_type_participation,
                          fixture_values(&w->f, &ie_type_participation, "event",
                                         id_of(w, w->first_event + event), "organisation",
                                         id_of(w, w->first_org + org), NULL));
    row->event = event;
    row->org = org;
}

static void add_profile(struct world *w)
{
    bool published = chance(30);
    int org = pick(ORGS);
    struct row *row =
        add(w, &ie_type_profile,
            fixture_values(&w->f, &ie_type_profile, "organisation",
                           id_of(w, w->first_org + org), "type", "technology_offer",
                           "language", "en", "title", "word", "texts",
                           "[{\"language\":\"en\",\"title\":\"word\"}]", "status",
                           published ? "published" : "draft", NULL));
    row->org = org;
    row->published = published;
}

static void add_pair(struct world *w, const struct ie_type *type)
{
    int a = some(w, &ie_type_participation), b = some(w, &ie_type_participation);
    const char *x = type == &ie_type_meeting ? "a" : "from";
    const char *y = type == &ie_type_meeting ? "b" : "to";

    if (a < 0 || a == b || w->row[a].event != w->row[b].event)
        return;
    for (int i = 0; i < w->rows; i++) /* a wish is unique */
        if (type == &ie_type_wish && w->row[i].type == type && !w->row[i].deleted &&
            w->row[i].org == w->row[a].org && w->row[i].org2 == w->row[b].org &&
            w->row[i].event == w->row[a].event)
            return;
    bool refusal = chance(25);
    struct ie_value *v =
        type == &ie_type_meeting
            ? fixture_values(&w->f, type, "event",
                             id_of(w, w->first_event + w->row[a].event), x, id_of(w, a),
                             y, id_of(w, b), NULL)
        : type == &ie_type_wish
            ? fixture_values(&w->f, type, "event",
                             id_of(w, w->first_event + w->row[a].event), x, id_of(w, a),
                             y, id_of(w, b), "weight", "3", "kind",
                             refusal ? "never" : NULL, NULL)
            : fixture_values(&w->f, type, "event",
                             id_of(w, w->first_event + w->row[a].event), x, id_of(w, a),
                             y, id_of(w, b), "stage", "at_once", "status", "held", NULL);
    struct row *row = add(w, type, v);
    row->event = w->row[a].event;
    row->org = w->row[a].org;
    row->org2 = w->row[b].org;
    row->published = type == &ie_type_wish && !refusal;
}

static void add_match(struct world *w, const struct ie_type *type)
{
    int a = some(w, &ie_type_profile), b = some(w, &ie_type_profile);
    int event = chance(50) ? pick(EVENTS) : -1;
    const char *event_id = event < 0 ? NULL : id_of(w, w->first_event + event);

    if (a < 0)
        return;
    bool taken = type == &ie_type_match && chance(30);
    struct ie_value *v =
        type == &ie_type_match
            ? fixture_values(&w->f, type, "need", id_of(w, a), "offer", id_of(w, b),
                             "status", taken ? "taken_up" : "proposed",
                             "need_organisation", id_of(w, w->first_org + w->row[a].org),
                             "offer_organisation", id_of(w, w->first_org + w->row[b].org),
                             "event", event_id, NULL)
            : fixture_values(&w->f, type, "title", "word", "need", id_of(w, a),
                             "need_organisation", id_of(w, w->first_org + w->row[a].org),
                             "counterparty", id_of(w, w->first_org + w->row[b].org),
                             "event", event_id, NULL);
    struct row *row = add(w, type, v);
    row->event = event;
    row->org = w->row[a].org;
    row->org2 = w->row[b].org;
    row->published = taken;
    row->need = a;
    row->offer = b;
}

static void add_person(struct world *w)
{
    int org = chance(80) ? pick(ORGS) : -1;
    const char *org_id = org < 0 ? NULL : id_of(w, w->first_org + org);
    struct row *row = add(w, &ie_type_person,
                          fixture_values(&w->f, &ie_type_person, "name", "word",
                                         "organisation", org_id, NULL));
    row->org = org;
    if (chance(50)) {
        struct row *consent =
            add(w, &ie_type_consent,
                fixture_values(&w->f, &ie_type_consent, "person", row->id.text, "purpose",
                               "mail", "given_on", "2019-01-01", NULL));
        consent->org = org;
    }
}

static void add_task(struct world *w)
{
    int org = chance(60) ? pick(ORGS) : -1, event = chance(40) ? pick(EVENTS) : -1;
    int account = chance(60) ? pick(ACCOUNTS) : -1;
    struct row *row = add(
        w, &ie_type_task,
        fixture_values(&w->f, &ie_type_task, "title", "word", "organisation",
                       org < 0 ? NULL : id_of(w, w->first_org + org), "event",
                       event < 0 ? NULL : id_of(w, w->first_event + event), "assignee",
                       account < 0 ? NULL : id_of(w, w->first_account + account), NULL));
    row->org = org;
    row->event = event;
    row->account = account;
}

static void add_term(struct world *w)
{
    static const char *const states[] = {"suggested", "accepted", "declined",
                                         "withdrawn"};
    int account = chance(70) ? pick(ACCOUNTS) : -1, state = pick(4);
    struct row *row = add(
        w, &ie_type_term,
        fixture_values(&w->f, &ie_type_term, "concept", "casting", "kind", "alternative",
                       "language", "en", "label", "word", "status", states[state],
                       "suggested_by",
                       account < 0 ? NULL : id_of(w, w->first_account + account), NULL));

    row->account = account;
    row->published = state == 1;
}

static void add_place(struct world *w)
{
    int event = pick(EVENTS);

    add(w, &ie_type_place,
        fixture_values(&w->f, &ie_type_place, "event", id_of(w, w->first_event + event),
                       "name", "word", "kind", "table", NULL))
        ->event = event;
}

static void delete_some(struct world *w)
{
    for (int i = 0; i < w->rows; i++) {
        struct row *row = &w->row[i];
        bool basic = row->type == &ie_type_organisation ||
                     row->type == &ie_type_account || row->type == &ie_type_event ||
                     row->type == &ie_type_programme;
        if (!chance(basic ? 5 : 15))
            continue;
        IE_CHECK_OK(ie_record_delete(w->f.db, &w->f.writer, row->type,
                                     ie_id_str(&row->id), 0, &w->f.err),
                    &w->f.err);
        row->deleted = true;
    }
    int grant = 0; /* grants stand in the order of their rows */
    for (int i = 0; i < w->rows; i++)
        if (w->row[i].type == &ie_type_role_grant) {
            w->grant[grant].valid = w->grant[grant].valid && !w->row[i].deleted;
            grant++;
        }
}

static bool make_world(struct world *w)
{
    memset(w, 0, sizeof(*w));
    if (!fixture_open(&w->f, NULL) ||
        !IE_CHECK_OK(ie_db_begin_write(w->f.db, &w->f.err), &w->f.err))
        return false;
    add_basics(w);
    for (int i = 0; i < 6; i++)
        add_grant(w, false);
    for (int i = 0; i < 4; i++)
        add_grant(w, true);
    for (int i = 0; i < 8; i++)
        add_participation(w);
    for (int i = 0; i < 8; i++)
        add_profile(w);
    for (int i = 0; i < 5; i++) {
        add_pair(w, &ie_type_wish);
        add_pair(w, &ie_type_meeting);
        add_pair(w, &ie_type_outcome);
        add_match(w, &ie_type_match);
        add_match(w, &ie_type_case);
        add_person(w);
        add_task(w);
        add_place(w);
        add_term(w);
    }
    delete_some(w);
    return !ie_test_failed();
}

/* ---- the rules again ---- */

static bool is_mine(const struct world *w, int account, int org)
{
    for (int i = 0; i < w->grants; i++)
        if (w->grant[i].valid && !w->grant[i].officer && w->grant[i].account == account &&
            w->grant[i].org == org && org >= 0)
            return true;
    return false;
}

static bool runs_event(const struct world *w, int account, int event)
{
    for (int i = 0; event >= 0 && i < w->grants; i++) {
        const struct grant *g = &w->grant[i];
        if (!g->valid || !g->officer || g->account != account)
            continue;
        if (g->event == event ||
            (g->programme >= 0 &&
             g->programme == w->row[w->first_event + event].programme))
            return true;
    }
    return false;
}

static bool org_in_run_event(const struct world *w, int account, int org)
{
    for (int i = 0; org >= 0 && i < w->rows; i++)
        if (w->row[i].type == &ie_type_participation && !w->row[i].deleted &&
            w->row[i].org == org && runs_event(w, account, w->row[i].event))
            return true;
    return false;
}

static bool in_my_event(const struct world *w, int account, int event)
{
    for (int i = 0; i < w->rows; i++)
        if (w->row[i].type == &ie_type_participation && !w->row[i].deleted &&
            w->row[i].event == event && is_mine(w, account, w->row[i].org))
            return true;
    return false;
}

static bool has_published(const struct world *w, int org)
{
    for (int i = 0; i < w->rows; i++)
        if (w->row[i].type == &ie_type_profile && !w->row[i].deleted &&
            w->row[i].org == org && w->row[i].published)
            return true;
    return false;
}

static bool meets_in_event(const struct world *w, int account, int org)
{
    for (int i = 0; i < w->rows; i++)
        if (w->row[i].type == &ie_type_participation && !w->row[i].deleted &&
            w->row[i].org == org && in_my_event(w, account, w->row[i].event))
            return true;
    return false;
}

/* Participations of mine that a meeting names count even if they are no longer mine by
 * deletion of the participation: they do not. */
static bool my_participation(const struct world *w, int account, int event, int org)
{
    return is_mine(w, account, org) && has_participation(w, event, org);
}

/* A profile that the account may not read for want of publishing. */
static bool closed_to(const struct world *w, const struct row *profile, int account)
{
    return (profile->deleted || !profile->published) &&
           !is_mine(w, account, profile->org);
}

/* A match tells of both profiles: to be seen, neither may be closed, until it is taken up. */
static bool tells_nothing_closed(const struct world *w, const struct row *match,
                                 int account)
{
    return match->published || (!closed_to(w, &w->row[match->need], account) &&
                                !closed_to(w, &w->row[match->offer], account));
}

/* What is open beside owning: members, and officers of events. */
static bool open_to(const struct world *w, const struct row *r, int account)
{
    const struct ie_type *t = r->type;

    if (t == &ie_type_programme)
        return true;
    if (t == &ie_type_organisation)
        return has_published(w, r->org) || meets_in_event(w, account, r->org);
    if (t == &ie_type_profile || t == &ie_type_event)
        return r->published;
    if (t == &ie_type_account || t == &ie_type_role_grant || t == &ie_type_task)
        return r->account == account;
    if (t == &ie_type_term)
        return r->published || r->account == account;
    if (t == &ie_type_place || t == &ie_type_participation)
        return in_my_event(w, account, r->event);
    if (t == &ie_type_meeting)
        return my_participation(w, account, r->event, r->org) ||
               my_participation(w, account, r->event, r->org2);
    if (t == &ie_type_wish) /* whom it is for, but for a refusal; whose it is owns it */
        return r->published && my_participation(w, account, r->event, r->org2);
    if (t == &ie_type_match || t == &ie_type_case)
        return (is_mine(w, account, r->org) || is_mine(w, account, r->org2)) &&
               (t == &ie_type_case || tells_nothing_closed(w, r, account));
    return false;
}

static bool has_owner(const struct ie_type *t)
{
    return t == &ie_type_organisation || t == &ie_type_profile || t == &ie_type_person ||
           t == &ie_type_consent || t == &ie_type_participation || t == &ie_type_wish ||
           t == &ie_type_outcome || t == &ie_type_task;
}

static bool owned(const struct world *w, const struct row *r, int account)
{
    return has_owner(r->type) && is_mine(w, account, r->org);
}

static bool scoped(const struct world *w, const struct row *r, int account)
{
    const struct ie_type *t = r->type;

    if (t == &ie_type_organisation || t == &ie_type_profile || t == &ie_type_person ||
        t == &ie_type_consent)
        return org_in_run_event(w, account, r->org);
    return runs_event(w, account, r->event);
}

static bool reviewed(const struct world *w, const struct row *r, int account)
{
    if (r->type == &ie_type_term)
        return r->published || r->account == account;
    if (r->type == &ie_type_organisation)
        return has_published(w, r->org);
    return r->type == &ie_type_programme ||
           ((r->type == &ie_type_profile || r->type == &ie_type_event) && r->published);
}

static bool for_analysts(const struct ie_type *t)
{
    return t != &ie_type_person && t != &ie_type_consent && t != &ie_type_account &&
           t != &ie_type_role_grant;
}

static bool sees(const struct world *w, const struct row *r,
                 const struct ie_reader *reader, int account)
{
    if (r->deleted)
        return false;
    return reader->staff || (reader->analyst && for_analysts(r->type)) ||
           (reader->reviewer && reviewed(w, r, account)) ||
           (reader->event_officer && scoped(w, r, account)) ||
           (reader->member && owned(w, r, account)) ||
           ((reader->member || reader->event_officer) && open_to(w, r, account));
}

/* ---- the store against them ---- */

static void compare_row(struct world *w, const struct row *r,
                        const struct ie_reader *reader, int account)
{
    bool expected = sees(w, r, reader, account);
    struct ie_record *record = NULL;
    struct ie_revision *history = NULL;
    struct ie_str id = ie_id_str(&r->id), label = IE_STR_NONE;
    size_t n = 0;
    int code =
        ie_record_read(w->f.db, reader, r->type, id, &w->f.arena, &record, &w->f.err);

    if (!IE_CHECK_INT(code, expected ? 0 : IE_NOT_FOUND)) {
        printf("  %s, account %d, flags %d%d%d%d%d\n", r->type->name, account,
               reader->staff, reader->analyst, reader->reviewer, reader->event_officer,
               reader->member);
        return;
    }
    if (!code) {
        IE_CHECK_INT(record->owned, reader->member && owned(w, r, account));
        IE_CHECK_INT(record->scoped, reader->event_officer && scoped(w, r, account));
    }
    IE_CHECK_INT(ie_record_history(w->f.db, reader, r->type, id, 0, 5, &w->f.arena,
                                   &history, &n, &w->f.err),
                 code);
    IE_CHECK_INT(ie_record_revision(w->f.db, reader, r->type, id, 1, &w->f.arena, &record,
                                    &w->f.err),
                 code);
    IE_CHECK_OK(ie_record_labels(w->f.db, reader, r->type, &id, 1, &w->f.arena, &label,
                                 &w->f.err),
                &w->f.err);
    if (!expected)
        IE_CHECK(label.ptr == NULL);
}

static void compare_list(struct world *w, const struct ie_type *type,
                         const struct ie_reader *reader, int account,
                         struct ie_str search)
{
    struct ie_list_query query = {
        .limit = 1 + (unsigned)pick(6), .count = true, .search = search};
    struct ie_list list = {0};
    int64_t expected = 0, found = 0;
    const struct ie_field *searched = NULL;

    for (const struct ie_field *f = type->fields; f->name; f++) {
        if (f->flags & IE_F_SEARCH)
            searched = f;
        if ((f->flags & IE_F_SORT) && chance(30))
            query.sort = f;
    }
    for (int i = 0; i < w->rows && (!search.len || searched); i++)
        expected += w->row[i].type == type && sees(w, &w->row[i], reader, account);
    do {
        if (!IE_CHECK_OK(ie_record_list(w->f.db, reader, type, &query, &w->f.arena, &list,
                                        &w->f.err),
                         &w->f.err))
            return;
        IE_CHECK_INT(list.total, expected);
        for (size_t i = 0; i < list.count; i++)
            for (int k = 0; k < w->rows; k++)
                if (ie_str_eqz(ie_id_str(&list.at[i].id), w->row[k].id.text))
                    IE_CHECK(sees(w, &w->row[k], reader, account));
        found += (int64_t)list.count;
        query.cursor = list.next;
    } while (list.next.ptr && !ie_test_failed());
    if (!IE_CHECK_INT(found, expected))
        printf("  %s by %s\n", type->name, query.sort ? query.sort->name : "age");
}

IE_TEST(the_store_shows_what_the_rules_say)
{
    static const struct ie_type *const types[] = {
        &ie_type_programme,  &ie_type_organisation,  &ie_type_account, &ie_type_event,
        &ie_type_role_grant, &ie_type_participation, &ie_type_profile, &ie_type_wish,
        &ie_type_meeting,    &ie_type_outcome,       &ie_type_match,   &ie_type_case,
        &ie_type_person,     &ie_type_consent,       &ie_type_task,    &ie_type_place};

    for (unsigned round = ie_test_rounds(6); round-- > 0 && !ie_test_failed();) {
        static struct world w;
        if (!make_world(&w))
            return;
        for (int account = 0; account < ACCOUNTS && !ie_test_failed(); account++)
            for (unsigned flags = 0; flags < 32 && !ie_test_failed(); flags++) {
                struct ie_reader reader = {.office = w.f.writer.office,
                                           .account = w.row[w.first_account + account].id,
                                           .now = w.f.now,
                                           .staff = flags == 31,
                                           .analyst = flags < 31 && (flags & 1),
                                           .reviewer = flags & 2,
                                           .event_officer = flags & 4,
                                           .member = flags & 8};
                if ((flags & 16) && flags != 31)
                    continue;
                struct ie_arena_mark mark = ie_arena_mark(&w.f.arena);
                for (int i = 0; i < w.rows; i++) /* a server is asked about some */
                    if (!fixture_server() || chance(10))
                        compare_row(&w, &w.row[i], &reader, account);
                for (size_t t = 0; t < IE_COUNT(types); t++) {
                    if (fixture_server() && chance(70))
                        continue;
                    compare_list(&w, types[t], &reader, account, IE_STR(""));
                    bool words = types[t] != &ie_type_event &&
                                 types[t] != &ie_type_account &&
                                 types[t] != &ie_type_programme;
                    if (words)
                        compare_list(&w, types[t], &reader, account, IE_STR("wor"));
                }
                ie_arena_rewind(&w.f.arena, mark);
            }
        fixture_close(&w.f);
    }
}
