/*
 * Judging a timetable from the raw input: lists of (who, when, which), sorted, nothing
 * incremental. The solver (model.h) is another program over the same definitions; neither
 * uses the other's code.
 */
#include "base/vec.h"
#include "engine/scheduling/scheduling.h"

struct use { /* a meeting uses somebody, or some place, in a slot */
    uint32_t who;
    uint32_t day, slot;
    uint32_t order; /* among equals: later ones yield */
    uint32_t meeting;
    bool is_b;
};

struct judge {
    const struct ie_schedule_input *input;
    const struct ie_schedule_placement *placements;
    int64_t last; /* the meeting that counts as the latest, or -1 */
    bool *owned;  /* [places] somebody's fixed place */
    IE_VEC(struct ie_schedule_conflict) conflicts;
    IE_VEC(struct use) uses;
    struct ie_schedule_objective objective;
    bool nomem;
};

static bool open_in(const uint64_t *set, int32_t slot)
{
    return !set || ((set[slot / 64] >> (slot % 64)) & 1);
}

static uint32_t at_least_one(uint32_t number)
{
    return number ? number : 1;
}

/* ---- Input --------------------------------------------------------------------------- */

static int bad(struct ie_error *err, const char *what, uint32_t index)
{
    ie_fail(err, IE_INPUT, "schedule.bad_input");
    ie_error_arg(err, "what", what);
    ie_error_argi(err, "index", index);
    return IE_INPUT;
}

static bool in_range(int32_t at, uint32_t count)
{
    return at == IE_SCHEDULE_NONE || (at >= 0 && (uint32_t)at < count);
}

static int check_slots(const struct ie_schedule_input *input, struct ie_error *err)
{
    for (uint32_t s = 0; s < input->slot_count; s++) {
        const struct ie_schedule_slot *slot = &input->slots[s];
        if (slot->end < slot->start)
            return bad(err, "slot", s);
        if (s && (slot->day < slot[-1].day ||
                  (slot->day == slot[-1].day && slot->session < slot[-1].session) ||
                  slot->start < slot[-1].start))
            return bad(err, "slot", s);
    }
    return 0;
}

static int check_meeting(const struct ie_schedule_input *input, uint32_t m,
                         struct ie_error *err)
{
    const struct ie_schedule_meeting *meeting = &input->meetings[m];
    uint64_t factor =
        meeting->mutual ? input->mutual_factor ? input->mutual_factor : 3 : 1;

    if (meeting->a >= input->participation_count ||
        meeting->b >= input->participation_count || meeting->a == meeting->b)
        return bad(err, "participants", m);
    if (meeting->weight < 1 || meeting->weight * factor > IE_SCHEDULE_WEIGHT)
        return bad(err, "weight", m);
    if (meeting->hold > IE_SCHEDULE_BEGUN ||
        (meeting->hold && meeting->slot == IE_SCHEDULE_NONE))
        return bad(err, "hold", m);
    if (!in_range(meeting->slot, input->slot_count) ||
        !in_range(meeting->was_slot, input->slot_count))
        return bad(err, "slot of meeting", m);
    if (!in_range(meeting->place, input->place_count) ||
        !in_range(meeting->was_place, input->place_count))
        return bad(err, "place of meeting", m);
    return 0;
}

static int check_input(const struct ie_schedule_input *input, struct ie_error *err)
{
    int code = 0;

    if (input->slot_count > IE_SCHEDULE_SLOTS)
        return bad(err, "slots", input->slot_count);
    if (input->participation_count > IE_SCHEDULE_PARTICIPATIONS)
        return bad(err, "participations", input->participation_count);
    if (input->place_count > IE_SCHEDULE_PLACES)
        return bad(err, "places", input->place_count);
    if (input->meeting_count > IE_SCHEDULE_MEETINGS)
        return bad(err, "meetings", input->meeting_count);
    if (input->move_cost > IE_SCHEDULE_WEIGHT)
        return bad(err, "move cost", input->move_cost);
    code = check_slots(input, err);
    for (uint32_t p = 0; p < input->participation_count && !code; p++)
        if (!in_range(input->participations[p].place, input->place_count))
            code = bad(err, "place of participation", p);
    for (uint32_t m = 0; m < input->meeting_count && !code; m++)
        code = check_meeting(input, m, err);
    return code;
}

static int check_placements(const struct ie_schedule_input *input,
                            const struct ie_schedule_placement *placements,
                            struct ie_error *err)
{
    for (uint32_t m = 0; m < input->meeting_count; m++)
        if (!in_range(placements[m].slot, input->slot_count) ||
            !in_range(placements[m].place, input->place_count))
            return bad(err, "placement", m);
    return 0;
}

/* ---- Conflicts ----------------------------------------------------------------------- */

static void conflict(struct judge *judge, enum ie_schedule_rule rule, uint32_t meeting,
                     int32_t other)
{
    struct ie_schedule_conflict *made = IE_PUSH(&judge->conflicts);

    if (!made) {
        judge->nomem = true;
        return;
    }
    *made = (struct ie_schedule_conflict){(uint8_t)rule, meeting, other,
                                          judge->placements[meeting].slot,
                                          judge->placements[meeting].place};
}

static void add_use(struct judge *judge, uint32_t who, uint32_t m, bool is_b)
{
    struct use *use = IE_PUSH(&judge->uses);
    int32_t slot = judge->placements[m].slot;

    if (!use) {
        judge->nomem = true;
        return;
    }
    *use = (struct use){.who = who,
                        .day = judge->input->slots[slot].day,
                        .slot = (uint32_t)slot,
                        .order = m == judge->last ? UINT32_MAX : m,
                        .meeting = m,
                        .is_b = is_b};
}

static int by_who(const void *x, const void *y)
{
    const struct use *a = x, *b = y;

    if (a->who != b->who)
        return a->who < b->who ? -1 : 1;
    if (a->slot != b->slot)
        return a->slot < b->slot ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static void sort_uses(struct judge *judge)
{
    if (judge->uses.count)
        qsort(judge->uses.at, judge->uses.count, sizeof(struct use), by_who);
}

/* What one meeting breaks by itself: presence, permission, place, lock. */
static void judge_alone(struct judge *judge, uint32_t m)
{
    const struct ie_schedule_input *input = judge->input;
    const struct ie_schedule_meeting *meeting = &input->meetings[m];
    const struct ie_schedule_placement *put = &judge->placements[m];
    int32_t home_a = input->participations[meeting->a].place;
    int32_t home_b = input->participations[meeting->b].place;

    if (meeting->hold && (put->slot != meeting->slot ||
                          (meeting->place >= 0 && put->place != meeting->place)))
        conflict(judge, IE_SCHEDULE_RULE_LOCKED, m, IE_SCHEDULE_NONE);
    if (put->slot < 0)
        return;
    if (!open_in(input->participations[meeting->a].available, put->slot))
        conflict(judge, IE_SCHEDULE_RULE_A_AWAY, m, IE_SCHEDULE_NONE);
    if (!open_in(input->participations[meeting->b].available, put->slot))
        conflict(judge, IE_SCHEDULE_RULE_B_AWAY, m, IE_SCHEDULE_NONE);
    if (!open_in(meeting->allowed, put->slot))
        conflict(judge, IE_SCHEDULE_RULE_NOT_ALLOWED, m, IE_SCHEDULE_NONE);
    if (!input->place_count)
        return;
    if (put->place < 0) {
        conflict(judge, IE_SCHEDULE_RULE_PLACE_NONE, m, IE_SCHEDULE_NONE);
        return;
    }
    bool home = home_a >= 0 || home_b >= 0;
    if (home ? put->place != home_a && put->place != home_b : judge->owned[put->place])
        conflict(judge, IE_SCHEDULE_RULE_PLACE_WRONG, m, IE_SCHEDULE_NONE);
    if (!open_in(input->places[put->place].available, put->slot))
        conflict(judge, IE_SCHEDULE_RULE_PLACE_CLOSED, m, IE_SCHEDULE_NONE);
}

/* Too many of one participation in a slot, a day, in all. */
static void judge_participations(struct judge *judge)
{
    const struct ie_schedule_input *input = judge->input;
    const struct use *uses = judge->uses.at;
    uint32_t in_slot = 0, in_day = 0, in_all = 0, first = 0;

    for (size_t i = 0; i < judge->uses.count; i++) {
        const struct ie_schedule_participation *who = &input->participations[uses[i].who];
        bool same = i && uses[i].who == uses[i - 1].who;
        in_all = same ? in_all + 1 : 1;
        in_day = same && uses[i].day == uses[i - 1].day ? in_day + 1 : 1;
        if (same && uses[i].slot == uses[i - 1].slot) {
            in_slot++;
        } else {
            in_slot = 1;
            first = uses[i].meeting;
        }
        bool b = uses[i].is_b;
        if (in_slot > at_least_one(who->representatives))
            conflict(judge, b ? IE_SCHEDULE_RULE_B_BUSY : IE_SCHEDULE_RULE_A_BUSY,
                     uses[i].meeting, (int32_t)first);
        if (who->day_cap && in_day > who->day_cap)
            conflict(judge, b ? IE_SCHEDULE_RULE_B_DAY_CAP : IE_SCHEDULE_RULE_A_DAY_CAP,
                     uses[i].meeting, IE_SCHEDULE_NONE);
        if (who->cap && in_all > who->cap)
            conflict(judge, b ? IE_SCHEDULE_RULE_B_CAP : IE_SCHEDULE_RULE_A_CAP,
                     uses[i].meeting, IE_SCHEDULE_NONE);
    }
}

static void judge_places(struct judge *judge)
{
    const struct use *uses = judge->uses.at;
    uint32_t in_slot = 0, first = 0;

    for (size_t i = 0; i < judge->uses.count; i++) {
        if (i && uses[i].who == uses[i - 1].who && uses[i].slot == uses[i - 1].slot) {
            in_slot++;
        } else {
            in_slot = 1;
            first = uses[i].meeting;
        }
        if (in_slot > at_least_one(judge->input->places[uses[i].who].capacity))
            conflict(judge, IE_SCHEDULE_RULE_PLACE_TAKEN, uses[i].meeting,
                     (int32_t)first);
    }
}

/* Meetings of one pair: `who` the lower, `slot` the higher participation. */
static void judge_pairs(struct judge *judge)
{
    const struct ie_schedule_input *input = judge->input;

    judge->uses.count = 0;
    for (uint32_t m = 0; m < input->meeting_count; m++) {
        uint32_t a = input->meetings[m].a, b = input->meetings[m].b;
        if (judge->placements[m].slot < 0)
            continue;
        add_use(judge, a < b ? a : b, m, false);
        if (judge->nomem)
            return;
        judge->uses.at[judge->uses.count - 1].slot = a < b ? b : a;
    }
    sort_uses(judge);
    for (size_t i = 1; i < judge->uses.count; i++) {
        const struct use *use = &judge->uses.at[i];
        if (use->who == use[-1].who && use->slot == use[-1].slot)
            conflict(judge, IE_SCHEDULE_RULE_REPEATED, use->meeting,
                     (int32_t)use[-1].meeting);
    }
}

/* ---- Objective ----------------------------------------------------------------------- */

static void count_values(struct judge *judge)
{
    const struct ie_schedule_input *input = judge->input;
    struct ie_schedule_objective *sum = &judge->objective;

    for (uint32_t m = 0; m < input->meeting_count; m++) {
        const struct ie_schedule_meeting *meeting = &input->meetings[m];
        const struct ie_schedule_placement *put = &judge->placements[m];
        int64_t factor = input->mutual_factor ? input->mutual_factor : 3;
        if (meeting->was_slot >= 0) {
            if (put->slot != meeting->was_slot)
                sum->move_tenths += 10;
            else if (meeting->was_place >= 0 && put->place != meeting->was_place)
                sum->move_tenths += 1;
        }
        if (put->slot < 0)
            continue;
        sum->placed++;
        sum->mutual += meeting->mutual;
        sum->value += (int64_t)meeting->weight * (meeting->mutual ? factor : 1);
    }
}

/* Breaks and changes of place, along each participation's sorted uses. */
static bool share_place(const struct judge *judge, const struct use *x, size_t x_count,
                        const struct use *y, size_t y_count)
{
    for (size_t i = 0; i < x_count; i++)
        for (size_t k = 0; k < y_count; k++)
            if (judge->placements[x[i].meeting].place ==
                judge->placements[y[k].meeting].place)
                return true;
    return false;
}

static void count_gaps(struct judge *judge)
{
    const struct ie_schedule_slot *slots = judge->input->slots;
    const struct use *uses = judge->uses.at;
    size_t before = 0, before_count = 0;

    for (size_t i = 0, end; i < judge->uses.count; i = end) {
        for (end = i + 1; end < judge->uses.count && uses[end].who == uses[i].who &&
                          uses[end].slot == uses[i].slot;)
            end++;
        if (before_count && uses[before].who == uses[i].who &&
            uses[before].day == uses[i].day) {
            uint32_t s = uses[before].slot, t = uses[i].slot;
            judge->objective.breaks += slots[s].session == slots[t].session && t > s + 1;
            judge->objective.place_changes +=
                !share_place(judge, uses + before, before_count, uses + i, end - i);
        }
        before = i;
        before_count = end - i;
    }
}

static uint32_t room_of(const struct ie_schedule_input *input, uint32_t p)
{
    const struct ie_schedule_participation *who = &input->participations[p];
    uint64_t room = 0, today = 0;

    for (uint32_t s = 0; s < input->slot_count; s++) {
        if (open_in(who->available, (int32_t)s))
            today += at_least_one(who->representatives);
        if (s + 1 == input->slot_count ||
            input->slots[s + 1].day != input->slots[s].day) {
            room += who->day_cap && today > who->day_cap ? who->day_cap : today;
            today = 0;
        }
    }
    if (who->cap && room > who->cap)
        room = who->cap;
    return room > UINT32_MAX ? UINT32_MAX : (uint32_t)room;
}

static int by_pair(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;

    if (a[0] != b[0])
        return a[0] < b[0] ? -1 : 1;
    return (a[1] > b[1]) - (a[1] < b[1]);
}

/* (most − has)², with `most` bounded by distinct partners. */
static void count_unserved(struct judge *judge)
{
    const struct ie_schedule_input *input = judge->input;
    size_t count = 2 * (size_t)input->meeting_count, at = 0;
    uint32_t(*pairs)[2] = ie_calloc(count + 1, sizeof(*pairs));
    size_t use = 0;

    if (!pairs) {
        judge->nomem = true;
        return;
    }
    for (uint32_t m = 0; m < input->meeting_count; m++) {
        pairs[2 * m][0] = pairs[2 * m + 1][1] = input->meetings[m].a;
        pairs[2 * m][1] = pairs[2 * m + 1][0] = input->meetings[m].b;
    }
    qsort(pairs, count, sizeof(*pairs), by_pair);
    for (uint32_t p = 0; p < input->participation_count; p++) {
        int64_t partners = 0, has = 0;
        for (; at < count && pairs[at][0] == p; at++)
            partners +=
                at == 0 || pairs[at - 1][0] != p || pairs[at - 1][1] != pairs[at][1];
        for (; use < judge->uses.count && judge->uses.at[use].who == p; use++)
            has++;
        int64_t most = room_of(input, p);
        most = most < partners ? most : partners;
        judge->objective.unserved += (most - has) * (most - has);
    }
    ie_free(pairs);
}

/* ---- The verdict --------------------------------------------------------------------- */

static void judge_all(struct judge *judge)
{
    const struct ie_schedule_input *input = judge->input;

    for (uint32_t m = 0; m < input->meeting_count; m++) {
        judge_alone(judge, m);
        if (judge->placements[m].slot < 0)
            continue;
        add_use(judge, input->meetings[m].a, m, false);
        add_use(judge, input->meetings[m].b, m, true);
    }
    sort_uses(judge);
    if (judge->nomem)
        return;
    judge_participations(judge);
    count_values(judge);
    count_gaps(judge);
    count_unserved(judge);
    judge_pairs(judge);
    judge->uses.count = 0;
    for (uint32_t m = 0; m < input->meeting_count && input->place_count; m++)
        if (judge->placements[m].slot >= 0 && judge->placements[m].place >= 0)
            add_use(judge, (uint32_t)judge->placements[m].place, m, false);
    sort_uses(judge);
    if (!judge->nomem)
        judge_places(judge);
}

static int give_verdict(struct judge *judge, struct ie_arena *arena,
                        struct ie_schedule_verdict **verdict, struct ie_error *err)
{
    struct ie_schedule_verdict *made = IE_NEW(arena, struct ie_schedule_verdict);
    size_t count = judge->conflicts.count;

    if (!made ||
        !(made->conflicts = IE_NEW_ARRAY(arena, struct ie_schedule_conflict, count + 1)))
        return ie_fail_nomem(err);
    if (count)
        memcpy(made->conflicts, judge->conflicts.at, count * sizeof(*made->conflicts));
    made->conflict_count = (uint32_t)count;
    made->objective = judge->objective;
    *verdict = made;
    return 0;
}

static int judge_placements(const struct ie_schedule_input *input,
                            const struct ie_schedule_placement *placements, int64_t last,
                            struct ie_arena *arena, struct ie_schedule_verdict **verdict,
                            struct ie_error *err)
{
    struct judge judge = {.input = input, .placements = placements, .last = last};
    int code = check_input(input, err);

    if (code || (code = check_placements(input, placements, err)))
        return code;
    judge.owned = ie_calloc((size_t)input->place_count + 1, sizeof(bool));
    if (judge.owned) {
        for (uint32_t p = 0; p < input->participation_count; p++)
            if (input->participations[p].place >= 0)
                judge.owned[input->participations[p].place] = true;
        judge_all(&judge);
    }
    code = !judge.owned || judge.nomem ? ie_fail_nomem(err)
                                       : give_verdict(&judge, arena, verdict, err);
    ie_free(judge.owned);
    IE_VEC_RELEASE(&judge.conflicts);
    IE_VEC_RELEASE(&judge.uses);
    return code;
}

int ie_schedule_check(const struct ie_schedule_input *input,
                      const struct ie_schedule_placement *placements,
                      struct ie_arena *arena, struct ie_schedule_verdict **verdict,
                      struct ie_error *err)
{
    return judge_placements(input, placements, -1, arena, verdict, err);
}

/* ---- What if ------------------------------------------------------------------------- */

/* The place for a meeting in a slot: where it is now, else the first fitting one that is
 * free, else the first fitting one. */
static int32_t choose_place(const struct ie_schedule_input *input,
                            const struct ie_schedule_placement *placements,
                            uint32_t meeting, int32_t slot, uint32_t *used)
{
    const struct ie_schedule_meeting *m = &input->meetings[meeting];
    int32_t home_a = input->participations[m->a].place;
    int32_t home_b = input->participations[m->b].place;
    int32_t now = placements[meeting].place, best = IE_SCHEDULE_NONE;
    int best_rank = -1;

    for (uint32_t p = 0; p < input->participation_count; p++)
        if (input->participations[p].place >= 0 && home_a < 0 && home_b < 0)
            used[input->participations[p].place] = UINT32_MAX; /* not for others */
    for (uint32_t i = 0; i < input->meeting_count; i++)
        if (i != meeting && placements[i].slot == slot && placements[i].place >= 0 &&
            used[placements[i].place] < UINT32_MAX)
            used[placements[i].place]++;
    for (int32_t p = 0; p < (int32_t)input->place_count; p++) {
        if (home_a >= 0 || home_b >= 0 ? p != home_a && p != home_b
                                       : used[p] == UINT32_MAX)
            continue;
        bool open = open_in(input->places[p].available, slot);
        bool free = open && used[p] < at_least_one(input->places[p].capacity);
        int rank = free ? p == now ? 3 : 2 : open;
        if (rank > best_rank) {
            best_rank = rank;
            best = p;
        }
    }
    return best;
}

/* How far beyond its caps a participation is with the meeting in its place: the meeting
 * is to blame, wherever in the day it stands. */
static void own_caps(const struct ie_schedule_input *input,
                     const struct ie_schedule_placement *placements, uint32_t meeting,
                     bool is_b, struct ie_schedule_verdict *verdict)
{
    uint32_t p = is_b ? input->meetings[meeting].b : input->meetings[meeting].a;
    const struct ie_schedule_participation *who = &input->participations[p];
    int32_t slot = placements[meeting].slot;
    uint32_t in_day = 0, in_all = 0;

    for (uint32_t m = 0; m < input->meeting_count; m++) {
        if (placements[m].slot < 0 ||
            (input->meetings[m].a != p && input->meetings[m].b != p))
            continue;
        in_all++;
        in_day += input->slots[placements[m].slot].day == input->slots[slot].day;
    }
    for (int kind = 0; kind < 2; kind++) {
        uint32_t cap = kind ? who->cap : who->day_cap, count = kind ? in_all : in_day;
        int rule = (kind ? IE_SCHEDULE_RULE_A_CAP : IE_SCHEDULE_RULE_A_DAY_CAP) + is_b;
        if (cap && count > cap)
            verdict->conflicts[verdict->conflict_count++] =
                (struct ie_schedule_conflict){(uint8_t)rule, meeting, IE_SCHEDULE_NONE,
                                              slot, placements[meeting].place};
    }
}

static bool is_cap(uint8_t rule)
{
    return rule >= IE_SCHEDULE_RULE_A_DAY_CAP && rule <= IE_SCHEDULE_RULE_B_CAP;
}

/* The meeting's own conflicts, into room for four more. */
static int keep_own(const struct ie_schedule_input *input,
                    const struct ie_schedule_placement *placements, uint32_t meeting,
                    struct ie_arena *arena, struct ie_schedule_verdict *verdict,
                    struct ie_error *err)
{
    const struct ie_schedule_conflict *all = verdict->conflicts;
    uint32_t count = verdict->conflict_count;
    struct ie_schedule_conflict *own =
        IE_NEW_ARRAY(arena, struct ie_schedule_conflict, (size_t)count + 5);

    if (!own)
        return ie_fail_nomem(err);
    verdict->conflicts = own;
    verdict->conflict_count = 0;
    for (uint32_t i = 0; i < count; i++)
        if (all[i].meeting == meeting && !is_cap(all[i].rule))
            own[verdict->conflict_count++] = all[i];
    if (placements[meeting].slot >= 0) {
        own_caps(input, placements, meeting, false, verdict);
        own_caps(input, placements, meeting, true, verdict);
    }
    return 0;
}

int ie_schedule_try(const struct ie_schedule_input *input,
                    const struct ie_schedule_placement *placements, uint32_t meeting,
                    int32_t slot, int32_t *place, struct ie_arena *arena,
                    struct ie_schedule_move **move, struct ie_error *err)
{
    struct ie_schedule_verdict *before = NULL, *after = NULL;
    int code = judge_placements(input, placements, -1, arena, &before, err);

    if (code)
        return code;
    if (meeting >= input->meeting_count)
        return bad(err, "meeting", meeting);
    if (!in_range(slot, input->slot_count) || !in_range(*place, input->place_count))
        return bad(err, "placement", meeting);
    struct ie_schedule_placement *moved =
        IE_NEW_ARRAY(arena, struct ie_schedule_placement, input->meeting_count);
    uint32_t *used = IE_NEW_ARRAY(arena, uint32_t, (size_t)input->place_count + 1);
    struct ie_schedule_move *made = IE_NEW(arena, struct ie_schedule_move);
    if (!moved || !used || !made)
        return ie_fail_nomem(err);
    memcpy(moved, placements, input->meeting_count * sizeof(*moved));
    int32_t to = slot < 0     ? IE_SCHEDULE_NONE
                 : *place < 0 ? choose_place(input, placements, meeting, slot, used)
                              : *place;
    moved[meeting] = (struct ie_schedule_placement){slot, to};
    if ((code = judge_placements(input, moved, meeting, arena, &after, err)) ||
        (code = keep_own(input, moved, meeting, arena, after, err)))
        return code;
    made->conflicts = after->conflicts;
    made->conflict_count = after->conflict_count;
    made->before = before->objective;
    made->after = after->objective;
    *place = to;
    *move = made;
    return 0;
}
