/* Why there is no timetable, in organisers' words: the reasons of ie_fair_explain become
 * messages. Shared by the command line (files) and the planning job (events). */
#ifndef IE_SERVICE_FAIR_WORDS_H
#define IE_SERVICE_FAIR_WORDS_H

#include <jansson.h>

#include "engine/scheduling/fair/fair.h"

/* Sets `line` to the message of one reason; names of weekdays are in `language` ("ko",
 * "en"). O(1). */
void ie_fair_word_reason(const char *language, const struct ie_fair_problem *problem,
                         const struct ie_fair_reason *reason, struct ie_error *line);
/* All reasons, each as {"en": sentence, "ko": sentence}; NULL: memory is out. The problem
 * once for each of ie_message_languages, with the names that people have in it. */
json_t *ie_fair_word_conflict(const struct ie_fair_problem *const problems[],
                              const struct ie_fair_conflict *conflict);

#endif
