/*
 * service: the use cases. Only this layer joins engine and store.
 *
 * A use case is a function `int ie_DO(struct ie_call *, …, struct ie_error *)`. The call
 * carries the connection (a read snapshot on an event-loop thread, or the writer's
 * transaction on the writer thread), the arena, the actor and the time; a use case
 * authorises, works, and logs, and neither opens nor commits transactions: that is the
 * business of whoever made the call (service/work/writer.h for the server and the command
 * line alike). So the same use case serves API, command line, import and tests.
 *
 *   account/   authorise.h: actor -> reader; may this actor do that to this row?
 *              account.h: sign-in, sessions, password hashes, lock-out, rate limits
 *   record/    use.h: list/read/create/revise/delete of any record type for an actor, JSON
 *              in and out, private and rung-guarded fields dropped
 *   work/      writer.h: the one writer thread, group commit; job.h: heavy work in
 *              `ieum worker` processes, progress, cancel
 *   import/    import.h: spreadsheets in, reject sheets, undo
 *   words/     office_lexicon.h: the lexicon with an office's terms; term_use.h:
 *              suggesting, deciding; lexicon_view.h: as JSON; profile_tag.h: concepts of
 *              profiles; vocabulary.h, wordlists.h: the files they come from
 *   match/     propose.h: matches from the engine into records; use.h: what people do with
 *              them; learn.h, model.h: weights learned from that
 *   search/    index.h: offers and needs found by what they say; use.h: as JSON; saved.h:
 *              what is new in an account's searches; alert.h: told as a task; inbox.h
 *   event/     event.h: an event found, its slots laid out, who runs it; timetable.h: as it
 *              stands, checked, moved; plan_use.h: plans made, compared, published;
 *              changes.h: what a re-plan answers; day_of.h, agenda.h, outcome_task.h
 *   home.h     the chain with counts, tasks; report.h, export.h, upkeep.h
 */
#ifndef IE_SERVICE_SERVICE_H
#define IE_SERVICE_SERVICE_H

#include "base/arena.h"
#include "base/error.h"
#include "store/store.h"

enum ie_role {
    IE_ROLE_ADMIN = 1u << 0,
    IE_ROLE_OFFICER = 1u << 1,
    IE_ROLE_MEMBER = 1u << 2,
    IE_ROLE_REVIEWER = 1u << 3,
    IE_ROLE_ANALYST = 1u << 4,
    IE_ROLE_AUDITOR = 1u << 5,
};

struct ie_grant {
    enum ie_role role;
    char scope_kind[16]; /* "office", "programme", "event", "organisation" */
    struct ie_id scope;
};

struct ie_actor {
    struct ie_id account; /* "" for the operator */
    struct ie_id office;
    struct ie_str by;       /* account id, or "operator:NAME" */
    struct ie_str name;     /* shown */
    struct ie_str language; /* "ko" or "en" for messages */
    bool operator_;         /* command line on the database itself: all rights, logged */
    unsigned office_roles;  /* roles held at office scope, valid now */
    const struct ie_grant *grants;
    size_t grant_count;
};

struct ie_call {
    struct ie_db *db;
    struct ie_arena *arena;
    const struct ie_actor *actor;
    ie_moment now;
    struct ie_service *service; /* configuration; may be NULL in engine-free tests */
};

#endif
