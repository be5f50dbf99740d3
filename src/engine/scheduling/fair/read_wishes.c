/* The JSON form: wishes become meetings (one a pair), with groups, locks and order. */
#include <stdlib.h>

#include "base/json.h"
#include "engine/scheduling/fair/read.h"

struct draft { /* one wish, group or lock before pairs are joined */
    uint32_t *who;
    uint32_t size;
    struct ie_str id;
    uint32_t weight;
    bool turned; /* wished by the second of the pair */
    bool wish, mutual, must, never;
    uint64_t *allowed; /* NULL: any */
    struct ie_fair_place_at lock;
    uint32_t order; /* in the file */
};

struct drafts {
    struct draft *at;
    uint32_t count, room;
    uint32_t wishes; /* of the file; groups are numbered after them */
};

static struct draft *push(struct fair_file *file, struct drafts *drafts)
{
    struct draft *draft = &drafts->at[drafts->count];

    if (drafts->count == drafts->room)
        return NULL; /* counted before: not reached */
    draft->order = drafts->count++;
    draft->lock = (struct ie_fair_place_at){IE_FAIR_NONE, IE_FAIR_NONE, IE_FAIR_NONE};
    (void)file;
    return draft;
}

/* "slots" and "earliest" and "screening": where the meeting may be at all. */
static int read_allowed(struct fair_file *file, const json_t *row, uint64_t **out)
{
    static const char *const known[] = {"filed", "lead_hours", NULL};
    const struct ie_fair_problem *p = file->problem;
    const json_t *slots, *screening = json_object_get(row, "screening");
    struct fair_reader *r = &file->r;
    int32_t earliest, filed = INT32_MIN;
    int64_t hours = 0;
    int code;

    if ((code = ie_fair_array(r, row, "slots", false, IE_FAIR_SLOTS, &slots)) ||
        (code = ie_fair_moment(r, row, "earliest", INT32_MIN, &earliest)))
        return code;
    if (screening) {
        size_t was = ie_fair_enter(r, "screening");
        if ((code = ie_fair_object(r, screening, known)) ||
            (code = ie_fair_moment(r, screening, "filed", INT32_MIN, &filed)) ||
            (code = ie_fair_number(r, screening, "lead_hours", 0, 24 * 365, 0, &hours)))
            return code;
        if (filed == INT32_MIN)
            return ie_fair_refuse(r, "fair.missing", "member", IE_STR("filed"));
        ie_fair_leave(r, was);
        if (filed + 60 * (int32_t)hours > earliest)
            earliest = filed + 60 * (int32_t)hours;
    }
    if (!slots && earliest == INT32_MIN)
        return 0;
    uint64_t *set = IE_NEW_ARRAY(r->arena, uint64_t, file->words + 1);
    if (!set)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "slots");
    if (!slots)
        memset(set, 0xFF, file->words * sizeof(*set));
    else if ((code = ie_fair_slot_set(file, slots, set)))
        return code;
    ie_fair_leave(r, was);
    for (uint32_t s = 0; s < p->slot_count; s++)
        if (p->slots[s].start < earliest)
            set[s / 64] &= ~(UINT64_C(1) << (s % 64));
    *out = set;
    return 0;
}

static int read_kind(struct fair_file *file, const json_t *row, struct draft *draft)
{
    struct ie_str kind;
    int code = ie_fair_text(&file->r, row, "kind", false, &kind);

    if (code)
        return code;
    draft->must = kind.ptr && ie_str_eqz(kind, "must");
    draft->never = kind.ptr && ie_str_eqz(kind, "never");
    if (kind.ptr && !draft->must && !draft->never && !ie_str_eqz(kind, "nice")) {
        (void)ie_fair_enter(&file->r, "kind");
        return ie_fair_refuse(&file->r, "fair.bad_kind", "value", kind);
    }
    return 0;
}

static int read_wish(struct fair_file *file, const json_t *row, struct drafts *drafts)
{
    static const char *const known[] = {
        "from", "to", "weight", "kind", "mutual", "earliest", "screening", "slots", NULL};
    struct fair_reader *r = &file->r;
    struct draft *draft = push(file, drafts);
    int32_t from, to;
    int64_t weight;
    int code;

    if (!draft)
        return ie_fail(r->err, IE_INTERNAL, "fair.lost_count");
    uint32_t *who = IE_NEW_ARRAY(r->arena, uint32_t, 2);
    if (!who)
        return ie_fail_nomem(r->err);
    if ((code = ie_fair_object(r, row, known)) ||
        (code = ie_fair_reference(r, row, "from", &file->participants, true, &from)) ||
        (code = ie_fair_reference(r, row, "to", &file->participants, true, &to)) ||
        (code = ie_fair_number(r, row, "weight", 1, IE_FAIR_WEIGHT, 1, &weight)) ||
        (code = ie_fair_flag(r, row, "mutual", false, &draft->mutual)) ||
        (code = read_kind(file, row, draft)) ||
        (code = read_allowed(file, row, &draft->allowed)))
        return code;
    if (from == to)
        return ie_fair_refuse(r, "fair.with_itself", NULL, IE_STR_NONE);
    draft->turned = from > to;
    who[0] = (uint32_t)(from < to ? from : to);
    who[1] = (uint32_t)(from < to ? to : from);
    draft->who = who;
    draft->size = 2;
    draft->weight = (uint32_t)weight;
    draft->wish = true;
    return 0;
}

static int read_group(struct fair_file *file, const json_t *row, struct drafts *drafts)
{
    static const char *const known[] = {"id",        "participants", "weight",
                                        "kind",      "mutual",       "earliest",
                                        "screening", "slots",        NULL};
    struct fair_reader *r = &file->r;
    struct draft *draft = push(file, drafts);
    int64_t weight;
    int code;

    if (!draft)
        return ie_fail(r->err, IE_INTERNAL, "fair.lost_count");
    if ((code = ie_fair_object(r, row, known)) ||
        (code = ie_fair_text(r, row, "id", true, &draft->id)) ||
        (code = ie_fair_number(r, row, "weight", 1, IE_FAIR_WEIGHT, 1, &weight)) ||
        (code = ie_fair_flag(r, row, "mutual", false, &draft->mutual)) ||
        (code = read_kind(file, row, draft)) ||
        (code = read_allowed(file, row, &draft->allowed)))
        return code;
    const json_t *who = json_object_get(row, "participants");
    if (!who)
        return ie_fair_refuse(r, "fair.missing", "member", IE_STR("participants"));
    size_t was = ie_fair_enter(r, "participants");
    code = ie_fair_read_who(r, who, &file->participants, 3, &draft->who, &draft->size);
    if (code)
        return code;
    ie_fair_leave(r, was);
    draft->weight = (uint32_t)weight;
    return 0;
}

/* A meeting named in a lock or an order: "between": [A, B] or "group": G. */
static int read_named(struct fair_file *file, const json_t *row, uint32_t **who,
                      uint32_t *size, struct ie_str *group)
{
    struct fair_reader *r = &file->r;
    const json_t *between = json_object_get(row, "between");
    int code = ie_fair_text(r, row, "group", false, group);

    *who = NULL;
    *size = 0;
    if (code)
        return code;
    if ((between != NULL) == (group->ptr != NULL))
        return ie_fair_refuse(r, "fair.between_or_group", NULL, IE_STR_NONE);
    if (!between)
        return 0;
    size_t was = ie_fair_enter(r, "between");
    code = ie_fair_read_who(r, between, &file->participants, 2, who, size);
    if (!code && *size != 2)
        code = ie_fair_refuse(r, "fair.bad_group", "range", IE_STR("2"));
    if (!code)
        ie_fair_leave(r, was);
    return code;
}

/* ---- joining ---- */

static int by_who(const void *x, const void *y)
{
    const struct draft *a = x, *b = y;

    if (a->id.ptr || b->id.ptr) /* groups last, by id */
        return !a->id.ptr ? -1 : !b->id.ptr ? 1 : ie_str_cmp(a->id, b->id);
    for (int i = 0; i < 2; i++)
        if (a->who[i] != b->who[i])
            return a->who[i] < b->who[i] ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static bool same_meeting(const struct draft *a, const struct draft *b)
{
    return !a->id.ptr && !b->id.ptr && a->who[0] == b->who[0] && a->who[1] == b->who[1];
}

static void join(struct draft *into, const struct draft *more, uint32_t words)
{
    into->mutual |= more->mutual || (into->wish && more->wish && !more->never &&
                                     !into->never && into->turned != more->turned);
    into->must |= more->must;
    into->never |= more->never;
    into->weight = more->weight > into->weight ? more->weight : into->weight;
    if (!into->allowed)
        into->allowed = more->allowed;
    else if (more->allowed)
        for (uint32_t w = 0; w < words; w++)
            into->allowed[w] &= more->allowed[w];
    if (more->lock.slot >= 0)
        into->lock = more->lock;
}

static int refuse_group(struct fair_file *file, struct ie_str id, uint32_t number)
{
    (void)ie_fair_enter(&file->r, "groups");
    (void)ie_fair_enter_at(&file->r, number);
    (void)ie_fair_enter(&file->r, "id");
    return ie_fair_refuse(&file->r, "fair.repeated", "value", id);
}

static int make_meetings(struct fair_file *file, struct drafts *drafts)
{
    struct ie_fair_problem *p = file->problem;
    struct ie_fair_meeting *meetings =
        IE_NEW_ARRAY(file->r.arena, struct ie_fair_meeting, drafts->count);
    uint32_t n = 0;

    if (!meetings)
        return ie_fail_nomem(file->r.err);
    if (drafts->count > 1)
        qsort(drafts->at, drafts->count, sizeof(*drafts->at), by_who);
    for (uint32_t i = 0, end; i < drafts->count; i = end) {
        struct draft *one = &drafts->at[i];
        for (end = i + 1; end < drafts->count && same_meeting(one, &drafts->at[end]);
             end++)
            join(one, &drafts->at[end], file->words);
        if (one->id.ptr && end < drafts->count && drafts->at[end].id.ptr &&
            ie_str_eq(one->id, drafts->at[end].id))
            return refuse_group(file, one->id,
                                (one->order > drafts->at[end].order
                                     ? one->order
                                     : drafts->at[end].order) -
                                    drafts->wishes);
        meetings[n++] = (struct ie_fair_meeting){
            .id = one->id,
            .who = one->who,
            .size = (uint8_t)one->size,
            .hold = one->lock.slot >= 0 ? IE_FAIR_LOCKED : IE_FAIR_FREE,
            .mutual = one->mutual,
            .must = one->must,
            .never = one->never,
            .weight = one->weight,
            .slot = one->lock.slot,
            .place = one->lock.place,
            .interpreter = one->lock.interpreter,
            .was_slot = IE_FAIR_NONE,
            .was_place = IE_FAIR_NONE,
            .was_interpreter = IE_FAIR_NONE,
            .allowed = one->allowed};
    }
    p->meetings = meetings;
    p->meeting_count = n;
    return 0;
}

int32_t ie_fair_find_meeting(const struct ie_fair_problem *p, const uint32_t *who,
                             struct ie_str group)
{
    uint32_t low = 0, high = p->meeting_count;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct ie_fair_meeting *m = &p->meetings[mid];
        int order = 0;
        if (group.ptr || m->id.ptr)
            order = !m->id.ptr ? -1 : !group.ptr ? 1 : ie_str_cmp(m->id, group);
        for (int i = 0; i < 2 && !order && !group.ptr; i++)
            order = (m->who[i] > who[i]) - (m->who[i] < who[i]);
        if (order == 0)
            return (int32_t)mid;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return IE_FAIR_NONE;
}

static int read_precedences(struct fair_file *file)
{
    static const char *const known[] = {"before", "after", NULL};
    static const char *const inner[] = {"between", "group", NULL};
    struct ie_fair_problem *p = file->problem;
    struct fair_reader *r = &file->r;
    const json_t *array;
    int code = ie_fair_array(r, file->root, "precedences", false, 1000000, &array);

    if (code)
        return code;
    size_t n = json_array_size(array);
    struct ie_fair_precedence *list =
        IE_NEW_ARRAY(r->arena, struct ie_fair_precedence, n);
    if (!list)
        return ie_fail_nomem(r->err);
    size_t was = ie_fair_enter(r, "precedences");
    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(array, i);
        size_t before = ie_fair_enter_at(r, i);
        if ((code = ie_fair_object(r, row, known)))
            return code;
        for (int k = 0; k < 2; k++) {
            const json_t *one = json_object_get(row, known[k]);
            uint32_t *who, size;
            struct ie_str group;
            size_t deeper = ie_fair_enter(r, known[k]);
            if ((code = ie_fair_object(r, one, inner)) ||
                (code = read_named(file, one, &who, &size, &group)))
                return code;
            int32_t at = ie_fair_find_meeting(p, who, group);
            if (at < 0)
                return ie_fair_refuse(r, "fair.no_such_meeting", NULL, IE_STR_NONE);
            *(k ? &list[i].after : &list[i].before) = (uint32_t)at;
            ie_fair_leave(r, deeper);
        }
        if (list[i].before == list[i].after)
            return ie_fair_refuse(r, "fair.with_itself", NULL, IE_STR_NONE);
        ie_fair_leave(r, before);
    }
    ie_fair_leave(r, was);
    p->precedences = list;
    p->precedence_count = (uint32_t)n;
    return 0;
}

/* A lock of a pair that nobody wished for makes its meeting. */
static int read_lock(struct fair_file *file, const json_t *row, struct drafts *drafts)
{
    static const char *const known[] = {"between", "group",       "slot",
                                        "place",   "interpreter", NULL};
    struct fair_reader *r = &file->r;
    struct ie_fair_place_at lock;
    struct ie_str group;
    uint32_t *who, size;
    int code;

    if ((code = ie_fair_object(r, row, known)) ||
        (code = read_named(file, row, &who, &size, &group)) ||
        (code = ie_fair_reference(r, row, "slot", &file->slots, true, &lock.slot)) ||
        (code = ie_fair_reference(r, row, "place", &file->places, false, &lock.place)) ||
        (code = ie_fair_reference(r, row, "interpreter", &file->interpreters, false,
                                  &lock.interpreter)))
        return code;
    for (uint32_t i = 0; group.ptr && i < drafts->count; i++)
        if (drafts->at[i].id.ptr && ie_str_eq(drafts->at[i].id, group)) {
            drafts->at[i].lock = lock;
            return 0;
        }
    if (group.ptr)
        return ie_fair_refuse(r, "fair.no_such_meeting", NULL, IE_STR_NONE);
    struct draft *draft = push(file, drafts);
    if (!draft)
        return ie_fail(r->err, IE_INTERNAL, "fair.lost_count");
    draft->who = who;
    draft->size = size;
    draft->weight = 1;
    draft->lock = lock;
    return 0;
}

int ie_fair_read_wishes(struct fair_file *file)
{
    static const struct {
        const char *member;
        int (*read)(struct fair_file *, const json_t *, struct drafts *);
    } lists[] = {{"wishes", read_wish}, {"groups", read_group}, {"locked", read_lock}};
    const json_t *arrays[IE_COUNT(lists)];
    struct fair_reader *r = &file->r;
    struct drafts drafts = {0};
    int code;

    for (size_t k = 0; k < IE_COUNT(lists); k++) {
        code = ie_fair_array(r, file->root, lists[k].member, k == 0, IE_FAIR_MEETINGS,
                             &arrays[k]);
        if (code)
            return code;
        drafts.room += (uint32_t)json_array_size(arrays[k]);
    }
    drafts.wishes = (uint32_t)json_array_size(arrays[0]);
    drafts.at = IE_NEW_ARRAY(r->arena, struct draft, drafts.room);
    if (!drafts.at)
        return ie_fail_nomem(r->err);
    for (size_t k = 0; k < IE_COUNT(lists); k++) {
        size_t was = ie_fair_enter(r, lists[k].member);
        for (size_t i = 0; i < json_array_size(arrays[k]); i++) {
            size_t before = ie_fair_enter_at(r, i);
            if ((code = lists[k].read(file, json_array_get(arrays[k], i), &drafts)))
                return code;
            ie_fair_leave(r, before);
        }
        ie_fair_leave(r, was);
    }
    code = make_meetings(file, &drafts);
    return code ? code : read_precedences(file);
}
