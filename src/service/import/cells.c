/* One cell into one member of a draft. */
#include <math.h>

#include "base/cellvalue.h"
#include "base/ident.h"
#include "service/import/parse.h"
#include "text/text.h"
#include "text/units.h"

/* ---- problems and notes ---- */

static json_t *args_of(const struct ie_error *err)
{
    json_t *args = json_object();

    for (unsigned i = 0; i < err->args; i++)
        (void)json_object_set_new_nocheck(args, err->arg[i].name,
                                          json_string_nocheck(err->arg[i].value));
    return args;
}

json_t *ie_import_problem(const struct ie_error *err, uint32_t column, const char *field,
                          struct ie_str value)
{
    size_t n = value.len < 200 ? value.len : 200;

    while (n > 0 && n < value.len && ((unsigned char)value.ptr[n] & 0xC0) == 0x80)
        n--;
    if (!ie_utf8_valid(ie_str_n(value.ptr, n)))
        n = 0;
    return json_pack("{s:s, s:s, s:i, s:s, s:o, s:s%}", "code", ie_code_name(err->code),
                     "id", err->id, "column", (int)column, "field", field ? field : "",
                     "args", args_of(err), "value", n ? value.ptr : "", n);
}

json_t *ie_import_note(const char *id, const char *field, const char *name,
                       struct ie_str value)
{
    struct ie_error err;

    (void)!ie_fail(&err, IE_OK, id);
    if (name)
        ie_error_argn(&err, name, value.ptr, value.len);
    return json_pack("{s:s, s:s, s:o}", "id", id, "field", field ? field : "", "args",
                     args_of(&err));
}

void ie_import_problem_error(const json_t *problem, struct ie_error *err)
{
    const char *name;
    json_t *value;
    struct ie_str code = ie_json_get_str(problem, "code");
    enum ie_code found = IE_INPUT;
    char id[56];
    struct ie_str given = ie_json_get_str(problem, "id");

    for (int i = 0; i < IE_CODE_COUNT; i++)
        if (ie_str_eqz(code, ie_code_name((enum ie_code)i)))
            found = (enum ie_code)i;
    snprintf(id, sizeof id, "%.*s", IE_STR_ARG(given));
    (void)!ie_fail(err, found, id);
    json_object_foreach(json_object_get(problem, "args"), name, value)
        ie_error_arg(err, name, json_string_value(value));
}

static int field_index(const struct ie_row_parse *p, const char *field)
{
    int i = ie_import_field_index(p->importer->shape, ie_str_z(field));

    if (i < 0)
        IE_BUG("a sheet field that the kind does not have");
    return i;
}

const struct ie_cell *ie_parse_cell(const struct ie_row_parse *p, const char *field)
{
    return &p->cells->cell[field_index(p, field)];
}

int ie_parse_problem(const struct ie_row_parse *p, const char *field,
                     const struct ie_error *problem)
{
    const struct ie_cell *cell = ie_parse_cell(p, field);

    if (problem->code == IE_NOMEM)
        return ie_fail_nomem(p->err);
    if (json_array_append_new(p->draft->errors, ie_import_problem(problem, cell->column,
                                                                  field, cell->text)) !=
        0)
        return ie_fail_nomem(p->err);
    return 0;
}

int ie_parse_refuse(const struct ie_row_parse *p, const char *field, const char *id)
{
    const struct ie_cell *cell = ie_parse_cell(p, field);
    struct ie_error problem;

    ie_fail(&problem, IE_INPUT, id);
    ie_error_argn(&problem, "value", cell->text.ptr, cell->text.len);
    return ie_parse_problem(p, field, &problem);
}

int ie_parse_note(const struct ie_row_parse *p, const char *field, const char *id,
                  struct ie_str value)
{
    if (json_array_append_new(p->draft->notes,
                              ie_import_note(id, field, "value", value)) != 0)
        return ie_fail_nomem(p->err);
    return 0;
}

int ie_parse_set(json_t *object, const char *key, json_t *value, struct ie_error *err)
{
    return json_object_set_new(object, key, value) == 0 ? 0 : ie_fail_nomem(err);
}

json_t *ie_parse_string(struct ie_str text)
{
    return json_stringn_nocheck(text.ptr ? text.ptr : "", text.len);
}

/* ---- text ---- */

static bool says_nothing(struct ie_str text)
{
    static const char *const words[] = {"-",
                                        "--",
                                        "–",
                                        "—",
                                        "ㅡ",
                                        ".",
                                        "N/A",
                                        "n/a",
                                        "NA",
                                        "없음",
                                        "해당없음",
                                        "해당 없음",
                                        "미정",
                                        "미상",
                                        "무",
                                        "none",
                                        "None",
                                        "NONE",
                                        "null",
                                        "NULL",
                                        "#N/A",
                                        "x",
                                        "X",
                                        "해당사항없음",
                                        "해당사항 없음",
                                        "tbd",
                                        "TBD",
                                        NULL};

    for (const char *const *word = words; *word; word++)
        if (ie_str_eqz(text, *word))
            return true;
    return text.len == 0;
}

struct ie_str ie_parse_text(const struct ie_row_parse *p, const char *field)
{
    struct ie_str text = ie_str_trim(ie_parse_cell(p, field)->text);

    return says_nothing(text) ? IE_STR_NONE : text;
}

/* Line breaks and tabs of a one-line field are how the office wrapped its cell. */
static struct ie_str on_one_line(struct ie_arena *arena, struct ie_str text)
{
    char *out;
    size_t n = 0;

    for (size_t i = 0;; i++) {
        if (i == text.len)
            return text;
        if (text.ptr[i] == '\n' || text.ptr[i] == '\r' || text.ptr[i] == '\t')
            break;
    }
    out = ie_arena_alloc(arena, text.len + 1);
    if (!out)
        return IE_STR_NONE;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool space = c == '\n' || c == '\r' || c == '\t';
        if (space && n > 0 && out[n - 1] == ' ')
            continue;
        out[n++] = space ? ' ' : c;
    }
    return ie_str_n(out, n);
}

int ie_parse_accept(const struct ie_row_parse *p, const char *field, struct ie_str text,
                    bool lines, size_t max, struct ie_str *out)
{
    struct ie_error problem;
    struct ie_str accepted;

    *out = IE_STR_NONE;
    if (!lines)
        text = on_one_line(p->importer->row, text);
    if (!text.ptr)
        return ie_fail_nomem(p->err);
    if (ie_text_accept(p->importer->row, text, lines ? IE_TEXT_LINES : IE_TEXT_LINE,
                       &accepted, &problem) != 0)
        return ie_parse_problem(p, field, &problem);
    if (max && accepted.len > max) {
        ie_fail(&problem, IE_INPUT, "import.too_long");
        ie_error_argi(&problem, "limit", (int64_t)max);
        return ie_parse_problem(p, field, &problem);
    }
    *out = accepted;
    return 0;
}

static int set_text(const struct ie_row_parse *p, const char *field, const char *to,
                    size_t max, bool lines)
{
    struct ie_str text = ie_parse_text(p, field), out;
    int rc;

    if (!text.ptr)
        return 0;
    rc = ie_parse_accept(p, field, text, lines, max, &out);
    if (rc || !out.ptr)
        return rc;
    return ie_parse_set(p->f, to, ie_parse_string(out), p->err);
}

int ie_parse_line(const struct ie_row_parse *p, const char *field, const char *to,
                  size_t max)
{
    return set_text(p, field, to, max, false);
}

int ie_parse_lines(const struct ie_row_parse *p, const char *field, const char *to,
                   size_t max)
{
    return set_text(p, field, to, max, true);
}

int ie_parse_reference(const struct ie_row_parse *p, const char *field, const char *to)
{
    struct ie_str text = ie_parse_text(p, field), out;
    int rc;

    if (!text.ptr)
        return 0;
    rc = ie_parse_accept(p, field, text, false, 1000, &out);
    if (rc || !out.ptr)
        return rc;
    return ie_parse_set(p->r, to, ie_parse_string(out), p->err);
}

/* ---- numbers and days ---- */

int ie_parse_whole(const struct ie_row_parse *p, const char *field, const char *to,
                   int64_t min, int64_t max, bool strip_words)
{
    struct ie_str text = ie_parse_text(p, field);
    struct ie_error problem;
    int64_t value = 0;
    bool about = false;

    if (!text.ptr)
        return 0;
    if (strip_words) { /* "TRL 7", "7단계", "Level 7" */
        while (text.len > 0 && !(text.ptr[0] >= '0' && text.ptr[0] <= '9'))
            text = ie_str_sub(text, 1, text.len);
        for (size_t i = 0; i < text.len; i++)
            if (((unsigned char)text.ptr[i] & 0x80) || text.ptr[i] == ' ') {
                struct ie_str rest = ie_str_trim(ie_str_sub(text, i, text.len));
                if (ie_str_eqz(rest, "단계") || ie_str_eqz(rest, "급"))
                    text = ie_str_sub(text, 0, i);
                break;
            }
    }
    if (ie_cell_int(text, &value, &about, &problem) != 0)
        return ie_parse_problem(p, field, &problem);
    if (value < min || value > max) {
        ie_fail(&problem, IE_INPUT, "import.out_of_range");
        ie_error_argi(&problem, "value", value);
        ie_error_argi(&problem, "min", min);
        ie_error_argi(&problem, "max", max);
        return ie_parse_problem(p, field, &problem);
    }
    if (about && ie_parse_note(p, field, "import.note_about", text) != 0)
        return IE_NOMEM;
    return ie_parse_set(p->f, to, json_integer(value), p->err);
}

int ie_parse_day(const struct ie_row_parse *p, const char *field, const char *to)
{
    struct ie_error problem;
    char text[16];
    ie_day day;

    if (!ie_parse_text(p, field).ptr)
        return 0;
    if (ie_cell_day_of(ie_parse_cell(p, field), &day, &problem) != 0)
        return ie_parse_problem(p, field, &problem);
    ie_day_format(day, text);
    return ie_parse_set(p->f, to, json_string(text), p->err);
}

/* ---- choices ---- */

const char *ie_parse_word(const struct ie_row_parse *p, const struct ie_word *words,
                          struct ie_str text)
{
    struct ie_str key[2];

    for (int bare = 0; bare < 2; bare++) {
        struct ie_error ignored;
        if (ie_import_heading_key(p->importer->row, text, bare != 0, &key[bare],
                                  &ignored) != 0)
            return NULL;
        for (const struct ie_word *word = words; word->value && key[bare].len; word++) {
            if (ie_str_eqz(text, word->value))
                return word->value;
            for (const char *const *other = word->words; *other; other++)
                if (ie_str_eqz(key[bare], *other))
                    return word->value;
        }
    }
    return NULL;
}

int ie_parse_choice(const struct ie_row_parse *p, const char *field, const char *to,
                    const struct ie_word *words)
{
    struct ie_str text = ie_str_trim(ie_parse_cell(p, field)->text);
    const char *value = text.len ? ie_parse_word(p, words, text) : NULL;

    if (value)
        return ie_parse_set(p->f, to, json_string(value), p->err);
    return ie_parse_text(p, field).ptr ? ie_parse_refuse(p, field, "import.choice") : 0;
}

/* A list in a JSON cell reads like one with separators. */
static bool next_part(struct ie_str *rest, struct ie_str *part)
{
    while (ie_cell_list(rest, part)) {
        *part = ie_str_trim(*part);
        while (part->len && (strchr("[\"", part->ptr[0]) != NULL))
            *part = ie_str_sub(*part, 1, part->len);
        while (part->len && strchr("]\"", part->ptr[part->len - 1]) != NULL)
            part->len--;
        if (part->len)
            return true;
    }
    return false;
}

static bool has_text(const json_t *array, struct ie_str text)
{
    size_t i;
    json_t *value;

    json_array_foreach(array, i, value)
        if (ie_str_eq(ie_str_n(json_string_value(value), json_string_length(value)),
                      text))
            return true;
    return false;
}

static int append_once(json_t *array, struct ie_str text, struct ie_error *err)
{
    if (has_text(array, text))
        return 0;
    return json_array_append_new(array, ie_parse_string(text)) == 0 ? 0
                                                                    : ie_fail_nomem(err);
}

static struct ie_str list_text(const struct ie_row_parse *p, const char *field)
{
    const struct ie_cell *cell = ie_parse_cell(p, field);
    struct ie_str text = ie_parse_text(p, field);

    if (cell->kind == IE_CELL_JSON && text.len > 1 && text.ptr[0] == '[')
        return ie_str_sub(text, 1, text.len - 2);
    return text;
}

/* Reads each part with `take`; an unknown part is one problem. */
typedef int (*take_part)(const struct ie_row_parse *p, const void *data,
                         struct ie_str part, json_t *array, struct ie_error *problem);

static int parse_parts(const struct ie_row_parse *p, const char *field, const char *to,
                       take_part take, const void *data)
{
    struct ie_str rest = list_text(p, field), part;
    json_t *array;

    if (!rest.ptr)
        return 0;
    array = json_array();
    while (array && next_part(&rest, &part)) {
        struct ie_error problem;

        if (take(p, data, part, array, &problem) != 0 &&
            ie_parse_problem(p, field, &problem) != 0) {
            json_decref(array);
            return IE_NOMEM;
        }
    }
    return ie_parse_set(p->f, to, array, p->err);
}

static int take_choice(const struct ie_row_parse *p, const void *data, struct ie_str part,
                       json_t *array, struct ie_error *problem)
{
    const char *value = ie_parse_word(p, data, part);

    if (value)
        return append_once(array, ie_str_z(value), problem);
    ie_fail(problem, IE_INPUT, "import.choice");
    ie_error_argn(problem, "value", part.ptr, part.len);
    return IE_INPUT;
}

int ie_parse_choices(const struct ie_row_parse *p, const char *field, const char *to,
                     const struct ie_word *words)
{
    return parse_parts(p, field, to, take_choice, words);
}

static int take_country(const struct ie_row_parse *p, const void *data,
                        struct ie_str part, json_t *array, struct ie_error *problem)
{
    char code[3];

    (void)data;
    if (ie_parse_word(p, ie_words_any_country, part))
        return 0;
    if (ie_cell_country(part, code, problem) != 0)
        return IE_INPUT;
    return append_once(array, ie_str_z(code), problem);
}

int ie_parse_countries(const struct ie_row_parse *p, const char *field, const char *to)
{
    return parse_parts(p, field, to, take_country, NULL);
}

static int take_language(const struct ie_row_parse *p, const void *data,
                         struct ie_str part, json_t *array, struct ie_error *problem)
{
    char code[4];

    (void)p;
    (void)data;
    if (ie_cell_language(part, code, problem) != 0)
        return IE_INPUT;
    return append_once(array, ie_str_z(code), problem);
}

int ie_parse_languages(const struct ie_row_parse *p, const char *field, const char *to)
{
    return parse_parts(p, field, to, take_language, NULL);
}

static int take_text(const struct ie_row_parse *p, const void *data, struct ie_str part,
                     json_t *array, struct ie_error *problem)
{
    const size_t *max = data;
    struct ie_str out;
    int rc = ie_text_accept(p->importer->row, on_one_line(p->importer->row, part),
                            IE_TEXT_LINE, &out, problem);

    if (!rc && out.len > *max) {
        rc = ie_fail(problem, IE_INPUT, "import.too_long");
        ie_error_argi(problem, "limit", (int64_t)*max);
    }
    return rc ? rc : append_once(array, out, problem);
}

int ie_parse_set_of_texts(const struct ie_row_parse *p, const char *field, const char *to,
                          size_t max)
{
    return parse_parts(p, field, to, take_text, &max);
}

int ie_parse_country(const struct ie_row_parse *p, const char *field, const char *to)
{
    struct ie_str text = ie_parse_text(p, field);
    struct ie_error problem;
    char code[3];

    if (!text.ptr)
        return 0;
    if (ie_cell_country(text, code, &problem) != 0)
        return ie_parse_problem(p, field, &problem);
    return ie_parse_set(p->f, to, json_string(code), p->err);
}

const char *ie_parse_language_of(struct ie_str text)
{
    switch (ie_text_script(text)) {
    case IE_SCRIPT_HANGUL:
        return "ko";
    case IE_SCRIPT_CYRILLIC:
        return "ru";
    case IE_SCRIPT_HEBREW:
        return "he";
    case IE_SCRIPT_KANA:
        return "ja";
    case IE_SCRIPT_HAN:
        return "zh";
    case IE_SCRIPT_GREEK:
        return "el";
    case IE_SCRIPT_ARABIC:
        return "ar";
    case IE_SCRIPT_NONE:
    case IE_SCRIPT_LATIN:
    case IE_SCRIPT_OTHER:
    case IE_SCRIPT_COUNT:
        break;
    }
    return "en";
}

/* ---- addresses ---- */

static bool is_email(struct ie_str text)
{
    int64_t at = ie_str_find_char(text, '@');
    struct ie_str domain;

    if (at < 1 || text.len > 320)
        return false;
    domain = ie_str_sub(text, (size_t)at + 1, text.len);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= ' ' || strchr("<>()[],;:\"\\", text.ptr[i]))
            return false;
    return ie_str_find_char(domain, '@') < 0 && ie_str_find_char(domain, '.') > 0 &&
           domain.ptr[domain.len - 1] != '.';
}

int ie_parse_email(const struct ie_row_parse *p, const char *field, const char *to)
{
    struct ie_str rest = ie_parse_text(p, field), part, out;
    int rc;

    if (!rest.ptr)
        return 0;
    if (ie_str_starts(rest, IE_STR("mailto:")))
        rest = ie_str_sub(rest, 7, rest.len);
    rc = ie_parse_accept(p, field, rest, false, 2000, &out);
    if (rc || !out.ptr)
        return rc;
    rest = out;
    if (!ie_cell_list(&rest, &part) || !is_email(part))
        return ie_parse_refuse(p, field, "import.email");
    if (rest.len && ie_parse_note(p, field, "import.note_first", part) != 0)
        return IE_NOMEM;
    return ie_parse_set(p->f, to, ie_parse_string(part), p->err);
}

/* The run of digits and signs in a text that looks most like a telephone number: "김담당
 * 과장 02-0000-0018". IE_STR_NONE if none has seven digits. */
static struct ie_str number_within(struct ie_str text)
{
    size_t from = 0, digits = 0;

    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? text.ptr[i] : 'x';

        if (c == '+' || (c >= '0' && c <= '9')) {
            if (digits == 0)
                from = i;
            digits += c != '+';
        } else if (digits > 0 && !strchr("-.() /", c)) {
            if (digits >= 7)
                return ie_str_trim(ie_str_sub(text, from, i - from));
            digits = 0;
        }
    }
    return IE_STR_NONE;
}

int ie_parse_phone(const struct ie_row_parse *p, const char *field, const char *to)
{
    struct ie_str whole = ie_parse_text(p, field), rest = whole, part, within;
    char phone[48];

    if (!rest.ptr)
        return 0;
    if (ie_parse_cell(p, field)->kind == IE_CELL_NUMBER &&
        (rest.len == 9 || rest.len == 10) && rest.ptr[0] != '0' &&
        ie_str_eqz(ie_json_get_str(p->f, "country"), "KR")) {
        rest = ie_arena_printf(p->importer->row, "0%.*s", IE_STR_ARG(rest));
        if (ie_parse_note(p, field, "import.note_zeros", rest) != 0)
            return IE_NOMEM;
    }
    if (!ie_cell_list(&rest, &part) || !ie_cell_phone(part, phone)) {
        within = number_within(whole);
        if (!within.ptr || !ie_cell_phone(within, phone))
            return ie_parse_refuse(p, field, "import.phone");
        if (ie_parse_note(p, field, "import.note_phone", whole) != 0)
            return IE_NOMEM;
    }
    return ie_parse_set(p->f, to, json_string(phone), p->err);
}

int ie_parse_website(const struct ie_row_parse *p, const char *field, const char *to)
{
    struct ie_str text = ie_parse_text(p, field), out;
    int64_t scheme;
    int rc;

    if (!text.ptr)
        return 0;
    rc = ie_parse_accept(p, field, text, false, 480, &out);
    if (rc || !out.ptr)
        return rc;
    scheme = ie_str_find(out, IE_STR("://"));
    if (ie_str_find_char(out, '.') < 1 || ie_str_find_char(out, ' ') >= 0 ||
        (scheme < 0 && ie_str_find_char(out, ':') >= 0 &&
         ie_str_find_char(out, '/') < 0) ||
        (scheme >= 0 && !ie_str_starts(out, IE_STR("http://")) &&
         !ie_str_starts(out, IE_STR("https://"))))
        return ie_parse_refuse(p, field, "import.website");
    if (scheme < 0)
        out = ie_arena_printf(p->importer->row, "http://%.*s", IE_STR_ARG(out));
    return ie_parse_set(p->f, to, ie_parse_string(out), p->err);
}

/* ---- specs ---- */

/* An SI bound in the author's unit, to twelve digits: 5 µm stays 5, not 4.999…. */
static json_t *in_unit(double si, const struct ie_unit *unit)
{
    char text[40];
    double value;

    snprintf(text, sizeof text, "%.12g", (si - unit->offset) / unit->factor);
    return ie_str_double(ie_str_z(text), &value) ? json_real(value) : json_null();
}

/* At most `room` bytes, whole characters. */
static struct ie_str cut(struct ie_str text, size_t room)
{
    size_t n = text.len < room ? text.len : room;

    while (n > 0 && n < text.len && ((unsigned char)text.ptr[n] & 0xC0) == 0x80)
        n--;
    return ie_str_n(text.ptr, n);
}

static json_t *spec_json(const struct ie_spec *spec, const struct ie_unit *unit)
{
    json_t *json = json_object();
    struct ie_str name = spec->name.len ? spec->name : IE_STR("spec");

    (void)json_object_set_new(json, "quantity", ie_parse_string(cut(name, 100)));
    if (isfinite(spec->low))
        (void)json_object_set_new(json, "min", in_unit(spec->low, unit));
    if (isfinite(spec->high))
        (void)json_object_set_new(json, "max", in_unit(spec->high, unit));
    if (spec->unit.len)
        (void)json_object_set_new(json, "unit", ie_parse_string(spec->unit));
    return json;
}

int ie_parse_specs(const struct ie_row_parse *p, const char *field, const char *to)
{
    struct ie_str text = ie_parse_text(p, field), out;
    struct ie_error problem;
    struct ie_spec *specs;
    json_t *array;
    size_t count;
    int rc;

    if (!text.ptr)
        return 0;
    rc = ie_parse_accept(p, field, text, true, 10000, &out);
    if (rc || !out.ptr)
        return rc;
    if (ie_specs_parse(p->importer->row, out, &specs, &count, &problem) != 0)
        return ie_parse_problem(p, field, &problem);
    array = json_array();
    for (size_t i = 0; i < count && array; i++) {
        struct ie_unit unit;

        if (specs[i].unit.len > 40 ||
            ie_unit_parse(specs[i].unit, &unit, &problem) != 0) {
            json_decref(array);
            return ie_parse_refuse(p, field, "spec.malformed");
        }
        if (json_array_append_new(array, spec_json(&specs[i], &unit)) != 0)
            break;
    }
    return ie_parse_set(p->f, to, array, p->err);
}
