/* Matching when memory runs out: partners of one profile, an event's proposal, what is made
 * of it in the store, decisions on matches, what is learned from them. Each allocation is
 * refused in turn: the answer is right or says that memory is out; a write is done whole or
 * not at all. */
#include "fair_memory.h"
#include "service/event/event.h"
#include "service/match/learn.h"
#include "service/match/propose.h"
#include "service/match/use.h"
#include "store/values.h"

/* Every step begins with the store as it is now. */
struct fair_use {
    struct use use;
    struct fair *fair;
    int64_t newest; /* of the log: nothing is written by a call that fails */
};

static int64_t newest(struct world *w)
{
    return world_count(w, "SELECT seq FROM log_head WHERE one=1");
}

static void begin_again(struct use *use)
{
    struct fair_use *f = (struct fair_use *)use;

    put_back(use->w, &f->fair->kept, true, true);
    f->newest = newest(use->w);
}

static void nothing_written(struct use *use)
{
    IE_CHECK_INT(newest(use->w), ((struct fair_use *)use)->newest);
}

static unsigned refuse_write(struct fair *f, const char *name, ie_write_fn call,
                             const void *arg, unsigned most)
{
    struct fair_use use = {.use = {.w = &f->s.w,
                                   .call = call,
                                   .arg = arg,
                                   .write = true,
                                   .begin = begin_again,
                                   .failed = nothing_written},
                           .fair = f};

    ie_service_free(f->s.w.service);
    f->s.w.service = NULL;
    kept_free(&f->kept);
    keep_store(&f->s.w, &f->kept);
    return use_refuse(name, &use.use, most);
}

static unsigned refuse_read(struct fair *f, const char *name, ie_write_fn call,
                            const void *arg)
{
    struct use use = {.w = &f->s.w, .call = call, .arg = arg};

    return use_refuse(name, &use, 0);
}

/* ---- what is asked ---- */

static void tell_matches(const struct ie_proposal *p, struct use *use)
{
    struct ie_json json = ie_json_into(&use->out);

    ie_json_array(&json);
    for (size_t i = 0; i < p->output->count; i++) {
        const struct ie_match *match = &p->output->matches[i];
        ie_json_object(&json);
        ie_json_kstr(&json, "seeker", ie_id_str(&p->profiles[match->seeker].id));
        ie_json_kstr(&json, "candidate", ie_id_str(&p->profiles[match->candidate].id));
        ie_json_key(&json, "score");
        ie_json_double(&json, match->score);
        ie_json_key(&json, "reasons");
        ie_propose_reasons_json(p, match, &json);
        ie_json_end(&json);
    }
    ie_json_end(&json);
}

static int partners(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_proposal *p = NULL;
    int code = ie_match_prepare(call, ie_id_str(use->arg), 5, &p, err);

    if (!code)
        code = ie_propose_run(p, NULL, call->arena, err);
    if (!code)
        tell_matches(p, use);
    return code;
}

static int limited(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_proposal *p = NULL;
    int code = ie_propose_prepare(call, ie_id_str(use->arg), 5, &p, err);

    if (!code && (code = ie_propose_limit(call, p, 1, err)))
        ie_propose_drop(p);
    else if (!code)
        code = ie_propose_run(p, NULL, call->arena, err);
    if (!code)
        tell_matches(p, use);
    return code;
}

static int propose_and_store(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_json json = ie_json_into(&use->out);
    struct ie_proposal *p = NULL;
    size_t next = 0;
    int code = ie_propose_prepare(call, ie_id_str(use->arg), 5, &p, err);

    if (!code)
        code = ie_propose_run(p, NULL, call->arena, err);
    while (!code && next != SIZE_MAX)
        code = ie_propose_store(call, p, &next, err);
    if (code)
        return code;
    ie_json_array(&json);
    ie_json_int(&json, p->created);
    ie_json_int(&json, p->changed);
    ie_json_int(&json, p->unchanged);
    ie_json_int(&json, p->removed);
    ie_json_end(&json);
    return 0;
}

IE_TEST(partners_of_a_profile)
{
    struct fair f;

    if (!fair_open(&f, "memory-partners.db"))
        return;
    IE_CHECK(refuse_read(&f, "partners of a profile", partners, &f.need) > 200);
    IE_CHECK(refuse_read(&f, "an event's, with a limit", limited, &f.event) > 200);
    fair_close(&f);
}

static int take_up(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_id made;

    return ie_match_take_up(call, ie_id_str(use->arg), IE_STR("a note"), &made, err);
}

static int dismiss(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;

    return ie_match_dismiss(call, ie_id_str(use->arg), IE_STR("capacity"), IE_STR("note"),
                            err);
}

static int reopen(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;

    return ie_match_reopen(call, ie_id_str(use->arg), err);
}

/* Does it once, with memory. */
static void do_it(struct fair *f, ie_write_fn call, const void *arg)
{
    struct use use = {.w = &f->s.w, .call = call, .arg = arg, .write = true};

    IE_CHECK_OK(use_run(&use, &f->s.w.err), &f->s.w.err);
    ie_buf_release(&use.out);
}

static int find_match(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct fair *f = arg;
    struct ie_query q;
    bool row = false;

    ie_query_begin(call->db, "SELECT id FROM match_ ORDER BY score DESC LIMIT 1", &q);
    int code = ie_query_next(&q, &row, err);
    IE_CHECK(!code && row && ie_id_parse(ie_query_get_text(&q, 0), &f->match));
    ie_query_end(&q);
    return code;
}

/* Steps of each sort of a write, from a start by chance: each needs a store put back. */
enum { WRITE_STEPS = 60 };

IE_TEST(matches_are_stored_and_decided_whole_or_not_at_all)
{
    struct world *w;
    struct fair f;

    if (!fair_open(&f, "memory-propose.db"))
        return;
    w = &f.s.w;
    IE_CHECK(refuse_write(&f, "proposed and stored", propose_and_store, &f.event,
                          WRITE_STEPS) > 4);
    put_back(w, &f.kept, true, true);
    do_it(&f, propose_and_store, &f.event);
    IE_CHECK(refuse_write(&f, "proposed again", propose_and_store, &f.event,
                          WRITE_STEPS / 2) > 4);
    put_back(w, &f.kept, true, true);
    IE_CHECK_OK(ie_read_call(w->service, w->operator_, find_match, &f, &w->err), &w->err);
    IE_CHECK(refuse_write(&f, "take up", take_up, &f.match, WRITE_STEPS) > 4);
    put_back(w, &f.kept, true, true);
    IE_CHECK(refuse_write(&f, "dismiss", dismiss, &f.match, WRITE_STEPS) > 4);
    put_back(w, &f.kept, true, true);
    do_it(&f, dismiss, &f.match);
    IE_CHECK(refuse_write(&f, "reopen", reopen, &f.match, WRITE_STEPS) > 4);
    fair_close(&f);
}

/* ---- what is learned ---- */

static int add_judged(struct ie_call *call, const struct fair *f, int i,
                      struct ie_error *err)
{
    const struct ie_type *type = &ie_type_match;
    struct ie_value *values = ie_values_new(call->arena, type);
    struct ie_writer writer = ie_call_writer(call);
    struct ie_id id = {""};
    bool good = i % 2;

    IE_CHECK(values != NULL);
    ie_values_text(type, values, "need", ie_id_str(&f->need));
    ie_values_text(type, values, "offer", ie_id_str(&f->need));
    ie_values_text(type, values, "need_organisation",
                   ie_id_str(&f->s.organisations[i % 4]));
    ie_values_text(type, values, "offer_organisation",
                   ie_id_str(&f->s.organisations[4 + i % 2]));
    ie_values_real(type, values, "score", good ? 0.8 : 0.2);
    ie_values_text(type, values, "status",
                   good ? IE_STR("taken_up") : IE_STR("dismissed"));
    if (!good)
        ie_values_text(type, values, "dismissal", IE_STR("not_relevant"));
    if (i > 2)
        ie_values_text(type, values, "degrees",
                       ie_arena_printf(call->arena,
                                       "{\"text\":0.%d,\"concept\":0.3,\"spec\":null}",
                                       good ? 5 + i % 4 : 1 + i % 3));
    return ie_record_create(call->db, &writer, type, values, IE_STR_NONE, &id, err);
}

static int judge(struct ie_call *call, void *arg, struct ie_error *err)
{
    const struct use *use = arg;
    int code = 0;

    for (int i = 0; i < 26 && !code; i++)
        code = add_judged(call, use->arg, i, err);
    return code;
}

static int quality(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_json json = ie_json_into(&use->out);
    struct ie_match_learning learning;
    int code = ie_match_learning(call, IE_STR(""), true, &learning, err);

    if (!code)
        ie_match_learning_json(&learning, &json);
    return code;
}

static int apply(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct use *use = arg;
    struct ie_json json = ie_json_into(&use->out);
    struct ie_match_learning learning;
    int code = ie_match_model_apply(call, IE_STR(""), true, &learning, err);

    if (!code)
        ie_match_weights_json(&learning.learned->weights, &json);
    return code;
}

static int reset(struct ie_call *call, void *arg, struct ie_error *err)
{
    (void)arg;
    return ie_match_model_reset(call, err);
}

IE_TEST(weights_are_learned_and_applied_whole_or_not_at_all)
{
    struct world *w;
    struct fair f;

    if (!fair_open(&f, "memory-learn.db"))
        return;
    w = &f.s.w;
    do_it(&f, judge, &f);
    IE_CHECK(refuse_read(&f, "match quality", quality, &f) > 100);
    IE_CHECK(refuse_write(&f, "apply", apply, &f, WRITE_STEPS) > 4);
    put_back(w, &f.kept, true, true);
    do_it(&f, apply, &f);
    IE_CHECK(refuse_write(&f, "reset", reset, &f, WRITE_STEPS) > 4);
    fair_close(&f);
}
