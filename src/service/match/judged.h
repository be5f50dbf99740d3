/* Private to match/learn.c: which matches people judged, and how (match/learn.h). */
#ifndef IE_SERVICE_MATCH_JUDGED_H
#define IE_SERVICE_MATCH_JUDGED_H

#include "service/service.h"

enum ie_judgement { /* rising strength of what speaks for a match */
                    IE_JUDGED_DISMISSED,
                    IE_JUDGED_TAKEN_UP,
                    IE_JUDGED_WISHED,
                    IE_JUDGED_MET,
                    IE_JUDGED_AGREED,
};

struct ie_judged_match { /* of a match what its judgement needs; the reasons are long */
    struct ie_str id, event, need_organisation, offer_organisation, status, dismissal;
    struct ie_str degrees; /* JSON, or "" */
    double score;
};

struct ie_judged {
    const struct ie_judged_match *match;
    enum ie_judgement how;
};

struct ie_judged_list {
    struct ie_judged *at;
    size_t count;
    size_t left_out; /* dismissed for what is no judgement of fit */
};

/* Of one event, or NULL: of all the office. In the arena; rights are the caller's
 * business. O(rows · log rows), one query a record type. */
int ie_matches_judged(struct ie_call *call, const struct ie_record *event,
                      struct ie_judged_list *list, struct ie_error *err) IE_MUST_CHECK;

#endif
