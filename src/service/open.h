/*
 * The service as a running thing: where the store is, who its office is, who acts.
 *
 *   ieum serve                                   ieum import, tests
 *     ie_service_new   (opens nothing yet)         ie_service_new
 *     ie_service_prepare (migrate, recover)        ie_service_prepare
 *     ie_service_start (writer, pool, jobs)        …calls, each on its own connection…
 *     …loops: ie_service_reader, one a thread…     ie_service_free
 *     ie_service_stop, ie_service_free
 *
 * A service that was not started has no threads: ie_write_call (writer.h) then runs on a
 * connection of its own, ie_job_run (job.h) in this very process.
 */
#ifndef IE_SERVICE_OPEN_H
#define IE_SERVICE_OPEN_H

#include "service/service.h"

/* Something that nobody asked for and an operator should know. */
struct ie_service_note {
    const char *event; /* "search_index" */
    const char *path;
    bool usual;       /* as after an upgrade: nothing is wrong */
    const char *then; /* message id: what is done about it */
    const struct ie_error *why;
};

struct ie_service_config { /* texts must outlive the service */
    void (*tell)(void *data,
                 const struct ie_service_note *note); /* any thread; or NULL */
    void *tell_data;
    const char *db_url; /* "sqlite:var/ieum.db" */
    const char
        *data_dir; /* uploads, staging, attachments; NULL: the store's path + ".d" */
    const char *program;     /* executable for `ieum worker`; NULL: /proc/self/exe */
    unsigned job_workers;    /* worker processes at once; 0: 1 */
    unsigned pool_threads;   /* for hashing and files; 0: 2 */
    uint64_t worker_bytes;   /* address space of a worker; 0: 2 GB */
    unsigned worker_seconds; /* CPU time of a worker; 0: 1,800 */
    unsigned session_idle_minutes; /* 0: 120 */
    unsigned session_hours; /* a session ends after that, whatever happens; 0: 12 */
    unsigned write_burst;   /* writes an account may make at once; 0: 300 */
    unsigned write_rate;    /* and a second after that; 0: 60 */
};

/* Checks the configuration and copies it. Nothing is opened. Errors: IE_USAGE
 * db.url_unknown; IE_NOMEM. */
int ie_service_new(const struct ie_service_config *config, struct ie_service **service,
                   struct ie_error *err) IE_MUST_CHECK;
/* Stops it if it runs; NULL is fine. */
void ie_service_free(struct ie_service *service);

const struct ie_service_config *ie_service_config(const struct ie_service *service);
/* Tells whoever the configuration names. Any thread. */
void ie_service_tell(const struct ie_service *service,
                     const struct ie_service_note *note);
/* Directory of uploads and staging files (made by ie_service_prepare). */
const char *ie_service_data_dir(const struct ie_service *service);

/*
 * Makes the store if there is none (`create`), brings it to this version, makes the data
 * directory (mode 0700). Errors: those of ie_db_open and ie_db_migrate; IE_IO
 * service.data_dir {path, reason}.
 */
int ie_service_prepare(struct ie_service *service, bool create,
                       struct ie_error *err) IE_MUST_CHECK;

/*
 * Starts writer, pool and job threads, marks jobs that a dead server left as failed, and
 * takes up imports that were left half-applied (import.h, ie_import_recover).
 */
int ie_service_start(struct ie_service *service, struct ie_error *err) IE_MUST_CHECK;
/* Takes no more work, finishes what is queued (writes) or under way (hashes), cancels
 * jobs, joins. Safe to call twice. */
void ie_service_stop(struct ie_service *service);
bool ie_service_running(const struct ie_service *service);

/* A read connection for one thread; the caller closes it. One that answers requests maps
 * the store; a thread in the background takes a scanner, which does not (IE_DB_SCAN). */
int ie_service_scanner(struct ie_service *service, struct ie_db **db,
                       struct ie_error *err) IE_MUST_CHECK;
int ie_service_reader(struct ie_service *service, struct ie_db **db,
                      struct ie_error *err) IE_MUST_CHECK;

/*
 * The first office, in a transaction of the caller (ie_write_call with ie_actor_nobody).
 * `zone` must be an installed IANA zone, `country` ISO 3166-1 alpha-2. Errors: IE_INPUT
 * office.code, office.country, zone.unknown; IE_CONFLICT record.exists.
 */
struct ie_office_new {
    struct ie_str code, title, title_language, country, zone;
};
int ie_office_create(struct ie_call *call, const struct ie_office_new *office,
                     struct ie_id *id, struct ie_error *err) IE_MUST_CHECK;

/* The office of that code, or with "" the only one there is. Errors: IE_NOT_FOUND
 * office.none (no office yet), office.unknown {code}; IE_USAGE office.which {count}. */
int ie_office_find(struct ie_db *db, struct ie_str code, struct ie_id *id,
                   struct ie_error *err) IE_MUST_CHECK;

/*
 * The actor behind an account of an office, with the grants that are valid at `now`, in the arena.
 * Errors: IE_UNAUTHENTICATED account.closed for one that is closed or absent.
 * O(log accounts + grants).
 */
int ie_actor_load(struct ie_db *db, struct ie_str office, struct ie_str account,
                  ie_moment now, struct ie_arena *arena, const struct ie_actor **actor,
                  struct ie_error *err) IE_MUST_CHECK;

/*
 * The operator of the command line: `as` is the name given by --as, "" the user of the
 * operating system; recorded as "operator:NAME". Errors: those of ie_office_find;
 * IE_USAGE operator.name for a name with control characters or longer than 64 bytes.
 */
int ie_actor_operator(struct ie_db *db, struct ie_str office_code, struct ie_str as,
                      struct ie_str language, struct ie_arena *arena,
                      const struct ie_actor **actor, struct ie_error *err) IE_MUST_CHECK;

/* An operator without an office, for making the first one. */
const struct ie_actor *ie_actor_nobody(void);

/* A copy that lives in `arena` (an actor that a job or a queued write needs later). */
int ie_actor_copy(const struct ie_actor *actor, struct ie_arena *arena,
                  const struct ie_actor **copy, struct ie_error *err) IE_MUST_CHECK;

/* The actor holds any of `roles` (bits) at office scope; the operator holds all. */
static inline bool ie_actor_has(const struct ie_actor *actor, unsigned roles)
{
    return actor->operator_ || (actor->office_roles & roles) != 0;
}

/* Folds text for search by text/: `fold` of every writer, so that a record is found
 * whoever wrote it. */
bool ie_search_fold(struct ie_str text, struct ie_buf *out);

/* The store's writer identity of a call, for ie_record_create and the like. */
static inline struct ie_writer ie_call_writer(const struct ie_call *call)
{
    return (struct ie_writer){.office = call->actor->office,
                              .by = call->actor->by,
                              .now = call->now,
                              .import_id = IE_STR_NONE,
                              .fold = ie_search_fold};
}

#endif
