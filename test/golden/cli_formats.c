/* The headings that import knows are those of docs/formats.md and ieum-formats(7). */
#include <stdio.h>

#include "base/buf.h"
#include "harness.h"
#include "service/import/impl.h"

static bool read_whole(const char *name, struct ie_buf *out)
{
    char block[4096];
    size_t n;
    FILE *file = fopen(ie_test_source(name), "re");

    if (!IE_CHECK(file != NULL))
        return false;
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        ie_buf_add(out, ie_str_n(block, n));
    fclose(file);
    return IE_CHECK(out->len > 0);
}

/* From the line that is `head` to the next that begins with `next`. */
static struct ie_str part(struct ie_str all, const char *head, const char *next)
{
    int64_t at = ie_str_find(all, ie_str_z(head));

    if (at < 0)
        return IE_STR_NONE;
    struct ie_str rest = ie_str_sub(all, (size_t)at + strlen(head), all.len);
    int64_t end = ie_str_find(rest, ie_str_z(next));
    return end < 0 ? rest : ie_str_sub(rest, 0, (size_t)end);
}

static void check_table(struct ie_str table, const struct ie_import_shape *shape)
{
    unsigned rows = 0, fields = 0;
    struct ie_str line;

    for (const struct ie_import_field *f = shape->fields; f->name; f++, fields++) {
        char row[96];
        snprintf(row, sizeof(row), "\n| `%s` | %s |", f->name, f->required ? "yes" : "");
        if (!IE_CHECK(ie_str_find(table, ie_str_z(row)) >= 0))
            printf("    docs/formats.md lacks%s\n", row);
    }
    while (ie_str_split(&table, '\n', &line))
        rows += ie_str_starts(line, IE_STR("| `"));
    IE_CHECK_INT(rows, fields);
}

/* "id, name*, name_en, …": each field once, needed ones with a star. */
static void check_list(struct ie_str list, const struct ie_import_shape *shape)
{
    for (const struct ie_import_field *f = shape->fields; f->name; f++) {
        bool found = false;
        struct ie_str rest = list, word;
        char name[64];
        snprintf(name, sizeof(name), "%s%s", f->name, f->required ? "*" : "");
        while (!found && ie_str_split(&rest, ',', &word)) {
            word = ie_str_trim(word);
            int64_t stop = ie_str_find_char(word, '.');
            found = ie_str_eqz(stop < 0 ? word : ie_str_sub(word, 0, (size_t)stop), name);
        }
        if (!IE_CHECK(found))
            printf("    ieum-formats(7) lacks %s\n", name);
    }
}

IE_TEST(headings_are_documented)
{
    struct ie_buf page = IE_BUF_INIT, manual = IE_BUF_INIT;

    IE_REQUIRE(read_whole("docs/formats.md", &page));
    IE_REQUIRE(read_whole("man/ieum-formats.7", &manual));
    for (int kind = 0; kind < IE_IMPORT_KINDS; kind++) {
        const struct ie_import_shape *shape = ie_import_shape((enum ie_import_kind)kind);
        char head[64];
        snprintf(head, sizeof(head), "\n### %s\n", ie_import_kind_names[kind]);
        struct ie_str table = part(ie_buf_str(&page), head, "\n### ");
        if (IE_CHECK(table.ptr != NULL))
            check_table(table, shape);
        snprintf(head, sizeof(head), "\n.It Cm %s\n", ie_import_kind_names[kind]);
        struct ie_str list = part(ie_buf_str(&manual), head, "\n.It Cm ");
        if (IE_CHECK(list.ptr != NULL))
            check_list(list, shape);
    }
    ie_buf_release(&page);
    ie_buf_release(&manual);
}
