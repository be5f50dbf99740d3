/* The problem after changes: what was published becomes what is to be kept. */
#include <stdlib.h>

#include "base/json.h"
#include "engine/scheduling/fair/read.h"

struct entry { /* a meeting and where it was, while the order may still change */
    struct ie_fair_meeting meeting;
    struct ie_fair_place_at was;
};

struct replan {
    struct fair_file file; /* names and words, for the helpers of reading */
    struct ie_fair_problem *p;
    struct ie_fair_participant *people;
    struct ie_fair_place *places;
    struct ie_fair_interpreter *interpreters;
    struct entry *entries;
    uint32_t count;
};

/* ---- A copy to change ------------------------------------------------------------------- */

static int index_ids(struct replan *plan, struct ie_error *err)
{
    const struct ie_fair_problem *p = plan->p;
    struct fair_names *all[] = {&plan->file.participants, &plan->file.slots,
                                &plan->file.places, &plan->file.interpreters};
    uint32_t counts[] = {p->participant_count, p->slot_count, p->place_count,
                         p->interpreter_count};

    for (size_t k = 0; k < IE_COUNT(all); k++) {
        all[k]->rows = IE_NEW_ARRAY(plan->file.r.arena, struct fair_name, counts[k]);
        all[k]->count = counts[k];
        if (!all[k]->rows)
            return ie_fail_nomem(err);
        for (uint32_t i = 0; i < counts[k]; i++)
            all[k]->rows[i] = (struct fair_name){k == 0   ? p->participants[i].id
                                                 : k == 1 ? p->slots[i].id
                                                 : k == 2 ? p->places[i].id
                                                          : p->interpreters[i].id,
                                                 i};
        int code = ie_fair_names(&plan->file.r, "", all[k]);
        if (code)
            return code;
    }
    return 0;
}

static void *copy(struct ie_arena *arena, const void *from, size_t count, size_t size)
{
    void *to = ie_arena_array(arena, count + 1, size);

    if (to && count)
        memcpy(to, from, count * size);
    return to;
}

static int copy_problem(struct replan *plan, const struct ie_fair_problem *base,
                        const struct ie_fair_place_at *old, size_t more,
                        struct ie_error *err)
{
    struct ie_arena *arena = plan->file.r.arena;

    plan->p = copy(arena, base, 1, sizeof(*base));
    plan->people = copy(arena, base->participants, base->participant_count,
                        sizeof(*base->participants));
    plan->places = copy(arena, base->places, base->place_count, sizeof(*base->places));
    plan->interpreters = copy(arena, base->interpreters, base->interpreter_count,
                              sizeof(*base->interpreters));
    plan->entries =
        IE_NEW_ARRAY(arena, struct entry, (size_t)base->meeting_count + more + 1);
    if (!plan->p || !plan->people || !plan->places || !plan->interpreters ||
        !plan->entries)
        return ie_fail_nomem(err);
    plan->p->participants = plan->people;
    plan->p->places = plan->places;
    plan->p->interpreters = plan->interpreters;
    plan->file.problem = plan->p;
    plan->file.words = (uint32_t)IE_FAIR_WORDS(base->slot_count);
    plan->count = base->meeting_count;
    for (uint32_t i = 0; i < plan->count; i++)
        plan->entries[i] = (struct entry){base->meetings[i], old[i]};
    return 0;
}

/* ---- Changes ------------------------------------------------------------------------------ */

static int close_span(struct replan *plan, const uint64_t **set, int32_t from,
                      int32_t until)
{
    const struct ie_fair_problem *p = plan->p;
    uint64_t *own =
        IE_NEW_ARRAY(plan->file.r.arena, uint64_t, (size_t)plan->file.words + 1);

    if (!own)
        return ie_fail_nomem(plan->file.r.err);
    for (uint32_t w = 0; w < plan->file.words; w++)
        own[w] = *set ? (*set)[w] : UINT64_MAX;
    for (uint32_t s = 0; s < p->slot_count; s++)
        if (p->slots[s].end > from && p->slots[s].start < until &&
            p->slots[s].start >= p->now)
            own[s / 64] &= ~(UINT64_C(1) << (s % 64));
    *set = own;
    return 0;
}

static int read_away(struct replan *plan, const json_t *row, struct ie_str kind)
{
    static const char *const known[] = {"kind", "participant", "from", "until", NULL};
    struct fair_reader *r = &plan->file.r;
    bool late = ie_str_eqz(kind, "late"), leaves = ie_str_eqz(kind, "leaves");
    int32_t who, from, until;
    int code;

    if ((code = ie_fair_object(r, row, known)) ||
        (code = ie_fair_reference(r, row, "participant", &plan->file.participants, true,
                                  &who)) ||
        (code = ie_fair_moment(r, row, "from", INT32_MIN, &from)) ||
        (code = ie_fair_moment(r, row, "until", INT32_MAX, &until)))
        return code;
    if (late && until == INT32_MAX)
        return ie_fair_refuse(r, "fair.missing", "member", IE_STR("until"));
    if (leaves && from == INT32_MIN)
        return ie_fair_refuse(r, "fair.missing", "member", IE_STR("from"));
    return close_span(plan, &plan->people[who].available, from, until);
}

static int read_loss(struct replan *plan, const json_t *row, struct ie_str kind)
{
    static const char *const of_place[] = {"kind", "place", "from", "until", NULL};
    static const char *const of_voice[] = {"kind", "interpreter", "from", "until", NULL};
    struct fair_reader *r = &plan->file.r;
    bool place = ie_str_eqz(kind, "place_lost");
    int32_t at, from, until;
    int code;

    if ((code = ie_fair_object(r, row, place ? of_place : of_voice)) ||
        (code = ie_fair_reference(r, row, place ? "place" : "interpreter",
                                  place ? &plan->file.places : &plan->file.interpreters,
                                  true, &at)) ||
        (code = ie_fair_moment(r, row, "from", INT32_MIN, &from)) ||
        (code = ie_fair_moment(r, row, "until", INT32_MAX, &until)))
        return code;
    return close_span(
        plan, place ? &plan->places[at].available : &plan->interpreters[at].available,
        from, until);
}

/* The entry of a meeting; NULL with an error when the file names it wrongly. */
static int find_entry(struct replan *plan, const json_t *row, struct entry **entry)
{
    struct fair_reader *r = &plan->file.r;
    const json_t *between = json_object_get(row, "between");
    struct ie_str group;
    uint32_t *who = NULL, size;
    int code = ie_fair_text(r, row, "group", false, &group);

    *entry = NULL;
    if (code)
        return code;
    if ((between != NULL) == (group.ptr != NULL))
        return ie_fair_refuse(r, "fair.between_or_group", NULL, IE_STR_NONE);
    if (between) {
        size_t was = ie_fair_enter(r, "between");
        code = ie_fair_read_who(r, between, &plan->file.participants, 2, &who, &size);
        if (!code && size != 2)
            code = ie_fair_refuse(r, "fair.bad_group", "range", IE_STR("2"));
        if (code)
            return code;
        ie_fair_leave(r, was);
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        struct ie_fair_meeting *m = &plan->entries[i].meeting;
        if (group.ptr ? m->id.ptr && ie_str_eq(m->id, group)
                      : !m->id.ptr && m->who[0] == who[0] && m->who[1] == who[1]) {
            *entry = &plan->entries[i];
            return 0;
        }
    }
    return ie_fair_refuse(r, "fair.no_such_meeting", NULL, IE_STR_NONE);
}

static int read_cancelled(struct replan *plan, const json_t *row, struct ie_str kind)
{
    static const char *const known[] = {"kind", "between", "group", NULL};
    struct entry *entry = NULL;
    int code = ie_fair_object(&plan->file.r, row, known);

    (void)kind;
    if (!code)
        code = find_entry(plan, row, &entry);
    if (code)
        return code;
    entry->meeting.never = true;
    entry->meeting.must = false;
    entry->meeting.hold = IE_FAIR_FREE;
    return 0;
}

static int read_lock(struct replan *plan, const json_t *row, struct ie_str kind)
{
    static const char *const known[] = {"kind",  "between",     "group", "slot",
                                        "place", "interpreter", NULL};
    struct fair_reader *r = &plan->file.r;
    int32_t slot, place, interpreter;
    struct entry *entry = NULL;
    int code;

    (void)kind;
    if ((code = ie_fair_object(r, row, known)) ||
        (code = find_entry(plan, row, &entry)) ||
        (code = ie_fair_reference(r, row, "slot", &plan->file.slots, true, &slot)) ||
        (code = ie_fair_reference(r, row, "place", &plan->file.places, false, &place)) ||
        (code = ie_fair_reference(r, row, "interpreter", &plan->file.interpreters, false,
                                  &interpreter)))
        return code;
    entry->meeting.hold = IE_FAIR_LOCKED;
    entry->meeting.slot = slot;
    entry->meeting.place = place;
    entry->meeting.interpreter = interpreter;
    return 0;
}

/* Takes slots out of those that a meeting may be in. */
static int read_forbidden(struct replan *plan, const json_t *row, struct ie_str kind)
{
    static const char *const known[] = {"kind", "between", "group", "slots", NULL};
    struct fair_reader *r = &plan->file.r;
    uint64_t *gone = IE_NEW_ARRAY(r->arena, uint64_t, (size_t)plan->file.words + 1);
    const json_t *slots;
    struct entry *entry = NULL;
    int code;

    (void)kind;
    if (!gone)
        return ie_fail_nomem(r->err);
    if ((code = ie_fair_object(r, row, known)) ||
        (code = find_entry(plan, row, &entry)) ||
        (code = ie_fair_array(r, row, "slots", true, IE_FAIR_SLOTS, &slots)))
        return code;
    size_t was = ie_fair_enter(r, "slots");
    if ((code = ie_fair_slot_set(&plan->file, slots, gone)))
        return code;
    ie_fair_leave(r, was);
    for (uint32_t w = 0; w < plan->file.words; w++)
        gone[w] =
            (entry->meeting.allowed ? entry->meeting.allowed[w] : UINT64_MAX) & ~gone[w];
    entry->meeting.allowed = gone;
    return 0;
}

static int read_new_wish(struct replan *plan, const json_t *row, struct ie_str kind)
{
    static const char *const known[] = {"kind",   "from", "to", "weight",
                                        "mutual", "must", NULL};
    struct fair_reader *r = &plan->file.r;
    uint32_t *who = IE_NEW_ARRAY(r->arena, uint32_t, 2);
    int32_t from, to;
    int64_t weight;
    bool mutual, must;
    uint32_t i = 0;
    int code;

    (void)kind;
    if (!who)
        return ie_fail_nomem(r->err);
    if ((code = ie_fair_object(r, row, known)) ||
        (code =
             ie_fair_reference(r, row, "from", &plan->file.participants, true, &from)) ||
        (code = ie_fair_reference(r, row, "to", &plan->file.participants, true, &to)) ||
        (code = ie_fair_number(r, row, "weight", 1, IE_FAIR_WEIGHT, 1, &weight)) ||
        (code = ie_fair_flag(r, row, "mutual", false, &mutual)) ||
        (code = ie_fair_flag(r, row, "must", false, &must)))
        return code;
    if (from == to)
        return ie_fair_refuse(r, "fair.with_itself", NULL, IE_STR_NONE);
    who[0] = (uint32_t)(from < to ? from : to);
    who[1] = (uint32_t)(from < to ? to : from);
    while (i < plan->count && (plan->entries[i].meeting.id.ptr ||
                               plan->entries[i].meeting.who[0] != who[0] ||
                               plan->entries[i].meeting.who[1] != who[1]))
        i++;
    struct ie_fair_meeting *m = &plan->entries[i].meeting;
    if (i == plan->count) {
        *m = (struct ie_fair_meeting){.who = who, .size = 2};
        m->slot = m->place = m->interpreter = IE_FAIR_NONE;
        plan->entries[i].was =
            (struct ie_fair_place_at){IE_FAIR_NONE, IE_FAIR_NONE, IE_FAIR_NONE};
        plan->count++;
    }
    m->weight = m->weight > weight ? m->weight : (uint32_t)weight;
    m->mutual |= mutual;
    m->must |= must;
    m->never = false;
    return 0;
}

static int read_change(struct replan *plan, const json_t *row)
{
    static const struct {
        const char *kind;
        int (*read)(struct replan *, const json_t *, struct ie_str);
    } kinds[] = {{"no_show", read_away},         {"late", read_away},
                 {"leaves", read_away},          {"cancelled", read_cancelled},
                 {"new_wish", read_new_wish},    {"place_lost", read_loss},
                 {"interpreter_ill", read_loss}, {"lock", read_lock},
                 {"forbid", read_forbidden}};
    struct fair_reader *r = &plan->file.r;
    struct ie_str kind;

    if (!json_is_object(row))
        return ie_fair_refuse(r, "fair.not_object", NULL, IE_STR_NONE);
    int code = ie_fair_text(r, row, "kind", true, &kind);
    if (code)
        return code;
    for (size_t k = 0; k < IE_COUNT(kinds); k++)
        if (ie_str_eqz(kind, kinds[k].kind))
            return kinds[k].read(plan, row, kind);
    (void)ie_fair_enter(r, "kind");
    return ie_fair_refuse(r, "fair.no_such_change", "value", kind);
}

/* ---- What follows from them ------------------------------------------------------------------ */

static bool is_set(const uint64_t *set, int32_t at)
{
    return !set || ((set[at / 64] >> (at % 64)) & 1);
}

static bool still_possible(const struct replan *plan, const struct ie_fair_meeting *m)
{
    if (m->never || !is_set(m->allowed, m->slot) ||
        plan->p->slots[m->slot].start < plan->p->now ||
        (m->place >= 0 && !is_set(plan->places[m->place].available, m->slot)) ||
        (m->interpreter >= 0 &&
         !is_set(plan->interpreters[m->interpreter].available, m->slot)))
        return false;
    for (uint32_t i = 0; i < m->size; i++)
        if (!is_set(plan->people[m->who[i]].available, m->slot))
            return false;
    return true;
}

static bool any_slot(const struct replan *plan, const struct ie_fair_meeting *m)
{
    for (uint32_t s = 0; s < plan->p->slot_count; s++) {
        bool open =
            plan->p->slots[s].start >= plan->p->now && is_set(m->allowed, (int32_t)s);
        for (uint32_t i = 0; i < m->size && open; i++)
            open = is_set(plan->people[m->who[i]].available, (int32_t)s);
        if (open)
            return true;
    }
    return false;
}

static void settle(const struct replan *plan, struct entry *entry)
{
    struct ie_fair_meeting *m = &entry->meeting;
    const struct ie_fair_place_at *was = &entry->was;

    m->was_slot = was->slot;
    m->was_place = was->place;
    m->was_interpreter = was->interpreter;
    if (was->slot >= 0 && plan->p->slots[was->slot].start < plan->p->now && !m->never) {
        m->hold = IE_FAIR_BEGUN;
        m->slot = was->slot;
        m->place = was->place;
        m->interpreter = was->interpreter;
    } else if (m->hold != IE_FAIR_FREE && !still_possible(plan, m)) {
        m->hold = IE_FAIR_FREE;
    }
    if (m->must && m->hold == IE_FAIR_FREE && !any_slot(plan, m))
        m->must = false;
}

static int by_meeting(const void *x, const void *y)
{
    const struct ie_fair_meeting *a = &((const struct entry *)x)->meeting;
    const struct ie_fair_meeting *b = &((const struct entry *)y)->meeting;

    if (a->id.ptr || b->id.ptr)
        return !a->id.ptr ? -1 : !b->id.ptr ? 1 : ie_str_cmp(a->id, b->id);
    for (int i = 0; i < 2; i++)
        if (a->who[i] != b->who[i])
            return a->who[i] < b->who[i] ? -1 : 1;
    return 0;
}

/* Sorts the entries into the problem; orders follow their meetings. */
static int finish(struct replan *plan, const struct ie_fair_problem *base,
                  struct ie_error *err)
{
    struct ie_arena *arena = plan->file.r.arena;
    struct ie_fair_meeting *meetings =
        IE_NEW_ARRAY(arena, struct ie_fair_meeting, plan->count);
    struct ie_fair_precedence *orders =
        IE_NEW_ARRAY(arena, struct ie_fair_precedence, base->precedence_count);

    if (!meetings || !orders)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < plan->count; i++)
        settle(plan, &plan->entries[i]);
    if (plan->count > 1)
        qsort(plan->entries, plan->count, sizeof(*plan->entries), by_meeting);
    for (uint32_t i = 0; i < plan->count; i++)
        meetings[i] = plan->entries[i].meeting;
    plan->p->meetings = meetings;
    plan->p->meeting_count = plan->count;
    for (uint32_t i = 0; i < base->precedence_count; i++) {
        const struct ie_fair_meeting *x = &base->meetings[base->precedences[i].before];
        const struct ie_fair_meeting *y = &base->meetings[base->precedences[i].after];
        orders[i].before = (uint32_t)ie_fair_find_meeting(plan->p, x->who, x->id);
        orders[i].after = (uint32_t)ie_fair_find_meeting(plan->p, y->who, y->id);
    }
    plan->p->precedences = orders;
    return 0;
}

static int read_all(struct replan *plan, const json_t *root,
                    const struct ie_fair_problem *base,
                    const struct ie_fair_place_at *old)
{
    static const char *const known[] = {"format",  "version",    "now",
                                        "changes", "objectives", NULL};
    static const struct ie_fair_level usual[] = {
        {{[IE_FAIR_LOST] = 100, [IE_FAIR_MOVES] = 1}},
        {{[IE_FAIR_VALUE] = 1}},
        {{[IE_FAIR_UNSERVED] = 1}},
        {{[IE_FAIR_BREAKS] = 1}},
        {{[IE_FAIR_PLACE_CHANGES] = 1}},
        {{[IE_FAIR_BALANCE] = 1}}};
    struct fair_reader *r = &plan->file.r;
    const json_t *changes = NULL;
    struct ie_str format;
    int code;

    if ((code = ie_fair_object(r, root, known)) ||
        (code = ie_fair_text(r, root, "format", true, &format)) ||
        (code = ie_fair_version_of(r, root)) ||
        (code = ie_fair_array(r, root, "changes", true, 100000, &changes)))
        return code;
    if (!ie_str_eqz(format, "ieum-fair-changes")) {
        (void)ie_fair_enter(r, "format");
        return ie_fair_refuse(r, "fair.other_format", "value", format);
    }
    if ((code = copy_problem(plan, base, old, json_array_size(changes), r->err)) ||
        (code = ie_fair_moment(r, root, "now", base->now, &plan->p->now)) ||
        (code = index_ids(plan, r->err)))
        return code;
    plan->p->levels = usual;
    plan->p->level_count = IE_COUNT(usual);
    if ((code = ie_fair_read_levels(r, root, plan->p)))
        return code;
    size_t was = ie_fair_enter(r, "changes");
    for (size_t i = 0; i < json_array_size(changes); i++) {
        size_t before = ie_fair_enter_at(r, i);
        if ((code = read_change(plan, json_array_get(changes, i))))
            return code;
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    return finish(plan, base, r->err);
}

int ie_fair_replan(struct ie_str changes, const char *name,
                   const struct ie_fair_problem *base, const struct ie_fair_place_at *old,
                   struct ie_arena *arena, struct ie_fair_problem **problem,
                   struct ie_error *err)
{
    struct replan plan = {
        .file = {.r = {.text = changes, .file = name, .arena = arena, .err = err}}};
    json_t *root = NULL;
    int code = ie_json_parse(changes, &root, err);

    if (code) {
        ie_error_at(err, name, 0, 0, NULL);
        return code;
    }
    code = read_all(&plan, root, base, old);
    json_decref(root);
    if (!code)
        *problem = plan.p;
    return code;
}

uint64_t ie_fair_replan_ticks(const struct ie_fair_problem *problem)
{
    return 300000 + 200 * (uint64_t)problem->meeting_count;
}
