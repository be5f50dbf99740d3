#include "engine/scheduling/exact/rup.h"

#include <string.h>

#include "base/vec.h"

/* A clause in `pool`: its length (or GONE), the next one of its bucket, its literals. */
enum { HEAD = 2, GONE = -1, FIRST_BUCKETS = 1 << 12, VARIABLES = 1 << 28 };

struct watch {
    uint32_t clause;
    int other; /* true: the clause is satisfied, and need not be looked at */
};

struct watches {
    struct watch *at;
    size_t count, room;
};

struct ie_rup {
    IE_VEC(int) pool;
    IE_VEC(int) trail;              /* literals that are true, in order */
    IE_VEC(struct watches) watches; /* [literal's index]: clauses that watch it */
    IE_VEC(int8_t) value;           /* [literal's index] 1 true, -1 false, 0 open */
    IE_VEC(uint8_t) mark;           /* [literal's index] scratch of ie_rup_forget */
    uint32_t *bucket;               /* [buckets] clause + 1, 0: none */
    size_t buckets, clauses;
    size_t propagated; /* of the trail */
    bool refuted;
};

static size_t index_of(int literal)
{
    return literal > 0 ? 2 * (size_t)literal : 2 * (size_t)-literal + 1;
}

int ie_rup_new(struct ie_rup **rup, struct ie_error *err)
{
    struct ie_rup *r = ie_calloc(1, sizeof(*r));

    if (r)
        r->bucket = ie_calloc(FIRST_BUCKETS, sizeof(*r->bucket));
    if (!r || !r->bucket) {
        ie_free(r);
        return ie_fail_nomem(err);
    }
    r->buckets = FIRST_BUCKETS;
    *rup = r;
    return 0;
}

void ie_rup_free(struct ie_rup *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->watches.count; i++)
        IE_VEC_RELEASE(&r->watches.at[i]);
    IE_VEC_RELEASE(&r->watches);
    IE_VEC_RELEASE(&r->pool);
    IE_VEC_RELEASE(&r->trail);
    IE_VEC_RELEASE(&r->value);
    IE_VEC_RELEASE(&r->mark);
    ie_free(r->bucket);
    ie_free(r);
}

bool ie_rup_refuted(const struct ie_rup *r)
{
    return r->refuted;
}

/* ---- the store ---- */

static bool make_room(struct ie_rup *r, const int *literals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t need = (index_of(literals[i]) | 1) + 1;
        if (literals[i] == 0 || literals[i] > VARIABLES || literals[i] < -VARIABLES)
            IE_BUG("a literal out of range");
        while (r->value.count < need)
            if (!IE_PUSH(&r->value))
                return false;
        while (r->mark.count < need)
            if (!IE_PUSH(&r->mark))
                return false;
        while (r->watches.count < need)
            if (!IE_PUSH(&r->watches))
                return false;
    }
    return true;
}

/* The same for every order of the literals. */
static uint64_t hash_of(const int *literals, size_t count)
{
    uint64_t sum = count, mixed = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t h = (uint64_t)index_of(literals[i]) * UINT64_C(0x9E3779B97F4A7C15);
        sum += h ^ (h >> 29);
        mixed ^= h * UINT64_C(0xBF58476D1CE4E5B9);
    }
    return sum + mixed;
}

static bool more_buckets(struct ie_rup *r)
{
    size_t wider = 4 * r->buckets;
    uint32_t *bucket = ie_calloc(wider, sizeof(*bucket));

    if (!bucket)
        return false;
    for (size_t b = 0; b < r->buckets; b++)
        for (uint32_t next, c = r->bucket[b]; c; c = next) {
            int *head = r->pool.at + c - 1;
            next = (uint32_t)head[1];
            uint32_t *to = &bucket[hash_of(head + HEAD, (size_t)head[0]) & (wider - 1)];
            head[1] = (int)*to;
            *to = c;
        }
    ie_free(r->bucket);
    r->bucket = bucket;
    r->buckets = wider;
    return true;
}

static int store(struct ie_rup *r, const int *literals, size_t count, uint32_t *clause,
                 struct ie_error *err)
{
    size_t at = r->pool.count;

    if (at + count + HEAD >= UINT32_MAX || count > INT32_MAX)
        return ie_fail(err, IE_LIMIT, "proof.too_large");
    if (r->clauses >= r->buckets && !more_buckets(r))
        return ie_fail_nomem(err);
    for (size_t i = 0; i < count + HEAD; i++) {
        int *word = IE_PUSH(&r->pool);
        if (!word)
            return ie_fail_nomem(err);
        *word = i == 0 ? (int)count : i == 1 ? 0 : literals[i - HEAD];
    }
    uint32_t *bucket = &r->bucket[hash_of(literals, count) & (r->buckets - 1)];
    r->pool.at[at + 1] = (int)*bucket;
    *bucket = (uint32_t)at + 1;
    r->clauses++;
    *clause = (uint32_t)at;
    return 0;
}

static bool watch(struct ie_rup *r, int literal, uint32_t clause, int other)
{
    struct watch *w = IE_PUSH(&r->watches.at[index_of(literal)]);

    if (!w)
        return false;
    *w = (struct watch){clause, other};
    return true;
}

/* ---- propagation ---- */

static int8_t value(const struct ie_rup *r, int literal)
{
    return r->value.at[index_of(literal)];
}

static bool assign(struct ie_rup *r, int literal)
{
    int *next = IE_PUSH(&r->trail);

    if (!next)
        return false;
    *next = literal;
    r->value.at[index_of(literal)] = 1;
    r->value.at[index_of(-literal)] = -1;
    return true;
}

enum outcome { QUIET, CLASH, NO_MEMORY };

/* `falsified` has become false: each clause that watches it finds another literal, is
 * satisfied, gives a unit, or clashes. */
static enum outcome visit(struct ie_rup *r, int falsified)
{
    struct watches *list = &r->watches.at[index_of(falsified)];
    enum outcome outcome = QUIET;
    size_t kept = 0, i = 0;

    while (i < list->count && outcome == QUIET) {
        struct watch w = list->at[i++];
        int *head = r->pool.at + w.clause, *literal = head + HEAD;
        if (value(r, w.other) > 0) {
            list->at[kept++] = w;
            continue;
        }
        if (head[0] == GONE)
            continue;
        int first = literal[0] ^ literal[1] ^ falsified; /* the other watched one */
        int free_at = 2;
        if (value(r, first) > 0) {
            list->at[kept++] = (struct watch){w.clause, first};
            continue;
        }
        while (free_at < head[0] && value(r, literal[free_at]) < 0)
            free_at++;
        if (free_at < head[0]) {
            literal[0] = first;
            literal[1] = literal[free_at];
            literal[free_at] = falsified;
            if (!watch(r, literal[1], w.clause, first))
                outcome = NO_MEMORY;
            continue;
        }
        list->at[kept++] = (struct watch){w.clause, first};
        if (value(r, first) < 0)
            outcome = CLASH;
        else if (!assign(r, first))
            outcome = NO_MEMORY;
    }
    while (i < list->count)
        list->at[kept++] = list->at[i++];
    list->count = kept;
    return outcome;
}

static enum outcome propagate(struct ie_rup *r)
{
    enum outcome outcome = QUIET;

    while (r->propagated < r->trail.count && outcome == QUIET)
        outcome = visit(r, -r->trail.at[r->propagated++]);
    return outcome;
}

static void undo(struct ie_rup *r, size_t trail)
{
    while (r->trail.count > trail) {
        int literal = r->trail.at[--r->trail.count];
        r->value.at[index_of(literal)] = r->value.at[index_of(-literal)] = 0;
    }
    r->propagated = trail;
}

/* ---- clauses ---- */

/* Brings two different literals that are not false to the front; returns how many there
 * are, at most two. */
static unsigned front(struct ie_rup *r, int *literals, size_t count)
{
    unsigned found = 0;

    for (size_t i = 0; i < count && found < 2; i++) {
        int literal = literals[i];
        if (value(r, literal) < 0 || (found && literal == literals[0]))
            continue;
        literals[i] = literals[found];
        literals[found++] = literal;
    }
    return found;
}

static int settle(struct ie_rup *r, enum outcome outcome, struct ie_error *err)
{
    if (outcome == NO_MEMORY)
        return ie_fail_nomem(err);
    r->refuted = r->refuted || outcome == CLASH;
    return 0;
}

int ie_rup_premise(struct ie_rup *r, const int *literals, size_t count,
                   struct ie_error *err)
{
    uint32_t clause;

    if (!make_room(r, literals, count))
        return ie_fail_nomem(err);
    int code = store(r, literals, count, &clause, err);
    if (code || r->refuted)
        return code;
    int *own = r->pool.at + clause + HEAD;
    unsigned open = front(r, own, count);
    if (open == 0)
        return settle(r, CLASH, err);
    if (open == 1) {
        if (value(r, own[0]) > 0)
            return 0;
        return settle(r, assign(r, own[0]) ? propagate(r) : NO_MEMORY, err);
    }
    if (!watch(r, own[0], clause, own[1]) || !watch(r, own[1], clause, own[0]))
        return ie_fail_nomem(err);
    return 0;
}

int ie_rup_lemma(struct ie_rup *r, const int *literals, size_t count, bool *follows,
                 struct ie_error *err)
{
    size_t before = r->trail.count;
    enum outcome outcome = QUIET;

    *follows = true;
    if (r->refuted)
        return 0;
    if (!make_room(r, literals, count))
        return ie_fail_nomem(err);
    for (size_t i = 0; i < count && outcome == QUIET; i++) {
        if (value(r, literals[i]) > 0)
            outcome = CLASH;
        else if (value(r, literals[i]) == 0 && !assign(r, -literals[i]))
            outcome = NO_MEMORY;
    }
    if (outcome == QUIET)
        outcome = propagate(r);
    undo(r, before);
    if (outcome == NO_MEMORY)
        return ie_fail_nomem(err);
    *follows = outcome == CLASH;
    return *follows ? ie_rup_premise(r, literals, count, err) : 0;
}

static bool same(struct ie_rup *r, const int *head, const int *literals, size_t count)
{
    size_t met = 0;

    if ((size_t)head[0] != count)
        return false;
    for (size_t i = 0; i < count; i++)
        r->mark.at[index_of(literals[i])]++;
    for (int i = 0; i < head[0]; i++)
        if (r->mark.at[index_of(head[HEAD + i])]) {
            r->mark.at[index_of(head[HEAD + i])]--;
            met++;
        }
    for (size_t i = 0; i < count; i++)
        r->mark.at[index_of(literals[i])] = 0;
    return met == count;
}

bool ie_rup_forget(struct ie_rup *r, const int *literals, size_t count)
{
    uint32_t *link = &r->bucket[hash_of(literals, count) & (r->buckets - 1)];

    for (size_t i = 0; i < count; i++)
        if (index_of(literals[i]) >= r->mark.count)
            return false;
    while (*link) {
        int *head = r->pool.at + *link - 1;
        if (same(r, head, literals, count)) {
            *link = (uint32_t)head[1];
            head[0] = GONE;
            r->clauses--;
            return true;
        }
        link = (uint32_t *)(void *)&head[1];
    }
    return false;
}
