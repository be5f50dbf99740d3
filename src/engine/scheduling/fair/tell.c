/* What a re-plan changes, and who must be told of it. */
#include "base/json.h"
#include "base/vec.h"
#include "engine/scheduling/fair/fair.h"

enum ie_fair_change ie_fair_change_of(const struct ie_fair_problem *p,
                                      const struct ie_fair_output *output, uint32_t i)
{
    const struct ie_fair_meeting *m = &p->meetings[i];
    const struct ie_fair_place_at *at = &output->at[i];

    if (at->slot < 0)
        return m->was_slot >= 0 ? IE_FAIR_DROPPED : IE_FAIR_SAME;
    if (m->was_slot < 0)
        return IE_FAIR_NEW;
    if (m->was_slot != at->slot)
        return IE_FAIR_MOVED;
    if (m->was_place != at->place)
        return IE_FAIR_PLACED;
    return m->was_interpreter != at->interpreter ? IE_FAIR_VOICED : IE_FAIR_SAME;
}

static const char *change_name(enum ie_fair_change change)
{
    static const char *const names[] = {"same",  "new",         "moved",
                                        "place", "interpreter", "dropped"};

    return names[change];
}

static void put_spot(const struct ie_fair_problem *p, const char *key, int32_t slot,
                     int32_t place, int32_t interpreter, struct ie_json *json)
{
    if (slot < 0)
        return;
    ie_json_key(json, key);
    ie_json_object(json);
    ie_json_kstr(json, "slot", p->slots[slot].id);
    if (place >= 0)
        ie_json_kstr(json, "place", p->places[place].id);
    if (interpreter >= 0)
        ie_json_kstr(json, "interpreter", p->interpreters[interpreter].id);
    ie_json_end(json);
}

static void put_change(const struct ie_fair_problem *p,
                       const struct ie_fair_output *output, uint32_t i,
                       struct ie_json *json)
{
    const struct ie_fair_meeting *m = &p->meetings[i];
    const struct ie_fair_place_at *at = &output->at[i];

    ie_json_object(json);
    ie_json_key(json, "change");
    ie_json_strz(json, change_name(ie_fair_change_of(p, output, i)));
    ie_fair_write_named(p, i, json);
    put_spot(p, "was", m->was_slot, m->was_place, m->was_interpreter, json);
    put_spot(p, "now", at->slot, at->place, at->interpreter, json);
    if (at->slot < 0) {
        ie_json_key(json, "why");
        ie_json_strz(json, ie_fair_why_name((enum ie_fair_why)output->why[i]));
    }
    ie_json_end(json);
}

struct telling { /* lists of changed meetings by person, then by interpreter */
    uint32_t *head, *next, *item;
    uint32_t count;
};

static void note(struct telling *t, uint32_t whom, uint32_t meeting)
{
    t->item[t->count] = meeting;
    t->next[t->count] = t->head[whom];
    t->head[whom] = ++t->count;
}

static void put_told(const struct ie_fair_problem *p, const struct ie_fair_output *output,
                     const struct telling *t, uint32_t whom, struct ie_json *json)
{
    bool person = whom < p->participant_count;

    ie_json_object(json);
    ie_json_kstr(json, person ? "participant" : "interpreter",
                 person ? p->participants[whom].id
                        : p->interpreters[whom - p->participant_count].id);
    ie_json_key(json, "of");
    ie_json_array(json);
    for (uint32_t at = t->head[whom]; at; at = t->next[at - 1])
        put_change(p, output, t->item[at - 1], json);
    ie_json_end(json);
    ie_json_end(json);
}

int ie_fair_write_changes(const struct ie_fair_problem *p,
                          const struct ie_fair_output *output, struct ie_json *json,
                          struct ie_error *err)
{
    size_t whom = (size_t)p->participant_count + p->interpreter_count + 1, items = 1;
    struct telling t = {0};
    int code = 0;

    for (uint32_t i = 0; i < p->meeting_count; i++)
        items += (size_t)p->meetings[i].size + 2;
    t.head = ie_calloc(whom, sizeof(uint32_t));
    t.next = ie_calloc(items, sizeof(uint32_t));
    t.item = ie_calloc(items, sizeof(uint32_t));
    if (!t.head || !t.next || !t.item) {
        code = ie_fail_nomem(err);
        goto out;
    }
    ie_json_key(json, "changes");
    ie_json_array(json);
    for (uint32_t i = p->meeting_count; i-- > 0;) {
        const struct ie_fair_meeting *m = &p->meetings[i];
        enum ie_fair_change change = ie_fair_change_of(p, output, i);
        if (change == IE_FAIR_SAME)
            continue;
        put_change(p, output, i, json);
        for (uint32_t k = 0; change != IE_FAIR_VOICED && k < m->size; k++)
            note(&t, m->who[k], i);
        if (m->was_slot >= 0 && m->was_interpreter >= 0)
            note(&t, p->participant_count + (uint32_t)m->was_interpreter, i);
        if (output->at[i].interpreter >= 0 &&
            output->at[i].interpreter != m->was_interpreter)
            note(&t, p->participant_count + (uint32_t)output->at[i].interpreter, i);
    }
    ie_json_end(json);
    ie_json_key(json, "tell");
    ie_json_array(json);
    for (uint32_t i = 0; i < p->participant_count + p->interpreter_count; i++)
        if (t.head[i])
            put_told(p, output, &t, i, json);
    ie_json_end(json);
out:
    ie_free(t.head);
    ie_free(t.next);
    ie_free(t.item);
    return code;
}
