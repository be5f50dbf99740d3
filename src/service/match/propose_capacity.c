/*
 * Introductions within what firms can attend to: of the proposed matches those are kept
 * that engine/matching/assign.h chooses over the graph of organisations, where an edge is
 * the best match between two firms and a firm's capacity is `most` less what it has taken
 * up already. All matches between two chosen firms stay: they are one introduction.
 */
#include <math.h>
#include <stdlib.h>

#include "base/vec.h"
#include "engine/matching/assign.h"
#include "service/match/propose.h"
#include "store/schema_types.h"

struct decided { /* a match that a person decided on: it is neither chosen nor left out */
    struct ie_str need, offer;
};

struct ie_propose_limit {
    unsigned most;
    uint32_t *capacity; /* [organisation_count] */
    struct decided *decided;
    size_t decided_count;
};

static int by_sides(const void *x, const void *y)
{
    const struct decided *a = x, *b = y;
    int order = ie_str_cmp(a->need, b->need);

    return order ? order : ie_str_cmp(a->offer, b->offer);
}

static void take(struct ie_proposal *p, struct ie_str organisation)
{
    for (uint32_t i = 0; i < p->organisation_count; i++)
        if (ie_str_eq(p->organisations[i], organisation) && p->limit->capacity[i] > 0)
            p->limit->capacity[i]--;
}

static bool in_scope(const struct ie_proposal *p, const struct ie_record *match)
{
    const struct ie_value *event = ie_record_get(match, "event");

    return p->event ? !event->null && ie_str_eq(event->text, ie_id_str(&p->event->id))
                    : event->null;
}

int ie_propose_limit(struct ie_call *call, struct ie_proposal *p, unsigned most,
                     struct ie_error *err)
{
    struct ie_propose_limit *limit = IE_NEW(call->arena, struct ie_propose_limit);
    struct ie_list rows;
    int code = limit ? ie_event_rows(call, &ie_type_match, "status",
                                     IE_STR("taken_up,dismissed"), &rows, err)
                     : ie_fail_nomem(err);

    if (code)
        return code;
    limit->most = most;
    limit->capacity = IE_NEW_ARRAY(call->arena, uint32_t, p->organisation_count + 1);
    limit->decided = IE_NEW_ARRAY(call->arena, struct decided, rows.count + 1);
    if (!limit->capacity || !limit->decided)
        return ie_fail_nomem(err);
    p->limit = limit;
    for (uint32_t i = 0; i < p->organisation_count; i++)
        limit->capacity[i] = most;
    for (size_t i = 0; i < rows.count; i++) {
        const struct ie_record *match = &rows.at[i];
        if (!in_scope(p, match))
            continue;
        limit->decided[limit->decided_count++] = (struct decided){
            ie_record_get(match, "need")->text, ie_record_get(match, "offer")->text};
        if (ie_str_eqz(ie_record_get(match, "status")->text, "taken_up")) {
            take(p, ie_record_get(match, "need_organisation")->text);
            take(p, ie_record_get(match, "offer_organisation")->text);
        }
    }
    if (limit->decided_count)
        qsort(limit->decided, limit->decided_count, sizeof(*limit->decided), by_sides);
    return 0;
}

/* Either way round: research profiles seek each other. */
static bool is_decided(const struct ie_proposal *p, const struct ie_match *match)
{
    const struct ie_propose_limit *limit = p->limit;
    struct decided key = {ie_id_str(&p->profiles[match->seeker].id),
                          ie_id_str(&p->profiles[match->candidate].id)};
    struct decided back = {key.offer, key.need};

    return limit->decided_count &&
           (bsearch(&key, limit->decided, limit->decided_count, sizeof(key), by_sides) ||
            bsearch(&back, limit->decided, limit->decided_count, sizeof(key), by_sides));
}

static int by_ends(const void *x, const void *y)
{
    const struct ie_match_edge *a = x, *b = y;

    for (int i = 0; i < 2; i++)
        if (a->ends[i] != b->ends[i])
            return a->ends[i] < b->ends[i] ? -1 : 1;
    return (a->weight < b->weight) - (a->weight > b->weight);
}

static struct ie_match_edge edge_of(const struct ie_proposal *p,
                                    const struct ie_match *match)
{
    uint32_t x = p->input.profiles[match->seeker].organisation;
    uint32_t y = p->input.profiles[match->candidate].organisation;

    return (struct ie_match_edge){{x < y ? x : y, x < y ? y : x}, match->score};
}

/* The edges between firms, each pair once with its best match. */
static int make_edges(const struct ie_proposal *p, struct ie_arena *arena,
                      struct ie_match_edge **edges, size_t *count, struct ie_error *err)
{
    size_t n = 0, kept = 0;

    *edges = IE_NEW_ARRAY(arena, struct ie_match_edge, p->output->count + 1);
    if (!*edges)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < p->output->count; i++)
        if (!is_decided(p, &p->output->matches[i]))
            (*edges)[n++] = edge_of(p, &p->output->matches[i]);
    if (n)
        qsort(*edges, n, sizeof(**edges), by_ends);
    for (size_t i = 0; i < n; i++)
        if (!kept || (*edges)[kept - 1].ends[0] != (*edges)[i].ends[0] ||
            (*edges)[kept - 1].ends[1] != (*edges)[i].ends[1])
            (*edges)[kept++] = (*edges)[i];
    *count = kept;
    return 0;
}

static bool is_chosen(const struct ie_match_edge *edges, size_t count,
                      const struct ie_match_assignment *assignment,
                      struct ie_match_edge edge)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct ie_match_edge *at = &edges[middle];
        if (at->ends[0] == edge.ends[0] && at->ends[1] == edge.ends[1])
            return assignment->chosen[middle];
        if (at->ends[0] < edge.ends[0] ||
            (at->ends[0] == edge.ends[0] && at->ends[1] < edge.ends[1]))
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Drops what was not chosen from the output, rows and order kept. */
static void keep_chosen(struct ie_proposal *p, const struct ie_match_edge *edges,
                        size_t count, const struct ie_match_assignment *assignment)
{
    struct ie_matching_output *output = p->output;
    size_t kept = 0, i = 0;

    for (uint32_t row = 0; row < output->seeker_count; row++) {
        size_t end = output->first[row + 1];
        output->first[row] = kept;
        for (; i < end; i++) {
            const struct ie_match *match = &output->matches[i];
            if (is_decided(p, match) ||
                is_chosen(edges, count, assignment, edge_of(p, match)))
                output->matches[kept++] = *match;
            else
                p->left_out++;
        }
    }
    output->first[output->seeker_count] = kept;
    output->count = kept;
}

int ie_propose_spread(struct ie_proposal *p, const struct ie_solve_control *control,
                      struct ie_arena *arena, struct ie_error *err)
{
    struct ie_match_assignment *assignment = NULL;
    struct ie_match_assign_input input = {.capacity = p->limit->capacity,
                                          .count = p->organisation_count};
    struct ie_match_edge *edges = NULL;
    int code = make_edges(p, arena, &edges, &input.edge_count, err);

    input.edges = edges;
    if (!code)
        code = ie_match_assign(&input, control, arena, &assignment, err);
    if (!code)
        code = ie_match_assign_check(&input, assignment, err);
    if (code)
        return code;
    p->introductions = assignment->chosen_count;
    p->value = assignment->value;
    p->bound = assignment->bound;
    keep_chosen(p, edges, input.edge_count, assignment);
    return 0;
}
