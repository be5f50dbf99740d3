/*
 * The zip around a workbook. libzip does the work; what it would do too trustingly is
 * done before or around it:
 *   - it reads the whole directory on opening, so the number of entries and the size of
 *     the directory are read from the end record first, and limited;
 *   - names that lead out of the package, encrypted and duplicate entries are refused,
 *     though nothing is ever written to disk;
 *   - what a part says about its size is not believed: bytes are counted as they come.
 */
#include <stdlib.h>
#include <zip.h>

#include "base/alloc.h"
#include "base/xlsx_priv.h"

struct ie_package {
    const struct ie_sheet *sheet;
    zip_t *zip;
    uint64_t packed, inflated; /* of all parts read so far */
    /* libzip's way into our source */
    uint64_t at;
    zip_error_t zip_error;
};

/* The source as libzip wants it: reads anywhere, never writes. */
static zip_int64_t feed(void *data, void *to, zip_uint64_t len, zip_source_cmd_t command)
{
    struct ie_package *p = data;
    const struct ie_source *source = &p->sheet->source;
    size_t got;

    switch ((int)command) {
    case ZIP_SOURCE_OPEN:
        p->at = 0;
        return 0;
    case ZIP_SOURCE_READ:
        if (ie_source_read(source, p->at, to, (size_t)len, &got, NULL)) {
            zip_error_set(&p->zip_error, ZIP_ER_READ, 0);
            return -1;
        }
        p->at += got;
        return (zip_int64_t)got;
    case ZIP_SOURCE_SEEK: {
        zip_int64_t new_at =
            zip_source_seek_compute_offset(p->at, source->size, to, len, &p->zip_error);
        if (new_at < 0)
            return -1;
        p->at = (uint64_t)new_at;
        return 0;
    }
    case ZIP_SOURCE_TELL:
        return (zip_int64_t)p->at;
    case ZIP_SOURCE_STAT: {
        zip_stat_t *facts = to;
        if (len < sizeof(*facts))
            return -1;
        zip_stat_init(facts);
        facts->valid = ZIP_STAT_SIZE;
        facts->size = source->size;
        return (zip_int64_t)sizeof(*facts);
    }
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&p->zip_error, to, len);
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(
            ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
            ZIP_SOURCE_ERROR, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_FREE, -1);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        zip_error_set(&p->zip_error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

static int fail_zip(const struct ie_sheet *sheet, zip_error_t *why, struct ie_error *err)
{
    if (zip_error_code_zip(why) == ZIP_ER_MEMORY)
        return ie_fail_nomem(err);
    ie_sheet_fail(sheet, err, IE_INPUT, "sheet.zip_damaged", 0, 0);
    ie_error_arg(err, "reason", zip_error_strerror(why));
    return IE_INPUT;
}

static uint64_t little(const unsigned char *p, int bytes)
{
    uint64_t value = 0;

    for (int i = bytes - 1; i >= 0; i--)
        value = value << 8 | p[i];
    return value;
}

/* The directory as one end record claims it. */
static int check_end_record(const struct ie_sheet *sheet, const unsigned char *end,
                            uint64_t offset, struct ie_error *err)
{
    const struct ie_sheet_limits *l = &sheet->options.limits;
    uint64_t entries = little(end + 10, 2), size = little(end + 12, 4);
    unsigned char locator[20], big[56];
    size_t got;

    if (offset >= sizeof(locator)) {
        int rc = ie_source_read(&sheet->source, offset - sizeof(locator), locator,
                                sizeof(locator), &got, err);
        if (rc)
            return rc;
        if (got == sizeof(locator) && memcmp(locator, "PK\x06\x07", 4) == 0) {
            rc = ie_source_read(&sheet->source, little(locator + 8, 8), big, sizeof(big),
                                &got, err);
            if (rc)
                return rc;
            if (got == sizeof(big) && memcmp(big, "PK\x06\x06", 4) == 0) {
                entries = little(big + 32, 8);
                size = little(big + 40, 8);
            }
        }
    }
    if (entries > l->entries)
        return ie_sheet_fail_limit(sheet, err, "sheet.too_many_entries", l->entries, 0,
                                   0);
    /* names of 64 KB each would otherwise be read whole */
    if (size > (uint64_t)l->entries * 512)
        return ie_sheet_fail_limit(sheet, err, "sheet.bomb", (uint64_t)l->entries * 512,
                                   0, 0);
    return 0;
}

/* Every place near the end that looks like an end record: whichever libzip then trusts
 * has been checked. */
static int check_directory(const struct ie_sheet *sheet, struct ie_error *err)
{
    enum { TAIL = 65536 + 22 };
    uint64_t from = sheet->source.size > TAIL ? sheet->source.size - TAIL : 0;
    unsigned char *tail = ie_calloc(TAIL, 1);
    size_t got;
    bool found = false;

    if (!tail)
        return ie_fail_nomem(err);
    int rc = ie_source_read(&sheet->source, from, tail, TAIL, &got, err);
    for (size_t i = 0; !rc && i + 22 <= got; i++) {
        if (tail[i] != 'P' || memcmp(tail + i, "PK\x05\x06", 4) != 0)
            continue;
        found = true;
        rc = check_end_record(sheet, tail + i, from + i, err);
    }
    ie_free(tail);
    if (!rc && !found)
        return ie_sheet_fail(sheet, err, IE_INPUT, "sheet.zip_cut", 0, 0);
    return rc;
}

/* A name that stays inside: relative, no drive, no ".." segment. Backslashes count as
 * slashes, as some writers have them. */
static bool name_is_safe(const char *name)
{
    struct ie_str rest = ie_str_z(name);

    if (!rest.len || name[0] == '/' || name[0] == '\\' ||
        (rest.len > 1 && name[1] == ':'))
        return false;
    for (size_t i = 0, from = 0; i <= rest.len; i++) {
        if (i < rest.len && name[i] != '/' && name[i] != '\\')
            continue;
        if (ie_str_eqz(ie_str_sub(rest, from, i - from), ".."))
            return false;
        from = i + 1;
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

static int check_duplicates(const struct ie_sheet *sheet, const char **names,
                            size_t count, struct ie_error *err)
{
    qsort(names, count, sizeof(*names), by_name);
    for (size_t i = 1; i < count; i++) {
        if (strcasecmp(names[i - 1], names[i]) != 0)
            continue;
        ie_sheet_fail(sheet, err, IE_INPUT, "sheet.zip_duplicate", 0, 0);
        ie_error_arg(err, "name", names[i]);
        return IE_INPUT;
    }
    return 0;
}

static int check_entries(struct ie_package *p, struct ie_error *err)
{
    zip_int64_t count = zip_get_num_entries(p->zip, 0);
    zip_stat_t facts;
    int rc = 0;

    if (count > (zip_int64_t)p->sheet->options.limits.entries)
        return ie_sheet_fail_limit(p->sheet, err, "sheet.too_many_entries",
                                   p->sheet->options.limits.entries, 0, 0);
    const char **names = ie_calloc((size_t)count, sizeof(*names));
    if (!names)
        return ie_fail_nomem(err);
    for (zip_int64_t i = 0; i < count && !rc; i++) {
        if (zip_stat_index(p->zip, (zip_uint64_t)i, 0, &facts) < 0) {
            rc = fail_zip(p->sheet, zip_get_error(p->zip), err);
        } else if (!name_is_safe(facts.name)) {
            rc = ie_sheet_fail(p->sheet, err, IE_INPUT, "sheet.zip_name", 0, 0);
            ie_error_arg(err, "name", facts.name);
        } else if (facts.encryption_method != ZIP_EM_NONE) {
            rc = ie_sheet_fail(p->sheet, err, IE_INPUT, "sheet.encrypted", 0, 0);
        }
        names[i] = facts.name;
    }
    if (!rc)
        rc = check_duplicates(p->sheet, names, (size_t)count, err);
    ie_free(names);
    return rc;
}

int ie_package_open(const struct ie_sheet *sheet, struct ie_package **package,
                    struct ie_error *err)
{
    zip_error_t why;

    int rc = check_directory(sheet, err);
    if (rc)
        return rc;
    struct ie_package *p = ie_calloc(1, sizeof(*p));
    if (!p)
        return ie_fail_nomem(err);
    p->sheet = sheet;
    zip_error_init(&p->zip_error);
    zip_error_init(&why);
    zip_source_t *source = zip_source_function_create(feed, p, &why);
    if (source) {
        p->zip = zip_open_from_source(source, ZIP_RDONLY, &why);
        if (!p->zip)
            zip_source_free(source);
    }
    rc = p->zip ? check_entries(p, err) : fail_zip(sheet, &why, err);
    zip_error_fini(&why);
    if (rc) {
        ie_package_close(p);
        return rc;
    }
    *package = p;
    return 0;
}

void ie_package_close(struct ie_package *p)
{
    if (!p)
        return;
    if (p->zip)
        zip_discard(p->zip);
    zip_error_fini(&p->zip_error);
    ie_free(p);
}

static zip_int64_t locate(const struct ie_package *p, const char *name)
{
    zip_int64_t index = zip_name_locate(p->zip, name, ZIP_FL_NOCASE);
    char other[256];
    size_t len = strlen(name);

    if (index >= 0 || len >= sizeof(other))
        return index;
    for (size_t i = 0; i <= len; i++)
        other[i] = name[i] == '/' ? '\\' : name[i];
    return zip_name_locate(p->zip, other, ZIP_FL_NOCASE);
}

bool ie_package_has(const struct ie_package *p, const char *name)
{
    return locate(p, name) >= 0;
}

int ie_part_open(struct ie_package *p, const char *name, struct ie_part *part,
                 struct ie_error *err)
{
    zip_int64_t index = locate(p, name);
    zip_stat_t facts;

    *part = (struct ie_part){.package = p, .name = name};
    if (index < 0) {
        ie_sheet_fail(p->sheet, err, IE_INPUT, "sheet.part_missing", 0, 0);
        ie_error_arg(err, "part", name);
        return IE_INPUT;
    }
    if (zip_stat_index(p->zip, (zip_uint64_t)index, 0, &facts) < 0)
        return fail_zip(p->sheet, zip_get_error(p->zip), err);
    if (facts.comp_method != ZIP_CM_STORE && facts.comp_method != ZIP_CM_DEFLATE) {
        ie_sheet_fail(p->sheet, err, IE_INPUT, "sheet.zip_damaged", 0, 0);
        ie_error_arg(err, "reason", "compression method");
        return IE_INPUT;
    }
    part->packed = facts.comp_size;
    part->declared = facts.size;
    part->file = zip_fopen_index(p->zip, (zip_uint64_t)index, 0);
    if (!part->file)
        return fail_zip(p->sheet, zip_get_error(p->zip), err);
    return 0;
}

int ie_part_read(struct ie_part *part, void *to, size_t room, size_t *got,
                 struct ie_error *err)
{
    enum { SLACK = 16 << 20 }; /* a ratio is judged only beyond this */
    struct ie_package *p = part->package;
    const struct ie_sheet_limits *l = &p->sheet->options.limits;

    zip_int64_t n = zip_fread(part->file, to, room);
    if (n < 0)
        return fail_zip(p->sheet, zip_file_get_error(part->file), err);
    part->inflated += (uint64_t)n;
    p->inflated += (uint64_t)n;
    if (p->inflated > l->inflated_bytes)
        return ie_sheet_fail_limit(p->sheet, err, "sheet.bomb", l->inflated_bytes, 0, 0);
    /* packed sizes come from the directory; none can be larger than the file */
    uint64_t packed =
        part->packed < p->sheet->source.size ? part->packed : p->sheet->source.size;
    if (part->inflated > SLACK && part->inflated / l->ratio > packed)
        return ie_sheet_fail_limit(p->sheet, err, "sheet.bomb", l->ratio, 0, 0);
    *got = (size_t)n;
    return 0;
}

void ie_part_close(struct ie_part *part)
{
    if (part->file)
        zip_fclose(part->file);
    part->file = NULL;
}
