#include "service/event/fair_words.h"

#include "base/message.h"
#include "base/moment.h"

static const char *weekday(const char *language, int number)
{
    char id[56];

    snprintf(id, sizeof(id), "fair.weekday_%d", number);
    const char *text = ie_message_wording(language, id);
    return text ? text : "?";
}

static void name_meeting(const struct ie_fair_problem *p, int32_t meeting,
                         struct ie_error *line)
{
    const struct ie_fair_meeting *m = &p->meetings[meeting];
    struct ie_str one = m->id.ptr ? m->id : p->participants[m->who[0]].name;
    struct ie_str other = m->id.ptr ? IE_STR("") : p->participants[m->who[1]].name;

    ie_error_argn(line, "one", one.ptr, one.len);
    ie_error_argn(line, "other", other.ptr, other.len);
}

void ie_fair_word_reason(const char *language, const struct ie_fair_problem *p,
                         const struct ie_fair_reason *r, struct ie_error *line)
{
    static const char *const ids[] = {[IE_FAIR_CAUSE_MUST] = "fair.cause_must",
                                      [IE_FAIR_CAUSE_SLOTS] = "fair.cause_slots",
                                      [IE_FAIR_CAUSE_DAY_CAP] = "fair.cause_day_cap",
                                      [IE_FAIR_CAUSE_CAP] = "fair.cause_cap",
                                      [IE_FAIR_CAUSE_REST] = "fair.cause_rest",
                                      [IE_FAIR_CAUSE_PLACES] = "fair.cause_places",
                                      [IE_FAIR_CAUSE_INTERPRETERS] =
                                          "fair.cause_interpreters",
                                      [IE_FAIR_CAUSE_ORDER] = "fair.cause_order",
                                      [IE_FAIR_CAUSE_NEVER] = "fair.cause_never",
                                      [IE_FAIR_CAUSE_WALKS] = "fair.cause_walks",
                                      [IE_FAIR_CAUSE_LOCK] = "fair.cause_lock"};
    bool one_day = r->cause == IE_FAIR_CAUSE_SLOTS && r->day >= 0;

    ie_fail(line, IE_OK, one_day ? "fair.cause_slots_day" : ids[r->cause]);
    if (r->meeting >= 0)
        name_meeting(p, r->meeting, line);
    if (r->meeting >= 0 && r->cause == IE_FAIR_CAUSE_LOCK)
        ie_error_argn(line, "slot", p->slots[p->meetings[r->meeting].slot].id.ptr,
                      p->slots[p->meetings[r->meeting].slot].id.len);
    if (r->who >= 0)
        ie_error_argn(line, "who", p->participants[r->who].name.ptr,
                      p->participants[r->who].name.len);
    ie_error_argi(line, "need", r->need);
    if (r->cause == IE_FAIR_CAUSE_SLOTS)
        ie_error_argi(line, "have", r->have);
    if (one_day)
        ie_error_arg(line, "day", weekday(language, ie_weekday(p->days[r->day])));
}

json_t *ie_fair_word_conflict(const struct ie_fair_problem *const problems[],
                              const struct ie_fair_conflict *conflict)
{
    struct ie_buf text = IE_BUF_INIT;
    json_t *list = json_array();
    struct ie_error line;

    for (uint32_t i = 0; list && i < conflict->reason_count; i++) {
        json_t *row = json_object();
        for (int l = 0; ie_message_languages[l]; l++) {
            const char *language = ie_message_languages[l];
            ie_fair_word_reason(language, problems[l], &conflict->reasons[i], &line);
            ie_buf_clear(&text);
            ie_message(language, &line, &text);
            if (ie_buf_check(&text, NULL) == 0)
                json_object_set_new(row, language, json_stringn(text.ptr, text.len));
        }
        json_array_append_new(list, row);
    }
    ie_buf_release(&text);
    return list;
}
