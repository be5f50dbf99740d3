/*
 * The way to the sheet: _rels/.rels names the workbook, the workbook's relationships name
 * sheets, styles and strings by id. Parts are found through relationships only, never by
 * habit of naming, except where a writer left out _rels/.rels.
 */
#include <stdlib.h>

#include "base/sheet_value.h"
#include "base/xlsx_priv.h"

struct relation {
    const char *id, *type, *part;
};

struct relations {
    struct ie_arena *arena;
    const char *directory; /* of the part they belong to, "" or ending in '/' */
    IE_VEC(struct relation) relation;
};

/* A target as a part name: relative to the directory unless it begins with '/', "." and
 * ".." worked off. NULL if it leads out of the package or memory is out (*nomem). */
static const char *resolve(struct ie_arena *arena, const char *directory,
                           const char *target, bool *nomem)
{
    struct ie_str joined = target[0] == '/'
                               ? ie_arena_str(arena, ie_str_z(target + 1))
                               : ie_arena_printf(arena, "%s%s", directory, target);
    char *out = joined.ptr ? ie_arena_alloc(arena, joined.len + 2) : NULL;
    size_t len = 0;
    struct ie_str segment;

    *nomem = !out;
    if (!out)
        return NULL;
    while (ie_str_split(&joined, '/', &segment)) {
        if (!segment.len || ie_str_eqz(segment, "."))
            continue;
        if (ie_str_eqz(segment, "..")) {
            if (!len)
                return NULL;
            len--;
            while (len > 0 && out[len - 1] != '/')
                len--;
            continue;
        }
        memcpy(out + len, segment.ptr, segment.len);
        len += segment.len;
        out[len++] = '/';
    }
    out[len ? len - 1 : 0] = '\0';
    return out;
}

static int relation_start(struct ie_xml *xml, const char *name, unsigned depth,
                          const char **attributes)
{
    struct relations *all = xml->data;
    const char *id = ie_xml_attribute(attributes, "Id");
    const char *type = ie_xml_attribute(attributes, "Type");
    const char *target = ie_xml_attribute(attributes, "Target");
    const char *mode = ie_xml_attribute(attributes, "TargetMode");
    bool nomem;

    if (depth != 2 || strcmp(ie_xml_name(name, IE_XML_RELS), "Relationship") != 0 ||
        !id || !type || !target || (mode && strcmp(mode, "External") == 0))
        return 0;
    if (all->relation.count >= xml->sheet->options.limits.entries)
        return ie_sheet_fail_limit(xml->sheet, xml->err, "sheet.too_many_entries",
                                   xml->sheet->options.limits.entries, 0, 0);
    const char *part = resolve(all->arena, all->directory, target, &nomem);
    if (nomem)
        return ie_fail_nomem(xml->err);
    if (!part) {
        ie_sheet_fail(xml->sheet, xml->err, IE_INPUT, "sheet.zip_name", 0, 0);
        ie_error_arg(xml->err, "name", target);
        return IE_INPUT;
    }
    const char *last = strrchr(type, '/');
    struct relation made = {
        .id = ie_arena_strz(all->arena, ie_str_z(id)),
        .type = ie_arena_strz(all->arena, ie_str_z(last ? last + 1 : type)),
        .part = part};
    struct relation *new = made.id &&made.type ? IE_PUSH(&all->relation) : NULL;
    if (!new)
        return ie_fail_nomem(xml->err);
    *new = made; /* whole: they are looked through after an error too */
    return 0;
}

static int nothing_at_end(struct ie_xml *xml, const char *name, unsigned depth)
{
    return 0;
}

static const struct ie_xml_handlers relation_handlers = {relation_start, nothing_at_end,
                                                         NULL};

static const char *part_of_type(const struct relations *all, const char *type)
{
    for (size_t i = 0; i < all->relation.count; i++)
        if (strcmp(all->relation.at[i].type, type) == 0)
            return all->relation.at[i].part;
    return NULL;
}

/* The workbook: sheets in order. */

struct workbook {
    struct ie_book *book;
    const struct relations *relations;
    bool in_sheets;
};

static int add_sheet(struct ie_xml *xml, struct workbook *w, const char **attributes)
{
    const char *name = ie_xml_attribute(attributes, "name");
    const char *state = ie_xml_attribute(attributes, "state");
    const char *id = ie_xml_relation(attributes);
    const struct relation *to = NULL;

    for (size_t i = 0; id && i < w->relations->relation.count; i++)
        if (strcmp(w->relations->relation.at[i].id, id) == 0)
            to = &w->relations->relation.at[i];
    if (!to || strcmp(to->type, "worksheet") != 0)
        return 0; /* a chart, a dialogue */
    if (w->book->sheet.count >= xml->sheet->options.limits.entries)
        return ie_sheet_fail_limit(xml->sheet, xml->err, "sheet.too_many_entries",
                                   xml->sheet->options.limits.entries, 0, 0);
    struct ie_book_sheet *new = IE_PUSH(&w->book->sheet);
    if (!new)
        return ie_fail_nomem(xml->err);
    new->name = ie_arena_str(&w->book->arena, ie_str_z(name ? name : ""));
    new->part = to->part;
    new->hidden = state &&strcmp(state, "visible") != 0;
    return new->name.ptr ? 0 : ie_fail_nomem(xml->err);
}

static int workbook_start(struct ie_xml *xml, const char *full, unsigned depth,
                          const char **attributes)
{
    struct workbook *w = xml->data;
    const char *name = ie_xml_name(full, IE_XML_MAIN);

    if (depth == 1 && strcmp(name, "workbook") != 0)
        return ie_sheet_fail(xml->sheet, xml->err, IE_INPUT, "sheet.not_xlsx", 0, 0);
    if (depth == 2 && strcmp(name, "workbookPr") == 0) {
        const char *flag = ie_xml_attribute(attributes, "date1904");
        w->book->from_1904 =
            flag && (strcmp(flag, "1") == 0 || strcmp(flag, "true") == 0);
    }
    if (depth == 2)
        w->in_sheets = strcmp(name, "sheets") == 0;
    if (depth == 3 && w->in_sheets && strcmp(name, "sheet") == 0)
        return add_sheet(xml, w, attributes);
    return 0;
}

static const struct ie_xml_handlers workbook_handlers = {workbook_start, nothing_at_end,
                                                         NULL};

/* Styles: cell style → number format → look. */

enum { STYLES_MOST = 65536 };

struct format {
    unsigned id;
    enum ie_number_look look;
};

struct styles {
    IE_VEC(struct format) format;
    IE_VEC(unsigned) style; /* format ids */
    enum { IN_NOTHING, IN_FORMATS, IN_STYLES } in;
};

static unsigned number_of(const char *text)
{
    int64_t value;

    return text && ie_str_int64(ie_str_z(text), &value) && value >= 0 && value < 1 << 20
               ? (unsigned)value
               : 0;
}

static int styles_start(struct ie_xml *xml, const char *full, unsigned depth,
                        const char **attributes)
{
    struct styles *s = xml->data;
    const char *name = ie_xml_name(full, IE_XML_MAIN);

    if (depth == 2)
        s->in = strcmp(name, "numFmts") == 0   ? IN_FORMATS
                : strcmp(name, "cellXfs") == 0 ? IN_STYLES
                                               : IN_NOTHING;
    if (depth != 3)
        return 0;
    unsigned id = number_of(ie_xml_attribute(attributes, "numFmtId"));
    if (s->in == IN_FORMATS && strcmp(name, "numFmt") == 0 &&
        s->format.count < STYLES_MOST) {
        const char *code = ie_xml_attribute(attributes, "formatCode");
        struct format *new = IE_PUSH(&s->format);
        if (!new)
            return ie_fail_nomem(xml->err);
        new->id = id;
        new->look = ie_format_look(ie_str_z(code ? code : ""));
    } else if (s->in == IN_STYLES && strcmp(name, "xf") == 0 &&
               s->style.count < STYLES_MOST) {
        unsigned *new = IE_PUSH(&s->style);
        if (!new)
            return ie_fail_nomem(xml->err);
        *new = id;
    }
    return 0;
}

static const struct ie_xml_handlers styles_handlers = {styles_start, nothing_at_end,
                                                       NULL};

static int by_id(const void *a, const void *b)
{
    unsigned x = ((const struct format *)a)->id, y = ((const struct format *)b)->id;

    return (x > y) - (x < y);
}

static int load_styles(struct ie_book *book, struct ie_sheet *sheet,
                       struct ie_package *package, struct ie_error *err)
{
    struct styles s = {0};

    int rc = ie_xml_whole(sheet, package, book->styles, &styles_handlers, &s, err);
    if (rc)
        goto out;
    if (s.format.count)
        qsort(s.format.at, s.format.count, sizeof(*s.format.at), by_id);
    for (size_t i = 0; i < s.style.count; i++) {
        uint8_t *look = IE_PUSH(&book->look);
        if (!look) {
            rc = ie_fail_nomem(err);
            goto out;
        }
        struct format key = {.id = s.style.at[i]};
        const struct format *custom =
            s.format.count
                ? bsearch(&key, s.format.at, s.format.count, sizeof(*s.format.at), by_id)
                : NULL;
        *look = (uint8_t)(custom ? custom->look : ie_builtin_look(key.id));
    }
out:
    IE_VEC_RELEASE(&s.format);
    IE_VEC_RELEASE(&s.style);
    return rc;
}

/* Where a part's relationships are: "xl/workbook.xml" → "xl/_rels/workbook.xml.rels". */
static const char *relations_part(struct ie_arena *arena, const char *part,
                                  const char **directory)
{
    const char *slash = strrchr(part, '/');
    size_t len = slash ? (size_t)(slash - part) + 1 : 0;

    *directory = ie_arena_strz(arena, ie_str_n(part, len));
    return *directory
               ? ie_arena_printf(arena, "%s_rels/%s.rels", *directory, part + len).ptr
               : NULL;
}

static int find_workbook(struct ie_book *book, struct ie_sheet *sheet,
                         struct ie_package *package, struct ie_error *err)
{
    struct relations top = {.arena = &book->arena, .directory = ""};
    int rc = 0;

    if (ie_package_has(package, "_rels/.rels"))
        rc = ie_xml_whole(sheet, package, "_rels/.rels", &relation_handlers, &top, err);
    book->workbook = part_of_type(&top, "officeDocument");
    if (!book->workbook)
        book->workbook = "xl/workbook.xml";
    IE_VEC_RELEASE(&top.relation);
    if (rc)
        return rc;
    if (!ie_package_has(package, book->workbook) ||
        ie_str_ends(ie_str_z(book->workbook), IE_STR(".bin")))
        return ie_sheet_fail(sheet, err, IE_INPUT, "sheet.not_xlsx", 0, 0);
    return 0;
}

int ie_book_open(struct ie_book *book, struct ie_sheet *sheet, struct ie_package *package,
                 struct ie_error *err)
{
    struct relations own = {.arena = &book->arena};
    struct workbook w = {.book = book, .relations = &own};

    ie_arena_init(&book->arena, 32u << 20);
    int rc = find_workbook(book, sheet, package, err);
    if (rc)
        return rc;
    const char *part = relations_part(&book->arena, book->workbook, &own.directory);
    if (!part)
        return ie_fail_nomem(err);
    rc = ie_xml_whole(sheet, package, part, &relation_handlers, &own, err);
    if (!rc)
        rc = ie_xml_whole(sheet, package, book->workbook, &workbook_handlers, &w, err);
    book->styles = part_of_type(&own, "styles");
    book->strings = part_of_type(&own, "sharedStrings");
    IE_VEC_RELEASE(&own.relation);
    if (!rc && !book->sheet.count)
        rc = ie_sheet_fail(sheet, err, IE_INPUT, "sheet.no_sheet", 0, 0);
    if (!rc && book->styles && ie_package_has(package, book->styles))
        rc = load_styles(book, sheet, package, err);
    return rc;
}

void ie_book_close(struct ie_book *book)
{
    IE_VEC_RELEASE(&book->sheet);
    IE_VEC_RELEASE(&book->look);
    ie_arena_release(&book->arena);
}
