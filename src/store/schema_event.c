#include "store/schema_types.h"

#define REQUIRED IE_F_REQUIRED
#define FILTER   IE_F_FILTER
#define SEARCH   IE_F_SEARCH
#define SORT     IE_F_SORT
#define SERVER   IE_F_SERVER
#define FIXED    IE_F_FIXED

/* Rows of an event that every participating organisation may see. */
#define MY_EVENTS                                                                        \
    "(SELECT p.event FROM participation p WHERE p.office_id=$1 AND p.deleted_at IS NULL" \
    " AND p.organisation IN " IE_SQL_MY_ORGANISATIONS ")"
#define MY_PARTICIPATIONS                                                                \
    "(SELECT p.id FROM participation p WHERE p.office_id=$1 AND p.deleted_at IS NULL"    \
    " AND p.organisation IN " IE_SQL_MY_ORGANISATIONS ")"

static const char *const event_states[] = {"draft",   "open",   "planned",
                                           "running", "closed", NULL};
static const struct ie_field break_fields[] = {
    {.name = "from", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 5},  /* "12:00" */
    {.name = "until", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 5}, /* "13:00" */
    {0}};
static const struct ie_field event_fields[] = {
    {.name = "programme", .kind = IE_K_REF, .flags = FILTER, .refers = "programme"},
    {.name = "code",
     .kind = IE_K_TEXT,
     .flags = REQUIRED | FILTER | SEARCH | FIXED,
     .max = 40},
    {.name = "title", .kind = IE_K_WORDS, .flags = REQUIRED | SEARCH},
    {.name = "description", .kind = IE_K_WORDS},
    {.name = "zone", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 64},
    {.name = "first_day", .kind = IE_K_DAY, .flags = REQUIRED | SORT},
    {.name = "last_day", .kind = IE_K_DAY, .flags = REQUIRED},
    {.name = "day_from", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 5},  /* "10:00" */
    {.name = "day_until", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 5}, /* "17:00" */
    {.name = "slot_minutes", .kind = IE_K_INT, .flags = REQUIRED, .min = 5, .max = 480},
    {.name = "breaks", .kind = IE_K_LIST, .of = break_fields, .max = 10},
    {.name = "status", .kind = IE_K_CHOICE, .flags = FILTER, .choices = event_states},
    /* The plan in force: engine, seed, objective, bound, planned_at, unplaced wishes. */
    {.name = "timetable", .kind = IE_K_OBJECT, .flags = SERVER | IE_F_PRIVATE},
    {0}};
const struct ie_type ie_type_event = {.name = "event",
                                      .plural = "events",
                                      .fields = event_fields,
                                      .write = IE_W_OFFICER,
                                      .event = "r.id",
                                      .visible = "r.status<>'draft'",
                                      .analyst = true,
                                      .review = "r.status<>'draft'",
                                      .label = "r.title"};

static const char *const session_kinds[] = {
    "seminar", "fair", "one_to_one", "round_table", "pitch", "investment", "other", NULL};
static const struct ie_field session_fields[] = {
    {.name = "event",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "event"},
    {.name = "title", .kind = IE_K_WORDS, .flags = REQUIRED | SEARCH},
    {.name = "kind",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER,
     .choices = session_kinds},
    {.name = "starts_at", .kind = IE_K_MOMENT, .flags = REQUIRED | SORT},
    {.name = "ends_at", .kind = IE_K_MOMENT, .flags = REQUIRED},
    {.name = "place", .kind = IE_K_REF, .refers = "place"},
    {.name = "countries", .kind = IE_K_SET, .max = 250},
    {.name = "description", .kind = IE_K_WORDS},
    {0}};
const struct ie_type ie_type_session = {.name = "session",
                                        .plural = "sessions",
                                        .fields = session_fields,
                                        .write = IE_W_OFFICER,
                                        .event = "r.event",
                                        .visible = "r.event IN " MY_EVENTS,
                                        .analyst = true,
                                        .label = "r.title"};

static const char *const place_kinds[] = {"table", "booth", "room", "online", NULL};
static const struct ie_field place_fields[] = {
    {.name = "event",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "event"},
    {.name = "name", .kind = IE_K_TEXT, .flags = REQUIRED | SEARCH, .max = 100},
    {.name = "kind",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER,
     .choices = place_kinds},
    {.name = "capacity", .kind = IE_K_INT, .min = 1, .max = 100000},
    {.name = "area", .kind = IE_K_TEXT, .max = 100},
    {.name = "address", .kind = IE_K_TEXT, .max = 500},
    {.name = "position",
     .kind = IE_K_INT,
     .flags = SORT,
     .max = 100000}, /* order shown */
    {0}};
const struct ie_type ie_type_place = {.name = "place",
                                      .plural = "places",
                                      .fields = place_fields,
                                      .write = IE_W_OFFICER,
                                      .event = "r.event",
                                      .visible = "r.event IN " MY_EVENTS,
                                      .analyst = true,
                                      .label = "r.name"};

static const char *const participation_states[] = {
    "invited", "registered", "confirmed", "attended", "absent", "withdrawn", NULL};
static const struct ie_field span_fields[] = {
    {.name = "from", .kind = IE_K_MOMENT, .flags = REQUIRED},
    {.name = "until", .kind = IE_K_MOMENT, .flags = REQUIRED},
    {0}};
static const struct ie_field participation_fields[] = {
    {.name = "event",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "event"},
    {.name = "organisation",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "organisation"},
    {.name = "representatives",
     .kind = IE_K_INT,
     .min = 1,
     .max = 50},                                     /* meet in parallel */
    {.name = "people", .kind = IE_K_SET, .max = 50}, /* ids of persons */
    {.name = "languages", .kind = IE_K_SET, .max = 20},
    {.name = "available",
     .kind = IE_K_LIST,
     .of = span_fields,
     .max = 50},                                            /* empty: always */
    {.name = "place", .kind = IE_K_REF, .refers = "place"}, /* fixed table */
    {.name = "status",
     .kind = IE_K_CHOICE,
     .flags = FILTER,
     .choices = participation_states},
    {.name = "note", .kind = IE_K_TEXT, .flags = IE_F_PRIVATE, .max = 5000},
    {0}};
const struct ie_type ie_type_participation = {
    .name = "participation",
    .plural = "participations",
    .fields = participation_fields,
    .write = IE_W_ORGANISATION,
    .owner = "r.organisation",
    .event = "r.event",
    .visible = "r.event IN " MY_EVENTS,
    .analyst = true,
    .label = "(SELECT o.name FROM organisation o WHERE o.office_id=$1 AND "
             "o.id=r.organisation)"};

static const struct ie_field wish_fields[] = {
    {.name = "event",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "event"},
    {.name = "from",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "participation"},
    {.name = "to",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "participation"},
    {.name = "weight", .kind = IE_K_INT, .flags = REQUIRED | SORT, .min = 1, .max = 5},
    {.name = "reason", .kind = IE_K_TEXT, .max = 2000},
    {.name = "match", .kind = IE_K_REF, .refers = "match"},
    {0}};
/* Columns named by SQL words (from, to, match, case) carry a trailing underscore in the
 * table: from_, to_, match_, case_. JSON keeps the plain name. */
const struct ie_type ie_type_wish = {.name = "wish",
                                     .plural = "wishes",
                                     .fields = wish_fields,
                                     .write = IE_W_ORGANISATION,
                                     .owner = "(SELECT p.organisation FROM participation "
                                              "p WHERE p.id=r.from_ AND p.office_id=$1)",
                                     /* Who is wished for may know it, and by whom. */
                                     .visible = "r.to_ IN " MY_PARTICIPATIONS,
                                     .event = "r.event",
                                     .analyst = true};

static const char *const meeting_states[] = {"proposed", "planned",   "confirmed", "held",
                                             "no_show",  "cancelled", NULL};
static const struct ie_field meeting_fields[] = {
    {.name = "event",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "event"},
    {.name = "a",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "participation"},
    {.name = "b",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "participation"},
    {.name = "starts_at",
     .kind = IE_K_MOMENT,
     .flags = SORT}, /* absent: not placed yet */
    {.name = "ends_at", .kind = IE_K_MOMENT},
    {.name = "place", .kind = IE_K_REF, .flags = FILTER, .refers = "place"},
    {.name = "status", .kind = IE_K_CHOICE, .flags = FILTER, .choices = meeting_states},
    {.name = "locked", .kind = IE_K_BOOL},
    {.name = "people", .kind = IE_K_SET, .max = 20},
    {.name = "weight", .kind = IE_K_INT, .flags = SERVER},
    {.name = "mutual", .kind = IE_K_BOOL, .flags = SERVER},
    {.name = "case", .kind = IE_K_REF, .refers = "case"},
    {0}};
const struct ie_type ie_type_meeting = {.name = "meeting",
                                        .plural = "meetings",
                                        .fields = meeting_fields,
                                        .write = IE_W_OFFICER,
                                        .event = "r.event",
                                        .visible = "(r.a IN " MY_PARTICIPATIONS
                                                   " OR r.b IN " MY_PARTICIPATIONS ")",
                                        .analyst = true};

static const char *const outcome_stages[] = {"at_once", "after_six_months", NULL};
static const char *const outcome_states[] = {"held", "no_show", "cancelled", NULL};
static const char *const outcome_results[] = {
    "none",    "follow_up",         "sample", "nda",        "memorandum",
    "licence", "joint_development", "order",  "investment", NULL};
static const struct ie_field outcome_fields[] = {
    {.name = "event",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "event"},
    {.name = "meeting", .kind = IE_K_REF, .flags = FILTER | FIXED, .refers = "meeting"},
    {.name = "from",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "participation"}, /* who reports */
    {.name = "to",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "participation"},
    {.name = "stage",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER,
     .choices = outcome_stages},
    {.name = "status",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER,
     .choices = outcome_states},
    {.name = "result", .kind = IE_K_CHOICE, .flags = FILTER, .choices = outcome_results},
    {.name = "note", .kind = IE_K_TEXT, .max = 5000},
    {0}};
const struct ie_type ie_type_outcome = {.name = "outcome",
                                        .plural = "outcomes",
                                        .fields = outcome_fields,
                                        .write = IE_W_ORGANISATION,
                                        .owner =
                                            "(SELECT p.organisation FROM participation p "
                                            "WHERE p.id=r.from_ AND p.office_id=$1)",
                                        .event = "r.event",
                                        .analyst = true};
