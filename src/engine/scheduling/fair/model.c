#include "engine/scheduling/fair/model.h"

#include <stdlib.h>

void ie_fair_model_release(struct fair_model *m)
{
    ie_free(m->room_of);
    ie_free(m->team_of);
    ie_free(m->capacity);
    ie_free(m->zone);
    ie_free(m->seats);
    ie_free(m->owned);
    ie_free(m->set_first);
    ie_free(m->set_items);
    ie_free(m->option[ROOM]);
    ie_free(m->option[TEAM]);
    ie_free(m->closed);
    ie_free(m->can);
    ie_free(m->value);
    ie_free(m->node);
    ie_free(m->node_meeting);
    ie_free(m->most);
    ie_free(m->reach);
    ie_free(m->reach_of);
    ie_free(m->before_first);
    ie_free(m->before);
    ie_free(m->after_first);
    ie_free(m->after);
}

/* ---- Resources ---------------------------------------------------------------------- */

struct place_key {
    uint32_t owner; /* place + 1 when somebody's, else 0 */
    uint32_t zone, seats, place;
};

static int by_place(const void *x, const void *y)
{
    const struct place_key *a = x, *b = y;

    if (a->owner != b->owner)
        return a->owner < b->owner ? -1 : 1;
    if (a->zone != b->zone)
        return a->zone < b->zone ? -1 : 1;
    if (a->seats != b->seats)
        return a->seats < b->seats ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static int number_rooms(struct fair_model *m, struct ie_error *err)
{
    const struct ie_fair_problem *p = m->p;
    struct place_key *keys = ie_calloc((size_t)p->place_count + 1, sizeof(*keys));

    if (!keys)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < p->place_count; i++)
        keys[i] = (struct place_key){0, p->places[i].zone, p->places[i].seats, i};
    for (uint32_t i = 0; i < m->people; i++)
        if (p->participants[i].place >= 0)
            keys[p->participants[i].place].owner = (uint32_t)p->participants[i].place + 1;
    qsort(keys, p->place_count, sizeof(*keys), by_place);
    for (uint32_t i = 0; i < p->place_count; i++) {
        if (!i || keys[i].owner != keys[i - 1].owner ||
            keys[i].zone != keys[i - 1].zone || keys[i].seats != keys[i - 1].seats) {
            m->zone[m->rooms] = keys[i].zone;
            m->seats[m->rooms] = keys[i].seats;
            m->owned[m->rooms++] = keys[i].owner != 0;
        }
        m->room_of[keys[i].place] = m->rooms - 1;
    }
    ie_free(keys);
    return 0;
}

static int compare_pairs(const struct ie_fair_interpreter *a,
                         const struct ie_fair_interpreter *b)
{
    if (a->pair_count != b->pair_count)
        return a->pair_count < b->pair_count ? -1 : 1;
    for (uint32_t i = 0; i < a->pair_count; i++) {
        int x = a->pairs[i].x * 256 + a->pairs[i].y;
        int y = b->pairs[i].x * 256 + b->pairs[i].y;
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

/* Teams are few (combinations of languages), so that a scan finds a match; the first of
 * a team stands for it. */
static int number_teams(struct fair_model *m, uint32_t *first, struct ie_error *err)
{
    const struct ie_fair_problem *p = m->p;
    uint32_t teams = 0;

    for (uint32_t i = 0; i < p->interpreter_count; i++) {
        uint32_t t = 0;
        while (t < teams &&
               compare_pairs(&p->interpreters[first[t]], &p->interpreters[i]) != 0)
            t++;
        if (t == teams)
            first[teams++] = i;
        m->team_of[i] = m->rooms + t;
    }
    m->resources = m->rooms + teams;
    (void)err;
    return 0;
}

static int count_capacity(struct fair_model *m, struct ie_error *err)
{
    const struct ie_fair_problem *p = m->p;

    m->capacity = ie_calloc((size_t)m->resources * m->slots + 1, sizeof(*m->capacity));
    if (!m->capacity)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < p->place_count; i++)
        for (uint32_t s = 0; s < m->slots; s++)
            if (fair_bit(p->places[i].available, s))
                m->capacity[(size_t)m->room_of[i] * m->slots + s] +=
                    p->places[i].capacity;
    for (uint32_t i = 0; i < p->interpreter_count; i++)
        for (uint32_t s = 0; s < m->slots; s++)
            if (fair_bit(p->interpreters[i].available, s))
                m->capacity[(size_t)m->team_of[i] * m->slots + s]++;
    return 0;
}

/* ---- Option sets ------------------------------------------------------------------------ */

struct set_builder {
    uint32_t *first, *items;
    uint32_t sets, count, sets_room, items_room;
};

static bool grow(uint32_t **at, uint32_t *room, uint32_t need)
{
    uint32_t more = *room ? *room : 64;

    while (more < need)
        more *= 2;
    uint32_t *grown = more == *room ? *at : ie_realloc(*at, more, sizeof(**at));
    if (!grown)
        return false;
    *at = grown;
    *room = more;
    return true;
}

/* The number of the set that ends the items list from `count` on; kept if it is new. */
static uint32_t number_set(struct set_builder *b, uint32_t items)
{
    for (uint32_t k = b->sets > 4096 ? b->sets - 4096 : 0; k < b->sets; k++) {
        uint32_t size = b->first[k + 1] - b->first[k];
        if (size == items && memcmp(b->items + b->first[k], b->items + b->count,
                                    items * sizeof(*b->items)) == 0)
            return k;
    }
    b->count += items;
    b->first[++b->sets] = b->count;
    return b->sets - 1;
}

/* Rooms of the members' own places, else everything that is nobody's; by seats. */
static uint32_t list_rooms(const struct fair_model *m, uint32_t meeting, uint32_t *out)
{
    const struct ie_fair_problem *p = m->p;
    const struct ie_fair_meeting *one = &p->meetings[meeting];
    uint32_t n = 0;
    bool somebody = false;

    for (uint32_t i = 0; i < one->size; i++) {
        int32_t place = p->participants[one->who[i]].place;
        if (place < 0)
            continue;
        somebody = true;
        uint32_t room = m->room_of[place], k = 0;
        while (k < n && out[k] != room)
            k++;
        if (k == n && m->seats[room] >= one->size)
            out[n++] = room;
    }
    for (uint32_t r = 0; r < m->rooms && !somebody; r++)
        if (!m->owned[r] && m->seats[r] >= one->size)
            out[n++] = r;
    return n;
}

/* Somebody without stated languages speaks any. */
static bool speaks_through(const struct fair_model *m, const struct ie_fair_meeting *one,
                           const struct ie_fair_interpreter *who)
{
    for (uint32_t k = 0; k < who->pair_count; k++) {
        uint64_t either = UINT64_C(1) << who->pairs[k].x | UINT64_C(1) << who->pairs[k].y;
        uint32_t i = 0;
        while (i < one->size && (!m->p->participants[one->who[i]].languages ||
                                 (m->p->participants[one->who[i]].languages & either)))
            i++;
        if (i == one->size)
            return true;
    }
    return false;
}

static bool common_language(const struct fair_model *m, const struct ie_fair_meeting *one)
{
    uint64_t all = UINT64_MAX;

    for (uint32_t i = 0; i < one->size; i++) {
        uint64_t own = m->p->participants[one->who[i]].languages;
        if (own)
            all &= own;
    }
    return all != 0;
}

static uint32_t list_teams(const struct fair_model *m, uint32_t meeting,
                           const uint32_t *first, uint32_t *out)
{
    uint32_t n = 0;

    for (uint32_t t = m->rooms; t < m->resources; t++)
        if (speaks_through(m, &m->p->meetings[meeting],
                           &m->p->interpreters[first[t - m->rooms]]))
            out[n++] = t;
    return n;
}

/* A lock on a place or an interpreter leaves that one's resource, if it was an option. */
static uint32_t keep_only(uint32_t *items, uint32_t n, uint32_t only)
{
    for (uint32_t i = 0; i < n; i++)
        if (items[i] == only) {
            items[0] = only;
            return 1;
        }
    return 0;
}

/* A need that nothing can meet closes all slots of the meeting. */
static void close_meeting(struct fair_model *m, uint32_t meeting, int kind)
{
    m->closed[meeting] |= (uint8_t)(1U << kind);
    memset(m->can + (size_t)meeting * m->words, 0, m->words * sizeof(*m->can));
}

static int list_options(struct fair_model *m, const uint32_t *first_of_team,
                        struct ie_error *err)
{
    struct set_builder b = {0};
    uint32_t last_shared[IE_FAIR_MEMBERS + 1] = {0};
    int code = 0;

    if (!grow(&b.first, &b.sets_room, 2)) {
        code = ie_fail_nomem(err);
        goto out;
    }
    b.first[0] = b.first[1] = 0;
    b.sets = 1; /* set 0: nothing needed */
    for (uint32_t i = 0; i < m->meetings; i++) {
        const struct ie_fair_meeting *one = &m->p->meetings[i];
        if (!grow(&b.first, &b.sets_room, b.sets + 3) ||
            !grow(&b.items, &b.items_room, b.count + 2 * m->resources + 16)) {
            code = ie_fail_nomem(err);
            goto out;
        }
        bool owned = false;
        for (uint32_t k = 0; k < one->size; k++)
            owned |= m->p->participants[one->who[k]].place >= 0;
        bool held = one->hold != IE_FAIR_FREE;
        if (m->p->place_count && !owned && last_shared[one->size] &&
            !(held && one->place >= 0)) {
            m->option[ROOM][i] = last_shared[one->size];
        } else if (m->p->place_count) {
            uint32_t n = list_rooms(m, i, b.items + b.count);
            if (held && one->place >= 0)
                n = keep_only(b.items + b.count, n, m->room_of[one->place]);
            if (n)
                m->option[ROOM][i] = number_set(&b, n);
            else
                close_meeting(m, i, ROOM);
            if (n && !owned && !held)
                last_shared[one->size] = m->option[ROOM][i];
        }
        if (m->p->interpreting && !common_language(m, one)) {
            uint32_t n = list_teams(m, i, first_of_team, b.items + b.count);
            if (held && one->interpreter >= 0)
                n = keep_only(b.items + b.count, n, m->team_of[one->interpreter]);
            if (n)
                m->option[TEAM][i] = number_set(&b, n);
            else
                close_meeting(m, i, TEAM);
        }
    }
out:
    m->set_first = b.first;
    m->set_items = b.items;
    m->sets = b.sets;
    return code;
}

/* ---- Slots of a meeting -------------------------------------------------------------------- */

static void open_slots(struct fair_model *m, uint32_t meeting)
{
    const struct ie_fair_problem *p = m->p;
    const struct ie_fair_meeting *one = &p->meetings[meeting];
    uint64_t *can = m->can + (size_t)meeting * m->words;

    for (uint32_t s = 0; s < m->slots; s++) {
        bool open = !one->never && fair_bit(one->allowed, s) &&
                    (one->hold == IE_FAIR_BEGUN || p->slots[s].start >= p->now);
        if (one->hold != IE_FAIR_FREE && (int32_t)s != one->slot)
            open = false;
        for (uint32_t i = 0; i < one->size && open; i++)
            open = fair_bit(p->participants[one->who[i]].available, s);
        if (open)
            can[s / 64] |= UINT64_C(1) << (s % 64);
    }
}

/* Takes out slots where no option has capacity. */
static void close_without_options(struct fair_model *m, uint32_t meeting)
{
    uint64_t *can = m->can + (size_t)meeting * m->words;

    for (int k = 0; k < KINDS; k++) {
        uint32_t set = m->option[k][meeting];
        for (uint32_t s = 0; set && s < m->slots; s++) {
            bool some = false;
            for (uint32_t i = m->set_first[set]; i < m->set_first[set + 1] && !some; i++)
                some = m->capacity[(size_t)m->set_items[i] * m->slots + s] > 0;
            if (!some)
                can[s / 64] &= ~(UINT64_C(1) << (s % 64));
        }
    }
}

static uint32_t attainable(const struct fair_model *m, uint32_t who)
{
    const struct ie_fair_participant *one = &m->p->participants[who];
    uint64_t all = 0, today = 0;

    for (uint32_t s = 0; s < m->slots; s++) {
        today += fair_bit(one->available, s) ? one->representatives : 0;
        if (s + 1 == m->slots || m->p->slots[s + 1].day != m->p->slots[s].day) {
            uint32_t cap = fair_day_cap(m, who, m->p->slots[s].day);
            all += today > cap ? cap : today;
            today = 0;
        }
    }
    return all > one->cap ? one->cap : (uint32_t)(all > UINT32_MAX ? UINT32_MAX : all);
}

static void count_attainable(struct fair_model *m)
{
    for (uint32_t i = 0; i < m->meetings; i++)
        for (uint32_t k = 0; k < m->p->meetings[i].size && !m->p->meetings[i].never; k++)
            m->most[m->p->meetings[i].who[k]]++;
    for (uint32_t who = 0; who < m->people; who++) {
        uint32_t room = attainable(m, who);
        if (m->most[who] > room)
            m->most[who] = room;
    }
}

/* ---- Gaps ------------------------------------------------------------------------------------ */

static void fill_reach(struct fair_model *m, uint32_t row, uint32_t gap)
{
    const struct ie_fair_slot *slots = m->p->slots;
    uint32_t near = 0;

    for (uint32_t s = 0; s < m->slots; s++) {
        while (slots[near].day != slots[s].day ||
               (near < s && slots[near].end + (int32_t)gap <= slots[s].start))
            near++;
        m->reach[(size_t)row * m->slots + s] = (uint16_t)near;
    }
}

static int measure_gaps(struct fair_model *m, struct ie_error *err)
{
    const struct ie_fair_problem *p = m->p;
    uint32_t rests[1441], rows = 1, longest = 0;

    memset(rests, 0, sizeof(rests));
    for (uint32_t i = 0; i < m->people; i++)
        if (p->participants[i].rest && !rests[p->participants[i].rest])
            rests[p->participants[i].rest] = rows++;
    for (uint32_t i = 0; i < p->zone_count * p->zone_count; i++)
        longest = p->walks[i] > longest ? p->walks[i] : longest;
    m->reaches = rows + 1;
    m->reach = ie_calloc((size_t)m->reaches * m->slots + 1, sizeof(*m->reach));
    if (!m->reach)
        return ie_fail_nomem(err);
    for (uint32_t rest = 0; rest <= 1440; rest++)
        if (rest == 0 || rests[rest])
            fill_reach(m, rests[rest], rest);
    fill_reach(m, rows, longest);
    for (uint32_t i = 0; i < m->people; i++)
        m->reach_of[i] = rests[p->participants[i].rest];
    for (uint32_t s = 0; s < m->slots; s++)
        m->walking |= fair_near(m, rows, s) < s;
    return 0;
}

/* ---- Order ----------------------------------------------------------------------------------- */

static int list_order(struct fair_model *m, struct ie_error *err)
{
    const struct ie_fair_problem *p = m->p;
    size_t n = (size_t)m->meetings + 2;

    m->before_first = ie_calloc(n, sizeof(uint32_t));
    m->after_first = ie_calloc(n, sizeof(uint32_t));
    m->before = ie_calloc((size_t)p->precedence_count + 1, sizeof(uint32_t));
    m->after = ie_calloc((size_t)p->precedence_count + 1, sizeof(uint32_t));
    if (!m->before_first || !m->after_first || !m->before || !m->after)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < p->precedence_count; i++) {
        m->before_first[p->precedences[i].after + 1]++;
        m->after_first[p->precedences[i].before + 1]++;
    }
    for (uint32_t i = 0; i < m->meetings; i++) {
        m->before_first[i + 1] += m->before_first[i];
        m->after_first[i + 1] += m->after_first[i];
    }
    for (uint32_t i = p->precedence_count; i-- > 0;) {
        const struct ie_fair_precedence *one = &p->precedences[i];
        /* filled from the end: the begins move down and are put right below */
        m->before[--m->before_first[one->after + 1]] = one->before;
        m->after[--m->after_first[one->before + 1]] = one->after;
    }
    for (uint32_t i = 0; i < m->meetings; i++) {
        m->before_first[i] = m->before_first[i + 1];
        m->after_first[i] = m->after_first[i + 1];
    }
    m->before_first[m->meetings] = p->precedence_count;
    m->after_first[m->meetings] = p->precedence_count;
    return 0;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static bool allocate(struct fair_model *m, const struct ie_fair_problem *p)
{
    size_t meetings = (size_t)m->meetings + 1, places = (size_t)p->place_count + 1;
    size_t people = (size_t)m->people + 1;

    m->room_of = ie_calloc(places, sizeof(uint32_t));
    m->zone = ie_calloc(places, sizeof(uint32_t));
    m->seats = ie_calloc(places, sizeof(uint32_t));
    m->owned = ie_calloc(places, sizeof(bool));
    m->team_of = ie_calloc((size_t)p->interpreter_count + 1, sizeof(uint32_t));
    m->option[ROOM] = ie_calloc(meetings, sizeof(uint32_t));
    m->option[TEAM] = ie_calloc(meetings, sizeof(uint32_t));
    m->closed = ie_calloc(meetings, 1);
    m->can = ie_calloc(meetings * (m->words + 1), sizeof(uint64_t));
    m->value = ie_calloc(meetings, sizeof(int64_t));
    m->node = ie_calloc(meetings + 1, sizeof(uint32_t));
    m->node_meeting = ie_calloc((size_t)m->nodes + 1, sizeof(uint32_t));
    m->most = ie_calloc(people, sizeof(uint32_t));
    m->reach_of = ie_calloc(people, sizeof(uint32_t));
    return m->room_of && m->zone && m->seats && m->owned && m->team_of &&
           m->option[ROOM] && m->option[TEAM] && m->closed && m->can && m->value &&
           m->node && m->node_meeting && m->most && m->reach_of;
}

static void read_meetings(struct fair_model *m)
{
    uint32_t node = 0;

    for (uint32_t i = 0; i < m->meetings; i++) {
        const struct ie_fair_meeting *one = &m->p->meetings[i];
        m->value[i] = (int64_t)one->weight * (one->mutual ? m->p->mutual_factor : 1);
        m->musts += one->must;
        m->node[i] = node;
        for (uint32_t k = 0; k < one->size; k++)
            m->node_meeting[node++] = i;
        open_slots(m, i);
    }
    m->node[m->meetings] = node;
}

int ie_fair_model_init(struct fair_model *m, const struct ie_fair_problem *p,
                       struct ie_error *err)
{
    uint32_t *teams = ie_calloc((size_t)p->interpreter_count + 1, sizeof(*teams));
    int code;

    memset(m, 0, sizeof(*m));
    m->p = p;
    m->slots = p->slot_count;
    m->people = p->participant_count;
    m->meetings = p->meeting_count;
    m->days = p->day_count;
    m->words = (uint32_t)IE_FAIR_WORDS(p->slot_count);
    m->sessions = m->slots ? p->slots[m->slots - 1].session + 1 : 0;
    for (uint32_t i = 0; i < m->meetings; i++)
        m->nodes += p->meetings[i].size;
    code = teams && allocate(m, p) ? 0 : ie_fail_nomem(err);
    if (!code && !(code = number_rooms(m, err)) &&
        !(code = number_teams(m, teams, err)) && !(code = count_capacity(m, err))) {
        read_meetings(m);
        code = list_options(m, teams, err);
    }
    if (!code) {
        for (uint32_t i = 0; i < m->meetings; i++)
            close_without_options(m, i);
        count_attainable(m);
        if (!(code = measure_gaps(m, err)))
            code = list_order(m, err);
    }
    ie_free(teams);
    if (code)
        ie_fair_model_release(m);
    return code;
}
