/* Backup, restore and check of stores in files. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "store/backup.h"
#include "store/schema.h"

struct place {
    char directory[64], store[96], url[112], copy[96];
};

static bool place_make(struct place *p)
{
    snprintf(p->directory, sizeof(p->directory), "/tmp/ieum-backup-XXXXXX");
    if (!IE_CHECK(mkdtemp(p->directory) != NULL))
        return false;
    snprintf(p->store, sizeof(p->store), "%s/a.db", p->directory);
    snprintf(p->url, sizeof(p->url), "sqlite:%s", p->store);
    snprintf(p->copy, sizeof(p->copy), "%s/copy", p->directory);
    return true;
}

static void place_remove(const struct place *p)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".part"};
    char path[128];

    for (size_t i = 0; i < IE_COUNT(ends); i++) {
        snprintf(path, sizeof(path), "%s%s", p->store, ends[i]);
        unlink(path);
        snprintf(path, sizeof(path), "%s%s", p->copy, ends[i]);
        unlink(path);
    }
    IE_CHECK_INT(rmdir(p->directory), 0);
}

static bool exists(const char *path, const char *end)
{
    char whole[128];

    snprintf(whole, sizeof(whole), "%s%s", path, end);
    return access(whole, F_OK) == 0;
}

static void add_code(struct fixture *f, const char *code)
{
    const struct ie_type *type = ie_type_by_name(IE_STR("code"));

    fixture_create(f, type,
                   fixture_values(f, type, "scheme", "hs", "edition", "2017", "code",
                                  code, "label", "{\"en\":\"x\"}", NULL));
}

static int64_t codes_in(const char *url)
{
    struct ie_error err;
    struct ie_db *db = NULL;
    struct ie_query q;
    bool row;
    int64_t count = -1;

    if (!IE_CHECK_OK(ie_db_open(url, IE_DB_READ, &db, &err), &err))
        return -1;
    ie_query_begin(db, "SELECT count(*) FROM code", &q);
    if (IE_CHECK_OK(ie_query_next(&q, &row, &err), &err))
        count = ie_query_get_int(&q, 0);
    ie_query_end(&q);
    ie_db_close(db);
    return count;
}

static int64_t codes_at(const char *path)
{
    char url[128];

    snprintf(url, sizeof(url), "sqlite:%s", path);
    return codes_in(url);
}

IE_TEST(backup_is_the_snapshot_and_one_private_file)
{
    struct fixture f;
    struct place p;
    struct stat is;

    IE_REQUIRE(place_make(&p) && fixture_open(&f, p.url));
    add_code(&f, "0101");
    IE_CHECK_OK(ie_db_backup(f.db, p.copy, false, &f.err), &f.err);
    add_code(&f, "0102");
    IE_CHECK_INT(codes_at(p.copy), 1);
    IE_CHECK_INT(codes_in(p.url), 2);
    IE_CHECK(!exists(p.copy, "-wal") && !exists(p.copy, ".part"));
    IE_CHECK_INT(stat(p.copy, &is), 0);
    IE_CHECK_INT(is.st_mode & 0777, 0600);
    fixture_close(&f);
    place_remove(&p);
}

IE_TEST(backup_sees_what_is_only_in_the_journal_and_lets_writers_write)
{
    struct fixture f;
    struct place p;
    struct ie_db *reader = NULL;

    IE_REQUIRE(place_make(&p) && fixture_open(&f, p.url));
    IE_CHECK_OK(ie_db_open(p.url, IE_DB_READ, &reader, &f.err), &f.err);
    IE_CHECK_OK(ie_db_begin_write(f.db, &f.err), &f.err);
    add_code(&f, "0101");
    IE_CHECK_OK(ie_db_backup(reader, p.copy, false, &f.err), &f.err);
    IE_CHECK_OK(ie_db_commit(f.db, &f.err), &f.err);
    IE_CHECK_INT(codes_at(p.copy), 0);
    IE_CHECK_OK(ie_db_backup(reader, p.copy, true, &f.err), &f.err);
    IE_CHECK_INT(codes_at(p.copy), 1);
    ie_db_close(reader);
    fixture_close(&f);
    place_remove(&p);
}

IE_TEST(backup_keeps_what_is_there_unless_told)
{
    struct fixture f;
    struct place p;

    IE_REQUIRE(place_make(&p) && fixture_open(&f, p.url));
    int fd = open(p.copy, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    IE_CHECK_INT(write(fd, "mine", 4), 4);
    close(fd);
    IE_CHECK_FAIL(ie_db_backup(f.db, p.copy, false, &f.err), &f.err, IE_CONFLICT,
                  "backup.exists");
    struct stat is;
    IE_CHECK_INT(stat(p.copy, &is), 0);
    IE_CHECK_INT(is.st_size, 4);
    IE_CHECK_FAIL(ie_db_backup(f.db, "/nowhere/at/all", false, &f.err), &f.err, IE_IO,
                  "file.write");
    fixture_close(&f);
    place_remove(&p);
}

IE_TEST(restore_puts_the_copy_in_place_and_it_can_be_worked_on)
{
    struct fixture f;
    struct place p;
    struct ie_db *db = NULL;

    IE_REQUIRE(place_make(&p) && fixture_open(&f, p.url));
    add_code(&f, "0101");
    IE_CHECK_OK(ie_db_backup(f.db, p.copy, false, &f.err), &f.err);
    add_code(&f, "0102");
    IE_CHECK_FAIL(ie_db_restore(p.copy, p.url, false, &f.err), &f.err, IE_CONFLICT,
                  "backup.exists");
    IE_CHECK_FAIL(ie_db_restore(p.copy, p.url, true, &f.err), &f.err, IE_CONFLICT,
                  "backup.in_use");
    IE_CHECK_INT(codes_in(p.url), 2);
    ie_db_close(f.db);
    IE_CHECK_OK(chmod(p.store, 0640), NULL);
    IE_CHECK_OK(ie_db_restore(p.copy, p.url, true, &f.err), &f.err);
    struct stat is;
    IE_CHECK_INT(stat(p.store, &is), 0);
    IE_CHECK_INT(is.st_mode & 0777, 0640);
    IE_CHECK(!exists(p.store, ".part") && !exists(p.store, "-wal"));
    IE_CHECK_INT(codes_in(p.url), 1);
    IE_CHECK_OK(ie_db_open(p.url, IE_DB_WRITE, &db, &f.err), &f.err);
    f.db = db;
    add_code(&f, "0103");
    IE_CHECK_INT(codes_in(p.url), 2); /* a reader beside the writer: WAL again */
    fixture_close(&f);
    place_remove(&p);
}

IE_TEST(restore_refuses_what_is_no_whole_store)
{
    struct fixture f;
    struct place p;
    char junk[112];

    IE_REQUIRE(place_make(&p) && fixture_open(&f, p.url));
    for (int i = 0; i < 200; i++) {
        char code[8];
        snprintf(code, sizeof(code), "%04d", i);
        add_code(&f, code);
    }
    IE_CHECK_OK(ie_db_backup(f.db, p.copy, false, &f.err), &f.err);
    fixture_close(&f);
    memset(&f, 0, sizeof(f));
    /* a page in the middle, overwritten */
    struct stat is;
    IE_CHECK_INT(stat(p.copy, &is), 0);
    int fd = open(p.copy, O_WRONLY | O_CLOEXEC);
    memset(junk, 0x5A, sizeof(junk));
    for (off_t at = 8192; at < is.st_size; at += 4096)
        IE_CHECK_INT(pwrite(fd, junk, sizeof(junk), at), sizeof(junk));
    close(fd);
    IE_CHECK(ie_db_restore(p.copy, p.url, true, &f.err) != 0);
    IE_CHECK_INT(codes_in(p.url), 200);
    /* not a store at all */
    fd = open(p.copy, O_WRONLY | O_TRUNC | O_CLOEXEC);
    for (int i = 0; i < 64; i++)
        IE_CHECK_INT(write(fd, junk, sizeof(junk)), sizeof(junk));
    close(fd);
    IE_CHECK_FAIL(ie_db_restore(p.copy, p.url, true, &f.err), &f.err, IE_INPUT,
                  "db.not_ours");
    IE_CHECK_INT(codes_in(p.url), 200);
    place_remove(&p);
}

IE_TEST(restore_never_joins_a_foreign_journal)
{
    struct fixture f;
    struct place p;
    char wal[112];

    IE_REQUIRE(place_make(&p) && fixture_open(&f, p.url));
    IE_CHECK_OK(ie_db_backup(f.db, p.copy, false, &f.err), &f.err);
    fixture_close(&f);
    IE_CHECK_INT(unlink(p.store), 0);
    snprintf(wal, sizeof(wal), "%s-wal", p.store);
    close(open(wal, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    IE_CHECK_FAIL(ie_db_restore(p.copy, p.url, true, &f.err), &f.err, IE_CONFLICT,
                  "backup.leftover");
    IE_CHECK(!exists(p.store, ""));
    IE_CHECK_INT(unlink(wal), 0);
    IE_CHECK_OK(ie_db_restore(p.copy, p.url, false, &f.err), &f.err);
    IE_CHECK_INT(codes_in(p.url), 0);
    place_remove(&p);
}

IE_TEST(integrity_passes_a_whole_store)
{
    struct fixture f;

    IE_REQUIRE(fixture_open(&f, NULL));
    add_code(&f, "0101");
    IE_CHECK_OK(ie_db_integrity(f.db, &f.err), &f.err);
    fixture_close(&f);
}
