#include "cli/demo_dismissals.h"

#include "base/sheet.h"
#include "service/match/use.h"

enum { NEED, OFFER, REASON, NOTE, COLUMNS };

static const char *const headings[COLUMNS] = {"need", "offer", "reason", "note"};

static int find_columns(const struct ie_row *row, const char *path, uint32_t at[COLUMNS],
                        struct ie_error *err)
{
    for (int c = 0; c < COLUMNS; c++) {
        at[c] = 0;
        while (row && at[c] < row->cells &&
               !ie_str_eqz(row->cell[at[c]].text, headings[c]))
            at[c]++;
        if (!row || at[c] == row->cells) {
            ie_fail(err, IE_INPUT, "demo.column");
            ie_error_arg(err, "column", headings[c]);
            ie_error_at(err, path, 1, 0, NULL);
            return IE_INPUT;
        }
    }
    return 0;
}

static struct ie_str cell(const struct ie_row *row, uint32_t at)
{
    return at < row->cells ? row->cell[at].text : IE_STR("");
}

static int dismiss_row(struct ie_call *call, struct ie_demo_dismissals *all,
                       const struct ie_row *row, const uint32_t at[COLUMNS],
                       struct ie_error *err)
{
    bool done;
    struct ie_str note = cell(row, at[NOTE]);
    int code = ie_match_dismiss_pair(call, all->event, cell(row, at[NEED]),
                                     cell(row, at[OFFER]), cell(row, at[REASON]),
                                     note.len ? note : IE_STR_NONE, &done, err);

    if (code) {
        ie_error_at(err, all->path, row->line, 0, NULL);
        return code;
    }
    all->rows++;
    all->dismissed += done;
    return 0;
}

int ie_demo_dismiss(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_demo_dismissals *all = arg;
    struct ie_sheet *sheet = NULL;
    const struct ie_row *row = NULL;
    uint32_t at[COLUMNS];
    int code = ie_sheet_open_path(all->path, NULL, &sheet, err);

    all->rows = all->dismissed = 0;
    if (!code)
        code = ie_sheet_next(sheet, &row, err);
    if (!code)
        code = find_columns(row, all->path, at, err);
    while (!code && !(code = ie_sheet_next(sheet, &row, err)) && row)
        code = dismiss_row(call, all, row, at, err);
    ie_sheet_close(sheet);
    return code;
}
