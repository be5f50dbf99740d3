/*
 * Home: the chain with counts and what is due, the actor's tasks, events and what changed
 * lately; and the one search box. Everything counted is what the actor may see.
 */
#ifndef IE_SERVICE_HOME_H
#define IE_SERVICE_HOME_H

#include "service/service.h"

/* {"joints":[…],"tasks":…,"events":…,"recent":…} (docs/api.md). O(joints + page sizes)
 * list queries. */
int ie_home_json(struct ie_call *call, struct ie_json *json,
                 struct ie_error *err) IE_MUST_CHECK;

/* {"items":[{type,id,label,sub}]}: up to eight each of organisations, profiles, events,
 * people and cases whose words begin as the query's do. */
int ie_search_json(struct ie_call *call, struct ie_str query, struct ie_json *json,
                   struct ie_error *err) IE_MUST_CHECK;

#endif
