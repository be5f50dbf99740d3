#include "store/schema_types.h"

#define REQUIRED IE_F_REQUIRED
#define FILTER   IE_F_FILTER
#define SEARCH   IE_F_SEARCH
#define SORT     IE_F_SORT
#define SERVER   IE_F_SERVER

static const char *const origins[] = {"original", "translation", NULL};
static const char *const text_states[] = {"machine", "draft", "reviewed", NULL};
static const struct ie_field text_fields[] = {
    {.name = "language", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 35},
    {.name = "title", .kind = IE_K_TEXT, .flags = REQUIRED | SEARCH, .max = 400},
    {.name = "text", .kind = IE_K_TEXT, .max = 100000},
    {.name = "origin", .kind = IE_K_CHOICE, .choices = origins},
    {.name = "state", .kind = IE_K_CHOICE, .choices = text_states},
    {0}};
static const struct ie_field spec_fields[] = {
    {.name = "quantity", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 100},
    {.name = "min",
     .kind = IE_K_REAL}, /* in `unit`, as the author wrote it; absent: open */
    {.name = "max", .kind = IE_K_REAL},
    {.name = "unit", .kind = IE_K_TEXT, .max = 40},
    {0}};
static const char *const ipr_states[] = {
    "none", "applied", "granted", "secret_know_how", "copyright", NULL};
static const char *const profile_states[] = {"draft",   "reviewed",  "published",
                                             "expired", "withdrawn", NULL};
static const struct ie_field rung_fields[] = {
    {.name = "field", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 40},
    {.name = "rung", .kind = IE_K_CHOICE, .flags = REQUIRED, .choices = ie_rungs},
    {0}};
static const struct ie_field profile_fields[] = {
    {.name = "organisation",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .refers = "organisation"},
    {.name = "type",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER,
     .choices = ie_profile_types},
    {.name = "language",
     .kind = IE_K_TEXT,
     .flags = REQUIRED | FILTER,
     .max = 35}, /* of the original */
    {.name = "title",
     .kind = IE_K_TEXT,
     .flags = SERVER | SEARCH | SORT,
     .max = 400}, /* the original's */
    {.name = "texts",
     .kind = IE_K_LIST,
     .flags = REQUIRED | SEARCH | IE_F_RUNG,
     .of = text_fields,
     .max = 40},
    {.name = "concepts", .kind = IE_K_SET, .flags = IE_F_RUNG, .max = 200},
    {.name = "root_technologies",
     .kind = IE_K_SET,
     .flags = FILTER,
     .choices = ie_root_technologies},
    {.name = "specs",
     .kind = IE_K_LIST,
     .flags = IE_F_RUNG,
     .of = spec_fields,
     .max = 100},
    {.name = "cooperation",
     .kind = IE_K_SET,
     .flags = FILTER,
     .choices = ie_cooperation_types},
    {.name = "trl", .kind = IE_K_INT, .flags = IE_F_RUNG, .min = 1, .max = 9},
    {.name = "mrl", .kind = IE_K_INT, .flags = IE_F_RUNG, .min = 1, .max = 10},
    {.name = "ipr", .kind = IE_K_CHOICE, .flags = IE_F_RUNG, .choices = ipr_states},
    {.name = "target_countries", .kind = IE_K_SET, .max = 250},
    {.name = "valid_until", .kind = IE_K_DAY, .flags = SORT},
    /* Rung of each guarded field; a field not named here is shown from `teaser` on. For
     * "texts" the titles are always shown and the rung guards the `text` inside. */
    {.name = "rungs", .kind = IE_K_LIST, .of = rung_fields, .max = 20},
    {.name = "status", .kind = IE_K_CHOICE, .flags = FILTER, .choices = profile_states},
    /* When it last became published: what is new counts from there. */
    {.name = "published_at", .kind = IE_K_MOMENT, .flags = SERVER},
    {0}};
const struct ie_type ie_type_profile = {
    .name = "profile",
    .plural = "profiles",
    .fields = profile_fields,
    .write = IE_W_ORGANISATION,
    .owner = "r.organisation",
    .visible = "r.status='published'",
    .analyst = true,
    .officer = "r.organisation IN " IE_SQL_OFFICER_ORGANISATIONS,
    .review = "r.status='published'",
    .label = "r.title"};

static const char *const match_states[] = {"proposed", "dismissed", "taken_up", NULL};
static const char *const dismissals[] = {"not_relevant", "wrong_type",    "spec_not_met",
                                         "competitor",   "known_already", "country",
                                         "capacity",     "other",         NULL};
static const struct ie_field match_fields[] = {
    {.name = "event", .kind = IE_K_REF, .flags = SERVER | FILTER, .refers = "event"},
    {.name = "need", .kind = IE_K_REF, .flags = SERVER | FILTER, .refers = "profile"},
    {.name = "offer", .kind = IE_K_REF, .flags = SERVER | FILTER, .refers = "profile"},
    {.name = "need_revision", .kind = IE_K_INT, .flags = SERVER},
    {.name = "offer_revision", .kind = IE_K_INT, .flags = SERVER},
    {.name = "need_organisation",
     .kind = IE_K_REF,
     .flags = SERVER | FILTER,
     .refers = "organisation"},
    {.name = "offer_organisation",
     .kind = IE_K_REF,
     .flags = SERVER | FILTER,
     .refers = "organisation"},
    {.name = "score", .kind = IE_K_REAL, .flags = SERVER | SORT},
    {.name = "reasons", .kind = IE_K_OBJECT, .flags = SERVER},
    {.name = "engine", .kind = IE_K_TEXT, .flags = SERVER, .max = 80},
    {.name = "status",
     .kind = IE_K_CHOICE,
     .flags = SERVER | FILTER,
     .choices = match_states},
    {.name = "dismissal", .kind = IE_K_CHOICE, .flags = SERVER, .choices = dismissals},
    {.name = "dismissal_note", .kind = IE_K_TEXT, .flags = SERVER, .max = 2000},
    {.name = "case", .kind = IE_K_REF, .flags = SERVER, .refers = "case"},
    /* Of each field, 0..1 or null where one side leaves it open: what is learned from. */
    {.name = "degrees", .kind = IE_K_OBJECT, .flags = SERVER},
    /* That people take it up, by the curve in force when it was made. */
    {.name = "chance", .kind = IE_K_REAL, .flags = SERVER},
    {0}};
/* A match tells of both profiles. Until it is taken up, who cannot read the other side's
 * profile (a draft, or one that was withdrawn since) does not see it either. */
#define CLOSED_SIDE                                                                      \
    "EXISTS (SELECT 1 FROM profile p WHERE p.office_id=r.office_id"                      \
    " AND p.id IN (r.need, r.offer)"                                                     \
    " AND (p.deleted_at IS NOT NULL OR p.status<>'published')"                           \
    " AND p.organisation NOT IN " IE_SQL_MY_ORGANISATIONS ")"
const struct ie_type ie_type_match = {
    .name = "match",
    .plural = "matches",
    .fields = match_fields,
    .write = IE_W_NONE,
    .event = "r.event",
    .visible = "(r.need_organisation IN " IE_SQL_MY_ORGANISATIONS
               " OR r.offer_organisation IN " IE_SQL_MY_ORGANISATIONS ")"
               " AND (r.status='taken_up' OR NOT " CLOSED_SIDE ")",
    .analyst = true};

/* What the matching engine weighs fields by in this office: one record, "office". */
static const char *const model_states[] = {"applied", "reset", NULL};
static const struct ie_field model_fields[] = {
    {.name = "status", .kind = IE_K_CHOICE, .flags = SERVER, .choices = model_states},
    {.name = "event", .kind = IE_K_REF, .flags = SERVER, .refers = "event"},
    {.name = "country", .kind = IE_K_BOOL, .flags = SERVER}, /* was learned as well */
    {.name = "examples", .kind = IE_K_INT, .flags = SERVER},
    {.name = "good", .kind = IE_K_INT, .flags = SERVER},
    {.name = "weights", .kind = IE_K_OBJECT, .flags = SERVER},
    {.name = "curve", .kind = IE_K_OBJECT, .flags = SERVER},
    {.name = "evidence", .kind = IE_K_OBJECT, .flags = SERVER},
    {.name = "engine", .kind = IE_K_TEXT, .flags = SERVER, .max = 80},
    {0}};
const struct ie_type ie_type_match_model = {.name = "match_model",
                                            .plural = "match-models",
                                            .fields = model_fields,
                                            .write = IE_W_NONE,
                                            .analyst = true};

static const char *const case_states[] = {"open", "dormant", "closed", NULL};
static const struct ie_field case_fields[] = {
    {.name = "title", .kind = IE_K_TEXT, .flags = REQUIRED | SEARCH, .max = 400},
    {.name = "need",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .refers = "profile"},
    {.name = "need_organisation",
     .kind = IE_K_REF,
     .flags = SERVER | FILTER,
     .refers = "organisation"},
    {.name = "counterparty",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .refers = "organisation"},
    {.name = "match", .kind = IE_K_REF, .flags = SERVER, .refers = "match"},
    {.name = "event", .kind = IE_K_REF, .flags = FILTER, .refers = "event"},
    {.name = "joint",
     .kind = IE_K_CHOICE,
     .flags = SERVER | FILTER,
     .choices = ie_joints},
    {.name = "owner", .kind = IE_K_REF, .flags = FILTER, .refers = "account"},
    {.name = "status", .kind = IE_K_CHOICE, .flags = FILTER, .choices = case_states},
    {.name = "note", .kind = IE_K_TEXT, .max = 20000},
    {0}};
const struct ie_type ie_type_case = {
    .name = "case",
    .plural = "cases",
    .fields = case_fields,
    .write = IE_W_OFFICER,
    .event = "r.event",
    .visible = "(r.need_organisation IN " IE_SQL_MY_ORGANISATIONS
               " OR r.counterparty IN " IE_SQL_MY_ORGANISATIONS ")",
    .analyst = true,
    .label = "r.title"};

static const char *const task_states[] = {"open", "done", "dropped", NULL};
static const struct ie_field task_fields[] = {
    {.name = "title", .kind = IE_K_TEXT, .flags = REQUIRED | SEARCH, .max = 400},
    /* A task that the system makes has a kind that the pages word: "review_matches",
     * "report_outcome", "confirm_meeting", "mend_import", "answer_wish", "saved_search". */
    {.name = "kind", .kind = IE_K_TEXT, .flags = FILTER, .max = 60},
    {.name = "due", .kind = IE_K_DAY, .flags = SORT},
    {.name = "assignee", .kind = IE_K_REF, .flags = FILTER, .refers = "account"},
    {.name = "organisation", .kind = IE_K_REF, .flags = FILTER, .refers = "organisation"},
    {.name = "about_type", .kind = IE_K_TEXT, .flags = FILTER, .max = 40},
    {.name = "about_id", .kind = IE_K_TEXT, .flags = FILTER, .max = 26},
    {.name = "event", .kind = IE_K_REF, .flags = FILTER, .refers = "event"},
    {.name = "status", .kind = IE_K_CHOICE, .flags = FILTER, .choices = task_states},
    {0}};
const struct ie_type ie_type_task = {.name = "task",
                                     .plural = "tasks",
                                     .fields = task_fields,
                                     .write = IE_W_ORGANISATION,
                                     .owner = "r.organisation",
                                     .event = "r.event",
                                     .visible = "r.assignee=$3",
                                     .analyst = true,
                                     .label = "r.title",
                                     /* What somebody searches for is his own affair. */
                                     .own = "r.assignee",
                                     .own_when = "COALESCE(r.kind, '')='saved_search'"};

static const struct ie_field attachment_fields[] = {
    {.name = "about_type",
     .kind = IE_K_TEXT,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .max = 40},
    {.name = "about_id",
     .kind = IE_K_TEXT,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .max = 26},
    {.name = "organisation",
     .kind = IE_K_REF,
     .flags = SERVER | FILTER,
     .refers = "organisation"},
    {.name = "name", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 255},
    {.name = "media_type", .kind = IE_K_TEXT, .flags = SERVER, .max = 100},
    {.name = "size", .kind = IE_K_INT, .flags = SERVER},
    {.name = "sha256", .kind = IE_K_TEXT, .flags = SERVER, .max = 64},
    {.name = "rung", .kind = IE_K_CHOICE, .flags = REQUIRED, .choices = ie_rungs},
    {0}};
const struct ie_type ie_type_attachment = {
    .name = "attachment",
    .plural = "attachments",
    .fields = attachment_fields,
    .write = IE_W_ORGANISATION,
    .owner = "r.organisation",
    .officer = "r.organisation IN " IE_SQL_OFFICER_ORGANISATIONS,
    .label = "r.name"};

static const char *const import_kinds[] = {
    "organisations", "profiles", "people", "participations", "wishes", "outcomes", NULL};
static const char *const import_states[] = {"uploaded", "checking", "checked",
                                            "applying", "applied",  "undoing",
                                            "undone",   "failed",   NULL};
static const struct ie_field import_fields[] = {
    {.name = "kind",
     .kind = IE_K_CHOICE,
     .flags = SERVER | FILTER,
     .choices = import_kinds},
    {.name = "event", .kind = IE_K_REF, .flags = SERVER | FILTER, .refers = "event"},
    {.name = "filename", .kind = IE_K_TEXT, .flags = SERVER, .max = 255},
    {.name = "size", .kind = IE_K_INT, .flags = SERVER},
    {.name = "sha256", .kind = IE_K_TEXT, .flags = SERVER, .max = 64},
    {.name = "status",
     .kind = IE_K_CHOICE,
     .flags = SERVER | FILTER,
     .choices = import_states},
    {.name = "mapping", .kind = IE_K_OBJECT, .flags = SERVER}, /* heading -> field */
    {.name = "options", .kind = IE_K_OBJECT, .flags = SERVER},
    {.name = "rows", .kind = IE_K_INT, .flags = SERVER},
    {.name = "created", .kind = IE_K_INT, .flags = SERVER},
    {.name = "changed", .kind = IE_K_INT, .flags = SERVER},
    {.name = "unchanged", .kind = IE_K_INT, .flags = SERVER},
    {.name = "merged", .kind = IE_K_INT, .flags = SERVER},
    {.name = "rejected", .kind = IE_K_INT, .flags = SERVER},
    {.name = "duplicates", .kind = IE_K_INT, .flags = SERVER}, /* likely ones, listed */
    {0}};
const struct ie_type ie_type_import = {.name = "import",
                                       .plural = "imports",
                                       .fields = import_fields,
                                       .write = IE_W_NONE,
                                       .event = "r.event",
                                       .label = "r.filename"};
