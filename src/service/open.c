#include <errno.h>
#include <pwd.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/cellvalue.h"
#include "service/impl.h"
#include "service/import/import.h"
#include "service/record/value_json.h"
#include "service/search/index.h"
#include "service/words/office_lexicon.h"
#include "store/migrate.h"
#include "store/schema_types.h"

static char *copy_z(const char *text)
{
    size_t len = strlen(text);
    char *copy = ie_calloc(len + 1, 1);

    if (copy)
        memcpy(copy, text, len);
    return copy;
}

/* "sqlite:var/ieum.db" -> "var/ieum.db.d"; any other store: "var/ieum.d". */
static char *default_data_dir(const char *url)
{
    struct ie_str text = ie_str_z(url);
    struct ie_buf buf = IE_BUF_INIT;

    if (ie_str_starts(text, IE_STR("sqlite:")))
        ie_buf_add(&buf, ie_str_sub(text, 7, text.len));
    else
        ie_buf_addz(&buf, "var/ieum");
    ie_buf_addz(&buf, ".d");
    ie_buf_addc(&buf, '\0');
    if (buf.failed)
        ie_buf_release(&buf);
    return buf.ptr;
}

static void set_default(unsigned *value, unsigned usual)
{
    if (*value == 0)
        *value = usual;
}

static void set_defaults(struct ie_service_config *config)
{
    set_default(&config->job_workers, 1);
    set_default(&config->pool_threads, 2);
    set_default(&config->worker_seconds, 1800);
    set_default(&config->session_idle_minutes, 120);
    set_default(&config->session_hours, 12);
    set_default(&config->write_burst, 300);
    set_default(&config->write_rate, 60);
    if (config->worker_bytes == 0)
        config->worker_bytes = UINT64_C(2) << 30;
}

int ie_service_new(const struct ie_service_config *config, struct ie_service **service,
                   struct ie_error *err)
{
    struct ie_service *made;
    int rc = 0;

    if (!config->db_url || !strchr(config->db_url, ':') ||
        strcmp(config->db_url, "sqlite::memory:") == 0) {
        ie_fail(err, IE_USAGE, "db.url_unknown");
        ie_error_arg(err, "url", config->db_url);
        return IE_USAGE;
    }
    if (sodium_init() < 0)
        return ie_fail(err, IE_INTERNAL, "service.sodium");
    made = ie_calloc(1, sizeof *made);
    if (!made)
        return ie_fail_nomem(err);
    pthread_mutex_init(&made->write_lock, NULL);
    pthread_mutex_init(&made->read_lock, NULL);
    made->config = *config;
    set_defaults(&made->config);
    made->db_url = copy_z(config->db_url);
    made->data_dir =
        config->data_dir ? copy_z(config->data_dir) : default_data_dir(config->db_url);
    made->program = copy_z(config->program ? config->program : "/proc/self/exe");
    made->lexicons = ie_lexicons_new(made);
    made->searches = ie_searches_new(made);
    if (!made->db_url || !made->data_dir || !made->program || !made->lexicons ||
        !made->searches)
        rc = ie_fail_nomem(err);
    made->config.db_url = made->db_url;
    made->config.data_dir = made->data_dir;
    made->config.program = made->program;
    if (rc)
        ie_service_free(made);
    else
        *service = made;
    return rc;
}

void ie_service_free(struct ie_service *service)
{
    if (!service)
        return;
    ie_service_stop(service);
    ie_searches_free(service->searches);
    ie_lexicons_free(service->lexicons);
    ie_db_close(service->write_db);
    ie_db_close(service->read_db);
    pthread_mutex_destroy(&service->write_lock);
    pthread_mutex_destroy(&service->read_lock);
    ie_free(service->db_url);
    ie_free(service->data_dir);
    ie_free(service->program);
    ie_free(service);
}

const struct ie_service_config *ie_service_config(const struct ie_service *service)
{
    return &service->config;
}

void ie_service_tell(const struct ie_service *service, const struct ie_service_note *note)
{
    if (service->config.tell)
        service->config.tell(service->config.tell_data, note);
}

const char *ie_service_data_dir(const struct ie_service *service)
{
    return service->data_dir;
}

/* Makes `path` and what leads to it. */
static int make_dirs(char *path, struct ie_error *err)
{
    for (char *p = path + 1;; p++) {
        char kept = *p;

        if (kept != '/' && kept != '\0')
            continue;
        *p = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return ie_fail_errno(err, "service.data_dir", path, errno);
        *p = kept;
        if (kept == '\0')
            return 0;
    }
}

static int make_data_dir(struct ie_service *service, struct ie_error *err)
{
    struct ie_buf path = IE_BUF_INIT;
    int rc;

    ie_buf_addz(&path, service->data_dir);
    ie_buf_addz(&path, "/imports");
    ie_buf_addc(&path, '\0');
    rc = ie_buf_check(&path, err);
    if (!rc)
        rc = make_dirs(path.ptr, err);
    ie_buf_release(&path);
    return rc;
}

/* The directory of an SQLite file that is to be made. */
static int make_store_dir(struct ie_service *service, struct ie_error *err)
{
    char *path, *slash;
    int rc = 0;

    if (strncmp(service->db_url, "sqlite:", 7) != 0)
        return 0;
    path = copy_z(service->db_url + 7);
    if (!path)
        return ie_fail_nomem(err);
    slash = strrchr(path, '/');
    if (slash && slash != path) {
        *slash = '\0';
        rc = make_dirs(path, err);
    }
    ie_free(path);
    return rc;
}

int ie_service_prepare(struct ie_service *service, bool create, struct ie_error *err)
{
    struct ie_db *db = NULL;
    int rc = create ? make_store_dir(service, err) : 0;

    if (!rc)
        rc = ie_db_open(service->db_url, create ? IE_DB_CREATE : IE_DB_WRITE, &db, err);
    if (!rc)
        rc = ie_db_migrate(db, 0, ie_now(), err);
    ie_db_close(db);
    if (!rc)
        rc = make_data_dir(service, err);
    return rc;
}

int ie_service_start(struct ie_service *service, struct ie_error *err)
{
    int rc;

    if (service->running)
        return 0;
    rc = ie_import_recover(service, err);
    if (!rc)
        rc = ie_write_queue_start(service, err);
    if (!rc)
        rc = ie_pool_start(service, err);
    if (!rc)
        rc = ie_jobs_start(service, err);
    if (!rc)
        rc = ie_lexicons_start(service->lexicons, err);
    if (!rc)
        rc = ie_searches_start(service->searches, err);
    if (!rc)
        rc = ie_alerts_start(service, err);
    service->running = true;
    if (rc)
        ie_service_stop(service);
    return rc;
}

void ie_service_stop(struct ie_service *service)
{
    if (!service->running)
        return;
    ie_alerts_stop(service);
    ie_searches_stop(service->searches);
    ie_lexicons_stop(service->lexicons);
    ie_jobs_stop(service);
    ie_pool_stop(service);
    ie_write_queue_stop(service);
    service->running = false;
}

bool ie_service_running(const struct ie_service *service)
{
    return service->running;
}

int ie_service_reader(struct ie_service *service, struct ie_db **db, struct ie_error *err)
{
    return ie_db_open(service->db_url, IE_DB_READ, db, err);
}

int ie_service_scanner(struct ie_service *service, struct ie_db **db,
                       struct ie_error *err)
{
    return ie_db_open(service->db_url, IE_DB_SCAN, db, err);
}

/* ---- offices ---- */

static bool is_code(struct ie_str code)
{
    if (code.len == 0 || code.len > 40)
        return false;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
            return false;
    }
    return true;
}

int ie_office_create(struct ie_call *call, const struct ie_office_new *office,
                     struct ie_id *id, struct ie_error *err)
{
    struct ie_value *values = ie_values_new(call->arena, &ie_type_office);
    struct ie_zone *zone = NULL;
    struct ie_writer writer = ie_call_writer(call);
    char *zone_name = ie_arena_strz(call->arena, office->zone);
    int rc;

    if (!values || !zone_name)
        return ie_fail_nomem(err);
    if (!is_code(office->code)) {
        ie_fail(err, IE_INPUT, "office.code");
        ie_error_argn(err, "value", office->code.ptr, office->code.len);
        return IE_INPUT;
    }
    if (!ie_country_known(office->country)) {
        ie_fail(err, IE_INPUT, "office.country");
        ie_error_argn(err, "value", office->country.ptr, office->country.len);
        return IE_INPUT;
    }
    rc = ie_zone_load(zone_name, &zone, err);
    if (rc)
        return rc;
    ie_zone_free(zone);
    ie_values_text(&ie_type_office, values, "code", office->code);
    ie_values_text(&ie_type_office, values, "country", office->country);
    ie_values_text(&ie_type_office, values, "zone", office->zone);
    rc = ie_values_words(&ie_type_office, values, "title", office->title_language,
                         office->title, call->arena, err);
    if (rc)
        return rc;
    *id = ie_id_new(call->now);
    writer.office = *id; /* an office is its own office */
    return ie_record_create(call->db, &writer, &ie_type_office, values, IE_STR_NONE, id,
                            err);
}

int ie_office_find(struct ie_db *db, struct ie_str code, struct ie_id *id,
                   struct ie_error *err)
{
    struct ie_query q;
    struct ie_id found = {0};
    int64_t count = 0;
    bool row;
    int rc;

    ie_query_begin(db,
                   "SELECT id FROM office WHERE deleted_at IS NULL AND ($1='' OR code=$1)"
                   " ORDER BY id",
                   &q);
    ie_query_text(&q, 1, code.ptr ? code : IE_STR(""));
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row)
        if (count++ == 0 && !ie_id_parse(ie_query_get_text(&q, 0), &found))
            rc = ie_fail(err, IE_INTERNAL, "db.failed");
    ie_query_end(&q);
    if (rc)
        return rc;
    if (count == 1) {
        *id = found;
        return 0;
    }
    if (count > 1) {
        ie_fail(err, IE_USAGE, "office.which");
        ie_error_argi(err, "count", count);
        return IE_USAGE;
    }
    if (code.len == 0)
        return ie_fail(err, IE_NOT_FOUND, "office.none");
    ie_fail(err, IE_NOT_FOUND, "office.unknown");
    ie_error_argn(err, "code", code.ptr, code.len);
    return IE_NOT_FOUND;
}

/* ---- actors ---- */

static const struct {
    const char *name;
    enum ie_role role;
} role_names[] = {
    {"admin", IE_ROLE_ADMIN},     {"officer", IE_ROLE_OFFICER},
    {"member", IE_ROLE_MEMBER},   {"reviewer", IE_ROLE_REVIEWER},
    {"analyst", IE_ROLE_ANALYST}, {"auditor", IE_ROLE_AUDITOR},
};

static unsigned role_of(struct ie_str name)
{
    for (size_t i = 0; i < IE_COUNT(role_names); i++)
        if (ie_str_eqz(name, role_names[i].name))
            return role_names[i].role;
    return 0;
}

static void keep_text(char *to, size_t room, struct ie_str text)
{
    size_t n = text.len < room - 1 ? text.len : room - 1;

    if (n)
        memcpy(to, text.ptr, n);
    to[n] = '\0';
}

static int load_grants(struct ie_db *db, struct ie_actor *actor, struct ie_str account,
                       ie_moment now, struct ie_arena *arena, struct ie_error *err)
{
    struct ie_grant *grants = NULL;
    size_t room = 0;
    struct ie_query q;
    bool row;
    int rc;

    ie_query_begin(db,
                   "SELECT role, scope_kind, scope_id FROM role_grant"
                   " WHERE office_id=$1 AND account=$2 AND deleted_at IS NULL"
                   " AND (valid_from IS NULL OR valid_from<=$3)"
                   " AND (valid_until IS NULL OR valid_until>$3) ORDER BY id",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&actor->office));
    ie_query_text(&q, 2, account);
    ie_query_int(&q, 3, now);
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        struct ie_grant grant = {0};
        unsigned role = role_of(ie_query_get_text(&q, 0));

        if (!role)
            continue;
        grant.role = (enum ie_role)role;
        keep_text(grant.scope_kind, sizeof grant.scope_kind, ie_query_get_text(&q, 1));
        keep_text(grant.scope.text, sizeof grant.scope.text, ie_query_get_text(&q, 2));
        if (strcmp(grant.scope_kind, "office") == 0)
            actor->office_roles |= role;
        if (actor->grant_count == room) {
            struct ie_grant *more =
                IE_NEW_ARRAY(arena, struct ie_grant, room ? 2 * room : 8);
            if (!more) {
                rc = ie_fail_nomem(err);
                break;
            }
            if (grants)
                memcpy(more, grants, actor->grant_count * sizeof *grants);
            grants = more;
            room = room ? 2 * room : 8;
        }
        grants[actor->grant_count++] = grant;
    }
    ie_query_end(&q);
    actor->grants = grants;
    return rc;
}

int ie_actor_load(struct ie_db *db, struct ie_str office, struct ie_str account,
                  ie_moment now, struct ie_arena *arena, const struct ie_actor **actor,
                  struct ie_error *err)
{
    struct ie_actor *made = IE_NEW(arena, struct ie_actor);
    struct ie_query q;
    bool row = false;
    int rc;

    if (!made)
        return ie_fail_nomem(err);
    if (!ie_id_parse(office, &made->office) || !ie_id_parse(account, &made->account))
        return ie_fail(err, IE_UNAUTHENTICATED, "account.closed");
    ie_query_begin(db,
                   "SELECT name, language FROM account WHERE office_id=$1 AND id=$2"
                   " AND deleted_at IS NULL AND coalesce(status,'active')='active'",
                   &q);
    ie_query_text(&q, 1, office);
    ie_query_text(&q, 2, account);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row) {
        made->name = ie_arena_str(arena, ie_query_get_text(&q, 0));
        made->language = ie_arena_str(arena, ie_query_get_text(&q, 1));
    }
    ie_query_end(&q);
    if (rc)
        return rc;
    if (!row)
        return ie_fail(err, IE_UNAUTHENTICATED, "account.closed");
    made->by = ie_id_str(&made->account);
    rc = load_grants(db, made, account, now, arena, err);
    if (!rc)
        *actor = made;
    return rc;
}

static struct ie_str system_user(char *room, size_t size)
{
    struct passwd entry, *found = NULL;

    if (getpwuid_r(getuid(), &entry, room, size, &found) == 0 && found && found->pw_name)
        return ie_str_z(found->pw_name);
    return IE_STR("unknown");
}

int ie_actor_operator(struct ie_db *db, struct ie_str office_code, struct ie_str as,
                      struct ie_str language, struct ie_arena *arena,
                      const struct ie_actor **actor, struct ie_error *err)
{
    struct ie_actor *made = IE_NEW(arena, struct ie_actor);
    char room[1024];
    int rc;

    if (!made)
        return ie_fail_nomem(err);
    if (as.len == 0)
        as = system_user(room, sizeof room);
    for (size_t i = 0; i < as.len; i++)
        if ((unsigned char)as.ptr[i] < 0x20 || as.ptr[i] == 0x7F)
            return ie_fail(err, IE_USAGE, "operator.name");
    if (as.len > 64 || !ie_utf8_valid(as))
        return ie_fail(err, IE_USAGE, "operator.name");
    rc = ie_office_find(db, office_code, &made->office, err);
    if (rc)
        return rc;
    made->operator_ = true;
    made->by = ie_arena_printf(arena, "operator:%.*s", IE_STR_ARG(as));
    made->name = ie_arena_str(arena, as);
    made->language = ie_arena_str(arena, language.len ? language : IE_STR("en"));
    if (!made->by.ptr || !made->name.ptr || !made->language.ptr)
        return ie_fail_nomem(err);
    *actor = made;
    return 0;
}

const struct ie_actor *ie_actor_nobody(void)
{
    static const struct ie_actor nobody = {.by = {"operator:system", 15},
                                           .name = {"system", 6},
                                           .language = {"en", 2},
                                           .operator_ = true};
    return &nobody;
}

int ie_actor_copy(const struct ie_actor *actor, struct ie_arena *arena,
                  const struct ie_actor **copy, struct ie_error *err)
{
    struct ie_actor *made = IE_NEW(arena, struct ie_actor);
    struct ie_grant *grants = IE_NEW_ARRAY(arena, struct ie_grant, actor->grant_count);

    if (!made || !grants)
        return ie_fail_nomem(err);
    *made = *actor;
    if (actor->grant_count)
        memcpy(grants, actor->grants, actor->grant_count * sizeof *grants);
    made->grants = grants;
    made->by = ie_arena_str(arena, actor->by);
    made->name = ie_arena_str(arena, actor->name);
    made->language = ie_arena_str(arena, actor->language);
    if (!made->by.ptr || !made->name.ptr || !made->language.ptr)
        return ie_fail_nomem(err);
    *copy = made;
    return 0;
}
