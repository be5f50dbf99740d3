/*
 * Who meets, or is wished to meet: two, and in a group of up to eight the others. A pair is
 * a group without others; two records are of the same meeting when they name the same
 * people, in whatever order.
 */
#ifndef IE_SERVICE_PARTY_H
#define IE_SERVICE_PARTY_H

#include "engine/scheduling/fair/fair.h"
#include "service/event/event.h"

struct ie_party {
    struct ie_str id[IE_FAIR_MEMBERS]; /* participations; borrowed from the record */
    uint32_t size;
};

/* Of a meeting (a, b, others) or a wish (from, to, others), in this order. O(others). */
struct ie_party ie_party_of(const struct ie_record *record);
bool ie_party_has(const struct ie_party *party, struct ie_str participation);
/* The same people. O(size²). */
bool ie_party_same(const struct ie_party *x, const struct ie_party *y);
/* The ids from the third on as a JSON array, [] for a pair. */
void ie_party_put_others(const struct ie_party *party, struct ie_json *json);

#endif
