#include "store/migrate.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/fault.h"
#include "store/db_backend.h"

static const char version_table[] =
    "CREATE TABLE IF NOT EXISTS schema_version ("
    " version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,"
    " applied_at BIGINT NOT NULL)";

int ie_migration_latest(void)
{
    int latest = 0;

    for (const struct ie_migration *m = ie_migrations; m->version; m++)
        latest = m->version;
    return latest;
}

static void checksum(const struct ie_migration *migration, char hex[65])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    struct ie_str sql = ie_str_z(migration->sql);

    crypto_hash_sha256(digest, (const unsigned char *)sql.ptr, sql.len);
    sodium_bin2hex(hex, 65, digest, sizeof(digest));
}

static int fail_version(struct ie_error *err, const char *id, int64_t version)
{
    ie_fail(err, IE_CONFLICT, id);
    ie_error_argi(err, "version", version);
    ie_error_argi(err, "known", ie_migration_latest());
    return IE_CONFLICT;
}

static int max_version(struct ie_db *db, int64_t *version, struct ie_error *err)
{
    struct ie_query q;
    bool row;

    ie_query_begin(db, "SELECT COALESCE(MAX(version), 0) FROM schema_version", &q);
    int code = ie_query_next(&q, &row, err);
    if (!code)
        *version = row ? ie_query_get_int(&q, 0) : 0;
    ie_query_end(&q);
    return code;
}

int ie_db_version(struct ie_db *db, int64_t *version, struct ie_error *err)
{
    bool there = false;
    int code = ie_db_backend_of(db)->has_table(db, "schema_version", &there, err);

    if (code)
        return code;
    *version = 0;
    return there ? max_version(db, version, err) : 0;
}

int ie_db_check_version(struct ie_db *db, struct ie_error *err)
{
    int64_t version = 0;
    int code = ie_db_version(db, &version, err);

    if (code || version == ie_migration_latest())
        return code;
    return fail_version(
        err, version > ie_migration_latest() ? "store.newer" : "store.older", version);
}

static int check_checksum(const struct ie_migration *m, struct ie_str found,
                          struct ie_error *err)
{
    char hex[65];

    checksum(m, hex);
    if (ie_str_eqz(found, hex))
        return 0;
    ie_fail(err, IE_INTERNAL, "store.migration_changed");
    ie_error_argi(err, "version", m->version);
    return IE_INTERNAL;
}

/* What the store has run must be what this program holds. */
static int check_past(struct ie_db *db, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(db, "SELECT version, checksum FROM schema_version ORDER BY version",
                   &q);
    while ((code = ie_query_next(&q, &row, err)) == 0 && row) {
        int64_t version = ie_query_get_int(&q, 0);
        if (version > ie_migration_latest())
            code = fail_version(err, "store.newer", version);
        else if (version > 0)
            code = check_checksum(&ie_migrations[version - 1], ie_query_get_text(&q, 1),
                                  err);
        if (code)
            break;
    }
    ie_query_end(&q);
    return code;
}

/* What {word} means in the backend's words; IE_STR_NONE: nothing of ours. */
static struct ie_str meaning(const struct ie_db_backend *backend, struct ie_str word)
{
    if (ie_str_eqz(word, "blob"))
        return ie_str_z(backend->blob);
    if (ie_str_eqz(word, "clustered"))
        return ie_str_z(backend->clustered);
    return IE_STR_NONE;
}

static int for_backend(const struct ie_db *db, const char *sql, struct ie_buf *out,
                       struct ie_error *err)
{
    struct ie_str rest = ie_str_z(sql), plain, word;

    while (ie_str_split(&rest, '{', &plain)) {
        ie_buf_add(out, plain);
        if (!ie_str_split(&rest, '}', &word))
            break;
        struct ie_str text = meaning(ie_db_backend_of(db), word);
        if (!text.ptr)
            IE_BUG("a migration with a word that no backend has");
        ie_buf_add(out, text);
    }
    ie_buf_addc(out, '\0');
    return ie_buf_check(out, err);
}

static int run_one(struct ie_db *db, const struct ie_migration *m, ie_moment now,
                   struct ie_error *err)
{
    struct ie_buf sql = IE_BUF_INIT;
    struct ie_query q;
    char hex[65];
    int code = for_backend(db, m->sql, &sql, err);

    if (!code)
        code = ie_db_exec(db, sql.ptr, err);
    ie_fault_point("store.migrating");
    if (!code) {
        checksum(m, hex);
        ie_query_begin(db,
                       "INSERT INTO schema_version (version, name, checksum, applied_at)"
                       " VALUES ($1, $2, $3, $4)",
                       &q);
        ie_query_int(&q, 1, m->version);
        ie_query_textz(&q, 2, m->name);
        ie_query_textz(&q, 3, hex);
        ie_query_int(&q, 4, now);
        code = ie_query_run(&q, err);
    }
    ie_buf_release(&sql);
    return code;
}

/* One step: the next migration below or at `target`, if there is one. Another program may
 * have done it meanwhile, so the version is read anew under the writer's lock. */
static int step(struct ie_db *db, int target, ie_moment now, bool *done,
                struct ie_error *err)
{
    int64_t version = 0;
    int code = ie_db_begin_write(db, err);

    if (code)
        return code;
    code = ie_db_exec(db, version_table, err);
    if (!code)
        code = check_past(db, err);
    if (!code)
        code = max_version(db, &version, err);
    if (!code) {
        *done = version >= target;
        if (!*done)
            code = run_one(db, &ie_migrations[version], now, err);
    }
    if (!code)
        return ie_db_commit(db, err);
    ie_db_rollback(db);
    return code;
}

int ie_db_migrate(struct ie_db *db, int version, ie_moment now, struct ie_error *err)
{
    int target = version ? version : ie_migration_latest();
    int64_t there = 0;
    bool done = false;
    int code = ie_db_version(db, &there, err);

    if (!code && there == target) /* the usual start: no lock is taken */
        return check_past(db, err);
    while (!code && !done)
        code = step(db, target, now, &done, err);
    return code;
}
