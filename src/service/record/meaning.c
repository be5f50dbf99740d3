/* What a text must be besides a text, told by the name of its field. */
#include "base/cellvalue.h"
#include "service/event/event.h"
#include "service/record/check.h"
#include "text/text.h"

static int problem(struct ie_check *check, const char *id, const char *path,
                   struct ie_str *text)
{
    ie_error_argn(ie_problem(check->problems, id, path), "value", text->ptr, text->len);
    *text = IE_STR_NONE;
    return 0;
}

static int country(struct ie_check *check, const char *path, struct ie_str *text,
                   struct ie_error *err)
{
    (void)err;
    return ie_country_known(*text) ? 0 : problem(check, "country.unknown", path, text);
}

static int language(struct ie_check *check, const char *path, struct ie_str *text,
                    struct ie_error *err)
{
    char tag[IE_LANG_MAX + 1];

    if (ie_lang_check_known(*text, tag, err)) {
        *text = IE_STR_NONE;
        return ie_problem_take(check->problems, err, path);
    }
    *text = ie_arena_str(check->call->arena, ie_str_z(tag));
    return text->ptr ? 0 : ie_fail_nomem(err);
}

static int zone(struct ie_check *check, const char *path, struct ie_str *text,
                struct ie_error *err)
{
    struct ie_zone *loaded = NULL;
    char *name = ie_arena_strz(check->call->arena, *text);

    if (!name)
        return ie_fail_nomem(err);
    if (ie_zone_load(name, &loaded, err)) {
        *text = IE_STR_NONE;
        return ie_problem_take(check->problems, err, path);
    }
    ie_zone_free(loaded);
    return 0;
}

/* One @ with something on both sides, a dot behind it, no space: whether it works only a
 * letter can tell. */
static int email(struct ie_check *check, const char *path, struct ie_str *text,
                 struct ie_error *err)
{
    int64_t at = ie_str_find_char(*text, '@');
    struct ie_str domain =
        at > 0 ? ie_str_sub(*text, (size_t)at + 1, text->len) : IE_STR("");

    (void)err;
    if (at > 0 && ie_str_find_char(domain, '@') < 0 &&
        ie_str_find_char(domain, '.') > 0 && !ie_str_ends(domain, IE_STR(".")) &&
        ie_str_find_char(*text, ' ') < 0)
        return 0;
    return problem(check, "record.email", path, text);
}

/* Pages make a link of it, so nothing but http and https. */
static int website(struct ie_check *check, const char *path, struct ie_str *text,
                   struct ie_error *err)
{
    (void)err;
    if ((ie_str_starts(*text, IE_STR("https://")) && text->len > 10) ||
        (ie_str_starts(*text, IE_STR("http://")) && text->len > 9))
        if (ie_str_find_char(*text, ' ') < 0)
            return 0;
    return problem(check, "record.website", path, text);
}

static int clock_time(struct ie_check *check, const char *path, struct ie_str *text,
                      struct ie_error *err)
{
    uint32_t minutes;

    (void)err;
    return ie_clock_parse(*text, &minutes) ? 0
                                           : problem(check, "event.hours", path, text);
}

/* A code that goes into addresses and files: letters, digits, - _ . only. */
static int code_word(struct ie_check *check, const char *path, struct ie_str *text,
                     struct ie_error *err)
{
    (void)err;
    for (size_t i = 0; i < text->len; i++) {
        char c = text->ptr[i];
        bool fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                    (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
        if (!fine)
            return problem(check, "record.code", path, text);
    }
    return 0;
}

/* Folded, so that whoever signs in need not remember the case. */
static int login(struct ie_check *check, const char *path, struct ie_str *text,
                 struct ie_error *err)
{
    (void)path;
    int code = ie_text_fold(check->call->arena, *text, text, err);
    return code == IE_INPUT ? ie_problem_take(check->problems, err, path) : code;
}

static int type_name(struct ie_check *check, const char *path, struct ie_str *text,
                     struct ie_error *err)
{
    (void)err;
    return ie_type_by_name(*text) ? 0 : problem(check, "record.field_choice", path, text);
}

static const struct meaning {
    const char *field;
    const char *type; /* NULL: of all types */
    int (*check)(struct ie_check *, const char *, struct ie_str *, struct ie_error *);
} meanings[] = {{"country", NULL, country},
                {"countries", NULL, country},
                {"target_countries", NULL, country},
                {"language", NULL, language},
                {"languages", NULL, language},
                {"zone", NULL, zone},
                {"email", NULL, email},
                {"website", NULL, website},
                {"day_from", NULL, clock_time},
                {"day_until", NULL, clock_time},
                {"from", "event", clock_time},
                {"until", "event", clock_time},
                {"from", "interpreter", language},
                {"to", "interpreter", language},
                {"code", "event", code_word},
                {"code", "programme", code_word},
                {"login", "account", login},
                {"about_type", NULL, type_name}};

int ie_check_meaning(struct ie_check *check, const char *name, const char *path,
                     struct ie_str *text, struct ie_error *err)
{
    for (size_t i = 0; i < IE_COUNT(meanings); i++)
        if (strcmp(meanings[i].field, name) == 0 &&
            (!meanings[i].type || strcmp(meanings[i].type, check->type->name) == 0))
            return meanings[i].check(check, path, text, err);
    return 0;
}
