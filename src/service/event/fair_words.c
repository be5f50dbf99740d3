#include "service/event/fair_words.h"

#include "base/message.h"
#include "base/moment.h"

/* "Monday 09:00", or with the date where a week would not tell days apart. */
static void when_of(const char *language, const struct ie_fair_problem *p, int32_t slot,
                    char out[64])
{
    const struct ie_fair_slot *s = &p->slots[slot];
    int32_t day = p->days[s->day], minute = s->start - day * 1440;
    char date[16] = "", id[56];

    snprintf(id, sizeof(id), "fair.weekday_%d", ie_weekday(day));
    const char *name = ie_message_wording(language, id);
    if (p->days[p->day_count - 1] - p->days[0] >= 7) {
        ie_day_format(day, date);
        name = date;
    }
    snprintf(out, 64, "%s %02d:%02d", name ? name : "?", minute / 60, minute % 60);
}

static void put_day(const char *language, const struct ie_fair_problem *p, int32_t day,
                    struct ie_error *line)
{
    char date[16], id[56];

    snprintf(id, sizeof(id), "fair.weekday_%d", ie_weekday(p->days[day]));
    const char *name = ie_message_wording(language, id);
    ie_day_format(p->days[day], date);
    ie_error_arg(line, "day",
                 p->days[p->day_count - 1] - p->days[0] >= 7 || !name ? date : name);
}

static void put_name(const struct ie_fair_problem *p, const char *name, uint32_t who,
                     struct ie_error *line)
{
    ie_error_argn(line, name, p->participants[who].name.ptr,
                  p->participants[who].name.len);
}

static void name_meeting(const struct ie_fair_problem *p, int32_t meeting,
                         struct ie_error *line)
{
    const struct ie_fair_meeting *m = &p->meetings[meeting];

    if (m->id.ptr) {
        ie_error_argn(line, "one", m->id.ptr, m->id.len);
        return;
    }
    put_name(p, "one", m->who[0], line);
    put_name(p, "other", m->who[1], line);
}

/* "Kim – Roy", or a group's id: where two meetings stand in one sentence. */
static void label(const struct ie_fair_problem *p, const char *name, int32_t meeting,
                  struct ie_error *line)
{
    const struct ie_fair_meeting *m = &p->meetings[meeting];
    char text[104];

    if (m->id.ptr)
        snprintf(text, sizeof(text), "%.*s", IE_STR_ARG(m->id));
    else
        snprintf(text, sizeof(text), "%.*s – %.*s",
                 IE_STR_ARG(p->participants[m->who[0]].name),
                 IE_STR_ARG(p->participants[m->who[1]].name));
    ie_error_arg(line, name, text);
}

/* What a cause's sentence is about, which says what it is filled with. */
enum about { ABOUT_MEETING, ABOUT_PERSON, ABOUT_UNITS, ABOUT_ORDER, ABOUT_SET };

static const struct {
    const char *id;
    enum about about;
} causes[] = {[IE_FAIR_CAUSE_MUST] = {"must", ABOUT_MEETING},
              [IE_FAIR_CAUSE_LOCK] = {"lock", ABOUT_MEETING},
              [IE_FAIR_CAUSE_NEVER] = {"never", ABOUT_MEETING},
              [IE_FAIR_CAUSE_SLOTS] = {"slots", ABOUT_PERSON},
              [IE_FAIR_CAUSE_DAY_CAP] = {"day_cap", ABOUT_PERSON},
              [IE_FAIR_CAUSE_CAP] = {"cap", ABOUT_PERSON},
              [IE_FAIR_CAUSE_REST] = {"rest", ABOUT_PERSON},
              [IE_FAIR_CAUSE_WALKS] = {"walks", ABOUT_PERSON},
              [IE_FAIR_CAUSE_PLACES] = {"places", ABOUT_UNITS},
              [IE_FAIR_CAUSE_INTERPRETERS] = {"interpreters", ABOUT_UNITS},
              [IE_FAIR_CAUSE_ORDER] = {"order", ABOUT_ORDER},
              [IE_FAIR_CAUSE_EARLIEST] = {"earliest", ABOUT_ORDER},
              [IE_FAIR_CAUSE_LATEST] = {"latest", ABOUT_ORDER},
              [IE_FAIR_CAUSE_SPAN] = {"span", ABOUT_SET},
              [IE_FAIR_CAUSE_APART] = {"apart", ABOUT_MEETING},
              [IE_FAIR_CAUSE_TIMES] = {"times", ABOUT_MEETING},
              [IE_FAIR_CAUSE_AWAY] = {"away", ABOUT_PERSON},
              [IE_FAIR_CAUSE_NO_PLACE] = {"no_place", ABOUT_MEETING},
              [IE_FAIR_CAUSE_NO_INTERPRETER] = {"no_interpreter", ABOUT_MEETING}};

/* The variant of the sentence that fits the figures. */
static const char *variant(const struct ie_fair_problem *p,
                           const struct ie_fair_reason *r)
{
    enum ie_fair_cause cause = (enum ie_fair_cause)r->cause;

    if (causes[cause].about == ABOUT_MEETING)
        return p->meetings[r->meeting].id.ptr ? "_group" : "";
    if (causes[cause].about == ABOUT_UNITS)
        return r->other >= 0 ? "_one" : r->have < r->need ? "" : "_enough";
    if (cause == IE_FAIR_CAUSE_SLOTS && p->participants[r->who].representatives > 1)
        return "_team";
    if (cause == IE_FAIR_CAUSE_SLOTS && r->have == 1)
        return r->day >= 0 ? "_single_day" : "_single";
    return r->day >= 0 ? "_day" : "";
}

static void put_units(const struct ie_fair_problem *p, const struct ie_fair_reason *r,
                      struct ie_error *line)
{
    ie_error_argi(line, "need", r->need);
    if (r->other < 0 || r->cause == IE_FAIR_CAUSE_PLACES)
        ie_error_argi(line, "have", r->have);
    if (r->other < 0)
        return;
    struct ie_str name = r->cause == IE_FAIR_CAUSE_PLACES
                             ? p->places[r->other].name
                             : p->interpreters[r->other].name;
    ie_error_argn(line, "unit", name.ptr, name.len);
}

static void put_person(const char *language, const struct ie_fair_problem *p,
                       const struct ie_fair_reason *r, struct ie_error *line)
{
    const struct ie_fair_participant *who = &p->participants[r->who];
    enum ie_fair_cause cause = (enum ie_fair_cause)r->cause;

    put_name(p, "who", (uint32_t)r->who, line);
    if (cause == IE_FAIR_CAUSE_AWAY)
        return;
    if (cause == IE_FAIR_CAUSE_SLOTS || cause == IE_FAIR_CAUSE_CAP ||
        cause == IE_FAIR_CAUSE_DAY_CAP)
        ie_error_argi(line, "need", r->need);
    ie_error_argi(line, "have", r->have);
    if (cause == IE_FAIR_CAUSE_SLOTS && who->representatives > 1)
        ie_error_argi(line, "representatives", who->representatives);
    else if (r->day >= 0)
        put_day(language, p, r->day, line);
}

void ie_fair_word_reason(const char *language, const struct ie_fair_problem *p,
                         const struct ie_fair_reason *r, struct ie_error *line)
{
    char id[56], when[64];

    snprintf(id, sizeof(id), "fair.cause_%s%s", causes[r->cause].id, variant(p, r));
    ie_fail(line, IE_OK, id);
    switch (causes[r->cause].about) {
    case ABOUT_MEETING:
        name_meeting(p, r->meeting, line);
        break;
    case ABOUT_PERSON:
        put_person(language, p, r, line);
        break;
    case ABOUT_UNITS:
        put_units(p, r, line);
        break;
    case ABOUT_ORDER:
        label(p, "first", r->meeting, line);
        if (r->other >= 0)
            label(p, "second", r->other, line);
        break;
    case ABOUT_SET:
        ie_error_argi(line, "need", r->need);
        ie_error_argi(line, "have", r->have);
        break;
    }
    if (r->slot < 0)
        return;
    when_of(language, p, r->slot, when);
    ie_error_arg(line, "when", when);
}

json_t *ie_fair_word_conflict(const struct ie_fair_problem *const problems[],
                              const struct ie_fair_conflict *conflict)
{
    struct ie_buf text = IE_BUF_INIT;
    json_t *list = json_array();
    bool whole = list != NULL;
    struct ie_error line;

    for (uint32_t i = 0; whole && i < conflict->reason_count; i++) {
        json_t *row = json_object();
        for (int l = 0; ie_message_languages[l] && whole; l++) {
            const char *language = ie_message_languages[l];
            ie_fair_word_reason(language, problems[l], &conflict->reasons[i], &line);
            ie_buf_clear(&text);
            ie_message(language, &line, &text);
            whole =
                ie_buf_check(&text, NULL) == 0 &&
                json_object_set_new(row, language, json_stringn(text.ptr, text.len)) == 0;
        }
        whole = json_array_append_new(list, row) == 0 && whole;
    }
    ie_buf_release(&text);
    if (!whole) {
        json_decref(list);
        list = NULL;
    }
    return list;
}
