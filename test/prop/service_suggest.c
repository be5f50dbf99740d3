/*
 * Suggestions against brute force: what is suggested stands in a profile that the reader may
 * see, as often as it says; and where there is room for more, nothing is missing.
 */
#include "../unit/search_world.h"
#include "lexicon/findkey.h"
#include "service/event/event.h"
#include "service/search/text.h"

enum { PROFILES = 150, TYPED = 80, LIMIT = 30, TEXTS = 4000 };

struct told { /* a title or a text that the reader may read */
    struct ie_id profile, organisation;
    struct ie_find_key *title; /* NULL: not made */
    struct ie_str written, text;
};

struct reading {
    struct search_world *s;
    struct ie_str account;
    char typed[64];
    struct told told[TEXTS];
    uint32_t count;
    struct ie_folding folding;
    struct ie_buf answer;
};

static int read_record(struct reading *r, struct ie_view *view,
                       const struct ie_record *record, struct ie_error *err)
{
    struct ie_search_documents documents;
    int code = search_shown(view, record, &documents, err);
    for (uint32_t i = 0; !code && i < documents.count && r->count < TEXTS; i++) {
        struct told *told = &r->told[r->count++];
        told->profile = record->id;
        IE_CHECK(ie_id_parse(ie_record_get(record, "organisation")->text,
                             &told->organisation));
        told->written = documents.at[i].text.title;
        told->text = documents.at[i].text.text;
        told->title = IE_NEW(view->call->arena, struct ie_find_key);
        IE_CHECK(told->title && ie_find_key(&r->folding, told->written, told->title));
    }
    return code;
}

/* ---- comparing, while the arena of the call lasts ---- */

static struct ie_str key_of(const struct ie_find_key *key, uint32_t from)
{
    return ie_str_n((const char *)key->bytes + from, key->len - from);
}

static bool begins(const struct ie_find_key *key, struct ie_str typed)
{
    bool found = ie_str_starts(key_of(key, 0), typed);

    for (uint32_t i = 0; i < key->words && !found; i++)
        found = ie_str_starts(key_of(key, key->starts[i]), typed);
    return found;
}

/* Profiles (or those of the organisation) that the reader may see with this title. */
static int64_t profiles_with(const struct reading *r, const struct ie_find_key *title,
                             struct ie_str organisation)
{
    int64_t count = 0;

    for (uint32_t i = 0; i < r->count; i++) {
        const struct told *told = &r->told[i];
        bool before = false;
        if (title ? !ie_str_eq(key_of(told->title, 0), key_of(title, 0))
                  : !ie_str_eqz(organisation, told->organisation.text))
            continue;
        for (uint32_t k = 0; k < i; k++)
            before =
                before ||
                (strcmp(r->told[k].profile.text, told->profile.text) == 0 &&
                 (!title || ie_str_eq(key_of(r->told[k].title, 0), key_of(title, 0))));
        count += !before;
    }
    return count;
}

static bool stands(const struct reading *r, struct ie_str word)
{
    for (uint32_t i = 0; i < r->count; i++)
        if (ie_str_find(r->told[i].written, word) >= 0 ||
            ie_str_find(r->told[i].text, word) >= 0)
            return true;
    return false;
}

static void check_item(struct reading *r, const json_t *item, struct ie_str typed)
{
    struct ie_str kind = ie_json_get_str(item, "kind"),
                  text = ie_json_get_str(item, "text");
    int64_t count = json_integer_value(json_object_get(item, "count"));
    static struct ie_find_key key;

    IE_CHECK(count > 0);
    IE_CHECK(ie_find_key(&r->folding, text, &key));
    if (ie_str_eqz(kind, "title")) {
        IE_CHECK(begins(&key, typed));
        IE_CHECK_INT(count, profiles_with(r, &key, IE_STR("")));
    } else if (ie_str_eqz(kind, "organisation")) {
        IE_CHECK(begins(&key, typed));
        IE_CHECK_INT(count, profiles_with(r, NULL, ie_json_get_str(item, "id")));
    } else if (ie_str_eqz(kind, "word")) {
        IE_CHECK(ie_str_starts(key_of(&key, 0), typed));
        if (!IE_CHECK(stands(r, text)))
            printf("    “%.*s” is suggested\n", IE_STR_ARG(text));
    }
}

/* No two alike; and where there was room, every title that begins so. */
static void check_all(struct reading *r, const json_t *items, struct ie_str typed)
{
    const json_t *item, *other;
    size_t i, k;

    json_array_foreach(items, i, item) {
        check_item(r, item, typed);
        json_array_foreach(items, k, other)
            IE_CHECK(k == i ||
                     !ie_str_eq(ie_json_get_str(item, "kind"),
                                ie_json_get_str(other, "kind")) ||
                     !ie_str_eq(ie_json_get_str(item, "text"),
                                ie_json_get_str(other, "text")));
    }
    if (json_array_size(items) == LIMIT)
        return;
    for (uint32_t t = 0; t < r->count; t++) {
        bool told = !begins(r->told[t].title, typed);
        json_array_foreach(items, i, item) {
            static struct ie_find_key key;
            if (!ie_str_eqz(ie_json_get_str(item, "kind"), "title"))
                continue;
            IE_CHECK(ie_find_key(&r->folding, ie_json_get_str(item, "text"), &key));
            told = told || ie_str_eq(key_of(&key, 0), key_of(r->told[t].title, 0));
        }
        if (!IE_CHECK(told))
            printf("    “%s” does not suggest “%.*s”\n", r->typed,
                   IE_STR_ARG(r->told[t].written));
    }
}

static int read_and_compare(struct ie_call *call, void *arg, struct ie_error *err)
{
    static struct ie_find_key typed;
    struct reading *r = arg;
    struct ie_list rows = {0};
    struct ie_json json = ie_json_into(&r->answer);
    struct ie_view view;
    struct ie_call own;
    json_t *answer = NULL;
    int code = search_as(call, r->account, &own, err);

    ie_view_init(&view, &own);
    if (!code)
        code = ie_event_rows(&own, &ie_type_profile, NULL, IE_STR(""), &rows, err);
    for (size_t i = 0; i < rows.count && !code; i++)
        code = read_record(r, &view, &rows.at[i], err);
    if (!code)
        code = ie_search_suggest_json(&own, ie_str_z(r->typed), LIMIT, &json, err);
    if (!code)
        code = ie_json_parse(ie_buf_str(&r->answer), &answer, err);
    IE_CHECK(ie_find_key(&r->folding, ie_str_z(r->typed), &typed));
    if (!code && typed.len)
        check_all(r, json_object_get(answer, "items"), key_of(&typed, 0));
    json_decref(answer);
    return code;
}

/* The beginning of some word, its last letter perhaps half typed: 반도 becomes 반ㄷ. */
static void type_some(char typed[64])
{
    const char *word = words[chance(IE_COUNT(words))];
    size_t len = 0, letters = 1 + chance(4);

    while (word[len] && letters) {
        len++;
        letters -= (word[len] & 0xC0) != 0x80;
    }
    snprintf(typed, 64, "%.*s", (int)len, chance(8) ? word : "Firm");
    len = strlen(typed);
    if (len >= 6 && (unsigned char)typed[len - 3] >= 0xEA && !chance(2)) {
        static const char *const leads[] = {"ㄱ", "ㄲ", "ㄴ", "ㄷ", "ㄸ", "ㄹ", "ㅁ",
                                            "ㅂ", "ㅃ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅉ",
                                            "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"};
        const unsigned char *at = (const unsigned char *)typed + len - 3;
        uint32_t point = (at[0] & 0xFu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
        if (point >= 0xAC00 && point <= 0xD7A3)
            snprintf(typed + len - 3, 8, "%s", leads[(point - 0xAC00) / 588]);
    }
}

IE_TEST(what_is_suggested_may_be_read_and_nothing_is_missing)
{
    static struct reading r; /* too large for a stack */
    struct search_world s;

    if (!search_world_open(&s, "suggest-oracle.db"))
        return;
    for (int part = 0; part < 3; part++) {
        for (int i = 0; i < PROFILES / (part + 1); i++)
            some_profile(&s, "");
        for (int i = 0; i < TYPED / 3; i++) {
            r = (struct reading){.s = &s,
                                 .account = ie_id_str(&s.accounts[chance(READERS)])};
            ie_folding_init(&r.folding, NULL);
            type_some(r.typed);
            IE_CHECK_OK(
                ie_read_call(s.w.service, s.w.operator_, read_and_compare, &r, &s.w.err),
                &s.w.err);
            ie_folding_release(&r.folding);
            ie_buf_release(&r.answer);
        }
    }
    world_close(&s.w);
}
