#include "base/xlsx_merge.h"

#include <stdlib.h>

/* Whether the part holds the bytes at all; UTF-16 counts as yes. */
static int mentions_merges(struct ie_sheet *sheet, struct ie_package *package,
                           const char *part, bool *yes, struct ie_error *err)
{
    static const char what[] = "mergeCell";
    enum { KEPT = sizeof(what) - 2, ROOM = 32768 };
    char *window = ie_calloc(KEPT + ROOM, 1);
    struct ie_part file = {0};
    size_t kept = 0, got = 0;
    bool first = true;

    if (!window)
        return ie_fail_nomem(err);
    *yes = false;
    int rc = ie_part_open(package, part, &file, err);
    while (!rc && !*yes) {
        rc = ie_part_read(&file, window + kept, ROOM, &got, err);
        if (rc || !got)
            break;
        size_t len = kept + got;
        *yes = memmem(window, len, what, sizeof(what) - 1) ||
               (first && memchr(window, '\0', len < 4 ? len : 4));
        first = false;
        kept = len < KEPT ? len : KEPT;
        memmove(window, window + len - kept, kept);
    }
    ie_part_close(&file);
    ie_free(window);
    return rc;
}

static bool parse_range(struct ie_str text, struct ie_sheet_range *range)
{
    struct ie_str first;
    uint64_t from, to;

    if (!ie_str_split(&text, ':', &first) || !text.ptr ||
        !ie_cell_reference(first, &range->first_column, &from) ||
        !ie_cell_reference(text, &range->last_column, &to) || to < from ||
        range->last_column < range->first_column)
        return false;
    range->first_line = (uint32_t)from;
    range->last_line = (uint32_t)to;
    return true;
}

struct finding {
    struct ie_merges *merges;
    bool inside;
};

static int merge_start(struct ie_xml *xml, const char *full, unsigned depth,
                       const char **attributes)
{
    struct finding *f = xml->data;
    const char *name = ie_xml_name(full, IE_XML_MAIN);
    const char *ref = ie_xml_attribute(attributes, "ref");
    uint32_t most = xml->sheet->options.limits.merges;
    struct ie_sheet_range range;

    if (depth == 2)
        f->inside = strcmp(name, "mergeCells") == 0;
    if (depth != 3 || !f->inside || strcmp(name, "mergeCell") != 0)
        return 0;
    if (!ref || !parse_range(ie_str_z(ref), &range)) {
        ie_sheet_fail(xml->sheet, xml->err, IE_INPUT, "sheet.cell_reference", 0, 0);
        ie_error_arg(xml->err, "value", ref ? ref : "");
        return IE_INPUT;
    }
    if (f->merges->range.count >= most)
        return ie_sheet_fail_limit(xml->sheet, xml->err, "sheet.too_many_merges", most, 0,
                                   0);
    struct ie_sheet_range *new = IE_PUSH(&f->merges->range);
    if (!new)
        return ie_fail_nomem(xml->err);
    *new = range;
    return 0;
}

static int merge_end(struct ie_xml *xml, const char *name, unsigned depth)
{
    return 0;
}

static const struct ie_xml_handlers merge_handlers = {merge_start, merge_end, NULL};

static int by_place(const void *a, const void *b)
{
    const struct ie_sheet_range *x = a, *y = b;

    if (x->first_line != y->first_line)
        return x->first_line < y->first_line ? -1 : 1;
    return (x->first_column > y->first_column) - (x->first_column < y->first_column);
}

int ie_merges_load(struct ie_merges *merges, struct ie_sheet *sheet,
                   struct ie_package *package, const char *part, struct ie_error *err)
{
    struct finding f = {.merges = merges};
    bool yes;

    int rc = mentions_merges(sheet, package, part, &yes, err);
    if (!rc && yes)
        rc = ie_xml_whole(sheet, package, part, &merge_handlers, &f, err);
    if (!rc && merges->range.count)
        qsort(merges->range.at, merges->range.count, sizeof(*merges->range.at), by_place);
    return rc;
}

static void retire(struct ie_merges *merges, uint32_t line)
{
    size_t kept = 0;

    for (size_t i = 0; i < merges->active.count; i++) {
        struct ie_merge_active *a = &merges->active.at[i];
        if (a->range.last_line >= line) {
            merges->active.at[kept++] = *a;
            continue;
        }
        merges->held -= a->len;
        ie_free(a->text);
    }
    merges->active.count = kept;
}

void ie_merges_release(struct ie_merges *merges)
{
    retire(merges, UINT32_MAX);
    IE_VEC_RELEASE(&merges->active);
    IE_VEC_RELEASE(&merges->range);
}

/* A range begins in this row: its first cell's text is kept for the rows below. */
static int activate(struct ie_merges *merges, struct ie_sheet *sheet,
                    const struct ie_sheet_range *range, struct ie_error *err)
{
    const struct ie_slot *slot = ie_maker_slot(sheet, range->first_column);
    uint64_t limit = sheet->options.limits.row_bytes;

    /* ranges side by side in one row cannot be more than there are columns, unless they
     * overlap, which Excel takes for damage too */
    for (size_t i = 0; i < merges->active.count; i++) {
        const struct ie_sheet_range *other = &merges->active.at[i].range;
        if (range->first_column <= other->last_column &&
            other->first_column <= range->last_column)
            return ie_sheet_fail(sheet, err, IE_INPUT, "sheet.merge_overlap",
                                 range->first_line, range->first_column);
    }
    struct ie_merge_active *new = IE_PUSH(&merges->active);
    if (!new)
        return ie_fail_nomem(err);
    new->range = *range;
    if (!slot || !slot->len || sheet->maker.row.line != range->first_line)
        return 0;
    if (merges->held + slot->len > limit)
        return ie_sheet_fail_limit(sheet, err, "sheet.row_too_large", limit,
                                   range->first_line, range->first_column);
    new->text = ie_calloc(slot->len, 1);
    if (!new->text)
        return ie_fail_nomem(err);
    memcpy(new->text, sheet->maker.text.ptr + slot->start, slot->len);
    new->len = slot->len;
    new->kind = slot->kind;
    merges->held += slot->len;
    return 0;
}

/* The range's value for its cells in this row; the text is written once and shared. */
static int fill_range(struct ie_sheet *sheet, const struct ie_merge_active *a,
                      struct ie_error *err)
{
    struct ie_row_maker *m = &sheet->maker;
    uint32_t last = a->range.last_column, most = sheet->options.limits.columns;
    struct ie_slot shared = {0};

    if (!a->len)
        return 0;
    if (last > most)
        last = most;
    for (uint32_t column = a->range.first_column; column <= last; column++) {
        const struct ie_slot *own = ie_maker_slot(sheet, column);
        int rc = 0;
        if (own && own->kind != IE_CELL_EMPTY) {
            if (column == a->range.first_column && m->row.line == a->range.first_line)
                shared = *own;
            continue;
        }
        if (!shared.set) {
            rc = ie_maker_set(sheet, column, a->kind, ie_str_n(a->text, a->len), err);
            if (!rc)
                shared = *ie_maker_slot(sheet, column);
        } else {
            rc = ie_maker_end_cell(sheet, column, a->kind, err);
            if (!rc)
                m->slot.at[column - 1] = shared;
        }
        if (rc)
            return rc;
    }
    return 0;
}

static bool has_text(const struct ie_row_maker *m)
{
    for (uint32_t i = 0; i < m->used; i++)
        if (m->slot.at[i].kind != IE_CELL_EMPTY)
            return true;
    return false;
}

int ie_merges_fill(struct ie_merges *merges, struct ie_sheet *sheet, struct ie_error *err)
{
    uint32_t line = sheet->maker.row.line;
    int rc = 0;

    retire(merges, line);
    while (merges->next < merges->range.count &&
           merges->range.at[merges->next].first_line <= line) {
        const struct ie_sheet_range *range = &merges->range.at[merges->next++];
        if (range->last_line >= line && (rc = activate(merges, sheet, range, err)))
            return rc;
    }
    if (!has_text(&sheet->maker))
        return 0;
    for (size_t i = 0; i < merges->active.count && !rc; i++)
        rc = fill_range(sheet, &merges->active.at[i], err);
    return rc;
}
