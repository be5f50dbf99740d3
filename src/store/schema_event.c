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

/* One of the others of a group: ids are as long as each other and hold no sign of LIKE. */
#define MINE_AMONG(others)                                                               \
    "(" others " IS NOT NULL AND EXISTS (SELECT 1 FROM participation p WHERE"            \
    " p.office_id=$1 AND p.deleted_at IS NULL AND p.organisation"                        \
    " IN " IE_SQL_MY_ORGANISATIONS " AND " others " LIKE '%' || p.id || '%'))"

static const struct ie_field span_fields[] = {
    {.name = "from", .kind = IE_K_MOMENT, .flags = REQUIRED},
    {.name = "until", .kind = IE_K_MOMENT, .flags = REQUIRED},
    {0}};
static const struct ie_field walk_fields[] = {
    {.name = "area", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 100},
    {.name = "other", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 100},
    {.name = "minutes", .kind = IE_K_INT, .flags = REQUIRED, .max = 1440},
    {0}};
/* In the order in which they count; what is not named counts after these. */
static const char *const objectives[] = {"value",         "fairness", "breaks",
                                         "place_changes", "balance",  NULL};

/* Of somebody, or of one meeting: not before the ruling, as any other, not at all. */
static const char *const screenings[] = {"pending", "cleared", "refused", NULL};

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
    {.name = "walks", .kind = IE_K_LIST, .of = walk_fields, .max = 2000}, /* of areas */
    /* What a mutual wish weighs against a one-sided one; absent: 3. */
    {.name = "mutual_factor", .kind = IE_K_INT, .min = 1, .max = 100},
    {.name = "objectives", .kind = IE_K_SET, .choices = objectives, .max = 5},
    /* Until when after the first slot a ruling takes that has no day of its own. */
    {.name = "screening_minutes", .kind = IE_K_INT, .max = 86400},
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
    /* Whoever is in it meets nobody meanwhile: `participants`, or everybody if none is
     * named. */
    {.name = "blocks", .kind = IE_K_BOOL},
    {.name = "participants", .kind = IE_K_SET, .max = 2000},
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
    {.name = "parallel",
     .kind = IE_K_INT,
     .min = 1,
     .max = 1000}, /* meetings at a time */
    {.name = "available",
     .kind = IE_K_LIST,
     .of = span_fields,
     .max = 50}, /* empty: always */
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
    {.name = "cap", .kind = IE_K_INT, .min = 1, .max = 1000}, /* meetings in all */
    {.name = "day_cap", .kind = IE_K_INT, .min = 1, .max = 100},
    {.name = "rest_minutes", .kind = IE_K_INT, .max = 480}, /* between two meetings */
    {.name = "screening",
     .kind = IE_K_CHOICE,
     .flags = IE_F_PRIVATE,
     .choices = screenings},
    {.name = "ruling_at", .kind = IE_K_MOMENT, .flags = IE_F_PRIVATE},
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

static const char *const wish_kinds[] = {"must", "nice", "never", NULL};
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
    {.name = "kind", .kind = IE_K_CHOICE, .choices = wish_kinds}, /* absent: nice */
    {.name = "others", .kind = IE_K_SET, .max = 6}, /* in a group: participations */
    {0}};
/* Columns named by SQL words (from, to, match, case) carry a trailing underscore in the
 * table: from_, to_, match_, case_. JSON keeps the plain name. */
const struct ie_type ie_type_wish = {.name = "wish",
                                     .plural = "wishes",
                                     .fields = wish_fields,
                                     .write = IE_W_ORGANISATION,
                                     .owner = "(SELECT p.organisation FROM participation "
                                              "p WHERE p.id=r.from_ AND p.office_id=$1)",
                                     /* Who is wished for may know it, and by whom; who is
                                      * refused need not. */
                                     .visible = "(r.kind IS NULL OR r.kind<>'never') AND "
                                                "(r.to_ IN " MY_PARTICIPATIONS
                                                " OR " MINE_AMONG("r.others") ")",
                                     .event = "r.event",
                                     .analyst = true};

static const struct ie_field pair_fields[] = {
    {.name = "from", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 35},
    {.name = "to", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 35},
    {0}};
static const struct ie_field interpreter_fields[] = {
    {.name = "event",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "event"},
    {.name = "name", .kind = IE_K_TEXT, .flags = REQUIRED | SEARCH | SORT, .max = 100},
    {.name = "pairs",
     .kind = IE_K_LIST,
     .flags = REQUIRED,
     .of = pair_fields,
     .max = 50}, /* works between them, both ways */
    {.name = "available",
     .kind = IE_K_LIST,
     .of = span_fields,
     .max = 50}, /* empty: always */
    {.name = "note", .kind = IE_K_TEXT, .flags = IE_F_PRIVATE, .max = 5000},
    {0}};
const struct ie_type ie_type_interpreter = {
    .name = "interpreter",
    .plural = "interpreters",
    .fields = interpreter_fields,
    .write = IE_W_OFFICER,
    .event = "r.event",
    /* Whoever meets with their help may know who they are. */
    .visible = "r.id IN (SELECT m.interpreter FROM meeting m WHERE m.office_id=$1"
               " AND m.deleted_at IS NULL AND m.interpreter IS NOT NULL"
               " AND (m.a IN " MY_PARTICIPATIONS " OR m.b IN " MY_PARTICIPATIONS
               " OR " MINE_AMONG("m.others") "))",
    .label = "r.name"};

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
    {.name = "interpreter", .kind = IE_K_REF, .flags = FILTER, .refers = "interpreter"},
    {.name = "not_at",
     .kind = IE_K_LIST,
     .of = span_fields,
     .max = 200}, /* times that it may not be at */
    {.name = "screening",
     .kind = IE_K_CHOICE,
     .flags = IE_F_PRIVATE,
     .choices = screenings}, /* absent: as those who meet; else this counts */
    {.name = "ruling_at", .kind = IE_K_MOMENT, .flags = IE_F_PRIVATE},
    {.name = "others", .kind = IE_K_SET, .max = 6}, /* in a group: participations */
    {0}};
const struct ie_type ie_type_meeting = {.name = "meeting",
                                        .plural = "meetings",
                                        .fields = meeting_fields,
                                        .write = IE_W_OFFICER,
                                        .event = "r.event",
                                        .visible = "(r.a IN " MY_PARTICIPATIONS
                                                   " OR r.b IN " MY_PARTICIPATIONS
                                                   " OR " MINE_AMONG("r.others") ")",
                                        .analyst = true};

/* Of two meetings that both take place, `before` is earlier. */
static const struct ie_field precedence_fields[] = {
    {.name = "event",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "event"},
    {.name = "before",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "meeting"},
    {.name = "after",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | FIXED,
     .refers = "meeting"},
    {.name = "note", .kind = IE_K_TEXT, .max = 2000},
    {0}};
const struct ie_type ie_type_precedence = {.name = "precedence",
                                           .plural = "precedences",
                                           .fields = precedence_fields,
                                           .write = IE_W_OFFICER,
                                           .event = "r.event",
                                           .analyst = true};

/* A timetable that was made and not (or not only) put in force: to be looked at, compared,
 * published. Its meetings stand in plan_body. */
static const char *const plan_kinds[] = {"schedule", "replan", "fill", NULL};
static const char *const plan_states[] = {"proposed", "published", "discarded", NULL};
static const struct ie_field plan_fields[] = {
    {.name = "event", .kind = IE_K_REF, .flags = SERVER | FILTER, .refers = "event"},
    {.name = "kind",
     .kind = IE_K_CHOICE,
     .flags = SERVER | FILTER,
     .choices = plan_kinds},
    {.name = "status",
     .kind = IE_K_CHOICE,
     .flags = SERVER | FILTER,
     .choices = plan_states},
    {.name = "engine", .kind = IE_K_TEXT, .flags = SERVER, .max = 80},
    {.name = "seed", .kind = IE_K_INT, .flags = SERVER},
    {.name = "summary", .kind = IE_K_OBJECT, .flags = SERVER},
    {0}};
const struct ie_type ie_type_plan = {.name = "plan",
                                     .plural = "plans",
                                     .fields = plan_fields,
                                     .write = IE_W_NONE,
                                     .event = "r.event"};

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
