#include "engine/scheduling/fair/seat.h"

struct seating {
    const struct fair_state *state;
    struct ie_fair_place_at *at;
    uint32_t *first, *items; /* units by resource: places, then interpreters */
    uint32_t *left;          /* [places + interpreters] in the slot at hand */
    uint32_t *next;          /* [resources] where to look for any free unit */
    int32_t *last[KINDS];    /* [people] unit of the last meeting of the day */
};

static uint32_t unit_count(const struct fair_model *m)
{
    return m->p->place_count + m->p->interpreter_count;
}

static uint32_t resource_of(const struct fair_model *m, uint32_t unit)
{
    return unit < m->p->place_count ? m->room_of[unit]
                                    : m->team_of[unit - m->p->place_count];
}

static int list_units(struct seating *g, struct ie_error *err)
{
    const struct fair_model *m = g->state->m;
    uint32_t n = unit_count(m);

    g->first = ie_calloc((size_t)m->resources + 2, sizeof(uint32_t));
    g->items = ie_calloc((size_t)n + 1, sizeof(uint32_t));
    g->left = ie_calloc((size_t)n + 1, sizeof(uint32_t));
    g->next = ie_calloc((size_t)m->resources + 1, sizeof(uint32_t));
    g->last[ROOM] = ie_calloc((size_t)m->people + 1, sizeof(int32_t));
    g->last[TEAM] = ie_calloc((size_t)m->people + 1, sizeof(int32_t));
    if (!g->first || !g->items || !g->left || !g->next || !g->last[ROOM] ||
        !g->last[TEAM])
        return ie_fail_nomem(err);
    for (uint32_t u = 0; u < n; u++)
        g->first[resource_of(m, u) + 1]++;
    for (uint32_t r = 0; r < m->resources; r++)
        g->first[r + 1] += g->first[r];
    for (uint32_t u = 0; u < n; u++) {
        uint32_t r = resource_of(m, u);
        g->items[g->first[r] + g->next[r]++] = u;
    }
    return 0;
}

static void open_units(struct seating *g, uint32_t s)
{
    const struct ie_fair_problem *p = g->state->m->p;

    for (uint32_t i = 0; i < p->place_count; i++)
        g->left[i] = fair_bit(p->places[i].available, s) ? p->places[i].capacity : 0;
    for (uint32_t i = 0; i < p->interpreter_count; i++)
        g->left[p->place_count + i] = fair_bit(p->interpreters[i].available, s);
    for (uint32_t r = 0; r < g->state->m->resources; r++)
        g->next[r] = g->first[r];
}

static int32_t *unit_of(const struct seating *g, int kind, uint32_t meeting)
{
    return kind == ROOM ? &g->at[meeting].place : &g->at[meeting].interpreter;
}

static int32_t base_of(const struct seating *g, int kind)
{
    return kind == ROOM ? 0 : (int32_t)g->state->m->p->place_count;
}

/* Gives the meeting unit `wish` (of its kind) if it has that resource and is free. */
static bool give(struct seating *g, int kind, uint32_t meeting, int32_t wish)
{
    uint32_t unit = (uint32_t)(wish + base_of(g, kind));

    if (wish < 0 || *unit_of(g, kind, meeting) >= 0 ||
        resource_of(g->state->m, unit) != g->state->at[meeting].unit[kind] ||
        !g->left[unit])
        return false;
    g->left[unit]--;
    *unit_of(g, kind, meeting) = wish;
    return true;
}

static int32_t wish_of(const struct seating *g, int kind, uint32_t meeting, int pass,
                       int32_t s)
{
    const struct ie_fair_meeting *one = &g->state->m->p->meetings[meeting];

    if (pass == 0)
        return one->hold == IE_FAIR_FREE ? -1
               : kind == ROOM            ? one->place
                                         : one->interpreter;
    if (pass == 1)
        return one->was_slot != s ? -1
               : kind == ROOM     ? one->was_place
                                  : one->was_interpreter;
    uint32_t k = (uint32_t)pass - 2;
    return k < one->size ? g->last[kind][one->who[k]] : -1;
}

/* Meetings of slot s, from the people's lists: a meeting is met at its first member. */
static uint32_t list_slot(const struct seating *g, uint32_t s, uint32_t *list)
{
    const struct fair_state *state = g->state;
    uint32_t n = 0;

    for (uint32_t who = 0; who < state->m->people; who++)
        for (uint32_t node = fair_first_at(state, who, s); node;
             node = state->link[node - 1]) {
            uint32_t x = state->m->node_meeting[node - 1];
            if (state->m->p->meetings[x].who[0] == who)
                list[n++] = x;
        }
    return n;
}

static int seat_kind(struct seating *g, int kind, uint32_t s, const uint32_t *list,
                     uint32_t n, struct ie_error *err)
{
    const struct fair_model *m = g->state->m;

    for (int pass = 0; pass < 2 + IE_FAIR_MEMBERS; pass++)
        for (uint32_t i = 0; i < n; i++) {
            uint32_t x = list[i];
            int32_t wish = g->state->at[x].unit[kind] == UNITLESS
                               ? -1
                               : wish_of(g, kind, x, pass, (int32_t)s);
            if (!give(g, kind, x, wish) && pass == 0 && wish >= 0)
                return ie_fail(err, IE_INFEASIBLE, "fair.infeasible");
        }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = list[i], r = g->state->at[x].unit[kind];
        if (r == UNITLESS || *unit_of(g, kind, x) >= 0)
            continue;
        while (g->next[r] < g->first[r + 1] && !g->left[g->items[g->next[r]]])
            g->next[r]++;
        if (g->next[r] == g->first[r + 1])
            IE_BUG("a resource of the timetable is overdrawn");
        (void)give(g, kind, x, (int32_t)g->items[g->next[r]] - base_of(g, kind));
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct ie_fair_meeting *one = &m->p->meetings[list[i]];
        for (uint32_t k = 0; k < one->size; k++)
            g->last[kind][one->who[k]] = *unit_of(g, kind, list[i]);
    }
    return 0;
}

int ie_fair_seat(const struct fair_state *state, struct ie_fair_place_at *at,
                 struct ie_error *err)
{
    const struct fair_model *m = state->m;
    struct seating g = {.state = state, .at = at};
    uint32_t *list = ie_calloc((size_t)m->meetings + 1, sizeof(*list));
    int code = list ? list_units(&g, err) : ie_fail_nomem(err);

    for (uint32_t i = 0; i < m->meetings; i++)
        at[i] = (struct ie_fair_place_at){state->at[i].slot, IE_FAIR_NONE, IE_FAIR_NONE};
    for (uint32_t s = 0; !code && s < m->slots; s++) {
        if (s == 0 || m->p->slots[s].day != m->p->slots[s - 1].day)
            for (uint32_t who = 0; who < m->people; who++)
                g.last[ROOM][who] = g.last[TEAM][who] = -1;
        uint32_t n = list_slot(&g, s, list);
        open_units(&g, s);
        code = seat_kind(&g, ROOM, s, list, n, err);
        if (!code)
            code = seat_kind(&g, TEAM, s, list, n, err);
    }
    ie_free(list);
    ie_free(g.first);
    ie_free(g.items);
    ie_free(g.left);
    ie_free(g.next);
    ie_free(g.last[ROOM]);
    ie_free(g.last[TEAM]);
    return code;
}
