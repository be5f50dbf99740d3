/* The one whole number that a statement without parameters finds. */
#ifndef IE_TEST_SINGLE_H
#define IE_TEST_SINGLE_H

#include "harness.h"
#include "store/db.h"

static inline int64_t single(struct ie_db *db, const char *sql)
{
    struct ie_error err = {0};
    struct ie_query q;
    bool row = false;
    int64_t n = -1;

    ie_query_begin(db, sql, &q);
    if (IE_CHECK_OK(ie_query_next(&q, &row, &err), &err) && row)
        n = ie_query_get_int(&q, 0);
    ie_query_end(&q);
    return n;
}

#endif
