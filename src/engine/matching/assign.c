/* b-Suitor over the top-K graph. */
#include "engine/matching/assign.h"

#include <math.h>
#include <stdlib.h>

enum { POLL = 1 << 16 }; /* proposals between two looks at the stop flag */

/* An edge as one of its ends sees it. */
struct arc {
    double weight;
    uint32_t to;
    uint32_t edge;
};

struct suitors {
    const struct ie_match_assign_input *input;
    size_t *first;     /* [count + 1] of arcs */
    struct arc *arcs;  /* by end, best first, a pair once */
    size_t *end;       /* [count] behind the last arc of an end */
    size_t *next;      /* [count] arc that an end proposes along next */
    size_t *held;      /* [count + 1] first place of an end's proposals */
    uint32_t *holds;   /* [count] how many it holds */
    struct arc *heap;  /* proposals held, the worst on top; `to` is who proposed */
    uint32_t *waiting; /* stack of ends with proposals to make */
    uint32_t *lacks;   /* [count] proposals it still has to make */
    uint64_t ticks;
};

static int bad_input(struct ie_error *err, const char *what)
{
    ie_fail(err, IE_INPUT, "matching.bad_input");
    ie_error_arg(err, "what", what);
    return IE_INPUT;
}

static int check_input(const struct ie_match_assign_input *input, struct ie_error *err)
{
    if (input->edge_count > UINT32_MAX)
        return bad_input(err, "edges");
    for (size_t e = 0; e < input->edge_count; e++) {
        const struct ie_match_edge *edge = &input->edges[e];
        if (edge->ends[0] >= input->count || edge->ends[1] >= input->count ||
            edge->ends[0] == edge->ends[1])
            return bad_input(err, "ends");
        if (!(edge->weight > 0) || !isfinite(edge->weight))
            return bad_input(err, "weight");
    }
    return 0;
}

/* The total order of edges, as seen from `x` and `y`: their owners' numbers are in the
 * lower and upper ends. Below 0: the first is better. */
static int order(double wx, uint32_t ax, uint32_t bx, double wy, uint32_t ay, uint32_t by)
{
    uint32_t lx = ax < bx ? ax : bx, hx = ax < bx ? bx : ax;
    uint32_t ly = ay < by ? ay : by, hy = ay < by ? by : ay;

    if (wx > wy || wx < wy)
        return wx > wy ? -1 : 1;
    if (lx != ly)
        return lx < ly ? -1 : 1;
    return hx < hy ? -1 : hx > hy;
}

/* Arcs of one owner. Equal weights: the order of pairs with one end in common is that of
 * the other end, whichever is lower; copies of a pair stand by their number. */
static int by_worth(const void *x, const void *y)
{
    const struct arc *a = x, *b = y;

    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return a->edge < b->edge ? -1 : a->edge > b->edge;
}

static size_t drop_copies(struct arc *arcs, size_t count, uint32_t owner, uint32_t *seen)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (seen[arcs[i].to] == owner + 1)
            continue;
        seen[arcs[i].to] = owner + 1;
        arcs[kept++] = arcs[i];
    }
    return kept;
}

static int fill(struct suitors *s, struct ie_arena *arena, struct ie_error *err)
{
    const struct ie_match_assign_input *input = s->input;
    size_t n = (size_t)input->count + 1, m = input->edge_count, places = 0;
    uint32_t *seen = IE_NEW_ARRAY(arena, uint32_t, n);

    s->first = IE_NEW_ARRAY(arena, size_t, n + 1);
    s->end = IE_NEW_ARRAY(arena, size_t, n);
    s->next = IE_NEW_ARRAY(arena, size_t, n);
    s->held = IE_NEW_ARRAY(arena, size_t, n);
    s->holds = IE_NEW_ARRAY(arena, uint32_t, n);
    s->lacks = IE_NEW_ARRAY(arena, uint32_t, n);
    s->waiting = IE_NEW_ARRAY(arena, uint32_t, n);
    s->arcs = IE_NEW_ARRAY(arena, struct arc, 2 * m + 1);
    if (!seen || !s->first || !s->end || !s->next || !s->held || !s->holds || !s->lacks ||
        !s->waiting || !s->arcs)
        return ie_fail_nomem(err);
    for (size_t e = 0; e < m; e++)
        for (int side = 0; side < 2; side++)
            s->first[input->edges[e].ends[side] + 1]++;
    for (uint32_t v = 0; v < input->count; v++)
        s->first[v + 1] += s->first[v];
    for (uint32_t v = 0; v < input->count; v++)
        s->end[v] = s->first[v];
    for (size_t e = 0; e < m; e++)
        for (int side = 0; side < 2; side++)
            s->arcs[s->end[input->edges[e].ends[side]]++] = (struct arc){
                input->edges[e].weight, input->edges[e].ends[1 - side], (uint32_t)e};
    for (uint32_t v = 0; v < input->count; v++) {
        struct arc *arcs = &s->arcs[s->first[v]];
        size_t degree = s->end[v] - s->first[v];
        if (degree > 1)
            qsort(arcs, degree, sizeof(*arcs), by_worth);
        degree = drop_copies(arcs, degree, v, seen);
        s->end[v] = s->first[v] + degree;
        s->next[v] = s->first[v];
        s->held[v] = places;
        s->lacks[v] = input->capacity[v] < degree ? input->capacity[v] : (uint32_t)degree;
        places += s->lacks[v];
    }
    s->held[input->count] = places;
    s->heap = IE_NEW_ARRAY(arena, struct arc, places + 1);
    return s->heap ? 0 : ie_fail_nomem(err);
}

static bool better(uint32_t owner, const struct arc *x, const struct arc *y)
{
    return order(x->weight, owner, x->to, y->weight, owner, y->to) < 0;
}

/* Puts `arc` in place of the heap's top and lets it sink; the worst is on top. */
static void sink(struct arc *heap, uint32_t count, uint32_t owner, struct arc arc)
{
    uint32_t at = 0, child;

    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count && better(owner, &heap[child], &heap[child + 1]))
            child++;
        if (!better(owner, &arc, &heap[child]))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = arc;
}

static void rise(struct arc *heap, uint32_t at, uint32_t owner, struct arc arc)
{
    while (at > 0 && better(owner, &heap[(at - 1) / 2], &arc)) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = arc;
}

static uint32_t room_of(const struct suitors *s, uint32_t v)
{
    return (uint32_t)(s->held[v + 1] - s->held[v]);
}

/* `from` proposes along its next arc. True: taken; *displaced lost its place to it, or is
 * UINT32_MAX. */
static bool propose(struct suitors *s, uint32_t from, uint32_t *displaced)
{
    const struct arc *arc = &s->arcs[s->next[from]++];
    uint32_t v = arc->to, room = room_of(s, v);
    struct arc *heap = &s->heap[s->held[v]], offer = {arc->weight, from, arc->edge};

    *displaced = UINT32_MAX;
    if (room == 0)
        return false;
    if (s->holds[v] < room) {
        rise(heap, s->holds[v]++, v, offer);
        return true;
    }
    if (!better(v, &offer, &heap[0]))
        return false;
    *displaced = heap[0].to;
    sink(heap, room, v, offer);
    return true;
}

static int run(struct suitors *s, const struct ie_solve_control *control,
               struct ie_error *err)
{
    uint32_t top = 0;

    for (uint32_t v = s->input->count; v > 0; v--)
        if (s->lacks[v - 1])
            s->waiting[top++] = v - 1;
    while (top > 0) {
        uint32_t from = s->waiting[--top], displaced;
        while (s->lacks[from] && s->next[from] < s->end[from]) {
            if (s->ticks++ % POLL == 0 && ie_solve_stopped(control) != IE_GO_ON)
                return ie_fail(err,
                               ie_solve_stopped(control) == IE_STOP_CANCEL ? IE_CANCELLED
                                                                           : IE_LIMIT,
                               "matching.stopped");
            if (!propose(s, from, &displaced))
                continue;
            s->lacks[from]--;
            /* waits already when it has more to make up for */
            if (displaced != UINT32_MAX && s->lacks[displaced]++ == 0 &&
                displaced != from)
                s->waiting[top++] = displaced;
        }
        s->lacks[from] = 0;
    }
    return 0;
}

/* The price of an introduction at v: of the least that it took where it had to refuse. */
static double price(const struct suitors *s, uint32_t v)
{
    uint32_t room = room_of(s, v);

    return room && s->holds[v] == room && room < s->end[v] - s->first[v]
               ? s->heap[s->held[v]].weight
               : 0;
}

/* What was chosen, and the dual solution that bounds it. */
static void account(const struct suitors *s, struct ie_match_assignment *made)
{
    const struct ie_match_assign_input *input = s->input;

    for (uint32_t v = 0; v < input->count; v++) {
        for (uint32_t i = 0; i < s->holds[v]; i++)
            made->chosen[s->heap[s->held[v] + i].edge] = true;
        made->bound += room_of(s, v) * price(s, v);
    }
    for (size_t e = 0; e < input->edge_count; e++) {
        const struct ie_match_edge *edge = &input->edges[e];
        if (!made->chosen[e])
            continue;
        double left = edge->weight - price(s, edge->ends[0]) - price(s, edge->ends[1]);
        made->chosen_count++;
        made->value += edge->weight;
        made->bound += left > 0 ? left : 0;
    }
}

int ie_match_assign(const struct ie_match_assign_input *input,
                    const struct ie_solve_control *control, struct ie_arena *arena,
                    struct ie_match_assignment **result, struct ie_error *err)
{
    struct suitors s = {.input = input};
    struct ie_match_assignment *made = IE_NEW(arena, struct ie_match_assignment);
    int code = check_input(input, err);

    *result = NULL;
    if (!code &&
        (!made || !(made->chosen = IE_NEW_ARRAY(arena, bool, input->edge_count + 1))))
        code = ie_fail_nomem(err);
    if (!code)
        code = fill(&s, arena, err);
    if (!code)
        code = run(&s, control, err);
    if (code)
        return code;
    made->ticks = s.ticks;
    account(&s, made);
    *result = made;
    return 0;
}
