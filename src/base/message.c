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

/* Appends the value of an argument; false if there is none of that name. */
typedef bool (*put_argument)(const void *from, struct ie_str name, struct ie_buf *out);

static bool put_error_argument(const void *from, struct ie_str name, struct ie_buf *out)
{
    const struct ie_error *err = from;

    for (unsigned i = 0; i < err->args; i++)
        if (ie_str_eqz(name, err->arg[i].name)) {
            ie_buf_addz(out, err->arg[i].value);
            return true;
        }
    return false;
}

static bool put_member(const void *from, struct ie_str name, struct ie_buf *out)
{
    const json_t *member = json_object_getn(from, name.ptr, name.len);

    if (json_is_integer(member))
        ie_buf_addi(out, json_integer_value(member));
    else if (json_is_string(member))
        ie_buf_add(out, ie_str_n(json_string_value(member), json_string_length(member)));
    else
        return false;
    return true;
}

/* Korean particles have a form after a consonant and one after a vowel; wordings hold both,
 * "은(는)", and the value before them decides. */
static const struct {
    const char *both, *consonant, *vowel;
    bool soft_l; /* after a final ㄹ as after a vowel */
} particles[] = {{"은(는)", "은", "는", false},
                 {"이(가)", "이", "가", false},
                 {"을(를)", "을", "를", false},
                 {"와(과)", "과", "와", false},
                 {"(으)로", "으로", "로", true}};

/* The last sound of a text: 0 a vowel, 1 a consonant, 2 ㄹ, -1 unknown (another script). */
static int last_sound(struct ie_str text)
{
    static const uint8_t of_digit[] = {1, 2, 0, 1, 0, 0, 1, 2, 2, 0}; /* 영일이삼사… */

    if (text.len == 0)
        return -1;
    const unsigned char *c = (const unsigned char *)text.ptr + text.len;
    if (c[-1] >= '0' && c[-1] <= '9')
        return of_digit[c[-1] - '0'];
    if (text.len < 3 || (c[-3] & 0xF0) != 0xE0)
        return -1;
    uint32_t point = (c[-3] & 0x0FU) << 12 | (c[-2] & 0x3FU) << 6 | (c[-1] & 0x3FU);
    if (point < 0xAC00 || point > 0xD7A3)
        return -1;
    uint32_t final = (point - 0xAC00) % 28;
    return final == 0 ? 0 : final == 8 ? 2 : 1;
}

/* The particle at the start of `wording`, in its form after what `out` ends with; what
 * follows it. */
static struct ie_str put_particle(struct ie_str wording, struct ie_buf *out)
{
    int sound = last_sound(ie_buf_str(out));

    for (size_t i = 0; i < IE_COUNT(particles) && sound >= 0; i++) {
        struct ie_str both = ie_str_z(particles[i].both);
        if (!ie_str_starts(wording, both))
            continue;
        bool vowel = sound == 0 || (sound == 2 && particles[i].soft_l);
        ie_buf_addz(out, vowel ? particles[i].vowel : particles[i].consonant);
        return ie_str_sub(wording, both.len, wording.len);
    }
    return wording;
}

static void fill_in(struct ie_str wording, put_argument put, const void *from,
                    struct ie_buf *out)
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
        ie_buf_add(out, ie_str_sub(wording, 0, (size_t)open));
        if (!put(from, name, out))
            ie_buf_add(out,
                       ie_str_sub(wording, (size_t)open, (size_t)(close - open + 1)));
        wording = put_particle(ie_str_sub(wording, (size_t)close + 1, wording.len), out);
    }
}

void ie_message(const char *lang, const struct ie_error *err, struct ie_buf *out)
{
    const char *wording = ie_message_wording(lang, err->id);

    if (wording) {
        fill_in(ie_str_z(wording), put_error_argument, err, out);
        return;
    }
    ie_buf_addz(out, err->id[0] ? err->id : ie_code_name(err->code));
    for (unsigned i = 0; i < err->args; i++)
        ie_buf_printf(out, "%s%s=%s", i ? ", " : " (", err->arg[i].name,
                      err->arg[i].value);
    if (err->args)
        ie_buf_addc(out, ')');
}

void ie_message_filled(const char *lang, const char *id, const json_t *values,
                       struct ie_buf *out)
{
    const char *wording = ie_message_wording(lang, id);

    fill_in(ie_str_z(wording ? wording : id), put_member, values, out);
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
