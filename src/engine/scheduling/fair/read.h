/*
 * Private to fair/: reading JSON strictly. A reader walks jansson's tree and keeps the
 * path to where it is ("wishes[3].weight"); a failure carries it as the field, and the
 * line is looked up in the text only then, since jansson keeps none.
 */
#ifndef IE_ENGINE_SCHEDULING_FAIR_READ_H
#define IE_ENGINE_SCHEDULING_FAIR_READ_H

#include <jansson.h>

#include "engine/scheduling/fair/fair.h"

struct fair_reader {
    struct ie_str text;
    const char *file;
    struct ie_arena *arena;
    struct ie_error *err;
    char path[56]; /* an error's field holds no more */
    size_t path_len;
};

/* Names in order, for look-up: "no such slot" is the commonest mistake of a hand. */
struct fair_names {
    struct fair_name {
        struct ie_str id;
        uint32_t at;
    } * rows;
    uint32_t count;
};

/* Where the path ended before; given back to ie_fair_leave. */
size_t ie_fair_enter(struct fair_reader *r, const char *member);
size_t ie_fair_enter_at(struct fair_reader *r, size_t index);
void ie_fair_leave(struct fair_reader *r, size_t was);

/* IE_INPUT with file, line and path; `name` and `value` may be NULL. */
int ie_fair_refuse(struct fair_reader *r, const char *id, const char *name,
                   struct ie_str value);

/* An object whose members are all among `known` (NULL-ended); else fair.not_object or
 * fair.unknown_member {member}. */
int ie_fair_object(struct fair_reader *r, const json_t *value, const char *const *known);
/* The member as an array, *array NULL when it is absent and not `needed`. */
int ie_fair_array(struct fair_reader *r, const json_t *object, const char *member,
                  bool needed, size_t most, const json_t **array);
int ie_fair_text(struct fair_reader *r, const json_t *object, const char *member,
                 bool needed, struct ie_str *text);
int ie_fair_number(struct fair_reader *r, const json_t *object, const char *member,
                   int64_t least, int64_t most, int64_t fallback, int64_t *number);
int ie_fair_flag(struct fair_reader *r, const json_t *object, const char *member,
                 bool fallback, bool *flag);
/* "version", 1 when absent; fair.other_version when it is another. */
int ie_fair_version_of(struct fair_reader *r, const json_t *object);
/* "2019-10-28T09:30", local; fair.bad_moment {value}. */
int ie_fair_moment(struct fair_reader *r, const json_t *object, const char *member,
                   int32_t fallback, int32_t *minute);

/* Sorts ids; fair.repeated {value} at list[index].id when one comes twice. */
int ie_fair_names(struct fair_reader *r, const char *list, struct fair_names *names);
int32_t ie_fair_name_at(const struct fair_names *names, struct ie_str id);
/* The member as a reference; IE_FAIR_NONE when absent and not needed; fair.no_such
 * {value}. */
int ie_fair_reference(struct fair_reader *r, const json_t *object, const char *member,
                      const struct fair_names *names, bool needed, int32_t *at);
int ie_fair_reference_value(struct fair_reader *r, const json_t *value,
                            const struct fair_names *names, int32_t *at);

/* What read.c, read_people.c and read_wishes.c fill in turn. */
struct fair_file {
    struct fair_reader r;
    const json_t *root;
    struct ie_fair_problem *problem;
    struct fair_names slots, participants, places, interpreters, zones, languages;
    struct ie_fair_participant *people;
    struct ie_fair_place *places_at;
    uint32_t words;
};

/* A bit set of slots from "available" and "away" of an object: lists of slot ids or of
 * {"from", "until"}. *set NULL: always. */
int ie_fair_available(struct fair_file *file, const json_t *object, const uint64_t **set);
/* The list of slots or spans itself, its bits added to `set`. */
int ie_fair_slot_set(struct fair_file *file, const json_t *array, uint64_t *set);

/* "objectives" of an object, if it has any. */
int ie_fair_read_levels(struct fair_reader *r, const json_t *object,
                        struct ie_fair_problem *p);
int ie_fair_read_people(struct fair_file *file);
int ie_fair_read_wishes(struct fair_file *file);
/* By who (two, rising) or by group id; IE_FAIR_NONE: there is none. O(log). */
int32_t ie_fair_find_meeting(const struct ie_fair_problem *p, const uint32_t *who,
                             struct ie_str group);

/* Who meets, sorted: ["A", "B"…] of least..IE_FAIR_MEMBERS participants. */
int ie_fair_read_who(struct fair_reader *r, const json_t *value,
                     const struct fair_names *names, size_t least, uint32_t **who,
                     uint32_t *size);

#endif
