#include "engine/scheduling/exact/hall.h"

static uint64_t slots_below(uint32_t slot)
{
    return slot >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << slot) - 1;
}

static uint64_t domain_of(const struct ie_exact_model *model, uint32_t p, uint32_t k)
{
    return model->domain[model->meeting_of[model->from[p] + k]];
}

/* ---- one participant ---- */

/* p's k-th meeting has slot[k]; who[t] is which meeting has slot t, NOBODY if none. */
enum { NOBODY = UINT8_MAX };

struct row {
    uint8_t who[IE_EXACT_SLOTS], slot[IE_EXACT_SLOTS];
};

/* A slot of `open` for p's k-th meeting, others giving way to others (Berge's augmenting
 * path); slots tried are taken out of `open`. Not deeper than there are slots. */
static bool augment(const struct ie_exact_model *model, uint32_t p, uint32_t k,
                    uint64_t *open, struct row *row)
{
    for (;;) {
        uint64_t free_ones = domain_of(model, p, k) & *open;
        if (!free_ones)
            return false;
        uint32_t t = (uint32_t)__builtin_ctzll(free_ones);
        *open &= ~(UINT64_C(1) << t);
        if (row->who[t] == NOBODY || augment(model, p, row->who[t], open, row)) {
            row->who[t] = (uint8_t)k;
            row->slot[k] = (uint8_t)t;
            return true;
        }
    }
}

static bool match(const struct ie_exact_model *model, uint32_t p, uint64_t window,
                  struct row *row)
{
    uint32_t degree = ie_exact_degree(model, p);

    memset(row->who, NOBODY, sizeof(row->who));
    for (uint32_t k = 0; k < degree; k++) {
        uint64_t open = window;
        if (!augment(model, p, k, &open, row))
            return false;
    }
    return true;
}

/* Whether p's k-th meeting can have slot t: `row` is a matching, and is another one with
 * that pair if so. */
static bool can_have(const struct ie_exact_model *model, uint32_t p, uint32_t k,
                     uint32_t t, struct row *row)
{
    struct row other = *row;
    uint64_t open = model->day & ~(UINT64_C(1) << t);
    uint8_t loser = other.who[t];

    if (row->slot[k] == t)
        return true;
    other.who[other.slot[k]] = NOBODY;
    other.who[t] = (uint8_t)k;
    other.slot[k] = (uint8_t)t;
    if (loser != NOBODY && !augment(model, p, loser, &open, &other))
        return false;
    *row = other;
    return true;
}

bool ie_exact_hall_filter(struct ie_exact_model *model, uint32_t p)
{
    uint32_t degree = ie_exact_degree(model, p);
    bool changed = false;
    struct row row;

    if (degree > model->problem->slot_count || !match(model, p, model->day, &row)) {
        model->hopeless = true;
        return false;
    }
    for (uint32_t k = 0; k < degree; k++) {
        uint32_t m = model->meeting_of[model->from[p] + k];
        for (uint64_t rest = model->domain[m]; rest; rest &= rest - 1) {
            uint32_t t = (uint32_t)__builtin_ctzll(rest);
            if (can_have(model, p, k, t, &row))
                continue;
            model->domain[m] &= ~(UINT64_C(1) << t);
            changed = true;
        }
    }
    return changed;
}

void ie_exact_hall_within(const struct ie_exact_model *model, uint32_t p,
                          uint8_t within[IE_EXACT_SLOTS][IE_EXACT_SLOTS + 1])
{
    uint32_t slots = model->problem->slot_count;

    for (uint32_t i = 0; i < slots; i++) {
        memset(within[i], 0, slots + 1);
        for (uint32_t k = 0; k < ie_exact_degree(model, p); k++) {
            uint64_t domain = domain_of(model, p, k);
            if (!domain || domain & slots_below(i))
                continue;
            uint32_t end = 64 - (uint32_t)__builtin_clzll(domain);
            for (uint32_t j = end; j <= slots; j++)
                within[i][j]++;
        }
    }
}

bool ie_exact_hall_row(const struct ie_exact_model *model, uint32_t p, uint32_t start)
{
    uint64_t window =
        slots_below(start + ie_exact_degree(model, p)) & ~slots_below(start);
    struct row row;

    return match(model, p, window, &row);
}

/* ---- places ---- */

enum { LAST = UINT32_MAX };

struct seating {
    const struct ie_exact_model *model;
    uint32_t *next; /* [meeting] the next one in the same slot, or LAST */
    uint32_t first[IE_EXACT_SLOTS], load[IE_EXACT_SLOTS];
};

static void sit(struct seating *s, uint32_t m, uint32_t t)
{
    s->next[m] = s->first[t];
    s->first[t] = m;
    s->load[t]++;
}

/* A slot of `open` for the meeting; of a full one, somebody goes elsewhere. */
static bool find_seat(struct seating *s, uint32_t m, uint64_t *open)
{
    for (;;) {
        uint64_t free_ones = s->model->domain[m] & *open;
        if (!free_ones)
            return false;
        uint32_t t = (uint32_t)__builtin_ctzll(free_ones);
        *open &= ~(UINT64_C(1) << t);
        if (s->load[t] < s->model->problem->place_count) {
            sit(s, m, t);
            return true;
        }
        for (uint32_t *at = &s->first[t]; *at != LAST; at = &s->next[*at]) {
            uint32_t other = *at, rest = s->next[other];
            if (!find_seat(s, other, open))
                continue;
            *at = rest; /* find_seat has put `other` elsewhere: t was not open */
            s->load[t]--;
            sit(s, m, t);
            return true;
        }
    }
}

int ie_exact_hall_places(const struct ie_exact_model *model, struct ie_arena *arena,
                         bool *enough, struct ie_error *err)
{
    struct ie_arena_mark mark = ie_arena_mark(arena);
    uint32_t count = model->problem->meeting_count;
    struct seating s = {.model = model};

    *enough = true;
    if (model->problem->place_count >= count)
        return 0;
    s.next = IE_NEW_ARRAY(arena, uint32_t, count + 1);
    if (!s.next)
        return ie_fail_nomem(err);
    for (uint32_t t = 0; t < IE_EXACT_SLOTS; t++)
        s.first[t] = LAST;
    for (uint32_t m = 0; m < count && *enough; m++) {
        uint64_t open = model->day;
        *enough = find_seat(&s, m, &open);
    }
    ie_arena_rewind(arena, mark);
    return 0;
}
