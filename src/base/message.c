#include "base/message.h"

const char *ie_message_language(const char *tag)
{
    size_t len = tag ? strcspn(tag, "-_") : 0;

    for (size_t i = 0; len && ie_message_languages[i]; i++)
        if (ie_str_eq_ascii_nocase(ie_str_n(tag, len), ie_str_z(ie_message_languages[i])))
            return ie_message_languages[i];
    return "en";
}

const char *ie_message_wording(const char *lang, const char *id)
{
    const char *nearest = ie_message_language(lang);
    size_t column = 0, low = 0, high = ie_message_row_count;

    for (size_t i = 0; ie_message_languages[i]; i++)
        if (strcmp(ie_message_languages[i], nearest) == 0)
            column = i;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(ie_message_rows[middle].id, id);
        if (order == 0)
            return ie_message_rows[middle].text[column];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const char *argument(const struct ie_error *err, struct ie_str name)
{
    for (unsigned i = 0; i < err->args; i++)
        if (ie_str_eqz(name, err->arg[i].name))
            return err->arg[i].value;
    return NULL;
}

static void fill_in(struct ie_str wording, const struct ie_error *err, struct ie_buf *out)
{
    while (wording.len) {
        int64_t open = ie_str_find_char(wording, '{');
        int64_t close = ie_str_find_char(wording, '}');
        if (open < 0 || close < open) {
            ie_buf_add(out, wording);
            return;
        }
        struct ie_str name =
            ie_str_sub(wording, (size_t)open + 1, (size_t)(close - open - 1));
        const char *value = argument(err, name);
        ie_buf_add(out, ie_str_sub(wording, 0, (size_t)open));
        if (value)
            ie_buf_addz(out, value);
        else
            ie_buf_add(out,
                       ie_str_sub(wording, (size_t)open, (size_t)(close - open + 1)));
        wording = ie_str_sub(wording, (size_t)close + 1, wording.len);
    }
}

void ie_message(const char *lang, const struct ie_error *err, struct ie_buf *out)
{
    const char *wording = ie_message_wording(lang, err->id);

    if (wording) {
        fill_in(ie_str_z(wording), err, out);
        return;
    }
    ie_buf_addz(out, err->id[0] ? err->id : ie_code_name(err->code));
    for (unsigned i = 0; i < err->args; i++)
        ie_buf_printf(out, "%s%s=%s", i ? ", " : " (", err->arg[i].name,
                      err->arg[i].value);
    if (err->args)
        ie_buf_addc(out, ')');
}

void ie_message_at(const char *lang, const struct ie_error *err, struct ie_buf *out)
{
    if (err->file[0])
        ie_buf_printf(out, "%s:", err->file);
    if (err->line)
        ie_buf_printf(out, "%u:", err->line);
    if (err->line && err->column)
        ie_buf_printf(out, "%u:", err->column);
    if (err->file[0] || err->line)
        ie_buf_addc(out, ' ');
    if (err->field[0])
        ie_buf_printf(out, "%s: ", err->field);
    ie_message(lang, err, out);
}
