/* Suggestions and decisions: see term_use.h. */
#include "service/words/term_use.h"

#include "service/event/event.h"
#include "service/open.h"
#include "service/words/office_lexicon.h"
#include "store/schema_types.h"
#include "store/values.h"

/* ---- rights ---- */

static bool has_role(const struct ie_actor *actor, unsigned roles)
{
    for (size_t i = 0; i < actor->grant_count; i++)
        if ((unsigned)actor->grants[i].role & roles)
            return true;
    return ie_actor_has(actor, roles);
}

bool ie_may_suggest_terms(const struct ie_call *call)
{
    return has_role(call->actor,
                    IE_ROLE_ADMIN | IE_ROLE_OFFICER | IE_ROLE_MEMBER | IE_ROLE_REVIEWER);
}

bool ie_may_decide_terms(const struct ie_call *call)
{
    return ie_actor_has(call->actor, IE_ROLE_ADMIN | IE_ROLE_OFFICER);
}

/* ---- the same statement again ---- */

static bool same(const struct ie_value *value, struct ie_str text)
{
    return ie_str_eq(value->null ? IE_STR("") : value->text, text);
}

/* A term that says the same and is suggested or accepted; NULL if there is none. */
static int find_same(struct ie_call *call, const struct ie_term *term,
                     struct ie_record **found, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    const struct ie_type *type = &ie_type_term;
    struct ie_filter filters[] = {
        {ie_type_field(type, IE_STR("concept")), term->concept},
        {ie_type_field(type, IE_STR("language")), term->lang},
        {ie_type_field(type, IE_STR("status")), IE_STR("suggested,accepted")}};
    struct ie_list_query query = {.filters = filters, .filter_count = 3, .limit = 200};
    const char *kind = ie_term_kind_name((enum ie_term_kind)term->kind);
    struct ie_list page;

    *found = NULL;
    do {
        int code =
            ie_record_list(call->db, &office, type, &query, call->arena, &page, err);
        if (code)
            return code;
        for (size_t i = 0; i < page.count; i++) {
            struct ie_record *r = &page.at[i];
            if (same(ie_record_get(r, "kind"), ie_str_z(kind)) &&
                same(ie_record_get(r, "label"), term->label) &&
                same(ie_record_get(r, "replaces"), term->replaces)) {
                *found = r;
                return 0;
            }
        }
        query.cursor = page.next;
    } while (page.next.len);
    return 0;
}

static int refuse_same(struct ie_call *call, const struct ie_term *term,
                       struct ie_error *err)
{
    struct ie_record *there = NULL;
    int code = find_same(call, term, &there, err);

    if (code || !there)
        return code;
    struct ie_str status = ie_record_get(there, "status")->text;
    ie_fail(err, IE_CONFLICT, "lexicon.term_exists");
    ie_error_argn(err, "status", status.ptr, status.len);
    return IE_CONFLICT;
}

/* Is a concept of that id suggested or accepted? It may then have labels before the lexicon
 * has it. `status`: choices joined by commas. */
static int find_new_concept(struct ie_call *call, struct ie_str id, const char *status,
                            bool *there, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    const struct ie_type *type = &ie_type_term;
    struct ie_filter filters[] = {
        {ie_type_field(type, IE_STR("concept")), id},
        {ie_type_field(type, IE_STR("kind")), IE_STR("concept")},
        {ie_type_field(type, IE_STR("status")), ie_str_z(status)}};
    struct ie_list_query query = {.filters = filters, .filter_count = 3, .limit = 1};
    struct ie_list page;
    int code = ie_record_list(call->db, &office, type, &query, call->arena, &page, err);

    *there = !code && page.count > 0;
    return code;
}

/* ---- does it make sense beside the lexicon? ---- */

static bool has_label(const struct ie_lexicon *lexicon, uint32_t concept,
                      struct ie_str lang, struct ie_str text)
{
    struct ie_label label;

    for (uint32_t i = 0; i < ie_lexicon_label_count(lexicon, concept); i++) {
        ie_lexicon_label_at(lexicon, concept, i, &label);
        if (ie_str_eq(label.lang, lang) && ie_str_eq(label.text, text))
            return true;
    }
    return false;
}

static int fail_field(struct ie_error *err, const char *id, const char *name,
                      struct ie_str value, const char *field)
{
    ie_fail(err, IE_INPUT, id);
    if (err) {
        ie_error_argn(err, name, value.ptr ? value.ptr : "", value.len);
        ie_error_at(err, NULL, 0, 0, field);
    }
    return IE_INPUT;
}

/* `coming`: the concept is not there yet, but suggested itself. */
static int check_beside(const struct ie_lexicon *lexicon, const struct ie_term *term,
                        bool coming, struct ie_error *err)
{
    uint32_t concept = ie_lexicon_concept(lexicon, term->concept);
    bool link = term->kind == IE_TERM_BROADER || term->kind == IE_TERM_RELATED;
    struct ie_str broader = link ? term->label : term->broader;
    struct ie_str there = term->kind == IE_TERM_CORRECTION ? term->replaces : term->label;

    if (term->kind == IE_TERM_CORRECTION && !term->replaces.len)
        return fail_field(err, "lexicon.correction", "label", term->label, "replaces");
    if (term->kind == IE_TERM_CONCEPT && concept != IE_THESAURUS_NONE)
        return fail_field(err, "lexicon.concept_known", "id", term->concept, "concept");
    if (term->kind != IE_TERM_CONCEPT && concept == IE_THESAURUS_NONE && !coming)
        return ie_fail_no_concept(err, term->concept);
    if (broader.len && ie_lexicon_concept(lexicon, broader) == IE_THESAURUS_NONE)
        return fail_field(err, "lexicon.broader_unknown", "id", broader,
                          link ? "label" : "broader");
    if (term->kind >= IE_TERM_REMOVAL &&
        (concept == IE_THESAURUS_NONE || !has_label(lexicon, concept, term->lang, there)))
        return fail_field(err, "lexicon.label_unknown", "label", there,
                          term->kind == IE_TERM_CORRECTION ? "replaces" : "label");
    return 0;
}

static struct ie_term term_of(struct ie_value *values)
{
    const struct ie_record probe = {.type = &ie_type_term, .values = values};
    enum ie_term_kind kind = IE_TERM_KINDS;

    if (!ie_term_kind_of(ie_record_get(&probe, "kind")->text, &kind))
        IE_BUG("a kind of term that the schema has and lexicon/ has not");
    return (struct ie_term){.concept = ie_record_get(&probe, "concept")->text,
                            .lang = ie_record_get(&probe, "language")->text,
                            .label = ie_record_get(&probe, "label")->text,
                            .replaces = ie_record_get(&probe, "replaces")->text,
                            .broader = ie_record_get(&probe, "broader")->text,
                            .kind = (uint8_t)kind};
}

static int check_against_lexicon(struct ie_call *call, const struct ie_term *term,
                                 const char *status, struct ie_error *err)
{
    struct ie_office_lexicon *state = NULL;
    bool coming = false;
    int code = 0;

    if (term->kind != IE_TERM_CONCEPT)
        code = find_new_concept(call, term->concept, status, &coming, err);
    if (!code)
        code = ie_office_lexicon_take(call, &state, err);
    if (!code)
        code = check_beside(ie_office_lexicon_of(state), term, coming, err);
    ie_office_lexicon_give(state);
    return code;
}

static int check_term(struct ie_call *call, struct ie_value *values, bool accept,
                      struct ie_error *err)
{
    struct ie_term term = term_of(values);
    int code = ie_term_check(&term, call->arena, err);

    if (code == IE_INPUT && err && !err->field[0])
        ie_error_at(err, NULL, 0, 0, "label");
    if (!code)
        code = refuse_same(call, &term, err);
    return code ? code
                : check_against_lexicon(call, &term,
                                        accept ? "accepted" : "suggested,accepted", err);
}

/* ---- writing ---- */

static void set_decision(struct ie_call *call, struct ie_value *values,
                         const char *status, struct ie_str reason)
{
    const struct ie_type *type = &ie_type_term;

    ie_values_text(type, values, "status", ie_str_z(status));
    ie_values_int(type, values, "decided_at", call->now);
    ie_values_null(type, values, "decided_by");
    if (call->actor->account.text[0])
        ie_values_text(type, values, "decided_by", ie_id_str(&call->actor->account));
    ie_values_text(type, values, "decision", reason.len ? reason : IE_STR_NONE);
}

int ie_term_suggest(struct ie_call *call, const json_t *body, bool accept,
                    struct ie_id *id, struct ie_problem_list *problems,
                    struct ie_error *err)
{
    const struct ie_type *type = &ie_type_term;
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_id made = {""};

    if (!values)
        return ie_fail_nomem(err);
    if (!ie_may_suggest_terms(call))
        return ie_fail(err, IE_FORBIDDEN, "lexicon.may_not_suggest");
    if (accept && !ie_may_decide_terms(call))
        return ie_fail(err, IE_FORBIDDEN, "lexicon.may_not_decide");
    int code = ie_values_from_json(call, type, NULL, body, values, problems, err);
    if (!code)
        code = check_term(call, values, accept, err);
    if (code)
        return code;
    ie_values_text(type, values, "status", IE_STR("suggested"));
    if (call->actor->account.text[0])
        ie_values_text(type, values, "suggested_by", ie_id_str(&call->actor->account));
    if (accept)
        set_decision(call, values, "accepted", IE_STR_NONE);
    code = ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &made, err);
    if (!code && accept)
        code = ie_terms_changed(call, err);
    if (!code)
        *id = made;
    return code;
}

/* ---- decisions ---- */

static int may_decide(const struct ie_call *call, const struct ie_record *term,
                      enum ie_term_decision decision, struct ie_error *err)
{
    const struct ie_value *author = ie_record_get(term, "suggested_by");

    if (decision != IE_TERM_WITHDRAW)
        return ie_may_decide_terms(call)
                   ? 0
                   : ie_fail(err, IE_FORBIDDEN, "lexicon.may_not_decide");
    bool own = !author->null && call->actor->account.text[0] &&
               ie_str_eq(author->text, ie_id_str(&call->actor->account));
    return own ? 0 : ie_fail(err, IE_FORBIDDEN, "lexicon.not_yours");
}

static int check_status(const struct ie_record *term, enum ie_term_decision decision,
                        struct ie_error *err)
{
    struct ie_str now = ie_record_get(term, "status")->text;

    if (ie_str_eqz(now, "suggested") ||
        (decision == IE_TERM_DECLINE && ie_str_eqz(now, "accepted")) ||
        (decision == IE_TERM_ACCEPT && ie_str_eqz(now, "declined")))
        return 0;
    ie_fail(err, IE_CONFLICT, "lexicon.decided");
    ie_error_argn(err, "status", now.ptr, now.len);
    return IE_CONFLICT;
}

/* What was right when it was suggested may have been overtaken since. */
static int check_again(struct ie_call *call, const struct ie_record *record,
                       struct ie_error *err)
{
    struct ie_term term = term_of(record->values);
    int code = ie_str_eqz(ie_record_get(record, "status")->text, "declined")
                   ? refuse_same(call, &term, err)
                   : 0;

    return code ? code : check_against_lexicon(call, &term, "accepted", err);
}

static int decide(struct ie_call *call, const struct ie_record *term,
                  enum ie_term_decision decision, struct ie_str reason,
                  struct ie_error *err)
{
    static const char *const states[] = {[IE_TERM_ACCEPT] = "accepted",
                                         [IE_TERM_DECLINE] = "declined",
                                         [IE_TERM_WITHDRAW] = "withdrawn"};
    struct ie_writer writer = ie_call_writer(call);
    bool was = ie_str_eqz(ie_record_get(term, "status")->text, "accepted");
    struct ie_value *values = ie_values_of(call->arena, term);
    int64_t revision;

    if (!values)
        return ie_fail_nomem(err);
    set_decision(call, values, states[decision], reason);
    int code = ie_record_revise(call->db, &writer, &ie_type_term, ie_id_str(&term->id),
                                term->revision, values, &revision, err);
    return code || !(was || decision == IE_TERM_ACCEPT) ? code
                                                        : ie_terms_changed(call, err);
}

int ie_term_decide(struct ie_call *call, struct ie_str id, enum ie_term_decision decision,
                   struct ie_str reason, struct ie_error *err)
{
    struct ie_record *term = NULL;
    struct ie_reader reader;

    ie_reader_for(call, &reader);
    int code =
        ie_record_read(call->db, &reader, &ie_type_term, id, call->arena, &term, err);
    if (!code)
        code = may_decide(call, term, decision, err);
    if (!code && decision == IE_TERM_DECLINE && !ie_str_trim(reason).len)
        code = fail_field(err, "lexicon.reason_needed", "reason", reason, "reason");
    if (!code)
        code = check_status(term, decision, err);
    if (!code && decision == IE_TERM_ACCEPT)
        code = check_again(call, term, err);
    return code ? code : decide(call, term, decision, reason, err);
}

/* ---- a whole vocabulary ---- */

static void put_text(struct ie_value *values, const char *field, struct ie_str text)
{
    ie_values_text(&ie_type_term, values, field, text.len ? text : IE_STR_NONE);
}

static int import_one(struct ie_call *call, const struct ie_term *term, bool *made,
                      struct ie_error *err)
{
    const struct ie_type *type = &ie_type_term;
    struct ie_writer writer = ie_call_writer(call);
    struct ie_record *there = NULL;
    struct ie_id id = {""};
    int code = find_same(call, term, &there, err);

    *made = false;
    if (code || (there && ie_str_eqz(ie_record_get(there, "status")->text, "accepted")))
        return code;
    *made = true;
    if (there)
        return decide(call, there, IE_TERM_ACCEPT, IE_STR_NONE, err);
    struct ie_value *values = ie_values_new(call->arena, type);
    if (!values)
        return ie_fail_nomem(err);
    const char *kind = ie_term_kind_name((enum ie_term_kind)term->kind);
    put_text(values, "concept", term->concept);
    put_text(values, "kind", ie_str_z(kind));
    put_text(values, "language", term->lang);
    put_text(values, "label", term->label);
    put_text(values, "replaces", term->replaces);
    put_text(values, "broader", term->broader);
    put_text(values, "reason", term->why);
    put_text(values, "source", term->source);
    if (term->weight)
        ie_values_int(type, values, "weight", term->weight);
    if (term->weak)
        ie_values_int(type, values, "weak", 1);
    if (term->draft)
        ie_values_int(type, values, "draft", 1);
    set_decision(call, values, "accepted", IE_STR_NONE);
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &id, err);
}

int ie_terms_import(struct ie_call *call, const struct ie_term *terms, uint32_t from,
                    uint32_t most, uint32_t count, uint32_t *made, struct ie_error *err)
{
    uint32_t until = most < count - from ? from + most : count;
    int code = 0;

    *made = 0;
    if (!ie_may_decide_terms(call))
        return ie_fail(err, IE_FORBIDDEN, "lexicon.may_not_decide");
    for (uint32_t i = from; i < until && !code; i++) {
        bool new_ = false;
        code = import_one(call, &terms[i], &new_, err);
        *made += new_;
    }
    return code || !*made ? code : ie_terms_changed(call, err);
}
