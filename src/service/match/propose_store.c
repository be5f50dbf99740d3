#include "service/match/propose.h"

#include "base/json.h"
#include "service/open.h"
#include "store/schema_types.h"
#include "store/values.h"

static double rounded(double value)
{
    return (double)(int64_t)(value * 10000 + 0.5) / 10000;
}

static const char *verdict_name(enum ie_match_verdict verdict)
{
    switch (verdict) {
    case IE_MATCH_UNKNOWN:
        return "unknown";
    case IE_MATCH_MET:
        return "met";
    case IE_MATCH_PARTLY:
        return "partly";
    case IE_MATCH_NOT_MET:
        return "not_met";
    }
    IE_BUG("a verdict that the matching engine does not have");
}

static void put_bits(struct ie_json *json, uint32_t bits, const char *const *choices)
{
    ie_json_array(json);
    for (uint32_t c = 0; choices[c]; c++)
        if (bits >> c & 1)
            ie_json_strz(json, choices[c]);
    ie_json_end(json);
}

static void put_spec(struct ie_json *json, const char *key,
                     const struct ie_match_profile *profile, uint32_t item)
{
    ie_json_key(json, key);
    if (item >= profile->spec_count) {
        ie_json_null(json);
        return;
    }
    const struct ie_spec *spec = &profile->specs[item];
    ie_json_object(json);
    ie_json_kstr(json, "quantity", spec->name);
    ie_json_kstr(json, "unit", spec->unit);
    ie_json_key(json, "low_si");
    ie_json_double(json, spec->low); /* open ends are not finite: null */
    ie_json_key(json, "high_si");
    ie_json_double(json, spec->high);
    ie_json_end(json);
}

static void put_code(struct ie_json *json, uint32_t code)
{
    char text[5] = {0};

    for (size_t i = 0, n = 0; i < 4; i++)
        if (code >> (8 * (3 - i)) & 0xFF)
            text[n++] = (char)(code >> (8 * (3 - i)) & 0xFF);
    ie_json_strz(json, text);
}

/* An offer may seek as well; the record always names the need first. */
static bool offer_seeks(const struct ie_proposal *p, const struct ie_match *match)
{
    return ie_str_ends(ie_record_get(&p->profiles[match->seeker], "type")->text,
                       IE_STR("_offer"));
}

static const struct ie_record *need_of(const struct ie_proposal *p,
                                       const struct ie_match *match)
{
    return &p->profiles[offer_seeks(p, match) ? match->candidate : match->seeker];
}

static const struct ie_record *offer_of(const struct ie_proposal *p,
                                        const struct ie_match *match)
{
    return &p->profiles[offer_seeks(p, match) ? match->seeker : match->candidate];
}

static void put_detail(const struct ie_proposal *p, const struct ie_match *match,
                       const struct ie_match_reason *r, struct ie_json *json)
{
    bool turned = offer_seeks(p, match);
    const struct ie_match_profile *need =
        &p->input.profiles[turned ? match->candidate : match->seeker];
    const struct ie_match_profile *offer =
        &p->input.profiles[turned ? match->seeker : match->candidate];
    const char *const *ipr = ie_type_field(&ie_type_profile, IE_STR("ipr"))->choices;

    switch ((enum ie_match_field)r->field) {
    case IE_MATCH_TEXT:
        ie_json_kstr(json, "term", r->term);
        ie_json_kstr(json, "need", turned ? r->candidate_surface : r->seeker_surface);
        ie_json_kstr(json, "offer", turned ? r->seeker_surface : r->candidate_surface);
        break;
    case IE_MATCH_CONCEPT:
        ie_json_key(json, "concept");
        ie_json_str(json,
                    r->code < p->concept_count ? p->concepts[r->code] : IE_STR_NONE);
        break;
    case IE_MATCH_SPEC:
        put_spec(json, "need", need, turned ? r->candidate_item : r->seeker_item);
        put_spec(json, "offer", offer, turned ? r->seeker_item : r->candidate_item);
        break;
    case IE_MATCH_COOPERATION:
        ie_json_key(json, "common");
        put_bits(json, r->code, ie_cooperation_types);
        break;
    case IE_MATCH_IPR:
        ie_json_key(json, "common");
        put_bits(json, r->code, ipr);
        break;
    case IE_MATCH_TRL:
        ie_json_kint(json, "distance", r->distance);
        ie_json_kint(json, "need", need->trl_low);
        ie_json_kint(json, "offer", offer->trl_low);
        break;
    case IE_MATCH_COUNTRY:
        ie_json_kbool(json, "need_seeks", r->code & (turned ? 2 : 1));
        ie_json_kbool(json, "offer_seeks", r->code & (turned ? 1 : 2));
        ie_json_kbool(json, "need_named", r->code & (turned ? 8 : 4));
        ie_json_kbool(json, "offer_named", r->code & (turned ? 4 : 8));
        break;
    case IE_MATCH_LANGUAGE:
        ie_json_key(json, "language");
        put_code(json, r->code);
        break;
    case IE_MATCH_FIELD_COUNT:
        IE_BUG("a field that the matching engine does not have");
    }
}

/* One entry a reason, in the engine's order: fields together, most telling first. */
void ie_propose_reasons_json(const struct ie_proposal *proposal,
                             const struct ie_match *match, struct ie_json *json)
{
    ie_json_object(json);
    ie_json_key(json, "fields");
    ie_json_array(json);
    for (uint32_t i = 0; i < match->reason_count; i++) {
        const struct ie_match_reason *r = &match->reasons[i];
        ie_json_object(json);
        ie_json_key(json, "field");
        ie_json_strz(json, ie_match_field_name((enum ie_match_field)r->field));
        ie_json_key(json, "verdict");
        ie_json_strz(json, verdict_name((enum ie_match_verdict)r->verdict));
        ie_json_key(json, "share");
        ie_json_double(json, rounded(r->share));
        put_detail(proposal, match, r, json);
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_json_end(json);
}

/* Research requests find each other from both sides: one record, from the older side. */
static bool is_mirror(const struct ie_proposal *p, const struct ie_match *match)
{
    const struct ie_record *x = &p->profiles[match->seeker],
                           *y = &p->profiles[match->candidate];

    if (!ie_str_eqz(ie_record_get(x, "type")->text, "research_request") ||
        strcmp(x->id.text, y->id.text) < 0)
        return false;
    for (uint32_t s = 0; s < p->output->seeker_count; s++) {
        if (p->input.seekers[s] != match->candidate)
            continue;
        for (size_t i = p->output->first[s]; i < p->output->first[s + 1]; i++)
            if (p->output->matches[i].candidate == match->seeker)
                return true;
    }
    return false;
}

static struct ie_str event_id(const struct ie_proposal *p)
{
    return p->event ? ie_id_str(&p->event->id) : IE_STR_NONE;
}

/* The key under which a pair is found again: at most one match a pair and event. */
static struct ie_str pair_key(struct ie_call *call, const struct ie_proposal *p,
                              const struct ie_match *match)
{
    return ie_arena_printf(call->arena, "%s:%s:%s", need_of(p, match)->id.text,
                           offer_of(p, match)->id.text,
                           p->event ? p->event->id.text : "office");
}

/* {"text": 0.52, "spec": null, …}: what weights are learned from (match/learn.h). */
static void put_degrees(const struct ie_match *match, struct ie_json *json)
{
    ie_json_object(json);
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++) {
        ie_json_key(json, ie_match_field_name((enum ie_match_field)f));
        if (match->degree[f] < 0)
            ie_json_null(json);
        else
            ie_json_double(json, rounded(match->degree[f]));
    }
    ie_json_end(json);
}

static int set_json(struct ie_call *call, struct ie_value *values, const char *field,
                    struct ie_buf *out, struct ie_error *err)
{
    int code = ie_buf_check(out, err);
    struct ie_str text = code ? IE_STR_NONE : ie_arena_str(call->arena, ie_buf_str(out));

    if (!code && !text.ptr)
        code = ie_fail_nomem(err);
    ie_values_text(&ie_type_match, values, field, text);
    ie_buf_clear(out);
    return code;
}

static int set_values(struct ie_call *call, const struct ie_proposal *p,
                      const struct ie_match *match, struct ie_value *values,
                      struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    const struct ie_record *need = need_of(p, match);
    const struct ie_record *offer = offer_of(p, match);
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);
    int code;

    ie_values_text(type, values, "event", event_id(p));
    ie_values_text(type, values, "need", ie_id_str(&need->id));
    ie_values_text(type, values, "offer", ie_id_str(&offer->id));
    ie_values_int(type, values, "need_revision", need->revision);
    ie_values_int(type, values, "offer_revision", offer->revision);
    ie_values_text(type, values, "need_organisation",
                   ie_record_get(need, "organisation")->text);
    ie_values_text(type, values, "offer_organisation",
                   ie_record_get(offer, "organisation")->text);
    ie_values_real(type, values, "score", rounded(match->score));
    if (p->model.curve.known)
        ie_values_real(type, values, "chance",
                       rounded(ie_match_chance(&p->model.curve, match->score)));
    else
        ie_values_null(type, values, "chance");
    ie_values_text(type, values, "engine", ie_str_z(ie_matching_version()));
    ie_propose_reasons_json(p, match, &json);
    code = set_json(call, values, "reasons", &out, err);
    json = ie_json_into(&out);
    put_degrees(match, &json);
    if (!code)
        code = set_json(call, values, "degrees", &out, err);
    ie_buf_release(&out);
    return code;
}

static int store_match(struct ie_call *call, struct ie_proposal *p,
                       const struct ie_match *match, struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct ie_reader office = ie_office_reader(call);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_record *old = NULL;
    struct ie_id id = {0};
    int64_t revision;
    struct ie_str key = pair_key(call, p, match);

    if (!key.ptr)
        return ie_fail_nomem(err);
    int code =
        ie_record_by_external(call->db, &office, type, key, call->arena, &old, err);
    if (code && code != IE_NOT_FOUND)
        return code;
    if (!code && !ie_str_eqz(ie_record_get(old, "status")->text, "proposed")) {
        p->unchanged++; /* a person has decided; the decision and its reasons stand */
        return 0;
    }
    struct ie_value *values =
        code ? ie_values_new(call->arena, type) : ie_values_of(call->arena, old);
    bool is_new = code != 0;
    if (!values)
        return ie_fail_nomem(err);
    if ((code = set_values(call, p, match, values, err)))
        return code;
    if (is_new) {
        ie_values_text(type, values, "status", IE_STR("proposed"));
        p->created++;
        return ie_record_create(call->db, &writer, type, values, key, &id, err);
    }
    code = ie_record_revise(call->db, &writer, type, ie_id_str(&old->id), 0, values,
                            &revision, err);
    if (!code)
        *(revision == old->revision ? &p->unchanged : &p->changed) += 1;
    return code;
}

static bool still_proposed(const struct ie_proposal *p, const struct ie_record *match)
{
    struct ie_str need = ie_record_get(match, "need")->text;
    struct ie_str offer = ie_record_get(match, "offer")->text;

    for (size_t i = 0; i < p->output->count; i++)
        if (ie_str_eq(ie_id_str(&need_of(p, &p->output->matches[i])->id), need) &&
            ie_str_eq(ie_id_str(&offer_of(p, &p->output->matches[i])->id), offer))
            return true;
    return false;
}

static bool was_asked_for(const struct ie_proposal *p, const struct ie_record *match)
{
    struct ie_str need = ie_record_get(match, "need")->text;
    struct ie_str offer = ie_record_get(match, "offer")->text;

    for (uint32_t s = 0; s < p->input.seeker_count; s++) {
        struct ie_str seeker = ie_id_str(&p->profiles[p->input.seekers[s]].id);
        if (ie_str_eq(seeker, need) || ie_str_eq(seeker, offer))
            return true;
    }
    return p->event != NULL; /* a whole event was proposed: needs that left it as well */
}

static int take_off_stale(struct ie_call *call, struct ie_proposal *p,
                          struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_list rows;
    int code = ie_event_rows(call, type, "status", IE_STR("proposed"), &rows, err);

    for (size_t i = 0; !code && i < rows.count; i++) {
        const struct ie_record *m = &rows.at[i];
        const struct ie_value *event = ie_record_get(m, "event");
        bool ours =
            p->event ? !event->null && ie_str_eq(event->text, event_id(p)) : event->null;
        if (ours && was_asked_for(p, m) && !still_proposed(p, m)) {
            code = ie_record_delete(call->db, &writer, type, ie_id_str(&m->id), 0, err);
            p->removed += code == 0;
        }
    }
    return code;
}

int ie_propose_store(struct ie_call *call, struct ie_proposal *proposal, size_t *next,
                     struct ie_error *err)
{
    const struct ie_matching_output *output = proposal->output;
    size_t end = *next + IE_PROPOSE_BATCH;
    int code = 0;

    if (*next >= output->count) {
        /* A run that was stopped has said nothing about the later needs. */
        if (output->stopped == IE_OK)
            code = take_off_stale(call, proposal, err);
        if (!code)
            *next = SIZE_MAX;
        return code;
    }
    if (end > output->count)
        end = output->count;
    for (size_t i = *next; i < end && !code; i++)
        if (!is_mirror(proposal, &output->matches[i]))
            code = store_match(call, proposal, &output->matches[i], err);
    if (!code)
        *next = end;
    return code;
}
