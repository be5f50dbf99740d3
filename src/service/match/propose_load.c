#include "service/match/propose.h"

#include <math.h>

#include "base/json.h"
#include "service/account/authorise.h"
#include "service/match/propose_concepts.h"
#include "service/open.h"
#include "service/words/wordlists.h"
#include "store/schema_types.h"
#include "text/text.h"

/* What prepare gathers while it reads; all of it in the call's arena. */
struct loader {
    struct ie_call *call;
    struct ie_proposal *proposal;
    struct ie_match_profile *profiles;
    struct ie_str *organisations; /* by the engine's organisation number */
    uint32_t organisation_count;
    struct ie_concept_reader concepts;
};

/* True when `field` is guarded above what any signed-in stranger reads. */
static bool guarded(const json_t *rungs, const char *field)
{
    for (size_t i = 0; i < json_array_size(rungs); i++) {
        const json_t *row = json_array_get(rungs, i);
        struct ie_str rung = ie_json_get_str(row, "rung");
        if (ie_str_eqz(ie_json_get_str(row, "field"), field))
            return !ie_str_eqz(rung, ie_rungs[IE_RUNG_SEALED]) &&
                   !ie_str_eqz(rung, ie_rungs[IE_RUNG_TEASER]);
    }
    return false;
}

static int parse_column(const struct ie_record *record, const char *field, json_t **value,
                        struct ie_error *err)
{
    struct ie_str text = ie_record_get(record, field)->text;

    *value = NULL;
    return text.len ? ie_json_parse(text, value, err) : 0;
}

static uint32_t organisation_number(struct loader *l, struct ie_str id)
{
    for (uint32_t i = 0; i < l->organisation_count; i++)
        if (ie_str_eq(l->organisations[i], id))
            return i;
    l->organisations[l->organisation_count] = id;
    return l->organisation_count++;
}

static int load_texts(struct loader *l, const struct ie_record *record, bool hide,
                      struct ie_match_profile *profile, struct ie_error *err)
{
    json_t *list;
    int code = parse_column(record, "texts", &list, err);

    if (code)
        return code;
    size_t n = json_array_size(list);
    struct ie_match_text *texts = IE_NEW_ARRAY(l->call->arena, struct ie_match_text, n);
    if (!texts)
        code = ie_fail_nomem(err);
    for (size_t i = 0; !code && i < n; i++) {
        const json_t *row = json_array_get(list, i);
        texts[i].lang = ie_arena_str(l->call->arena, ie_json_get_str(row, "language"));
        texts[i].title = ie_arena_str(l->call->arena, ie_json_get_str(row, "title"));
        if (!hide)
            texts[i].text = ie_arena_str(l->call->arena, ie_json_get_str(row, "text"));
        if (!texts[i].lang.ptr || !texts[i].title.ptr || (!hide && !texts[i].text.ptr))
            code = ie_fail_nomem(err);
    }
    profile->texts = texts;
    profile->text_count = (uint32_t)n;
    json_decref(list);
    return code;
}

/* A stored bound in the author's unit as the engine's SI interval. A unit that has become
 * unknown since it was stored leaves the spec out: it then says nothing, for or against. */
static int load_spec(struct loader *l, const json_t *row, struct ie_spec *spec,
                     bool *kept, struct ie_error *err)
{
    struct ie_unit unit;
    struct ie_str name = ie_json_get_str(row, "quantity");
    struct ie_str symbol = ie_json_get_str(row, "unit");
    const json_t *min = json_object_get(row, "min"), *max = json_object_get(row, "max");

    *kept = false;
    if (ie_unit_parse(symbol.ptr ? symbol : IE_STR(""), &unit, NULL))
        return 0;
    spec->name = ie_arena_str(l->call->arena, name);
    spec->unit = ie_arena_str(l->call->arena, symbol);
    if (!spec->name.ptr || !spec->unit.ptr)
        return ie_fail_nomem(err);
    int code = ie_text_search_key(l->call->arena, name, &spec->key, err);
    if (code)
        return code;
    spec->dimension = unit.dimension;
    spec->low = json_is_number(min) ? json_number_value(min) * unit.factor + unit.offset
                                    : (double)-INFINITY;
    spec->high = json_is_number(max) ? json_number_value(max) * unit.factor + unit.offset
                                     : (double)INFINITY;
    *kept = spec->low <= spec->high && (isfinite(spec->low) || isfinite(spec->high));
    return 0;
}

static int load_specs(struct loader *l, const struct ie_record *record,
                      struct ie_match_profile *profile, struct ie_error *err)
{
    json_t *list;
    uint32_t kept_count = 0;
    int code = parse_column(record, "specs", &list, err);

    if (code)
        return code;
    struct ie_spec *specs =
        IE_NEW_ARRAY(l->call->arena, struct ie_spec, json_array_size(list));
    if (!specs)
        code = ie_fail_nomem(err);
    for (size_t i = 0; !code && i < json_array_size(list); i++) {
        bool kept;
        code = load_spec(l, json_array_get(list, i), &specs[kept_count], &kept, err);
        kept_count += !code && kept;
    }
    profile->specs = specs;
    profile->spec_count = kept_count;
    json_decref(list);
    return code;
}

/* A JSON array of codes as the engine's numbers. */
static int load_codes(struct loader *l, struct ie_str column, const uint32_t **codes,
                      uint32_t *count, struct ie_error *err)
{
    json_t *list = NULL;
    int code = column.len ? ie_json_parse(column, &list, err) : 0;

    if (code)
        return code;
    size_t n = json_array_size(list);
    uint32_t *made = IE_NEW_ARRAY(l->call->arena, uint32_t, n), kept = 0;
    if (!made)
        code = ie_fail_nomem(err);
    for (size_t i = 0; !code && i < n; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text)
            made[kept++] = ie_match_code(ie_str_z(text));
    }
    *codes = made;
    *count = code ? 0 : kept;
    json_decref(list);
    return code;
}

static int load_choices(struct ie_str column, const char *const *choices, uint32_t *bits,
                        struct ie_error *err)
{
    json_t *list = NULL;
    int code = column.len ? ie_json_parse(column, &list, err) : 0;

    *bits = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        for (size_t c = 0; choices[c]; c++) {
            const char *text = json_string_value(json_array_get(list, i));
            if (text && strcmp(text, choices[c]) == 0)
                *bits |= 1u << c;
        }
    json_decref(list);
    return code;
}

static uint32_t choice_bit(struct ie_str value, const char *const *choices)
{
    for (uint32_t c = 0; choices[c]; c++)
        if (ie_str_eqz(value, choices[c]))
            return 1u << c;
    return 0;
}

static int load_organisation(struct loader *l, struct ie_str id,
                             struct ie_match_profile *profile, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(l->call);
    struct ie_record *organisation;
    int code = ie_record_read(l->call->db, &office, &ie_type_organisation, id,
                              l->call->arena, &organisation, err);

    if (code == IE_NOT_FOUND)
        return 0;
    if (code)
        return code;
    profile->country = ie_match_code(ie_record_get(organisation, "country")->text);
    return 0;
}

static int load_profile(struct loader *l, const struct ie_record *record,
                        struct ie_match_profile *profile, struct ie_error *err)
{
    json_t *rungs;
    enum ie_match_type type;
    const struct ie_value *trl = ie_record_get(record, "trl");
    int code = parse_column(record, "rungs", &rungs, err);

    if (code)
        return code;
    bool typed = ie_match_type_parse(ie_record_get(record, "type")->text, &type);
    if (!typed || (!trl->null && (trl->integer < 1 || trl->integer > 9))) {
        json_decref(rungs);
        ie_fail(err, IE_INPUT, "match.profile_damaged");
        ie_error_arg(err, "why", typed ? "trl" : "type");
        return IE_INPUT;
    }
    profile->type = (uint8_t)type;
    profile->organisation =
        organisation_number(l, ie_record_get(record, "organisation")->text);
    code = load_choices(ie_record_get(record, "cooperation")->text, ie_cooperation_types,
                        &profile->cooperation, err);
    if (!trl->null && !guarded(rungs, "trl"))
        profile->trl_low = profile->trl_high = (uint8_t)trl->integer;
    if (!guarded(rungs, "ipr"))
        profile->ipr =
            choice_bit(ie_record_get(record, "ipr")->text,
                       ie_type_field(&ie_type_profile, IE_STR("ipr"))->choices);
    profile->valid_from = INT32_MIN;
    profile->valid_until = IE_MATCH_DAY_OPEN;
    if (!code && !ie_record_get(record, "valid_until")->null)
        code = ie_day_parse(ie_record_get(record, "valid_until")->text,
                            &profile->valid_until, err);
    if (!code)
        code = load_texts(l, record, guarded(rungs, "texts"), profile, err);
    if (!code)
        code = ie_concept_reader_read(&l->concepts, record, !guarded(rungs, "texts"),
                                      !guarded(rungs, "concepts"), profile, err);
    if (!code && !guarded(rungs, "specs"))
        code = load_specs(l, record, profile, err);
    if (!code)
        code = load_codes(l, ie_record_get(record, "target_countries")->text,
                          &profile->targets, &profile->target_count, err);
    if (!code)
        code = load_organisation(l, ie_record_get(record, "organisation")->text, profile,
                                 err);
    json_decref(rungs);
    return code;
}

/* Languages in which a side can talk: those of its texts. */
static int load_languages(struct loader *l, struct ie_match_profile *profile,
                          struct ie_error *err)
{
    uint32_t *made = IE_NEW_ARRAY(l->call->arena, uint32_t, profile->text_count), n = 0;

    if (!made)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < profile->text_count; i++) {
        struct ie_str tag = profile->texts[i].lang;
        int64_t dash = ie_str_find_char(tag, '-');
        made[n++] = ie_match_code(dash < 0 ? tag : ie_str_sub(tag, 0, (size_t)dash));
    }
    profile->languages = made;
    profile->language_count = n;
    return 0;
}

/* What cannot be read of a stored profile is damage; it says which one and why. */
static int tell_profile(const struct ie_record *record, struct ie_error *err)
{
    char why[56];

    if (err->code != IE_INPUT)
        return (int)err->code;
    if (strcmp(err->id, "match.profile_damaged") != 0) {
        snprintf(why, sizeof(why), "%s", err->id);
        ie_fail(err, IE_INPUT, "match.profile_damaged");
        ie_error_arg(err, "why", why);
    }
    ie_error_arg(err, "profile", record->id.text);
    return IE_INPUT;
}

static int load_all(struct loader *l, struct ie_error *err)
{
    struct ie_proposal *p = l->proposal;
    int code = 0;

    l->profiles = IE_NEW_ARRAY(l->call->arena, struct ie_match_profile, p->input.count);
    l->organisations = IE_NEW_ARRAY(l->call->arena, struct ie_str, p->input.count);
    if (!l->profiles || !l->organisations)
        return ie_fail_nomem(err);
    code = ie_concept_reader_begin(l->call, &l->concepts, err);
    for (uint32_t i = 0; i < p->input.count && !code; i++) {
        code = load_profile(l, &p->profiles[i], &l->profiles[i], err);
        if (!code)
            code = load_languages(l, &l->profiles[i], err);
        if (code)
            code = tell_profile(&p->profiles[i], err);
    }
    p->input.profiles = l->profiles;
    p->input.weights = p->model.weights;
    p->organisations = l->organisations;
    p->organisation_count = l->organisation_count;
    p->with_lexicon = l->concepts.lexicon != NULL;
    if (!code)
        code = ie_concept_reader_ids(&l->concepts, &p->concepts, &p->concept_count, err);
    if (!code) { /* the engine reads by it too: ie_propose_run gives it back */
        p->lexicon = l->concepts.state;
        l->concepts.state = NULL;
    }
    ie_concept_reader_end(&l->concepts);
    return code;
}

static bool is_need(struct ie_str type)
{
    return ie_str_ends(type, IE_STR("_request")); /* research requests seek as well */
}

static void keep_participants(struct ie_proposal *p, const struct ie_list *profiles,
                              const struct ie_list *participations)
{
    for (size_t i = 0; i < profiles->count; i++) {
        struct ie_str organisation =
            ie_record_get(&profiles->at[i], "organisation")->text;
        for (size_t k = 0; k < participations->count; k++) {
            const struct ie_record *a = &participations->at[k];
            if (ie_str_eqz(ie_record_get(a, "status")->text, "withdrawn") ||
                !ie_str_eq(ie_record_get(a, "organisation")->text, organisation))
                continue;
            p->profiles[p->input.count++] = profiles->at[i];
            break;
        }
    }
}

static int set_seekers(struct ie_call *call, struct ie_proposal *p, struct ie_error *err)
{
    uint32_t *seekers = IE_NEW_ARRAY(call->arena, uint32_t, p->input.count), n = 0;

    if (!seekers)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < p->input.count; i++)
        if (is_need(ie_record_get(&p->profiles[i], "type")->text))
            seekers[n++] = i;
    p->input.seekers = seekers;
    p->input.seeker_count = n;
    return 0;
}

static struct ie_proposal *new_proposal(struct ie_call *call, unsigned top)
{
    struct ie_proposal *p = IE_NEW(call->arena, struct ie_proposal);

    if (!p)
        return NULL;
    p->input.top = top ? top : IE_PROPOSE_TOP;
    p->input.rules.day = (ie_day)(call->now / IE_DAY);
    p->input.rules.least = 0.05;
    return p;
}

/* The day on which profiles must be valid: the event's first, even if it lies back. */
static int event_day(struct ie_proposal *p, struct ie_error *err)
{
    return ie_day_parse(ie_record_get(p->event, "first_day")->text, &p->input.rules.day,
                        err);
}

int ie_propose_prepare(struct ie_call *call, struct ie_str event, unsigned top,
                       struct ie_proposal **out, struct ie_error *err)
{
    struct ie_proposal *p = new_proposal(call, top);
    struct loader loader = {.call = call, .proposal = p};
    struct ie_list profiles, participations;
    struct ie_record *record;
    int code;

    if (!p)
        return ie_fail_nomem(err);
    if ((code = ie_match_model_load(call, &p->model, &record, err)) ||
        (code = ie_event_find(call, event, &p->event, err)) ||
        (code = ie_event_require_officer(call, p->event, err)) ||
        (code = event_day(p, err)) ||
        (code = ie_event_rows(call, &ie_type_profile, "status", IE_STR("published"),
                              &profiles, err)) ||
        (code = ie_event_rows(call, &ie_type_participation, "event",
                              ie_id_str(&p->event->id), &participations, err)))
        return code;
    p->profiles = IE_NEW_ARRAY(call->arena, struct ie_record, profiles.count);
    if (!p->profiles)
        return ie_fail_nomem(err);
    keep_participants(p, &profiles, &participations);
    if ((code = set_seekers(call, p, err)) || (code = load_all(&loader, err)))
        return code;
    *out = p;
    return 0;
}

/* Partners of a profile that has run out are those of its last day: looking back at a week
 * of the past finds what it offered then. */
static int day_of(const struct ie_record *own, struct ie_proposal *p,
                  struct ie_error *err)
{
    const struct ie_value *until = ie_record_get(own, "valid_until");
    ie_day last = p->input.rules.day;
    int code = until->null ? 0 : ie_day_parse(until->text, &last, err);

    if (!code && last < p->input.rules.day)
        p->input.rules.day = last;
    return code;
}

int ie_match_prepare(struct ie_call *call, struct ie_str profile, unsigned top,
                     struct ie_proposal **out, struct ie_error *err)
{
    struct ie_proposal *p = new_proposal(call, top);
    struct loader loader = {.call = call, .proposal = p};
    struct ie_reader reader;
    struct ie_record *own, *record;
    struct ie_list profiles;
    int code;

    if (!p)
        return ie_fail_nomem(err);
    ie_reader_for(call, &reader);
    if ((code = ie_match_model_load(call, &p->model, &record, err)) ||
        (code = ie_record_read(call->db, &reader, &ie_type_profile, profile, call->arena,
                               &own, err)))
        return code;
    if (!own->owned && !ie_actor_has(call->actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER))
        return ie_fail(err, IE_FORBIDDEN, "profile.not_yours");
    if ((code = day_of(own, p, err)))
        return code;
    code = ie_event_rows(call, &ie_type_profile, "status", IE_STR("published"), &profiles,
                         err);
    if (code)
        return code;
    p->profiles = IE_NEW_ARRAY(call->arena, struct ie_record, profiles.count + 1);
    uint32_t *seeker = IE_NEW(call->arena, uint32_t);
    if (!p->profiles || !seeker)
        return ie_fail_nomem(err);
    p->profiles[p->input.count++] = *own;
    for (size_t i = 0; i < profiles.count; i++)
        if (strcmp(profiles.at[i].id.text, own->id.text) != 0)
            p->profiles[p->input.count++] = profiles.at[i];
    p->input.seekers = seeker; /* profile 0 */
    p->input.seeker_count = 1;
    code = load_all(&loader, err);
    if (!code)
        *out = p;
    return code;
}

void ie_propose_drop(struct ie_proposal *proposal)
{
    if (!proposal)
        return;
    ie_office_lexicon_give(proposal->lexicon);
    proposal->lexicon = NULL;
    proposal->input.knowledge = (struct ie_match_knowledge){NULL, NULL};
}

int ie_propose_run(struct ie_proposal *proposal, const struct ie_solve_control *control,
                   struct ie_arena *arena, struct ie_error *err)
{
    struct ie_wordlists *words = NULL;

    /* without word lists letters and concepts are all there is to meet by */
    if (ie_wordlists_open(&words, err)) {
        if (err->code == IE_NOMEM) {
            ie_propose_drop(proposal);
            return IE_NOMEM;
        }
        *err = (struct ie_error){0};
        words = NULL;
    }
    if (proposal->lexicon)
        proposal->input.knowledge.lexicon = ie_office_lexicon_of(proposal->lexicon);
    if (words)
        proposal->input.knowledge.words = ie_wordlists_book(words);
    int code =
        ie_matching_solve(&proposal->input, control, arena, &proposal->output, err);
    ie_propose_drop(proposal);
    ie_wordlists_close(words);
    return code || !proposal->limit ? code
                                    : ie_propose_spread(proposal, control, arena, err);
}
