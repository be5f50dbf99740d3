/*
 * Who is to meet whom: one row for each set of people that somebody wished for or that
 * meets, with what all its records say together. The first step of ie_timetable_build.
 */
#ifndef IE_SERVICE_TIMETABLE_MEETS_H
#define IE_SERVICE_TIMETABLE_MEETS_H

#include "service/event/party.h"
#include "service/event/timetable.h"

struct ie_meets {
    uint32_t who[IE_FAIR_MEMBERS]; /* [size] participants, rising: those who take part */
    uint8_t size, named;           /* named: with those who withdrew */
    uint8_t wished_by;             /* bits of who[] */
    uint32_t weight;               /* the largest of its wishes; 0: none */
    int64_t record;                /* meeting, or -1 */
    bool cancelled, must, never, repeated;
};

/* Rows in an order that depends on the people alone; without those whose meeting was
 * cancelled. A group with two who are not to meet is not to meet. IE_NOMEM.
 * O((meetings + wishes) × log). */
int ie_meets_collect(struct ie_call *call, const struct ie_timetable *timetable,
                     struct ie_meets **rows, size_t *count,
                     struct ie_error *err) IE_MUST_CHECK;
/* By the people alone. */
int ie_meets_order(const struct ie_meets *x, const struct ie_meets *y);

#endif
