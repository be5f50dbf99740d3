#include "service/match/judged.h"

#include <stdlib.h>

#include "base/vec.h"
#include "service/event/event.h"
#include "store/schema_types.h"

struct pair { /* of organisations that did something together in an event */
    struct ie_str event, low, high;
    enum ie_judgement how;
};

struct gather {
    struct ie_call *call;
    const struct ie_record *event;
    struct ie_list participations;          /* by id */
    IE_VEC(struct ie_judged_match) matches; /* by event, then organisations */
    IE_VEC(struct pair) pairs;
    IE_VEC(struct ie_judged) judged;
    size_t left_out;
    struct ie_error *err;
};

/* ---- pairs ---- */

static int by_id(const void *x, const void *y)
{
    const struct ie_record *a = x, *b = y;

    return strcmp(a->id.text, b->id.text);
}

static const struct ie_record *participation(const struct gather *g, struct ie_str id)
{
    struct ie_record key = {0};

    return ie_id_parse(id, &key.id) ? bsearch(&key, g->participations.at,
                                              g->participations.count, sizeof(key), by_id)
                                    : NULL;
}

static int add_pair(struct gather *g, const struct ie_record *row, const char *from,
                    const char *to, enum ie_judgement how)
{
    const struct ie_record *a = participation(g, ie_record_get(row, from)->text);
    const struct ie_record *b = participation(g, ie_record_get(row, to)->text);

    if (!a || !b)
        return 0;
    struct ie_str x = ie_record_get(a, "organisation")->text;
    struct ie_str y = ie_record_get(b, "organisation")->text;
    struct pair *pair = IE_PUSH(&g->pairs);
    if (!pair)
        return ie_fail_nomem(g->err);
    bool turned = ie_str_cmp(x, y) > 0;
    *pair = (struct pair){ie_record_get(a, "event")->text, turned ? y : x, turned ? x : y,
                          how};
    return 0;
}

/* "none", "follow_up", "sample", "nda" are steps on the way; the others are agreements. */
static bool is_agreed(struct ie_str result)
{
    static const char *const agreed[] = {"memorandum", "licence", "joint_development",
                                         "order", "investment"};

    for (size_t i = 0; i < IE_COUNT(agreed); i++)
        if (ie_str_eqz(result, agreed[i]))
            return true;
    return false;
}

static int rows_of(struct gather *g, const struct ie_type *type, struct ie_list *rows)
{
    return ie_event_rows(g->call, type, g->event ? "event" : NULL,
                         g->event ? ie_id_str(&g->event->id) : IE_STR_NONE, rows, g->err);
}

static int gather_pairs(struct gather *g)
{
    struct ie_list wishes, meetings, outcomes;
    int code = rows_of(g, &ie_type_participation, &g->participations);

    if (code || (code = rows_of(g, &ie_type_wish, &wishes)) ||
        (code = rows_of(g, &ie_type_meeting, &meetings)) ||
        (code = rows_of(g, &ie_type_outcome, &outcomes)))
        return code;
    if (g->participations.count)
        qsort(g->participations.at, g->participations.count, sizeof(struct ie_record),
              by_id);
    for (size_t i = 0; i < wishes.count && !code; i++)
        code = add_pair(g, &wishes.at[i], "from", "to", IE_JUDGED_WISHED);
    for (size_t i = 0; i < meetings.count && !code; i++)
        if (ie_str_eqz(ie_record_get(&meetings.at[i], "status")->text, "held"))
            code = add_pair(g, &meetings.at[i], "a", "b", IE_JUDGED_MET);
    for (size_t i = 0; i < outcomes.count && !code; i++)
        if (ie_str_eqz(ie_record_get(&outcomes.at[i], "status")->text, "held"))
            code = add_pair(g, &outcomes.at[i], "from", "to",
                            is_agreed(ie_record_get(&outcomes.at[i], "result")->text)
                                ? IE_JUDGED_AGREED
                                : IE_JUDGED_MET);
    return code;
}

static int by_pair(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    int order = ie_str_cmp(a->event, b->event);

    if (!order)
        order = ie_str_cmp(a->low, b->low);
    if (!order)
        order = ie_str_cmp(a->high, b->high);
    return order ? order : (int)b->how - (int)a->how; /* the strongest first */
}

static void join_pairs(struct gather *g)
{
    size_t kept = 0;

    if (g->pairs.count)
        qsort(g->pairs.at, g->pairs.count, sizeof(*g->pairs.at), by_pair);
    for (size_t i = 0; i < g->pairs.count; i++) {
        const struct pair *last = kept ? &g->pairs.at[kept - 1] : NULL;
        struct pair *pair = &g->pairs.at[i];
        if (!last || !ie_str_eq(last->event, pair->event) ||
            !ie_str_eq(last->low, pair->low) || !ie_str_eq(last->high, pair->high))
            g->pairs.at[kept++] = *pair;
    }
    g->pairs.count = kept;
}

/* ---- the match that a pair speaks for ---- */

static int by_sides(const void *x, const void *y)
{
    const struct ie_judged_match *a = x, *b = y;
    int order = ie_str_cmp(a->event, b->event);

    if (!order)
        order = ie_str_cmp(a->need_organisation, b->need_organisation);
    if (!order)
        order = ie_str_cmp(a->offer_organisation, b->offer_organisation);
    return order ? order : ie_str_cmp(a->id, b->id);
}

static bool keep_text(struct ie_arena *arena, struct ie_query *q, int column,
                      struct ie_str *text)
{
    struct ie_str value = ie_query_get_text(q, column);

    *text = ie_arena_str(arena, value.ptr ? value : IE_STR(""));
    return text->ptr != NULL;
}

static bool keep_match(struct gather *g, struct ie_query *q)
{
    struct ie_judged_match *match = IE_PUSH(&g->matches);

    if (!match)
        return false;
    match->score = ie_query_get_real(q, 7);
    struct ie_str *const texts[] = {&match->id,
                                    &match->event,
                                    &match->need_organisation,
                                    &match->offer_organisation,
                                    &match->status,
                                    &match->dismissal,
                                    &match->degrees};
    for (size_t i = 0; i < IE_COUNT(texts); i++)
        if (!keep_text(g->call->arena, q, (int)i, texts[i]))
            return false;
    return true;
}

static int gather_matches(struct gather *g)
{
    struct ie_query q;
    bool row = false;
    int code;

    ie_query_begin(g->call->db,
                   "SELECT id, event, need_organisation, offer_organisation, status,"
                   " dismissal, degrees, score FROM match_ WHERE office_id=$1"
                   " AND deleted_at IS NULL AND ($2='' OR event=$2)",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&g->call->actor->office));
    ie_query_text(&q, 2, g->event ? ie_id_str(&g->event->id) : IE_STR(""));
    while (!(code = ie_query_next(&q, &row, g->err)) && row)
        if (!keep_match(g, &q)) {
            code = ie_fail_nomem(g->err);
            break;
        }
    ie_query_end(&q);
    if (!code && g->matches.count)
        qsort(g->matches.at, g->matches.count, sizeof(*g->matches.at), by_sides);
    return code;
}

static bool has_status(const struct ie_judged_match *match, const char *status)
{
    return ie_str_eqz(match->status, status);
}

/* One that was taken up rather than one that was only proposed, then the higher score. */
static bool speaks_rather(const struct ie_judged_match *match,
                          const struct ie_judged_match *than)
{
    bool taken = has_status(match, "taken_up");

    if (has_status(match, "dismissed"))
        return false;
    if (!than || taken != has_status(than, "taken_up"))
        return !than || taken;
    return match->score > than->score;
}

/* First match that is not before the key. */
static size_t first_of(const struct gather *g, const struct ie_judged_match *key)
{
    size_t low = 0, high = g->matches.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_sides(&g->matches.at[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int judge_pair(struct gather *g, const struct pair *pair)
{
    const struct ie_judged_match *best = NULL;

    for (int turned = 0; turned < 2; turned++) {
        struct ie_judged_match key = {
            .id = IE_STR(""),
            .event = pair->event,
            .need_organisation = turned ? pair->high : pair->low,
            .offer_organisation = turned ? pair->low : pair->high};
        for (size_t i = first_of(g, &key); i < g->matches.count; i++) {
            const struct ie_judged_match *match = &g->matches.at[i];
            if (!ie_str_eq(match->event, key.event) ||
                !ie_str_eq(match->need_organisation, key.need_organisation) ||
                !ie_str_eq(match->offer_organisation, key.offer_organisation))
                break;
            if (speaks_rather(match, best))
                best = match;
        }
    }
    if (!best)
        return 0;
    struct ie_judged *judged = IE_PUSH(&g->judged);
    if (!judged)
        return ie_fail_nomem(g->err);
    *judged = (struct ie_judged){best, pair->how};
    return 0;
}

/* ---- what was decided on the match itself ---- */

static bool is_no_judgement(struct ie_str dismissal)
{
    return ie_str_eqz(dismissal, "known_already") || ie_str_eqz(dismissal, "capacity") ||
           ie_str_eqz(dismissal, "competitor");
}

static int by_match(const void *x, const void *y)
{
    const struct ie_judged *a = x, *b = y;

    return ie_str_cmp(a->match->id, b->match->id);
}

static int judge_decided(struct gather *g, const struct ie_judged_match *match,
                         size_t pairs)
{
    bool dismissed = has_status(match, "dismissed");
    struct ie_judged one = {match, dismissed ? IE_JUDGED_DISMISSED : IE_JUDGED_TAKEN_UP};

    if (!dismissed && !has_status(match, "taken_up"))
        return 0;
    if (dismissed && is_no_judgement(match->dismissal)) {
        g->left_out++;
        return 0;
    }
    if (pairs && bsearch(&one, g->judged.at, pairs, sizeof(one), by_match))
        return 0; /* the pair has said more of it */
    struct ie_judged *judged = IE_PUSH(&g->judged);
    if (!judged)
        return ie_fail_nomem(g->err);
    *judged = one;
    return 0;
}

static int judge(struct gather *g)
{
    int code = 0;

    for (size_t i = 0; i < g->pairs.count && !code; i++)
        code = judge_pair(g, &g->pairs.at[i]);
    size_t pairs = g->judged.count;
    if (pairs)
        qsort(g->judged.at, pairs, sizeof(*g->judged.at), by_match);
    for (size_t i = 0; i < g->matches.count && !code; i++)
        code = judge_decided(g, &g->matches.at[i], pairs);
    return code;
}

/* The judged with their matches, in the arena, by id. */
static int copy_out(struct gather *g, struct ie_judged_list *list)
{
    struct ie_arena *arena = g->call->arena;
    struct ie_judged_match *matches =
        IE_NEW_ARRAY(arena, struct ie_judged_match, g->judged.count + 1);

    list->at = IE_NEW_ARRAY(arena, struct ie_judged, g->judged.count + 1);
    if (!matches || !list->at)
        return ie_fail_nomem(g->err);
    for (size_t i = 0; i < g->judged.count; i++) {
        matches[i] = *g->judged.at[i].match;
        list->at[i] = (struct ie_judged){&matches[i], g->judged.at[i].how};
    }
    if (g->judged.count)
        qsort(list->at, g->judged.count, sizeof(*list->at), by_match);
    list->count = g->judged.count;
    list->left_out = g->left_out;
    return 0;
}

int ie_matches_judged(struct ie_call *call, const struct ie_record *event,
                      struct ie_judged_list *list, struct ie_error *err)
{
    struct gather g = {.call = call, .event = event, .err = err};
    int code = gather_pairs(&g);

    *list = (struct ie_judged_list){0};
    join_pairs(&g);
    if (!code)
        code = gather_matches(&g);
    if (!code)
        code = judge(&g);
    if (!code)
        code = copy_out(&g, list);
    IE_VEC_RELEASE(&g.pairs);
    IE_VEC_RELEASE(&g.matches);
    IE_VEC_RELEASE(&g.judged);
    return code;
}
