#include "service/search/text.h"

#include "base/json.h"
#include "base/vec.h"
#include "service/record/use.h"
#include "store/schema_types.h"

_Static_assert(sizeof(struct ie_search_key) <= IE_RETRIEVAL_KEY_MAX, "fits the index");

/* ---- ids ---- */

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

void ie_search_pack_id(struct ie_str id, unsigned char bytes[16])
{
    uint64_t high = 0, low = 0;

    for (size_t i = 0; i < id.len && i < IE_ID_LEN; i++) {
        const char *digit = id.ptr[i] ? strchr(alphabet, id.ptr[i]) : NULL;
        high = high << 5 | low >> 59;
        low = low << 5 | (digit ? (uint64_t)(digit - alphabet) : 0);
    }
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(high >> (56 - 8 * i));
        bytes[8 + i] = (unsigned char)(low >> (56 - 8 * i));
    }
}

struct ie_id ie_search_unpack_id(const unsigned char bytes[16])
{
    struct ie_id id = {""};
    uint64_t high = 0, low = 0;

    for (int i = 0; i < 8; i++) {
        high = high << 8 | bytes[i];
        low = low << 8 | bytes[8 + i];
    }
    for (int i = IE_ID_LEN - 1; i >= 0; i--) {
        id.text[i] = alphabet[low & 31];
        low = low >> 5 | high << 59;
        high >>= 5;
    }
    return id;
}

uint32_t ie_search_lang(struct ie_str tag)
{
    char room[4];
    size_t n = 0;

    for (; n < tag.len && n < sizeof(room) && tag.ptr[n] != '-'; n++)
        room[n] = tag.ptr[n] >= 'A' && tag.ptr[n] <= 'Z' ? (char)(tag.ptr[n] | 0x20)
                                                         : tag.ptr[n];
    return ie_match_code(ie_str_n(room, n));
}

/* ---- columns ---- */

static uint8_t choice(struct ie_str value, const char *const *choices)
{
    for (uint8_t i = 0; choices[i]; i++)
        if (ie_str_eqz(value, choices[i]))
            return i;
    return UINT8_MAX;
}

static int parse(const struct ie_record *profile, const char *field, json_t **value,
                 struct ie_error *err)
{
    const struct ie_value *column = ie_record_get(profile, field);

    *value = NULL;
    return column->null || !column->text.len ? 0
                                             : ie_json_parse(column->text, value, err);
}

static int root_bits(const struct ie_record *profile, uint16_t *bits,
                     struct ie_error *err)
{
    json_t *list, *item;
    size_t i;
    int code = parse(profile, "root_technologies", &list, err);

    *bits = 0;
    json_array_foreach(list, i, item) {
        uint8_t root = json_is_string(item) ? choice(ie_str_z(json_string_value(item)),
                                                     ie_root_technologies)
                                            : UINT8_MAX;
        if (root < 16)
            *bits |= (uint16_t)(1u << root);
    }
    json_decref(list);
    return code;
}

static int make_key(const struct ie_record *profile, uint16_t country, uint8_t kind,
                    struct ie_search_key *key, struct ie_error *err)
{
    const struct ie_value *until = ie_record_get(profile, "valid_until");
    ie_day day;

    memset(key, 0, sizeof(*key));
    ie_search_pack_id(ie_id_str(&profile->id), key->profile);
    ie_search_pack_id(ie_record_get(profile, "organisation")->text, key->organisation);
    key->created_at = profile->created_at;
    key->published_at = ie_record_get(profile, "published_at")->null
                            ? 0
                            : ie_record_get(profile, "published_at")->integer;
    key->valid_until = IE_SEARCH_OPEN_ENDED;
    if (!until->null && !ie_day_parse(until->text, &day, NULL))
        key->valid_until = day;
    key->original = ie_search_lang(ie_record_get(profile, "language")->text);
    key->country = country;
    key->kind = kind;
    key->type = choice(ie_record_get(profile, "type")->text, ie_profile_types);
    key->published = ie_str_eqz(ie_record_get(profile, "status")->text, "published");
    return root_bits(profile, &key->roots, err);
}

/* ---- texts ---- */

/* Everything of the profile that documents are made of, parsed once. */
struct parts {
    struct ie_arena *arena;
    json_t *texts;
    struct ie_str specs; /* one a line */
    struct ie_str named; /* concepts that are words */
    struct ie_str *own;
    uint32_t own_count;
    struct ie_error *err;
};

static void bound(struct ie_buf *line, const json_t *value, struct ie_str unit)
{
    if (json_is_number(value))
        ie_buf_printf(line, " %.12g %.*s", json_number_value(value), IE_STR_ARG(unit));
}

/* "Feature size 0.8 µm 1.2 µm", "Wavelength 1064 nm": words and quantities as any text has
 * them. */
static int read_specs(struct parts *p, const struct ie_record *profile)
{
    struct ie_buf lines = IE_BUF_INIT;
    json_t *list, *item;
    size_t i;
    int code = parse(profile, "specs", &list, p->err);

    json_array_foreach(list, i, item) {
        struct ie_str unit = ie_json_get_str(item, "unit");
        if (lines.len)
            ie_buf_addc(&lines, '\n');
        ie_buf_add(&lines, ie_json_get_str(item, "quantity"));
        const json_t *min = json_object_get(item, "min");
        const json_t *max = json_object_get(item, "max");
        bound(&lines, min, unit);
        if (!json_equal(min, max))
            bound(&lines, max, unit);
    }
    if (!code)
        code = ie_buf_check(&lines, p->err);
    if (!code && lines.len) {
        p->specs = ie_arena_str(p->arena, ie_buf_str(&lines));
        code = p->specs.ptr ? 0 : ie_fail_nomem(p->err);
    }
    ie_buf_release(&lines);
    json_decref(list);
    return code;
}

/* Ids and free words alike: which is which, the reader of the text finds out. */
static int read_own(struct parts *p, const struct ie_record *profile)
{
    struct ie_buf words = IE_BUF_INIT;
    json_t *list, *item;
    size_t i;
    int code = parse(profile, "concepts", &list, p->err);

    p->own = IE_NEW_ARRAY(p->arena, struct ie_str, json_array_size(list) + 1);
    if (!code && !p->own)
        code = ie_fail_nomem(p->err);
    json_array_foreach(list, i, item) {
        struct ie_str text = ie_str_n(json_string_value(item), json_string_length(item));
        if (code || !text.ptr)
            break;
        p->own[p->own_count] = ie_arena_str(p->arena, text);
        if (!p->own[p->own_count++].ptr)
            code = ie_fail_nomem(p->err);
        if (words.len)
            ie_buf_addz(&words, ", ");
        ie_buf_add(&words, text);
    }
    if (!code)
        code = ie_buf_check(&words, p->err);
    if (!code && words.len) {
        p->named = ie_arena_str(p->arena, ie_buf_str(&words));
        code = p->named.ptr ? 0 : ie_fail_nomem(p->err);
    }
    ie_buf_release(&words);
    json_decref(list);
    return code;
}

static int read_parts(struct parts *p, const struct ie_record *profile)
{
    int code = parse(profile, "texts", &p->texts, p->err);

    if (!code)
        code = read_specs(p, profile);
    return code ? code : read_own(p, profile);
}

static int copy(struct parts *p, const json_t *item, const char *member,
                struct ie_str *out)
{
    struct ie_str text = ie_json_get_str(item, member);

    *out = ie_arena_str(p->arena, text.ptr ? text : IE_STR(""));
    return out->ptr ? 0 : ie_fail_nomem(p->err);
}

static int body(struct parts *p, const json_t *item, struct ie_search_shows shows,
                struct ie_str *out)
{
    struct ie_str text = shows.texts ? ie_json_get_str(item, "text") : IE_STR_NONE;
    struct ie_str specs = shows.specs ? p->specs : IE_STR_NONE;
    struct ie_str named = shows.concepts ? p->named : IE_STR_NONE;
    bool more = text.len && (specs.len || named.len);

    *out = ie_arena_printf(p->arena, "%.*s%s%.*s%s%.*s", IE_STR_ARG(text),
                           more ? "\n" : "", IE_STR_ARG(specs),
                           specs.len && named.len ? "\n" : "", IE_STR_ARG(named));
    return out->ptr ? 0 : ie_fail_nomem(p->err);
}

/* One document a language. */
static int add_sight(struct parts *p, const struct ie_search_key *key,
                     struct ie_search_shows shows, struct ie_search_documents *documents)
{
    json_t *item;
    size_t i;
    int code = 0;

    json_array_foreach(p->texts, i, item) {
        struct ie_search_document *made = &documents->at[documents->count];
        struct ie_match_document *text = &made->text;
        made->key = *key;
        if (!code)
            code = copy(p, item, "language", &text->lang);
        if (!code)
            code = copy(p, item, "title", &text->title);
        if (!code)
            code = body(p, item, shows, &text->text);
        if (code)
            break;
        made->key.lang = ie_search_lang(text->lang);
        if (shows.concepts) {
            made->own = p->own;
            made->own_count = p->own_count;
        }
        documents->count++;
    }
    return code;
}

static bool same(struct ie_search_shows x, struct ie_search_shows y)
{
    return x.texts == y.texts && x.concepts == y.concepts && x.specs == y.specs;
}

static int shows_by_sight(const struct ie_record *profile,
                          struct ie_search_shows shows[IE_SIGHT_COUNT],
                          struct ie_error *err)
{
    static const int64_t stands[IE_SIGHT_COUNT] = {IE_RUNG_TEASER, IE_RUNG_INTRODUCED,
                                                   IE_RUNG_FULL};
    int64_t texts = 0, concepts = 0, specs = 0;
    int code = ie_record_rung(profile, "texts", &texts, err);

    if (!code)
        code = ie_record_rung(profile, "concepts", &concepts, err);
    if (!code)
        code = ie_record_rung(profile, "specs", &specs, err);
    for (int s = 0; s < IE_SIGHT_COUNT && !code; s++) {
        bool full = s == IE_SIGHT_FULL;
        shows[s] = (struct ie_search_shows){full || texts <= stands[s],
                                            full || concepts <= stands[s],
                                            full || specs <= stands[s]};
    }
    return code;
}

static int make_room(struct parts *p, size_t sights,
                     struct ie_search_documents *documents)
{
    documents->at = IE_NEW_ARRAY(p->arena, struct ie_search_document,
                                 sights * json_array_size(p->texts) + 1);
    return documents->at ? 0 : ie_fail_nomem(p->err);
}

int ie_search_documents_of(const struct ie_record *profile, uint16_t country,
                           uint8_t kind, struct ie_arena *arena,
                           struct ie_search_documents *documents, struct ie_error *err)
{
    struct parts p = {.arena = arena, .err = err};
    struct ie_search_shows shows[IE_SIGHT_COUNT];
    struct ie_search_key key;
    int code = make_key(profile, country, kind, &key, err);

    *documents = (struct ie_search_documents){0};
    if (!code)
        code = shows_by_sight(profile, shows, err);
    if (!code)
        code = read_parts(&p, profile);
    if (!code)
        code = make_room(&p, IE_SIGHT_COUNT, documents);
    for (int s = 0; s < IE_SIGHT_COUNT && !code; s++) {
        bool told = false;
        for (int before = 0; before < s; before++)
            told = told || same(shows[before], shows[s]);
        if (told)
            continue;
        key.sights = 0;
        for (int as = s; as < IE_SIGHT_COUNT; as++)
            if (same(shows[as], shows[s]))
                key.sights |= (uint8_t)(1u << as);
        code = add_sight(&p, &key, shows[s], documents);
    }
    json_decref(p.texts);
    return code;
}

int ie_search_documents_shown(const struct ie_record *profile,
                              struct ie_search_shows shows, struct ie_arena *arena,
                              struct ie_search_documents *documents, struct ie_error *err)
{
    struct parts p = {.arena = arena, .err = err};
    struct ie_search_key key = {.type = 0};
    int code = read_parts(&p, profile);

    *documents = (struct ie_search_documents){0};
    if (!code)
        code = make_room(&p, 1, documents);
    if (!code)
        code = add_sight(&p, &key, shows, documents);
    json_decref(p.texts);
    return code;
}
