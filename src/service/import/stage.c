/*
 * The staging file: what a check found, one row a line of the sheet, in an SQLite file
 * beside the upload. It is made under another name and renamed when it is whole and on
 * the disk, so that a staging file that is there can be trusted.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "service/import/impl.h"

static void remove_stage(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char name[1100];

    for (size_t i = 0; i < IE_COUNT(endings); i++) {
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

static int open_stage(const char *path, enum ie_db_mode mode, struct ie_db **stage,
                      struct ie_error *err)
{
    char url[1100];

    snprintf(url, sizeof url, "sqlite:%s", path);
    return ie_db_open(url, mode, stage, err);
}

int ie_stage_create(const char *path, struct ie_db **stage, struct ie_error *err)
{
    static const char *const statements[] = {
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE line (line BIGINT PRIMARY KEY, grp TEXT NOT NULL, verdict TEXT NOT "
        "NULL,"
        " record TEXT NOT NULL, label TEXT NOT NULL, draft TEXT, changes TEXT, errors "
        "TEXT,"
        " notes TEXT, similar TEXT)",
        "CREATE INDEX ix_line_grp ON line (grp, line)",
    };
    int rc;

    remove_stage(path);
    rc = open_stage(path, IE_DB_CREATE, stage, err);
    if (rc)
        return rc;
    /* A half-made file is thrown away, so nothing is lost by not syncing until the end. */
    rc = ie_db_exec(*stage, "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF", err);
    if (!rc)
        rc = ie_db_begin_write(*stage, err);
    for (size_t i = 0; !rc && i < IE_COUNT(statements); i++)
        rc = ie_db_exec(*stage, statements[i], err);
    if (rc) {
        ie_db_close(*stage);
        *stage = NULL;
    }
    return rc;
}

static int sync_path(const char *path, int flags, struct ie_error *err)
{
    int fd = open(path, flags | O_CLOEXEC);
    int rc = 0;

    if (fd < 0 || fsync(fd) != 0)
        rc = ie_fail_errno(err, "import.store", path, errno);
    if (fd >= 0)
        close(fd);
    return rc;
}

int ie_stage_publish(struct ie_db *stage, const char *from, const char *to,
                     struct ie_error *err)
{
    char folder[1100];
    char *slash;
    int rc =
        ie_db_exec(stage, "CREATE INDEX ix_line_verdict ON line (verdict, line)", err);

    if (!rc)
        rc = ie_db_commit(stage, err);
    ie_db_close(stage);
    if (!rc)
        rc = sync_path(from, O_RDWR, err);
    if (rc)
        return rc;
    remove_stage(to);
    if (rename(from, to) != 0)
        return ie_fail_errno(err, "import.store", to, errno);
    snprintf(folder, sizeof folder, "%s", to);
    slash = strrchr(folder, '/');
    if (!slash)
        return 0;
    *slash = '\0';
    return sync_path(folder, O_RDONLY | O_DIRECTORY, err);
}

int ie_stage_open(const char *path, bool write, struct ie_db **stage,
                  struct ie_error *err)
{
    if (access(path, R_OK) != 0)
        return ie_fail(err, IE_CONFLICT, "import.no_stage");
    return open_stage(path, write ? IE_DB_WRITE : IE_DB_READ, stage, err);
}

int ie_stage_add(struct ie_db *stage, const struct ie_stage_row *row,
                 struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(stage,
                   "INSERT INTO line (" IE_STAGE_COLUMNS
                   ") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
                   &q);
    ie_query_int(&q, 1, row->line);
    ie_query_text(&q, 2, row->group.ptr ? row->group : IE_STR(""));
    ie_query_text(&q, 3, row->verdict.ptr ? row->verdict : IE_STR(""));
    ie_query_text(&q, 4, row->record.ptr ? row->record : IE_STR(""));
    ie_query_text(&q, 5, row->label.ptr ? row->label : IE_STR(""));
    ie_query_text(&q, 6, row->draft);
    ie_query_text(&q, 7, row->changes);
    ie_query_text(&q, 8, row->errors);
    ie_query_text(&q, 9, row->notes);
    ie_query_text(&q, 10, row->similar);
    return ie_query_run(&q, err);
}

int ie_stage_update(struct ie_db *stage, const struct ie_stage_row *row,
                    struct ie_error *err)
{
    struct ie_query q;

    ie_query_begin(
        stage,
        "UPDATE line SET verdict=$2, record=$3, changes=$4, errors=$5, similar=$6"
        " WHERE line=$1",
        &q);
    ie_query_int(&q, 1, row->line);
    ie_query_text(&q, 2, row->verdict);
    ie_query_text(&q, 3, row->record.ptr ? row->record : IE_STR(""));
    ie_query_text(&q, 4, row->changes);
    ie_query_text(&q, 5, row->errors);
    ie_query_text(&q, 6, row->similar);
    return ie_query_run(&q, err);
}

int ie_stage_set(struct ie_db *stage, const char *key, const json_t *value,
                 struct ie_error *err)
{
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&buf);
    struct ie_query q;
    int rc;

    ie_json_value(&json, value);
    rc = ie_buf_check(&buf, err);
    if (!rc) {
        ie_query_begin(stage,
                       "INSERT INTO meta (key, value) VALUES ($1,$2)"
                       " ON CONFLICT (key) DO UPDATE SET value=excluded.value",
                       &q);
        ie_query_textz(&q, 1, key);
        ie_query_text(&q, 2, ie_buf_str(&buf));
        rc = ie_query_run(&q, err);
    }
    ie_buf_release(&buf);
    return rc;
}

int ie_stage_get(struct ie_db *stage, const char *key, json_t **value,
                 struct ie_error *err)
{
    struct ie_query q;
    bool row = false;
    int rc;

    *value = NULL;
    ie_query_begin(stage, "SELECT value FROM meta WHERE key=$1", &q);
    ie_query_textz(&q, 1, key);
    rc = ie_query_next(&q, &row, err);
    if (!rc && row)
        rc = ie_json_parse(ie_query_get_text(&q, 0), value, err);
    ie_query_end(&q);
    return rc;
}

void ie_stage_row_get(struct ie_query *q, struct ie_stage_row *row)
{
    row->line = ie_query_get_int(q, 0);
    row->group = ie_query_get_text(q, 1);
    row->verdict = ie_query_get_text(q, 2);
    row->record = ie_query_get_text(q, 3);
    row->label = ie_query_get_text(q, 4);
    row->draft = ie_query_get_text(q, 5);
    row->changes = ie_query_get_text(q, 6);
    row->errors = ie_query_get_text(q, 7);
    row->notes = ie_query_get_text(q, 8);
    row->similar = ie_query_get_text(q, 9);
}
