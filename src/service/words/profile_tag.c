/* Rows of profiles' concepts, kept in step: see profile_tag.h. */
#include "service/words/profile_tag.h"

#include "base/alloc.h"
#include "service/event/event.h"
#include "service/impl.h"
#include "service/words/office_lexicon.h"
#include "service/words/profile_concepts.h"
#include "store/records/profile.h"
#include "store/schema_types.h"

enum { AT_ONCE = 64, MOST_BELOW = 1024 };

/* ---- one round ---- */

struct step {
    struct ie_tagging_round *round;
    struct ie_arena arena;
    struct ie_profile_tagging *taggings;
    size_t count;
};

/* The office behind round->office, by id; "" when there is none. */
static int next_office(struct ie_call *call, struct ie_id *office, struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(
        call->db,
        "SELECT id FROM office WHERE deleted_at IS NULL AND id>$1 ORDER BY id LIMIT 1",
        &q);
    ie_query_text(&q, 1, ie_id_str(office));
    int code = ie_query_next(&q, &row, err);
    if (!code && (!row || !ie_id_parse(ie_query_get_text(&q, 0), office)))
        *office = (struct ie_id){""};
    ie_query_end(&q);
    return code;
}

static int tag_one(struct ie_call *call, struct ie_office_lexicon *state,
                   struct ie_str id, struct ie_profile_tagging *tagging,
                   struct ie_error *err)
{
    const struct ie_lexicon *lexicon = ie_office_lexicon_of(state);
    struct ie_reader office = ie_office_reader(call);
    struct ie_profile_mentions mentions;
    struct ie_record *record = NULL;
    struct ie_profile_tag *tags;
    int64_t rungs[3] = {[IE_PROFILE_TITLE] = IE_RUNG_SEALED};
    int code = ie_record_read(call->db, &office, &ie_type_profile, id, call->arena,
                              &record, err);

    *tagging = (struct ie_profile_tagging){.profile = id};
    if (code)
        return code == IE_NOT_FOUND ? 0 : code; /* it is gone, and its rows with it */
    code = ie_profile_mentions(state, record, true, true, call->arena, &mentions, err);
    if (!code)
        code = ie_record_rung(record, "texts", &rungs[IE_PROFILE_TEXT], err);
    if (!code)
        code = ie_record_rung(record, "concepts", &rungs[IE_PROFILE_OWN], err);
    tags = IE_NEW_ARRAY(call->arena, struct ie_profile_tag, mentions.count + 1);
    if (code || !tags)
        return code ? code : ie_fail_nomem(err);
    for (size_t i = 0; i < mentions.count; i++) {
        const struct ie_profile_mention *m = &mentions.at[i];
        tags[i] = (struct ie_profile_tag){.concept = ie_lexicon_id(lexicon, m->concept),
                                          .phrase = m->phrase,
                                          .part = m->part,
                                          .rung = rungs[m->part],
                                          .weight = m->weight,
                                          .times = m->times};
        tags[i].concept = ie_arena_str(call->arena, tags[i].concept);
    }
    tagging->engine = ie_str_z(ie_lexicon_version());
    tagging->lexicon = ie_arena_str(call->arena, ie_lexicon_digest(lexicon));
    tagging->revision = record->revision;
    tagging->tags = tags;
    tagging->count = mentions.count;
    return 0;
}

static int find_work(struct ie_call *call, struct step *step, struct ie_str **ids,
                     struct ie_office_lexicon *state, struct ie_error *err)
{
    struct ie_tagging_round *round = step->round;
    struct ie_str engine = ie_str_z(ie_lexicon_version());
    struct ie_str digest = ie_lexicon_digest(ie_office_lexicon_of(state));
    struct ie_str office = ie_id_str(&round->office);
    int code = 0;

    step->count = 0;
    if (round->which & IE_TAG_DUE)
        code = ie_profiles_to_tag(call->db, office, engine, digest, IE_STR_NONE, AT_ONCE,
                                  call->arena, ids, &step->count, err);
    if (code || step->count || !(round->which & IE_TAG_STALE))
        return code;
    code = ie_profiles_to_tag(call->db, office, engine, digest, ie_id_str(&round->after),
                              AT_ONCE, call->arena, ids, &step->count, err);
    if (!code && step->count)
        (void)ie_id_parse((*ids)[step->count - 1], &round->after);
    return code;
}

/* Read function: what is to be done next, done. */
static int prepare(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct step *step = arg;
    struct ie_tagging_round *round = step->round;
    struct ie_actor office = {.by = IE_STR("lexicon")};
    struct ie_office_lexicon *state = NULL;
    struct ie_call own = *call;
    struct ie_str *ids = NULL;
    int code = 0;

    own.arena = &step->arena;
    own.actor = &office;
    if (!round->office.text[0]) {
        code = next_office(&own, &round->office, err);
        round->done = !round->office.text[0];
    }
    if (code || round->done)
        return code;
    office.office = round->office;
    code = ie_office_lexicon_take(&own, &state, err);
    if (!code)
        code = find_work(&own, step, &ids, state, err);
    step->taggings = IE_NEW_ARRAY(own.arena, struct ie_profile_tagging, AT_ONCE);
    if (!code && !step->taggings)
        code = ie_fail_nomem(err);
    for (size_t i = 0; i < step->count && !code; i++)
        code = tag_one(&own, state, ids[i], &step->taggings[i], err);
    ie_office_lexicon_give(state);
    return code;
}

/* Write function. */
static int write_rows(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct step *step = arg;
    int code = 0;

    for (size_t i = 0; i < step->count && !code; i++)
        code = ie_profile_tags_put(call->db, ie_id_str(&step->round->office),
                                   &step->taggings[i], err);
    return code;
}

/* No more work in this office: on to the next. */
static int next(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_tagging_round *round = arg;
    int code = next_office(call, &round->office, err);

    round->after = (struct ie_id){""};
    round->done = !round->office.text[0];
    return code;
}

int ie_profile_tags_step(struct ie_service *service, struct ie_tagging_round *round,
                         struct ie_error *err)
{
    struct step step = {.round = round};

    ie_arena_init(&step.arena, 0);
    int code = ie_read_call(service, NULL, prepare, &step, err);
    if (!code && step.count)
        code = ie_write_call(service, NULL, write_rows, &step, err);
    else if (!code && !round->done)
        code = ie_read_call(service, NULL, next, round, err);
    if (!code)
        round->tagged += step.count;
    ie_arena_release(&step.arena);
    return code;
}

int ie_profile_tags_all(struct ie_service *service, unsigned which, struct ie_error *err)
{
    struct ie_tagging_round round = {.which = which};
    int code = 0;

    while (!round.done && !code)
        code = ie_profile_tags_step(service, &round, err);
    return code;
}

/* ---- lists ---- */

struct below {
    const struct ie_lexicon *lexicon;
    uint8_t *seen;
    uint32_t *stack;
    uint32_t depth;
};

static void push(struct below *b, uint32_t concept)
{
    if (!b->seen[concept]) {
        b->seen[concept] = 1;
        b->stack[b->depth++] = concept;
    }
}

int ie_concept_and_below(struct ie_call *call, struct ie_str concept, struct ie_str **ids,
                         size_t *count, struct ie_error *err)
{
    struct ie_office_lexicon *state = NULL;
    int code = ie_office_lexicon_take(call, &state, err);

    if (code)
        return code;
    struct below b = {.lexicon = ie_office_lexicon_of(state)};
    size_t concepts = ie_lexicon_count(b.lexicon);
    uint32_t at = ie_lexicon_concept(b.lexicon, concept);
    b.seen = IE_NEW_ARRAY(call->arena, uint8_t, concepts + 1);
    b.stack = IE_NEW_ARRAY(call->arena, uint32_t, concepts + 1);
    *ids = IE_NEW_ARRAY(call->arena, struct ie_str, MOST_BELOW);
    *count = 0;
    if (!b.seen || !b.stack || !*ids)
        code = ie_fail_nomem(err);
    else if (at == IE_THESAURUS_NONE)
        code = ie_fail_no_concept(err, concept);
    else
        push(&b, at);
    while (!code && b.depth && *count < MOST_BELOW) {
        uint32_t c = b.stack[--b.depth];
        struct ie_lexicon_span narrower = ie_lexicon_narrower(b.lexicon, c);
        (*ids)[*count] = ie_arena_str(call->arena, ie_lexicon_id(b.lexicon, c));
        if (!(*ids)[(*count)++].ptr)
            code = ie_fail_nomem(err);
        for (uint32_t i = 0; i < narrower.count; i++)
            push(&b, narrower.at[i]);
    }
    ie_office_lexicon_give(state);
    return code;
}
