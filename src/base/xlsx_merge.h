/* Merged ranges of a worksheet. They stand behind the cells in the file, so they are
 * looked for in a pass of their own: first for the bytes, and only if those occur with
 * the parser. */
#ifndef IE_BASE_XLSX_MERGE_H
#define IE_BASE_XLSX_MERGE_H

#include "base/xlsx_priv.h"

/* A range that the row being read lies in, with the text of its first cell. */
struct ie_merge_active {
    struct ie_sheet_range range;
    char *text;
    size_t len;
    enum ie_cell_kind kind;
};

struct ie_merges {
    IE_VEC(struct ie_sheet_range) range; /* by first line, then column */
    size_t next;                         /* the first that has not begun yet */
    IE_VEC(struct ie_merge_active) active;
    uint64_t held; /* bytes of text in `active` */
};

int ie_merges_load(struct ie_merges *merges, struct ie_sheet *sheet,
                   struct ie_package *package, const char *part,
                   struct ie_error *err) IE_MUST_CHECK;
void ie_merges_release(struct ie_merges *merges);
/* Gives the cells of the row being made that lie in a range the range's value; a row
 * without text of its own stays blank. IE_INPUT sheet.merge_overlap. */
int ie_merges_fill(struct ie_merges *merges, struct ie_sheet *sheet,
                   struct ie_error *err) IE_MUST_CHECK;

bool ie_cell_reference(struct ie_str text, uint32_t *column, uint64_t *line);

#endif
