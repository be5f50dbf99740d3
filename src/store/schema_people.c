#include "store/schema_types.h"

#define REQUIRED IE_F_REQUIRED
#define FILTER   IE_F_FILTER
#define SEARCH   IE_F_SEARCH
#define SORT     IE_F_SORT

static const struct ie_field office_fields[] = {
    {.name = "code", .kind = IE_K_TEXT, .flags = REQUIRED | IE_F_FIXED, .max = 40},
    {.name = "title", .kind = IE_K_WORDS, .flags = REQUIRED},
    {.name = "country", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 2},
    {.name = "zone", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 64},
    {0}};
const struct ie_type ie_type_office = {.name = "office",
                                       .plural = "offices",
                                       .fields = office_fields,
                                       .write = IE_W_ADMIN,
                                       .visible = "1=1",
                                       .analyst = true,
                                       .review = "1=1",
                                       .label = "r.title"};

static const char *const programme_kinds[] = {"week",     "memorandum", "deal",
                                              "strategy", "dialogue",   NULL};
static const struct ie_field programme_fields[] = {
    {.name = "code", .kind = IE_K_TEXT, .flags = REQUIRED | FILTER | SEARCH, .max = 40},
    {.name = "title", .kind = IE_K_WORDS, .flags = REQUIRED | SEARCH},
    {.name = "kind",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER,
     .choices = programme_kinds},
    {.name = "first_day", .kind = IE_K_DAY},
    {.name = "last_day", .kind = IE_K_DAY},
    {.name = "description", .kind = IE_K_WORDS},
    {0}};
const struct ie_type ie_type_programme = {.name = "programme",
                                          .plural = "programmes",
                                          .fields = programme_fields,
                                          .write = IE_W_OFFICER,
                                          .visible = "1=1",
                                          .analyst = true,
                                          .review = "1=1",
                                          .label = "r.title"};

static const char *const organisation_types[] = {
    "company",     "institute", "university", "agency",
    "association", "investor",  "government", NULL};
static const char *const size_classes[] = {"micro", "small", "medium", "large", NULL};
static const char *const organisation_states[] = {"active", "merged", "closed", NULL};
static const char *const name_kinds[] = {"preferred", "alternative", "former", NULL};
static const struct ie_field name_fields[] = {
    {.name = "language", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 35},
    {.name = "script", .kind = IE_K_TEXT, .flags = IE_F_SERVER, .max = 4},
    {.name = "kind", .kind = IE_K_CHOICE, .choices = name_kinds},
    {.name = "name", .kind = IE_K_TEXT, .flags = REQUIRED | SEARCH, .max = 300},
    {0}};
static const char *const verdicts[] = {"verified", "wrong_check_digit", "malformed",
                                       "unchecked", NULL};
static const struct ie_field identifier_fields[] = {
    {.name = "scheme", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 40},
    {.name = "value", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 80},
    {.name = "verdict", .kind = IE_K_CHOICE, .flags = IE_F_SERVER, .choices = verdicts},
    {0}};
static const struct ie_field code_ref_fields[] = {
    {.name = "scheme", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 20},
    {.name = "edition", .kind = IE_K_TEXT, .max = 20},
    {.name = "code", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 40},
    {0}};
static const struct ie_field organisation_fields[] = {
    {.name = "name", .kind = IE_K_TEXT, .flags = REQUIRED | SEARCH | SORT, .max = 300},
    {.name = "name_en", .kind = IE_K_TEXT, .flags = SEARCH | SORT, .max = 300},
    {.name = "language", .kind = IE_K_TEXT, .max = 35}, /* of `name`, and to write in */
    {.name = "names", .kind = IE_K_LIST, .flags = SEARCH, .of = name_fields, .max = 50},
    {.name = "type",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER,
     .choices = organisation_types},
    {.name = "country", .kind = IE_K_TEXT, .flags = REQUIRED | FILTER | SORT, .max = 2},
    {.name = "region", .kind = IE_K_TEXT, .flags = FILTER, .max = 100},
    {.name = "size_class", .kind = IE_K_CHOICE, .flags = FILTER, .choices = size_classes},
    {.name = "employees", .kind = IE_K_INT, .max = 10000000},
    {.name = "industry_codes", .kind = IE_K_LIST, .of = code_ref_fields, .max = 50},
    {.name = "root_technologies",
     .kind = IE_K_SET,
     .flags = FILTER,
     .choices = ie_root_technologies},
    {.name = "certificates", .kind = IE_K_SET, .max = 50},
    {.name = "identifiers", .kind = IE_K_LIST, .of = identifier_fields, .max = 30},
    {.name = "website", .kind = IE_K_TEXT, .max = 500},
    {.name = "contact", .kind = IE_K_TEXT, .flags = IE_F_PRIVATE, .max = 300},
    {.name = "email", .kind = IE_K_TEXT, .flags = IE_F_PRIVATE, .max = 320},
    {.name = "phone", .kind = IE_K_TEXT, .flags = IE_F_PRIVATE, .max = 60},
    {.name = "note", .kind = IE_K_TEXT, .flags = IE_F_PRIVATE, .max = 20000},
    {.name = "status",
     .kind = IE_K_CHOICE,
     .flags = FILTER | IE_F_SERVER,
     .choices = organisation_states},
    {.name = "merged_into",
     .kind = IE_K_REF,
     .flags = IE_F_SERVER,
     .refers = "organisation"},
    {0}};
const struct ie_type ie_type_organisation = {
    .name = "organisation",
    .plural = "organisations",
    .fields = organisation_fields,
    .write = IE_W_ORGANISATION,
    .owner = "r.id",
    /* Members see who offers or seeks something in public, and who takes part with them. */
    .visible =
        "(EXISTS (SELECT 1 FROM profile p WHERE p.office_id=$1 AND p.organisation=r.id"
        " AND p.status='published' AND p.deleted_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM participation a JOIN participation b"
        " ON b.office_id=$1 AND b.event=a.event AND b.deleted_at IS NULL"
        " WHERE a.office_id=$1 AND a.organisation=r.id AND a.deleted_at IS NULL"
        " AND b.organisation IN " IE_SQL_MY_ORGANISATIONS "))",
    .analyst = true,
    .officer = "r.id IN " IE_SQL_OFFICER_ORGANISATIONS,
    .review =
        "EXISTS (SELECT 1 FROM profile p WHERE p.office_id=$1 AND p.organisation=r.id"
        " AND p.status='published' AND p.deleted_at IS NULL)",
    .label = "r.name"};

static const struct ie_field person_fields[] = {
    {.name = "organisation", .kind = IE_K_REF, .flags = FILTER, .refers = "organisation"},
    {.name = "name", .kind = IE_K_TEXT, .flags = REQUIRED | SEARCH | SORT, .max = 200},
    {.name = "name_en", .kind = IE_K_TEXT, .flags = SEARCH, .max = 200},
    {.name = "role", .kind = IE_K_TEXT, .max = 200},
    {.name = "email", .kind = IE_K_TEXT, .flags = IE_F_PRIVATE | SEARCH, .max = 320},
    {.name = "phone", .kind = IE_K_TEXT, .flags = IE_F_PRIVATE, .max = 60},
    {.name = "languages", .kind = IE_K_SET, .max = 20},
    {0}};
const struct ie_type ie_type_person = {
    .name = "person",
    .plural = "people",
    .fields = person_fields,
    .write = IE_W_ORGANISATION,
    .owner = "r.organisation",
    .officer = "r.organisation IN " IE_SQL_OFFICER_ORGANISATIONS,
    .label = "r.name"};

static const struct ie_field affiliation_fields[] = {
    {.name = "person",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .refers = "person"},
    {.name = "organisation",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .refers = "organisation"},
    {.name = "role", .kind = IE_K_TEXT, .max = 200},
    {.name = "first_day", .kind = IE_K_DAY},
    {.name = "last_day", .kind = IE_K_DAY},
    {0}};
const struct ie_type ie_type_affiliation = {
    .name = "affiliation",
    .plural = "affiliations",
    .fields = affiliation_fields,
    .write = IE_W_ORGANISATION,
    .owner = "r.organisation",
    .officer = "r.organisation IN " IE_SQL_OFFICER_ORGANISATIONS};

static const char *const purposes[] = {"introduce", "list", "mail", "photograph", NULL};
static const struct ie_field consent_fields[] = {
    {.name = "person",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .refers = "person"},
    {.name = "purpose",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER,
     .choices = purposes},
    {.name = "passed_to", .kind = IE_K_TEXT, .max = 300},
    {.name = "countries", .kind = IE_K_SET, .max = 250},
    {.name = "given_on", .kind = IE_K_DAY, .flags = REQUIRED},
    {.name = "until_day", .kind = IE_K_DAY},
    {.name = "withdrawn_on", .kind = IE_K_DAY},
    {0}};
const struct ie_type ie_type_consent = {
    .name = "consent",
    .plural = "consents",
    .fields = consent_fields,
    .write = IE_W_ORGANISATION,
    .owner =
        "(SELECT p.organisation FROM person p WHERE p.id=r.person AND p.office_id=$1)",
    .officer =
        "(SELECT p.organisation FROM person p WHERE p.id=r.person AND p.office_id=$1)"
        " IN " IE_SQL_OFFICER_ORGANISATIONS};

static const char *const account_states[] = {"active", "locked", "closed", NULL};
/* The password hash and sign-in counters live in tables of their own (records/account.c)
 * and never in a revision. */
static const struct ie_field account_fields[] = {
    {.name = "login", .kind = IE_K_TEXT, .flags = REQUIRED | FILTER | SEARCH, .max = 320},
    {.name = "person", .kind = IE_K_REF, .refers = "person"},
    {.name = "name", .kind = IE_K_TEXT, .flags = REQUIRED | SEARCH, .max = 200},
    {.name = "language", .kind = IE_K_TEXT, .max = 35},
    {.name = "status", .kind = IE_K_CHOICE, .flags = FILTER, .choices = account_states},
    {0}};
const struct ie_type ie_type_account = {.name = "account",
                                        .plural = "accounts",
                                        .fields = account_fields,
                                        .write = IE_W_ADMIN,
                                        .visible = "r.id=$3",
                                        .label = "r.name"};

static const char *const scope_kinds[] = {"office", "programme", "event", "organisation",
                                          NULL};
static const struct ie_field role_grant_fields[] = {
    {.name = "account",
     .kind = IE_K_REF,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .refers = "account"},
    {.name = "role",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .choices = ie_roles},
    {.name = "scope_kind",
     .kind = IE_K_CHOICE,
     .flags = REQUIRED | IE_F_FIXED,
     .choices = scope_kinds},
    {.name = "scope_id", .kind = IE_K_TEXT, .flags = FILTER | IE_F_FIXED, .max = 26},
    {.name = "valid_from", .kind = IE_K_MOMENT},
    {.name = "valid_until", .kind = IE_K_MOMENT},
    {0}};
const struct ie_type ie_type_role_grant = {.name = "role_grant",
                                           .plural = "role-grants",
                                           .fields = role_grant_fields,
                                           .write = IE_W_ADMIN,
                                           .visible = "r.account=$3"};

static const struct ie_field code_fields[] = {
    {.name = "scheme",
     .kind = IE_K_TEXT,
     .flags = REQUIRED | FILTER | IE_F_FIXED,
     .max = 20},
    {.name = "edition", .kind = IE_K_TEXT, .flags = FILTER | IE_F_FIXED, .max = 20},
    {.name = "code",
     .kind = IE_K_TEXT,
     .flags = REQUIRED | FILTER | SEARCH | IE_F_FIXED,
     .max = 40},
    {.name = "label", .kind = IE_K_WORDS, .flags = SEARCH},
    {.name = "parent", .kind = IE_K_TEXT, .max = 40},
    {0}};
const struct ie_type ie_type_code = {.name = "code",
                                     .plural = "codes",
                                     .fields = code_fields,
                                     .write = IE_W_OFFICER,
                                     .visible = "1=1",
                                     .analyst = true,
                                     .review = "1=1",
                                     .label = "r.code"};

static const struct ie_field strength_fields[] = {
    {.name = "country", .kind = IE_K_TEXT, .flags = REQUIRED | FILTER, .max = 2},
    {.name = "field", .kind = IE_K_WORDS, .flags = REQUIRED | SEARCH},
    {.name = "event", .kind = IE_K_REF, .flags = FILTER, .refers = "event"},
    {.name = "root_technologies", .kind = IE_K_SET, .choices = ie_root_technologies},
    {.name = "source", .kind = IE_K_TEXT, .flags = REQUIRED, .max = 500},
    {.name = "dated", .kind = IE_K_DAY},
    {0}};
const struct ie_type ie_type_strength = {.name = "strength",
                                         .plural = "strengths",
                                         .fields = strength_fields,
                                         .write = IE_W_OFFICER,
                                         .event = "r.event",
                                         .visible = "1=1",
                                         .analyst = true,
                                         .review = "1=1"};
