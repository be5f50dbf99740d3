/* Organisations that are likely one: same country, same name but for case, width, accents
 * and legal form. A person decides; nothing is merged here. */
#ifndef IE_SERVICE_DUPLICATES_H
#define IE_SERVICE_DUPLICATES_H

#include "base/json.h"
#include "service/service.h"

/*
 * {"items":[{"key","country","organisations":[{id,name,name_en}]}]}, at most `limit`
 * groups, of what the actor may see. Read call. O(n log n) in organisations.
 */
int ie_duplicates_json(struct ie_call *call, unsigned limit, struct ie_json *json,
                       struct ie_error *err) IE_MUST_CHECK;

#endif
