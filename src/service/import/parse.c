/* Rows into drafts, kind by kind. */
#include "service/import/parse.h"
#include "base/cellvalue.h"
#include "base/ident.h"
#include "text/text.h"

/* ---- organisations ---- */

static int add_identifier(const struct ie_row_parse *p, const char *scheme,
                          enum ie_ident_verdict verdict, struct ie_str value)
{
    static const char *const verdicts[] = {[IE_IDENT_VERIFIED] = "verified",
                                           [IE_IDENT_UNCHECKED] = "unchecked",
                                           [IE_IDENT_MALFORMED] = "malformed",
                                           [IE_IDENT_WRONG_CHECK] = "wrong_check_digit"};
    json_t *list = json_object_get(p->f, "identifiers");

    if (!list) {
        list = json_array();
        if (json_object_set_new(p->f, "identifiers", list) != 0)
            return ie_fail_nomem(p->err);
    }
    if (json_array_append_new(list, json_pack("{s:s, s:s%, s:s}", "scheme", scheme,
                                              "value", value.ptr, value.len, "verdict",
                                              verdicts[verdict])) != 0)
        return ie_fail_nomem(p->err);
    return 0;
}

static size_t count_digits(struct ie_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] >= '0' && text.ptr[i] <= '9';
    return n;
}

/* The scheme that a number in a country's column of business numbers belongs to. */
static enum ie_ident_scheme scheme_of(struct ie_str country, size_t digits)
{
    static const struct {
        const char *country;
        size_t digits;
        enum ie_ident_scheme scheme;
    } known[] = {
        {"KR", 10, IE_IDENT_KR_BRN},  {"KR", 13, IE_IDENT_KR_CRN},
        {"FR", 9, IE_IDENT_SIREN},    {"FR", 14, IE_IDENT_SIRET},
        {"IL", 9, IE_IDENT_IL_CN},    {"RU", 10, IE_IDENT_RU_INN},
        {"RU", 12, IE_IDENT_RU_INN},  {"RU", 13, IE_IDENT_RU_OGRN},
        {"RU", 15, IE_IDENT_RU_OGRN}, {"US", 9, IE_IDENT_EIN},
    };

    for (size_t i = 0; i < IE_COUNT(known); i++)
        if (ie_str_eqz(country, known[i].country) && known[i].digits == digits)
            return known[i].scheme;
    return IE_IDENT_UNKNOWN;
}

/* A number with a slip is kept and marked: the firm exists all the same, and only a
 * verified number ever makes two rows one organisation. */
static int take_identifier(const struct ie_row_parse *p, const char *field,
                           struct ie_str text, enum ie_ident_scheme scheme,
                           const char *other)
{
    struct ie_str out;
    enum ie_ident_verdict verdict = IE_IDENT_UNCHECKED;
    struct ie_ident normal;
    int rc;

    if (!text.ptr)
        return 0;
    rc = ie_parse_accept(p, field, text, false, 80, &out);
    if (rc || !out.ptr)
        return rc;
    if (scheme != IE_IDENT_UNKNOWN) {
        verdict = ie_ident_check(scheme, out, &normal);
        if (verdict != IE_IDENT_MALFORMED)
            out = ie_arena_str(p->importer->row, ie_str_z(normal.text));
        other = ie_ident_scheme_name(scheme);
    }
    if (verdict == IE_IDENT_MALFORMED)
        rc = ie_parse_note(p, field, "import.note_identifier_malformed", out);
    else if (verdict == IE_IDENT_WRONG_CHECK)
        rc = ie_parse_note(p, field, "import.note_identifier_check", out);
    return rc ? rc : add_identifier(p, other, verdict, out);
}

/* A number that a spreadsheet took for a quantity has lost its leading zeros; they are put
 * back where that makes a number whose check digits agree. */
static struct ie_str with_zeros(const struct ie_row_parse *p, struct ie_str text,
                                struct ie_str country)
{
    static const struct {
        const char *country;
        size_t digits;
        enum ie_ident_scheme scheme;
    } known[] = {{"KR", 10, IE_IDENT_KR_BRN},
                 {"IL", 9, IE_IDENT_IL_CN},
                 {"FR", 9, IE_IDENT_SIREN},
                 {"RU", 10, IE_IDENT_RU_INN}};

    for (size_t i = 0; i < IE_COUNT(known); i++) {
        char padded[16];

        if (!ie_str_eqz(country, known[i].country) || text.len >= known[i].digits ||
            count_digits(text) != text.len || text.len < 4)
            continue;
        memset(padded, '0', sizeof padded);
        memcpy(padded + known[i].digits - text.len, text.ptr, text.len);
        if (ie_ident_check(known[i].scheme, ie_str_n(padded, known[i].digits), NULL) ==
            IE_IDENT_VERIFIED)
            return ie_arena_str(p->importer->row, ie_str_n(padded, known[i].digits));
    }
    return IE_STR_NONE;
}

static int take_business_number(const struct ie_row_parse *p)
{
    struct ie_str text = ie_parse_text(p, "business_number");
    struct ie_str country = ie_json_get_str(p->f, "country"), padded;
    enum ie_ident_scheme scheme;
    char other[16] = "registration";

    if (!text.ptr)
        return 0;
    if (!country.ptr && count_digits(text) == 10 &&
        ie_ident_check(IE_IDENT_KR_BRN, text, NULL) == IE_IDENT_VERIFIED) {
        if (ie_parse_set(p->f, "country", json_string("KR"), p->err) != 0 ||
            ie_parse_note(p, "country", "import.note_country_by_number", text) != 0)
            return IE_NOMEM;
        country = IE_STR("KR");
    }
    padded = with_zeros(p, text, country);
    if (padded.ptr) {
        if (ie_parse_note(p, "business_number", "import.note_zeros", padded) != 0)
            return IE_NOMEM;
        text = padded;
    }
    scheme = scheme_of(country, count_digits(text));
    if (scheme == IE_IDENT_UNKNOWN && ie_str_eqz(country, "KR"))
        scheme = IE_IDENT_KR_BRN; /* malformed, and said so */
    else if (country.len == 2)
        snprintf(other, sizeof other, "%c%c-reg", country.ptr[0] | 0x20,
                 country.ptr[1] | 0x20);
    return take_identifier(p, "business_number", text, scheme, other);
}

/* A code ("C26", "KSIC 2611", "26.11") goes in as such, words as scheme "text". */
static int take_industry(const struct ie_row_parse *p)
{
    static const char *const schemes[] = {"KSIC", "NACE", "ISIC", "NAICS"};
    struct ie_str text = ie_parse_text(p, "industry"), out, rest, part;
    json_t *list;
    int rc;

    if (!text.ptr)
        return 0;
    rc = ie_parse_accept(p, "industry", text, false, 2000, &out);
    if (rc || !out.ptr)
        return rc;
    list = json_array();
    rest = out;
    while (list && ie_cell_list(&rest, &part)) {
        const char *scheme = "text";
        struct ie_str code = part;

        for (size_t i = 0; i < IE_COUNT(schemes); i++)
            if (part.len > strlen(schemes[i]) + 1 &&
                ie_str_eq_ascii_nocase(ie_str_sub(part, 0, strlen(schemes[i])),
                                       ie_str_z(schemes[i]))) {
                scheme = schemes[i];
                code = ie_str_trim(ie_str_sub(part, strlen(schemes[i]), part.len));
                if (code.len && (code.ptr[0] == ':' || code.ptr[0] == '-'))
                    code = ie_str_trim(ie_str_sub(code, 1, code.len));
            }
        if (code.len > 200) {
            json_decref(list);
            return ie_parse_refuse(p, "industry", "import.industry");
        }
        if (json_array_append_new(list, json_pack("{s:s, s:s%}", "scheme", scheme, "code",
                                                  code.ptr, code.len)) != 0)
            return ie_fail_nomem(p->err);
    }
    return ie_parse_set(p->f, "industry_codes", list, p->err);
}

static int require(const struct ie_row_parse *p, const char *field, const json_t *where,
                   const char *member)
{
    size_t i;
    json_t *problem;

    if (json_object_get(where, member))
        return 0;
    json_array_foreach(p->draft->errors, i, problem)
        if (ie_str_eqz(ie_json_get_str(problem, "field"), field))
            return 0; /* it is there, but wrong, and that has been said */
    return ie_parse_refuse(p, field, "import.required");
}

static int add_name(const struct ie_row_parse *p, json_t *names, struct ie_str language,
                    struct ie_str name)
{
    const char *script = ie_script_code(ie_text_script(name));

    if (!names || json_array_append_new(
                      names, json_pack("{s:s%, s:s, s:s, s:s%}", "language", language.ptr,
                                       language.len, "script", script, "kind",
                                       "preferred", "name", name.ptr, name.len)) != 0)
        return ie_fail_nomem(p->err);
    return 0;
}

static int take_names(const struct ie_row_parse *p)
{
    struct ie_str name = ie_json_get_str(p->f, "name");
    struct ie_str name_en = ie_json_get_str(p->f, "name_en");
    struct ie_str language = ie_json_get_str(p->f, "language");
    json_t *names = json_array();
    int rc = 0;

    if (name.ptr) {
        const char *guess = ie_parse_language_of(name);
        if (!language.ptr && strcmp(guess, "en") != 0) /* Latin letters prove nothing */
            rc = ie_parse_set(p->f, "language", json_string(guess), p->err);
        if (!rc)
            rc = add_name(p, names, language.ptr ? language : ie_str_z(guess), name);
    }
    if (!rc && name_en.ptr && !ie_str_eq(name, name_en))
        rc = add_name(p, names, IE_STR("en"), name_en);
    if (rc) {
        json_decref(names);
        return rc;
    }
    return ie_parse_set(p->draft->json, "names", names, p->err);
}

static int parse_language(const struct ie_row_parse *p, const char *field, json_t *into,
                          const char *member)
{
    struct ie_str text = ie_parse_text(p, field);
    struct ie_error problem;
    char code[4];

    if (!text.ptr)
        return 0;
    if (ie_cell_language(text, code, &problem) != 0)
        return ie_parse_problem(p, field, &problem);
    return ie_parse_set(into, member, json_string(code), p->err);
}

static int parse_organisation(const struct ie_row_parse *p)
{
    int rc = ie_parse_line(p, "name", "name", 300);

    if (!rc)
        rc = ie_parse_line(p, "name_en", "name_en", 300);
    if (!rc)
        rc = ie_parse_country(p, "country", "country");
    if (!rc)
        rc = take_business_number(p);
    if (!rc)
        rc = take_identifier(p, "lei", ie_parse_text(p, "lei"), IE_IDENT_LEI, "lei");
    if (!rc)
        rc = take_identifier(p, "duns", ie_parse_text(p, "duns"), IE_IDENT_DUNS, "duns");
    if (!rc)
        rc =
            take_identifier(p, "vat", ie_parse_text(p, "vat"), IE_IDENT_EU_VAT, "eu-vat");
    if (!rc)
        rc = take_industry(p);
    if (!rc)
        rc = ie_parse_whole(p, "employees", "employees", 0, 10000000, false);
    if (!rc)
        rc = ie_parse_website(p, "website", "website");
    if (!rc)
        rc = ie_parse_line(p, "contact", "contact", 300);
    if (!rc)
        rc = ie_parse_email(p, "email", "email");
    if (!rc)
        rc = ie_parse_phone(p, "phone", "phone");
    if (!rc)
        rc = ie_parse_lines(p, "note", "note", 20000);
    if (!rc)
        rc = ie_parse_choice(p, "type", "type", ie_words_organisation_type);
    if (!rc)
        rc = ie_parse_choice(p, "size", "size_class", ie_words_size);
    if (!rc)
        rc = ie_parse_line(p, "region", "region", 100);
    if (!rc)
        rc = parse_language(p, "language", p->f, "language");
    if (!rc)
        rc = ie_parse_choices(p, "root_technologies", "root_technologies", ie_words_root);
    if (!rc)
        rc = ie_parse_set_of_texts(p, "certificates", "certificates", 200);
    if (!rc)
        rc = require(p, "name", p->f, "name");
    if (!rc)
        rc = require(p, "country", p->f, "country");
    return rc ? rc : take_names(p);
}

/* ---- profiles ---- */

static int take_profile_text(const struct ie_row_parse *p)
{
    json_t *text = json_object();
    struct ie_str title = ie_parse_text(p, "title"), body = ie_parse_text(p, "text"), out;
    int rc = ie_parse_set(p->draft->json, "text", text, p->err);

    if (!rc)
        rc = parse_language(p, "language", text, "language");
    if (!rc && title.ptr) {
        rc = ie_parse_accept(p, "title", title, false, 400, &out);
        if (!rc && out.ptr)
            rc = ie_parse_set(text, "title", ie_parse_string(out), p->err);
    }
    if (!rc && body.ptr) {
        rc = ie_parse_accept(p, "text", body, true, 100000, &out);
        if (!rc && out.ptr)
            rc = ie_parse_set(text, "text", ie_parse_string(out), p->err);
    }
    if (!rc)
        rc = require(p, "title", text, "title");
    if (!rc && !json_object_get(text, "language") && title.ptr &&
        !ie_parse_text(p, "language").ptr)
        rc = ie_parse_set(text, "language", json_string(ie_parse_language_of(title)),
                          p->err);
    return rc;
}

/* One rung for the sheet's guarded parts: what stands in the text and the figures. */
static int take_rung(const struct ie_row_parse *p)
{
    const char *const guarded[] = {"texts", "specs"};
    struct ie_str text = ie_parse_text(p, "rung");
    const char *rung = text.ptr ? ie_parse_word(p, ie_words_rung, text) : NULL;
    json_t *list;

    if (!text.ptr)
        return 0;
    if (!rung)
        return ie_parse_refuse(p, "rung", "import.choice");
    list = json_array();
    for (size_t i = 0; i < IE_COUNT(guarded); i++)
        if (!list ||
            json_array_append_new(
                list, json_pack("{s:s, s:s}", "field", guarded[i], "rung", rung)) != 0)
            return ie_fail_nomem(p->err);
    return ie_parse_set(p->f, "rungs", list, p->err);
}

static int parse_profile(const struct ie_row_parse *p)
{
    int rc = ie_parse_reference(p, "organisation", "organisation");

    if (!rc)
        rc = require(p, "organisation", p->r, "organisation");
    if (!rc)
        rc = ie_parse_choice(p, "type", "type", ie_words_profile_type);
    if (!rc)
        rc = require(p, "type", p->f, "type");
    if (!rc)
        rc = take_profile_text(p);
    if (!rc)
        rc = ie_parse_choices(p, "cooperation", "cooperation", ie_words_cooperation);
    if (!rc)
        rc = ie_parse_whole(p, "trl", "trl", 1, 9, true);
    if (!rc)
        rc = ie_parse_whole(p, "mrl", "mrl", 1, 10, true);
    if (!rc)
        rc = ie_parse_countries(p, "target_countries", "target_countries");
    if (!rc)
        rc = ie_parse_day(p, "valid_until", "valid_until");
    if (!rc)
        rc = ie_parse_specs(p, "specs", "specs");
    if (!rc)
        rc = ie_parse_choice(p, "ipr", "ipr", ie_words_ipr);
    if (!rc)
        rc = ie_parse_choices(p, "root_technologies", "root_technologies", ie_words_root);
    return rc ? rc : take_rung(p);
}

/* ---- people ---- */

static int take_consent(const struct ie_row_parse *p)
{
    struct ie_str text = ie_str_trim(ie_parse_cell(p, "consent")->text), rest = text,
                  part;
    struct ie_error problem;
    json_t *consent, *purposes;
    bool yes = false;
    ie_day day;
    char day_text[16];

    if (text.len == 0)
        return 0;
    purposes = json_array();
    if (ie_cell_bool(text, &yes, &problem) == 0) {
        if (yes)
            (void)json_array_append_new(purposes, json_string("introduce"));
    } else {
        while (ie_cell_list(&rest, &part)) {
            const char *purpose = ie_parse_word(p, ie_words_purpose, part);
            if (!purpose) {
                json_decref(purposes);
                return ie_parse_refuse(p, "consent", "import.consent");
            }
            (void)json_array_append_new(purposes, json_string(purpose));
        }
    }
    consent = json_pack("{s:o}", "purposes", purposes);
    if (ie_parse_set(p->draft->json, "consent", consent, p->err) != 0)
        return IE_NOMEM;
    if (!ie_parse_text(p, "consent_date").ptr)
        return 0;
    if (ie_cell_day_of(ie_parse_cell(p, "consent_date"), &day, &problem) != 0)
        return ie_parse_problem(p, "consent_date", &problem);
    ie_day_format(day, day_text);
    return ie_parse_set(consent, "day", json_string(day_text), p->err);
}

static int parse_person(const struct ie_row_parse *p)
{
    int rc = ie_parse_reference(p, "organisation", "organisation");

    if (!rc)
        rc = ie_parse_line(p, "name", "name", 200);
    if (!rc)
        rc = require(p, "name", p->f, "name");
    if (!rc)
        rc = ie_parse_line(p, "name_en", "name_en", 200);
    if (!rc)
        rc = ie_parse_line(p, "role", "role", 200);
    if (!rc)
        rc = ie_parse_email(p, "email", "email");
    if (!rc)
        rc = ie_parse_phone(p, "phone", "phone");
    if (!rc)
        rc = ie_parse_languages(p, "languages", "languages");
    return rc ? rc : take_consent(p);
}

/* ---- participations ---- */

struct when {
    bool has_day, has_clock, given;
    ie_day day;
    int minutes;
};

/* "2019-10-28", "2019-10-28 10:00", "10:00", RFC 3339. */
static int read_when(const struct ie_row_parse *p, const char *field, struct when *when,
                     struct ie_error *problem)
{
    struct ie_str text = ie_parse_text(p, field), head, tail;
    const struct ie_cell *cell = ie_parse_cell(p, field);
    size_t cut;

    *when = (struct when){.given = text.ptr != NULL};
    if (!text.ptr)
        return 0;
    if (ie_cell_day_of(cell, &when->day, problem) == 0) {
        when->has_day = true;
        return 0;
    }
    if (ie_cell_clock(text, &when->minutes, NULL) == 0) {
        when->has_clock = true;
        return 0;
    }
    for (cut = text.len; cut > 0; cut--) {
        char c = text.ptr[cut - 1];
        if (c != ' ' && c != 'T')
            continue;
        head = ie_str_trim(ie_str_sub(text, 0, cut - 1));
        tail = ie_str_trim(ie_str_sub(text, cut, text.len));
        if (ie_cell_clock(tail, &when->minutes, NULL) == 0 &&
            ie_cell_day(head, &when->day, NULL) == 0) {
            when->has_day = when->has_clock = true;
            return 0;
        }
    }
    return problem->code ? (int)problem->code
                         : ie_fail(problem, IE_INPUT, "moment.malformed");
}

static ie_moment moment_of(const struct ie_import_event *event, ie_day day, int minutes)
{
    struct ie_civil civil;

    if (minutes >= 1440) {
        day += 1;
        minutes -= 1440;
    }
    civil = ie_civil_from_day(day);
    civil.hour = minutes / 60;
    civil.minute = minutes % 60;
    return ie_zone_moment(event->zone, civil);
}

static int add_span(const struct ie_row_parse *p, json_t *spans, ie_day from_day,
                    int from, ie_day until_day, int until)
{
    const struct ie_import_event *event = &p->importer->event;
    ie_moment a = moment_of(event, from_day, from),
              b = moment_of(event, until_day, until);
    char from_text[40], until_text[40];

    if (a >= b)
        return ie_parse_refuse(p, "to", "import.span");
    ie_moment_format(a, from_text);
    ie_moment_format(b, until_text);
    if (json_array_append_new(
            spans, json_pack("{s:s, s:s}", "from", from_text, "until", until_text)) != 0)
        return ie_fail_nomem(p->err);
    return 0;
}

static int take_spans(const struct ie_row_parse *p)
{
    const struct ie_import_event *event = &p->importer->event;
    struct ie_error problem = {0};
    struct when from, to;
    json_t *spans;
    int rc = 0;

    if (read_when(p, "from", &from, &problem) != 0)
        return ie_parse_problem(p, "from", &problem);
    if (read_when(p, "to", &to, &problem) != 0)
        return ie_parse_problem(p, "to", &problem);
    if (!from.given && !to.given)
        return 0;
    spans = json_array();
    if (!from.has_day && !to.has_day) { /* the same hours on each day */
        for (ie_day day = event->first_day; !rc && day <= event->last_day; day++)
            rc = add_span(p, spans, day, from.given ? from.minutes : 0, day,
                          to.given ? to.minutes : 1440);
    } else {
        ie_day first = from.has_day ? from.day : from.given ? to.day : event->first_day;
        ie_day last = to.has_day ? to.day : to.given ? from.day : event->last_day;

        if (last < event->first_day || first > event->last_day)
            rc = ie_parse_refuse(p, from.given ? "from" : "to", "import.outside_event");
        else
            rc = add_span(p, spans, first, from.has_clock ? from.minutes : 0, last,
                          to.has_clock ? to.minutes : 1440);
    }
    if (rc) {
        json_decref(spans);
        return rc;
    }
    return ie_parse_set(p->draft->json, "spans", spans, p->err);
}

static int parse_participation(const struct ie_row_parse *p)
{
    int rc = ie_parse_reference(p, "organisation", "organisation");

    if (!rc)
        rc = require(p, "organisation", p->r, "organisation");
    if (!rc)
        rc = ie_parse_whole(p, "representatives", "representatives", 1, 50, false);
    if (!rc)
        rc = ie_parse_languages(p, "languages", "languages");
    if (!rc)
        rc = take_spans(p);
    if (!rc)
        rc = ie_parse_choice(p, "status", "status", ie_words_participation);
    if (!rc)
        rc = ie_parse_reference(p, "persons", "people");
    if (!rc)
        rc = ie_parse_whole(p, "cap", "cap", 1, 1000, false);
    if (!rc)
        rc = ie_parse_whole(p, "day_cap", "day_cap", 1, 100, false);
    if (!rc)
        rc = ie_parse_whole(p, "rest_minutes", "rest_minutes", 0, 480, false);
    return rc ? rc : ie_parse_reference(p, "place", "place");
}

/* ---- wishes and outcomes ---- */

static int parse_pair(const struct ie_row_parse *p)
{
    int rc = ie_parse_reference(p, "from", "from");

    if (!rc)
        rc = ie_parse_reference(p, "to", "to");
    if (!rc)
        rc = require(p, "from", p->r, "from");
    return rc ? rc : require(p, "to", p->r, "to");
}

static int parse_wish(const struct ie_row_parse *p)
{
    int rc = parse_pair(p);

    if (!rc)
        rc = ie_parse_whole(p, "weight", "weight", 1, 5, false);
    if (!rc)
        rc = ie_parse_lines(p, "reason", "reason", 2000);
    return rc ? rc : ie_parse_choice(p, "kind", "kind", ie_words_wish);
}

static int parse_outcome(const struct ie_row_parse *p)
{
    int rc = parse_pair(p);

    if (!rc)
        rc = ie_parse_choice(p, "status", "status", ie_words_outcome_status);
    if (!rc)
        rc = ie_parse_choice(p, "result", "result", ie_words_outcome_result);
    if (!rc)
        rc = ie_parse_lines(p, "note", "note", 5000);
    return rc ? rc : ie_parse_choice(p, "stage", "stage", ie_words_stage);
}

/* ---- all kinds ---- */

static int take_id(const struct ie_row_parse *p)
{
    struct ie_str text, out;
    int rc;

    if (ie_import_field_index(p->importer->shape, IE_STR("id")) < 0)
        return 0;
    text = ie_parse_text(p, "id");
    if (!text.ptr)
        return 0;
    rc = ie_parse_accept(p, "id", text, false, 200, &out);
    if (rc || !out.ptr)
        return rc;
    p->draft->key = ie_arena_printf(p->importer->row, "x:%.*s", IE_STR_ARG(out));
    return ie_parse_set(p->draft->json, "id", ie_parse_string(out), p->err);
}

/* What a list shows for the row, right or wrong. */
static struct ie_str label_of(const struct ie_row_parse *p)
{
    switch (p->importer->shape->kind) {
    case IE_IMPORT_ORGANISATIONS:
    case IE_IMPORT_PEOPLE:
        return ie_parse_text(p, "name");
    case IE_IMPORT_PROFILES:
        return ie_parse_text(p, "title");
    case IE_IMPORT_PARTICIPATIONS:
        return ie_parse_text(p, "organisation");
    case IE_IMPORT_WISHES:
    case IE_IMPORT_OUTCOMES:
    case IE_IMPORT_KINDS:
        break;
    }
    return ie_arena_printf(p->importer->row, "%.*s → %.*s",
                           IE_STR_ARG(ie_parse_text(p, "from")),
                           IE_STR_ARG(ie_parse_text(p, "to")));
}

static int parse_kind(const struct ie_row_parse *p)
{
    switch (p->importer->shape->kind) {
    case IE_IMPORT_ORGANISATIONS:
        return parse_organisation(p);
    case IE_IMPORT_PROFILES:
        return parse_profile(p);
    case IE_IMPORT_PEOPLE:
        return parse_person(p);
    case IE_IMPORT_PARTICIPATIONS:
        return parse_participation(p);
    case IE_IMPORT_WISHES:
        return parse_wish(p);
    case IE_IMPORT_OUTCOMES:
        return parse_outcome(p);
    case IE_IMPORT_KINDS:
        break;
    }
    IE_BUG("an import of no kind");
}

int ie_import_parse(struct ie_importer *importer, const struct ie_import_cells *cells,
                    struct ie_draft *draft, struct ie_error *err)
{
    struct ie_row_parse p = {
        .importer = importer, .cells = cells, .draft = draft, .err = err};
    struct ie_str label;
    int rc;

    p.f = json_object();
    p.r = json_object();
    draft->key = IE_STR("");
    draft->json = json_pack("{s:o, s:o}", "f", p.f, "r", p.r);
    if (!draft->json)
        return ie_fail_nomem(err);
    rc = take_id(&p);
    if (!rc)
        rc = parse_kind(&p);
    if (rc)
        return rc;
    label = label_of(&p);
    if (!ie_utf8_valid(label))
        label = IE_STR("");
    if (importer->shape->kind == IE_IMPORT_PARTICIPATIONS && draft->key.len == 0)
        draft->key = ie_arena_printf(importer->row, "o:%.*s",
                                     IE_STR_ARG(ie_json_get_str(p.r, "organisation")));
    return ie_parse_set(draft->json, "label", ie_parse_string(label), err);
}

void ie_draft_release(struct ie_draft *draft)
{
    json_decref(draft->json);
    json_decref(draft->errors);
    json_decref(draft->notes);
    *draft = (struct ie_draft){0};
}
