#include "service/event/timetable_fit.h"

static bool open_at(const uint64_t *set, int32_t slot)
{
    return !set || ((set[slot / 64] >> (slot % 64)) & 1);
}

void ie_fit_count(struct ie_fit *fit, uint32_t meeting, int n)
{
    const struct ie_fair_problem *p = fit->timetable->problem;
    const struct ie_fair_meeting *m = &p->meetings[meeting];
    const struct ie_fair_place_at *at = &fit->at[meeting];

    if (at->slot < 0)
        return;
    for (uint32_t i = 0; i < m->size; i++) {
        size_t cell = (size_t)m->who[i] * p->slot_count + (size_t)at->slot;
        fit->busy[cell] = (uint16_t)(fit->busy[cell] + n);
        fit->room[cell] = n > 0 ? at->place : IE_FAIR_NONE;
    }
    if (at->place >= 0) {
        size_t cell = (size_t)at->place * p->slot_count + (size_t)at->slot;
        fit->place_used[cell] = (uint16_t)(fit->place_used[cell] + n);
    }
    if (at->interpreter >= 0) {
        size_t cell = (size_t)at->interpreter * p->slot_count + (size_t)at->slot;
        fit->voice_used[cell] = (uint16_t)(fit->voice_used[cell] + n);
    }
}

int ie_fit_init(const struct ie_timetable *t, const struct ie_fair_place_at *at,
                struct ie_arena *arena, struct ie_fit *fit, struct ie_error *err)
{
    const struct ie_fair_problem *p = t->problem;
    size_t cells = (size_t)p->participant_count * p->slot_count;

    *fit = (struct ie_fit){
        .timetable = t,
        .at = at,
        .busy = IE_NEW_ARRAY(arena, uint16_t, cells),
        .room = IE_NEW_ARRAY(arena, int32_t, cells),
        .place_used =
            IE_NEW_ARRAY(arena, uint16_t, (size_t)p->place_count * p->slot_count),
        .voice_used =
            IE_NEW_ARRAY(arena, uint16_t, (size_t)p->interpreter_count * p->slot_count),
        .owned = IE_NEW_ARRAY(arena, bool, p->place_count)};
    if (!fit->busy || !fit->room || !fit->place_used || !fit->voice_used || !fit->owned)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < cells; i++)
        fit->room[i] = IE_FAIR_NONE;
    for (uint32_t i = 0; i < p->participant_count; i++)
        if (p->participants[i].place >= 0)
            fit->owned[p->participants[i].place] = true;
    for (uint32_t i = 0; i < p->meeting_count; i++)
        ie_fit_count(fit, i, 1);
    return 0;
}

bool ie_fit_needs_interpreter(const struct ie_fair_problem *p,
                              const struct ie_fair_meeting *m)
{
    uint64_t common = UINT64_MAX;

    for (uint32_t i = 0; i < m->size; i++)
        if (p->participants[m->who[i]].languages)
            common &= p->participants[m->who[i]].languages;
    return p->interpreting && common == 0;
}

/* ---- Places ---- */

static uint32_t walk_between(const struct ie_fair_problem *p, int32_t x, int32_t y)
{
    return x < 0 || y < 0
               ? 0
               : p->walks[p->places[x].zone * p->zone_count + p->places[y].zone];
}

/* Somebody single who could not walk here from the meeting before, or on to the next. */
static bool too_far(const struct ie_fit *fit, uint32_t who, int32_t slot, int32_t place)
{
    const struct ie_fair_problem *p = fit->timetable->problem;
    const struct ie_fair_slot *here = &p->slots[slot];

    if (p->participants[who].representatives != 1 || place < 0)
        return false;
    for (uint32_t s = 0; s < p->slot_count; s++) {
        size_t cell = (size_t)who * p->slot_count + s;
        if (!fit->busy[cell] || p->slots[s].day != here->day || (int32_t)s == slot)
            continue;
        int32_t gap = (int32_t)s < slot ? here->start - p->slots[s].end
                                        : p->slots[s].start - here->end;
        if (gap < (int32_t)walk_between(p, fit->room[cell], place))
            return true;
    }
    return false;
}

static bool place_fits(const struct ie_fit *fit, const struct ie_fair_meeting *m,
                       int32_t slot, uint32_t place)
{
    const struct ie_fair_problem *p = fit->timetable->problem;
    bool somebody = false, own = false;

    for (uint32_t i = 0; i < m->size; i++) {
        somebody |= p->participants[m->who[i]].place >= 0;
        own |= p->participants[m->who[i]].place == (int32_t)place;
    }
    if ((somebody ? !own : fit->owned[place]) || p->places[place].seats < m->size ||
        !open_at(p->places[place].available, slot) ||
        fit->place_used[(size_t)place * p->slot_count + (size_t)slot] >=
            p->places[place].capacity)
        return false;
    for (uint32_t i = 0; i < m->size; i++)
        if (too_far(fit, m->who[i], slot, (int32_t)place))
            return false;
    return true;
}

/* A member's place in the slot before or after: nobody walks then. */
static bool is_near(const struct ie_fit *fit, const struct ie_fair_meeting *m,
                    int32_t slot, uint32_t place)
{
    uint32_t slots = fit->timetable->problem->slot_count;

    for (uint32_t i = 0; i < m->size; i++) {
        size_t row = (size_t)m->who[i] * slots;
        if ((slot > 0 && fit->room[row + (size_t)slot - 1] == (int32_t)place) ||
            (slot + 1 < (int32_t)slots &&
             fit->room[row + (size_t)slot + 1] == (int32_t)place))
            return true;
    }
    return false;
}

int32_t ie_fit_place(const struct ie_fit *fit, uint32_t meeting, int32_t slot)
{
    const struct ie_fair_problem *p = fit->timetable->problem;
    const struct ie_fair_meeting *m = &p->meetings[meeting];
    int32_t now = fit->timetable->at[meeting].place, any = IE_FAIR_NONE;

    if (now >= 0 && place_fits(fit, m, slot, (uint32_t)now))
        return now;
    for (uint32_t i = 0; i < p->place_count; i++) {
        if (!place_fits(fit, m, slot, i))
            continue;
        if (is_near(fit, m, slot, i))
            return (int32_t)i;
        any = any < 0 ? (int32_t)i : any;
    }
    return any;
}

/* ---- Interpreters ---- */

static bool speaks(const struct ie_fair_participant *who, uint8_t language)
{
    return !who->languages || (who->languages >> language & 1);
}

static bool works_for(const struct ie_fair_problem *p, const struct ie_fair_meeting *m,
                      const struct ie_fair_interpreter *voice)
{
    for (uint32_t k = 0; k < voice->pair_count; k++) {
        uint32_t reached = 0;
        for (uint32_t i = 0; i < m->size; i++)
            reached += speaks(&p->participants[m->who[i]], voice->pairs[k].x) ||
                       speaks(&p->participants[m->who[i]], voice->pairs[k].y);
        if (reached == m->size)
            return true;
    }
    return false;
}

int32_t ie_fit_interpreter(const struct ie_fit *fit, uint32_t meeting, int32_t slot)
{
    const struct ie_fair_problem *p = fit->timetable->problem;
    const struct ie_fair_meeting *m = &p->meetings[meeting];
    int32_t now = fit->timetable->at[meeting].interpreter, any = IE_FAIR_NONE;

    for (uint32_t i = 0; i < p->interpreter_count; i++) {
        if (!open_at(p->interpreters[i].available, slot) ||
            fit->voice_used[(size_t)i * p->slot_count + (size_t)slot] ||
            !works_for(p, m, &p->interpreters[i]))
            continue;
        if ((int32_t)i == now)
            return now;
        any = any < 0 ? (int32_t)i : any;
    }
    return any;
}

/* ---- People ---- */

/* As many at a time as there are representatives, each with the rest after it. */
static bool rests(const struct ie_fit *fit, uint32_t who, int32_t slot)
{
    const struct ie_fair_problem *p = fit->timetable->problem;
    const struct ie_fair_participant *one = &p->participants[who];
    const uint16_t *busy = &fit->busy[(size_t)who * p->slot_count];
    int32_t rest = (int32_t)one->rest;

    /* Wherever a meeting starts while this one or its rest lasts, and at its own start. */
    for (uint32_t at = (uint32_t)slot; at < p->slot_count; at++) {
        uint32_t running = 1;
        if (p->slots[at].day != p->slots[slot].day ||
            (at != (uint32_t)slot && p->slots[at].start >= p->slots[slot].end + rest))
            break;
        if (at != (uint32_t)slot && !busy[at])
            continue;
        for (uint32_t s = at + 1; s-- > 0 && p->slots[s].day == p->slots[at].day;)
            if (s == at || p->slots[s].end + rest > p->slots[at].start)
                running += busy[s];
        if (running > one->representatives)
            return false;
    }
    return true;
}

static bool has_room(const struct ie_fit *fit, uint32_t who, int32_t slot)
{
    const struct ie_fair_problem *p = fit->timetable->problem;
    const struct ie_fair_participant *one = &p->participants[who];
    uint32_t day = p->slots[slot].day, all = 0, today = 0;

    for (uint32_t s = 0; s < p->slot_count; s++) {
        uint32_t n = fit->busy[(size_t)who * p->slot_count + s];
        all += n;
        today += p->slots[s].day == day ? n : 0;
    }
    return open_at(one->available, slot) && all < one->cap &&
           (!one->day_caps || today < one->day_caps[day]) && rests(fit, who, slot);
}

/* Between those that must be before it and those that must be after. */
static bool in_order(const struct ie_fit *fit, uint32_t meeting, int32_t slot)
{
    const struct ie_fair_problem *p = fit->timetable->problem;

    for (uint32_t i = 0; i < p->precedence_count; i++) {
        const struct ie_fair_precedence *order = &p->precedences[i];
        int32_t before = fit->at[order->before].slot, after = fit->at[order->after].slot;
        if ((order->after == meeting && before >= slot) ||
            (order->before == meeting && after >= 0 && after <= slot))
            return false;
    }
    return true;
}

bool ie_fit_try(const struct ie_fit *fit, uint32_t meeting, int32_t slot,
                struct ie_fair_place_at *at)
{
    const struct ie_fair_problem *p = fit->timetable->problem;
    const struct ie_fair_meeting *m = &p->meetings[meeting];

    if (m->never || !open_at(m->allowed, slot) || p->slots[slot].start < p->now ||
        !in_order(fit, meeting, slot))
        return false;
    for (uint32_t i = 0; i < m->size; i++)
        if (!has_room(fit, m->who[i], slot))
            return false;
    *at = (struct ie_fair_place_at){slot, IE_FAIR_NONE, IE_FAIR_NONE};
    if (p->place_count && (at->place = ie_fit_place(fit, meeting, slot)) < 0)
        return false;
    if (ie_fit_needs_interpreter(p, m) &&
        (at->interpreter = ie_fit_interpreter(fit, meeting, slot)) < 0)
        return false;
    return true;
}
