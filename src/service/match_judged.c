#include "service/match_judged.h"

#include <stdlib.h>

#include "base/vec.h"
#include "service/event.h"
#include "store/schema_types.h"

struct pair { /* of organisations that did something together in an event */
    struct ie_str event, low, high;
    enum ie_judgement how;
};

struct gather {
    struct ie_call *call;
    const struct ie_record *event;
    struct ie_list participations; /* by id */
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

enum { MATCHES_OF_A_PAIR = 50 };

static int matches_between(struct gather *g, const struct pair *pair, bool turned,
                           struct ie_list *list)
{
    const struct ie_type *type = &ie_type_match;
    struct ie_reader office = ie_office_reader(g->call);
    struct ie_filter filters[] = {{ie_type_field(type, IE_STR("event")), pair->event},
                                  {ie_type_field(type, IE_STR("need_organisation")),
                                   turned ? pair->high : pair->low},
                                  {ie_type_field(type, IE_STR("offer_organisation")),
                                   turned ? pair->low : pair->high}};
    struct ie_list_query query = {.filters = filters,
                                  .filter_count = IE_COUNT(filters),
                                  .sort = ie_type_field(type, IE_STR("score")),
                                  .descending = true,
                                  .limit = MATCHES_OF_A_PAIR};

    return ie_record_list(g->call->db, &office, type, &query, g->call->arena, list,
                          g->err);
}

static bool has_status(const struct ie_record *match, const char *status)
{
    return ie_str_eqz(ie_record_get(match, "status")->text, status);
}

/* One that was taken up rather than one that was only proposed, then the higher score. */
static bool speaks_rather(const struct ie_record *match, const struct ie_record *than)
{
    bool taken = has_status(match, "taken_up");

    if (has_status(match, "dismissed"))
        return false;
    if (!than || taken != has_status(than, "taken_up"))
        return !than || taken;
    return ie_record_get(match, "score")->real > ie_record_get(than, "score")->real;
}

static int judge_pair(struct gather *g, const struct pair *pair)
{
    const struct ie_record *best = NULL;

    for (int turned = 0; turned < 2; turned++) {
        struct ie_list list;
        int code = matches_between(g, pair, turned, &list);
        if (code)
            return code;
        for (size_t i = 0; i < list.count; i++)
            if (speaks_rather(&list.at[i], best))
                best = &list.at[i];
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

    return strcmp(a->match->id.text, b->match->id.text);
}

static int judge_decided(struct gather *g, const struct ie_record *match, size_t pairs)
{
    bool dismissed = has_status(match, "dismissed");
    struct ie_judged one = {match, dismissed ? IE_JUDGED_DISMISSED : IE_JUDGED_TAKEN_UP};

    if (g->event &&
        !ie_str_eq(ie_record_get(match, "event")->text, ie_id_str(&g->event->id)))
        return 0;
    if (dismissed && is_no_judgement(ie_record_get(match, "dismissal")->text)) {
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

static int gather_decided(struct gather *g)
{
    struct ie_list decided;
    size_t pairs = g->judged.count;
    int code = ie_event_rows(g->call, &ie_type_match, "status",
                             IE_STR("taken_up,dismissed"), &decided, g->err);

    if (pairs)
        qsort(g->judged.at, pairs, sizeof(*g->judged.at), by_match);
    for (size_t i = 0; !code && i < decided.count; i++)
        code = judge_decided(g, &decided.at[i], pairs);
    return code;
}

int ie_matches_judged(struct ie_call *call, const struct ie_record *event,
                      struct ie_judged_list *list, struct ie_error *err)
{
    struct gather g = {.call = call, .event = event, .err = err};
    int code = gather_pairs(&g);

    *list = (struct ie_judged_list){0};
    join_pairs(&g);
    for (size_t i = 0; i < g.pairs.count && !code; i++)
        code = judge_pair(&g, &g.pairs.at[i]);
    if (!code)
        code = gather_decided(&g);
    if (!code) {
        list->at = IE_NEW_ARRAY(call->arena, struct ie_judged, g.judged.count + 1);
        if (!list->at)
            code = ie_fail_nomem(err);
        else if (g.judged.count) {
            memcpy(list->at, g.judged.at, g.judged.count * sizeof(*list->at));
            qsort(list->at, g.judged.count, sizeof(*list->at), by_match);
        }
        list->count = code ? 0 : g.judged.count;
        list->left_out = g.left_out;
    }
    IE_VEC_RELEASE(&g.pairs);
    IE_VEC_RELEASE(&g.judged);
    return code;
}
