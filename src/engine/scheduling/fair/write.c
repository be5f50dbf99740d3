/* Timetables as JSON, out and in. */
#include "base/json.h"
#include "engine/scheduling/fair/read.h"

static const char *status_name(enum ie_fair_status status)
{
    switch (status) {
    case IE_FAIR_FEASIBLE:
        return "feasible";
    case IE_FAIR_OPTIMAL:
        return "optimal";
    case IE_FAIR_UNKNOWN:
        return "unknown";
    }
    IE_BUG("a status that the fair engine does not have");
}

void ie_fair_write_named(const struct ie_fair_problem *p, uint32_t meeting,
                         struct ie_json *json)
{
    const struct ie_fair_meeting *m = &p->meetings[meeting];

    if (m->id.ptr) {
        ie_json_kstr(json, "group", m->id);
        return;
    }
    ie_json_key(json, "between");
    ie_json_array(json);
    for (uint32_t i = 0; i < m->size; i++)
        ie_json_str(json, p->participants[m->who[i]].id);
    ie_json_end(json);
}

static void write_objective(const struct ie_fair_problem *p,
                            const struct ie_fair_output *output, struct ie_json *json)
{
    const struct ie_fair_objective *o = &output->objective;
    bool again = false;

    for (uint32_t i = 0; i < p->meeting_count && !again; i++)
        again = p->meetings[i].was_slot >= 0;
    ie_json_key(json, "objective");
    ie_json_object(json);
    ie_json_kint(json, "first", output->first);
    ie_json_kint(json, "held", o->held);
    ie_json_kint(json, "mutual", o->mutual);
    for (int t = 0; t < IE_FAIR_TERMS; t++)
        if (again || (t != IE_FAIR_LOST && t != IE_FAIR_MOVES))
            ie_json_kint(json, ie_fair_term_name((enum ie_fair_term)t), o->term[t]);
    if (o->musts_out)
        ie_json_kint(json, "musts_out", o->musts_out);
    ie_json_end(json);
    ie_json_kint(json, "breaks", o->term[IE_FAIR_BREAKS]);
    ie_json_key(json, "bound");
    ie_json_object(json);
    ie_json_kint(json, "first", output->bound);
    ie_json_kint(json, "from_best", output->bound - output->first);
    ie_json_end(json);
}

/* Each level in its order: what it sums up, how good the timetable is, how good any could
 * be. A level with the value in it is better more, any other better less. */
static void write_levels(const struct ie_fair_problem *p,
                         const struct ie_fair_output *output, struct ie_json *json)
{
    ie_json_key(json, "levels");
    ie_json_array(json);
    for (uint32_t k = 0; k < p->level_count; k++) {
        const struct ie_fair_reach *reach = &output->reach[k];
        bool more = p->levels[k].weight[IE_FAIR_VALUE] > 0;
        ie_json_object(json);
        ie_json_key(json, "of");
        ie_json_object(json);
        for (int t = 0; t < IE_FAIR_TERMS; t++)
            if (p->levels[k].weight[t])
                ie_json_kint(json, ie_fair_term_name((enum ie_fair_term)t),
                             p->levels[k].weight[t]);
        ie_json_end(json);
        ie_json_key(json, "better");
        ie_json_strz(json, more ? "more" : "less");
        ie_json_kint(json, "value", more ? reach->value : -reach->value);
        ie_json_kint(json, "bound", more ? reach->bound : -reach->bound);
        ie_json_kint(json, "from_best", reach->bound - reach->value);
        ie_json_kbool(json, "proved", reach->proved);
        ie_json_end(json);
    }
    ie_json_end(json);
}

static void write_meetings(const struct ie_fair_problem *p,
                           const struct ie_fair_output *output, struct ie_json *json)
{
    ie_json_key(json, "meetings");
    ie_json_array(json);
    for (uint32_t i = 0; i < p->meeting_count; i++) {
        const struct ie_fair_place_at *at = &output->at[i];
        if (at->slot < 0)
            continue;
        ie_json_object(json);
        ie_json_kint(json, "meeting", i + 1);
        ie_fair_write_named(p, i, json);
        ie_json_kstr(json, "slot", p->slots[at->slot].id);
        if (at->place >= 0)
            ie_json_kstr(json, "place", p->places[at->place].id);
        if (at->interpreter >= 0)
            ie_json_kstr(json, "interpreter", p->interpreters[at->interpreter].id);
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_json_key(json, "out");
    ie_json_array(json);
    for (uint32_t i = 0; i < p->meeting_count; i++) {
        if (output->at[i].slot >= 0)
            continue;
        ie_json_object(json);
        ie_json_kint(json, "meeting", i + 1);
        ie_fair_write_named(p, i, json);
        ie_json_key(json, "why");
        ie_json_strz(json, ie_fair_why_name((enum ie_fair_why)output->why[i]));
        if (output->why[i] == IE_FAIR_SOMEBODY_FULL)
            ie_json_kstr(json, "who", p->participants[output->full[i]].id);
        ie_json_end(json);
    }
    ie_json_end(json);
}

int ie_fair_write(const struct ie_fair_problem *p, const struct ie_fair_output *output,
                  double seconds, uint64_t seed, bool changes, struct ie_buf *out,
                  struct ie_error *err)
{
    struct ie_json json = ie_json_into(out);
    int code = 0;

    ie_json_object(&json);
    ie_json_key(&json, "format");
    ie_json_strz(&json, "ieum-fair-timetable");
    ie_json_kint(&json, "version", 1);
    ie_json_key(&json, "status");
    ie_json_strz(&json, status_name(output->status));
    write_objective(p, output, &json);
    write_levels(p, output, &json);
    ie_json_key(&json, "seconds");
    ie_json_double(&json, seconds);
    ie_json_kint(&json, "ticks", (int64_t)output->ticks);
    ie_json_kint(&json, "seed", (int64_t)seed);
    ie_json_key(&json, "engine");
    ie_json_strz(&json, ie_fair_version());
    ie_json_key(&json, "stopped");
    ie_json_strz(&json, output->stopped == IE_OK ? "no" : ie_code_name(output->stopped));
    if (changes)
        code = ie_fair_write_changes(p, output, &json, err);
    write_meetings(p, output, &json);
    ie_json_end(&json);
    return code ? code : ie_buf_check(out, err);
}

/* ---- In --------------------------------------------------------------------------------- */

struct lookups {
    struct fair_names people, slots, places, interpreters;
};

static int index_names(struct fair_reader *r, const struct ie_fair_problem *p,
                       struct lookups *in)
{
    struct fair_names *all[] = {&in->people, &in->slots, &in->places, &in->interpreters};
    uint32_t counts[] = {p->participant_count, p->slot_count, p->place_count,
                         p->interpreter_count};

    for (size_t k = 0; k < IE_COUNT(all); k++) {
        all[k]->rows = IE_NEW_ARRAY(r->arena, struct fair_name, counts[k]);
        all[k]->count = counts[k];
        if (!all[k]->rows)
            return ie_fail_nomem(r->err);
        for (uint32_t i = 0; i < counts[k]; i++) {
            struct ie_str id = k == 0   ? p->participants[i].id
                               : k == 1 ? p->slots[i].id
                               : k == 2 ? p->places[i].id
                                        : p->interpreters[i].id;
            all[k]->rows[i] = (struct fair_name){id, i};
        }
        int code = ie_fair_names(r, "", all[k]);
        if (code)
            return code;
    }
    return 0;
}

static int read_row(struct fair_reader *r, const json_t *row,
                    const struct ie_fair_problem *p, const struct lookups *in,
                    bool lenient, struct ie_fair_place_at *at)
{
    static const char *const known[] = {"meeting", "between",     "group", "slot",
                                        "place",   "interpreter", NULL};
    const json_t *between = json_object_get(row, "between");
    struct ie_fair_place_at here;
    struct ie_str group;
    uint32_t *who = NULL, size = 0;
    int code;

    if ((code = ie_fair_object(r, row, known)) ||
        (code = ie_fair_text(r, row, "group", false, &group)))
        return code;
    if ((between != NULL) == (group.ptr != NULL))
        return ie_fair_refuse(r, "fair.between_or_group", NULL, IE_STR_NONE);
    if (between) {
        size_t was = ie_fair_enter(r, "between");
        if ((code = ie_fair_read_who(r, between, &in->people, 2, &who, &size)))
            return code;
        if (size != 2)
            return ie_fair_refuse(r, "fair.bad_group", "range", IE_STR("2"));
        ie_fair_leave(r, was);
    }
    if ((code = ie_fair_reference(r, row, "slot", &in->slots, true, &here.slot)) ||
        (code = ie_fair_reference(r, row, "place", &in->places, false, &here.place)) ||
        (code = ie_fair_reference(r, row, "interpreter", &in->interpreters, false,
                                  &here.interpreter)))
        return code;
    int32_t meeting = ie_fair_find_meeting(p, who, group);
    if (meeting < 0)
        return lenient ? 0 : ie_fair_refuse(r, "fair.no_such_meeting", NULL, IE_STR_NONE);
    if (at[meeting].slot >= 0)
        return ie_fair_refuse(r, "fair.meeting_twice", NULL, IE_STR_NONE);
    at[meeting] = here;
    return 0;
}

int ie_fair_read_timetable(struct ie_str text, const char *name,
                           const struct ie_fair_problem *p, bool lenient,
                           struct ie_arena *arena, struct ie_fair_place_at **out,
                           struct ie_error *err)
{
    struct fair_reader r = {.text = text, .file = name, .arena = arena, .err = err};
    struct lookups in = {{0}, {0}, {0}, {0}};
    const json_t *array = NULL;
    json_t *root = NULL;
    struct ie_fair_place_at *at =
        IE_NEW_ARRAY(arena, struct ie_fair_place_at, p->meeting_count);
    int code = at ? ie_json_parse(text, &root, err) : ie_fail_nomem(err);

    if (code) {
        ie_error_at(err, name, 0, 0, NULL);
        return code;
    }
    for (uint32_t i = 0; i < p->meeting_count; i++)
        at[i] = (struct ie_fair_place_at){IE_FAIR_NONE, IE_FAIR_NONE, IE_FAIR_NONE};
    if (!json_is_object(root))
        code = ie_fair_refuse(&r, "fair.not_object", NULL, IE_STR_NONE);
    if (!code &&
        !(code = ie_fair_array(&r, root, "meetings", true, IE_FAIR_MEETINGS, &array)))
        code = index_names(&r, p, &in);
    (void)ie_fair_enter(&r, "meetings");
    for (size_t i = 0; !code && i < json_array_size(array); i++) {
        size_t was = ie_fair_enter_at(&r, i);
        code = read_row(&r, json_array_get(array, i), p, &in, lenient, at);
        if (!code)
            ie_fair_leave(&r, was);
    }
    json_decref(root);
    if (!code)
        *out = at;
    return code;
}
