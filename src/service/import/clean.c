/* Uploads and staging files that nobody needs any more. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/import/impl.h"

enum { KEPT_DAYS = 30, STRAY_DAYS = 1 };

/* Whether the import of that id still has a use for its files; without a record, whether
 * the file is so young that its record may be on its way. */
static int still_needed(struct ie_db *db, const struct ie_id *import, ie_moment changed,
                        ie_moment now, bool *needed, struct ie_error *err)
{
    struct ie_query q;
    bool row;

    ie_query_begin(db,
                   "SELECT i.updated_at,"
                   " CASE WHEN i.status IN ('checking', 'applying', 'undoing') THEN 1"
                   " ELSE 0 END FROM office o JOIN import i"
                   " ON i.office_id=o.office_id AND i.id=$1",
                   &q);
    ie_query_text(&q, 1, ie_id_str(import));
    int code = ie_query_next(&q, &row, err);
    if (!code && row)
        *needed = ie_query_get_int(&q, 1) != 0 ||
                  now - ie_query_get_int(&q, 0) < KEPT_DAYS * IE_DAY;
    else
        *needed = now - changed < STRAY_DAYS * IE_DAY;
    ie_query_end(&q);
    return code;
}

int ie_import_clean(const struct ie_service *service, struct ie_db *db, ie_moment now,
                    uint64_t *removed, struct ie_error *err)
{
    char path[1100];
    const struct dirent *entry;
    int code = 0;

    *removed = 0;
    snprintf(path, sizeof(path), "%s/imports", ie_service_data_dir(service));
    DIR *folder = opendir(path);
    if (!folder)
        return errno == ENOENT ? 0 : ie_fail_errno(err, "import.store", path, errno);
    while (!code && (entry = readdir(folder))) {
        struct ie_str name = ie_str_z(entry->d_name);
        struct ie_id import = {""};
        struct stat facts;
        bool needed = true;
        if (!ie_id_parse(ie_str_sub(name, 0, IE_ID_LEN), &import) ||
            fstatat(dirfd(folder), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(facts.st_mode))
            continue;
        code = still_needed(db, &import, (ie_moment)facts.st_mtime * IE_SECOND, now,
                            &needed, err);
        if (!code && !needed && unlinkat(dirfd(folder), entry->d_name, 0) == 0)
            (*removed)++;
    }
    closedir(folder);
    return code;
}
