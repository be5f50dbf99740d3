#include "service/event/timetable_meets.h"

#include <stdlib.h>

static bool status_is(const struct ie_record *record, const char *status)
{
    return ie_str_eqz(ie_record_get(record, "status")->text, status);
}

static struct ie_str text_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? IE_STR_NONE : value->text;
}

int ie_meets_order(const struct ie_meets *p, const struct ie_meets *q)
{
    for (uint32_t i = 0; i < IE_FAIR_MEMBERS && (i < p->size || i < q->size); i++) {
        if (i >= 2 && p->size != q->size)
            return p->size < q->size ? -1 : 1;
        if (p->who[i] != q->who[i])
            return p->who[i] < q->who[i] ? -1 : 1;
    }
    return (p->named > q->named) - (p->named < q->named);
}

static int by_party(const void *x, const void *y)
{
    const struct ie_meets *p = x, *q = y;
    int order = ie_meets_order(p, q);

    return order ? order : (p->record > q->record) - (p->record < q->record);
}

/* False: fewer than two of them take part. `first`: whose index comes first of those named. */
static bool party_of(const struct ie_timetable *t, const struct ie_record *record,
                     struct ie_meets *party, int64_t *first)
{
    struct ie_party named = ie_party_of(record);

    *party = (struct ie_meets){.named = (uint8_t)named.size, .record = -1};
    *first = ie_timetable_participant(t, named.id[0]);
    for (uint32_t i = 0; i < named.size; i++) {
        int64_t who = ie_timetable_participant(t, named.id[i]);
        uint8_t k = party->size;
        if (who < 0)
            continue;
        while (k > 0 && party->who[k - 1] > (uint32_t)who) {
            party->who[k] = party->who[k - 1];
            k--;
        }
        if (k > 0 && party->who[k - 1] == (uint32_t)who)
            return false; /* named twice */
        party->who[k] = (uint32_t)who;
        party->size++;
    }
    return party->size >= 2;
}

static void add_wish(struct ie_meets *party, const struct ie_record *wish, int64_t from)
{
    struct ie_str kind = text_of(wish, "kind");

    party->never = ie_str_eqz(kind, "never");
    party->must = ie_str_eqz(kind, "must");
    if (party->never)
        return;
    party->weight = (uint32_t)ie_record_get(wish, "weight")->integer;
    for (uint8_t i = 0; i < party->size; i++)
        if ((int64_t)party->who[i] == from)
            party->wished_by = (uint8_t)(1u << i);
}

static size_t collect_parties(const struct ie_timetable *t, struct ie_meets *parties)
{
    size_t n = 0;
    int64_t first;

    for (size_t i = 0; i < t->meetings.count; i++) {
        const struct ie_record *m = &t->meetings.at[i];
        if (!party_of(t, m, &parties[n], &first))
            continue;
        parties[n].record = (int64_t)i;
        parties[n].cancelled = status_is(m, "cancelled");
        n++;
    }
    for (size_t i = 0; i < t->wishes.count; i++)
        if (party_of(t, &t->wishes.at[i], &parties[n], &first))
            add_wish(&parties[n++], &t->wishes.at[i], first);
    return n;
}

/* What all rows of one party say together. */
static struct ie_meets gather(const struct ie_meets *rows, size_t count, size_t *standing,
                              size_t *cancelled)
{
    struct ie_meets all = rows[0];

    *standing = *cancelled = 0;
    for (size_t i = 0; i < count; i++) {
        all.weight = rows[i].weight > all.weight ? rows[i].weight : all.weight;
        all.wished_by |= rows[i].wished_by;
        all.must |= rows[i].must;
        all.never |= rows[i].never;
        *cancelled += rows[i].record >= 0 && rows[i].cancelled;
        *standing += rows[i].record >= 0 && !rows[i].cancelled;
    }
    all.repeated = *standing > 1;
    return all;
}

/* One row a party. A meeting that stands wins over a cancelled one of the same people; two
 * that stand (made by hand) are both kept, so that a check can complain of them. */
static size_t merge_parties(struct ie_meets *parties, size_t count)
{
    size_t kept = 0;

    if (count)
        qsort(parties, count, sizeof(*parties), by_party);
    for (size_t i = 0, end; i < count; i = end) {
        size_t standing, cancelled;
        for (end = i; end < count && ie_meets_order(&parties[end], &parties[i]) == 0;
             end++)
            ;
        struct ie_meets all = gather(&parties[i], end - i, &standing, &cancelled);
        for (size_t k = i; k < end; k++) {
            int64_t record = parties[k].record;
            if (record < 0 || parties[k].cancelled)
                continue;
            parties[kept] = all;
            parties[kept++].record = record;
        }
        if (standing == 0 && cancelled == 0) {
            parties[kept] = all;
            parties[kept++].record = -1;
        }
    }
    return kept;
}

/* Whoever is not to meet somebody is not to meet them among others either. */
static void refuse_groups(struct ie_meets *parties, size_t count)
{
    for (size_t g = 0; g < count; g++)
        for (uint8_t i = 0; parties[g].size > 2 && i < parties[g].size; i++)
            for (uint8_t k = (uint8_t)(i + 1); k < parties[g].size; k++) {
                struct ie_meets pair = {
                    .who = {parties[g].who[i], parties[g].who[k]}, .size = 2, .named = 2};
                size_t low = 0, high = count;
                while (low < high) {
                    size_t middle = low + (high - low) / 2;
                    if (ie_meets_order(&parties[middle], &pair) < 0)
                        low = middle + 1;
                    else
                        high = middle;
                }
                if (low < count && ie_meets_order(&parties[low], &pair) == 0 &&
                    parties[low].never)
                    parties[g].never = true;
            }
}

int ie_meets_collect(struct ie_call *call, const struct ie_timetable *t,
                     struct ie_meets **rows, size_t *count, struct ie_error *err)
{
    *rows =
        IE_NEW_ARRAY(call->arena, struct ie_meets, t->meetings.count + t->wishes.count);
    if (!*rows)
        return ie_fail_nomem(err);
    *count = merge_parties(*rows, collect_parties(t, *rows));
    refuse_groups(*rows, *count);
    return 0;
}
