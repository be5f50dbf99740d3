/* What organisations are called in the language of who reads. */
#include "base/json.h"
#include "service/event/timetable.h"
#include "text/text.h"

static struct ie_str text_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? IE_STR_NONE : value->text;
}

static bool is_latin(struct ie_str text)
{
    enum ie_script script = ie_text_script(text);

    return script == IE_SCRIPT_LATIN || script == IE_SCRIPT_NONE;
}

/* The one of its names that is of the language, the preferred one before others; with
 * `latin` in place of a language the first in Latin letters. */
static int among_names(struct ie_call *call, const struct ie_record *record,
                       const char *language, bool latin, struct ie_str *found,
                       struct ie_error *err)
{
    struct ie_str text = text_of(record, "names"), best = IE_STR_NONE;
    json_t *list = NULL, *item;
    bool preferred = false;
    size_t i;

    *found = IE_STR_NONE;
    if (text.len && ie_json_parse(text, &list, err) == IE_NOMEM)
        return IE_NOMEM;
    json_array_foreach(list, i, item) {
        struct ie_str kind = ie_json_get_str(item, "kind"),
                      name = ie_json_get_str(item, "name");
        bool fits = latin ? is_latin(name)
                          : ie_lang_is(ie_json_get_str(item, "language"), language);
        if (!fits || ie_str_eqz(kind, "former") || preferred)
            continue;
        preferred = ie_str_eqz(kind, "preferred");
        if (preferred || !best.len)
            best = name;
    }
    if (best.len)
        *found = ie_arena_str(call->arena, best);
    json_decref(list);
    return best.len && !found->ptr ? ie_fail_nomem(err) : 0;
}

/* *label IE_STR_NONE: only romanising is left. */
static int known(struct ie_call *call, const struct ie_record *record, bool korean,
                 struct ie_str *label, struct ie_error *err)
{
    struct ie_str name = text_of(record, "name"), own = text_of(record, "language");
    struct ie_str english = text_of(record, "name_en");
    int code = 0;

    *label = name;
    if (own.len && ie_lang_is(own, korean ? "ko" : "en"))
        return 0;
    if (!korean && english.len) {
        *label = english;
        return 0;
    }
    if (!korean && is_latin(name))
        return 0;
    code = among_names(call, record, korean ? "ko" : "en", false, label, err);
    if (code || label->len)
        return code;
    *label = name;
    return korean ? 0 : among_names(call, record, NULL, true, label, err);
}

int ie_timetable_labels(struct ie_call *call, struct ie_timetable *t,
                        const char *language, struct ie_str *labels, struct ie_error *err)
{
    bool korean = strncmp(language, "ko", 2) == 0;
    struct ie_str *foreign =
        IE_NEW_ARRAY(call->arena, struct ie_str, t->participant_count);
    size_t n = 0;
    int code = 0;

    if (!foreign)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < t->participant_count && !code; i++) {
        const struct ie_record *record = t->participants[i].organisation;
        labels[i] = IE_STR("?");
        if (record)
            code = known(call, record, korean, &labels[i], err);
        if (!labels[i].len)
            foreign[n++] = text_of(record, "name");
    }
    if (!code)
        code = ie_text_romanise(call->arena, foreign, n, err);
    for (uint32_t i = t->participant_count; i-- > 0 && !code;)
        if (!labels[i].len)
            labels[i] = foreign[--n];
    return code;
}
