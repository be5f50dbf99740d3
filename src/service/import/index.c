/*
 * Keys of what is there, so that a row finds its record without asking the store. Tags:
 *
 *   organisations  I id   x external id   y id that another sheet gave it (merged rows)
 *                  i verified identifier "scheme:value"   d any identifier, value alone
 *                  n name key   N name key and country   k name without legal form, country
 *                  h host   e e-mail domain   p phone digits
 *   other kinds    X external id   T organisation, title   E organisation, e-mail
 *                  P organisation, person's name   q person's external id
 *                  O organisation -> participation   z participation's external id
 *                  L name of a place
 *                  W from, to -> wish   U from, to, stage -> outcome   M a, b -> meeting
 *   this run       F id of a record that an earlier row spoke of   G key of a group
 */
#include <sodium.h>

#include "base/alloc.h"
#include "base/vec.h"
#include "service/import/impl.h"
#include "text/text.h"

struct hash {
    uint64_t low, high;
};

struct entry {
    struct hash hash;
    uint32_t next; /* index + 1 of the one before it in the same bucket */
    struct ie_id id;
};

struct ie_index {
    /* By chance: nobody can make up texts that collide (SipHash-2-4, 128 bits). */
    unsigned char key[crypto_shorthash_siphashx24_KEYBYTES];
    IE_VEC(struct entry) entries;
    uint32_t *bucket; /* [buckets] index + 1 of the newest; 0: none */
    size_t buckets;
};

int ie_index_new(struct ie_index **index, struct ie_error *err)
{
    struct ie_index *made = ie_calloc(1, sizeof *made);

    if (!made)
        return ie_fail_nomem(err);
    ie_random_bytes(made->key, sizeof made->key);
    *index = made;
    return 0;
}

void ie_index_free(struct ie_index *index)
{
    if (!index)
        return;
    IE_VEC_RELEASE(&index->entries);
    ie_free(index->bucket);
    ie_free(index);
}

_Static_assert(sizeof(struct hash) == crypto_shorthash_siphashx24_BYTES, "128 bits");

static struct hash hash_of(const struct ie_index *index, char tag, struct ie_str key)
{
    unsigned char of_tag[crypto_shorthash_siphashx24_KEYBYTES];
    struct hash hash;

    memcpy(of_tag, index->key, sizeof of_tag);
    of_tag[0] ^= (unsigned char)tag;
    crypto_shorthash_siphashx24((unsigned char *)&hash,
                                (const unsigned char *)(key.ptr ? key.ptr : ""), key.len,
                                of_tag);
    return hash;
}

static int grow(struct ie_index *index, struct ie_error *err)
{
    size_t buckets = index->buckets ? 2 * index->buckets : 1024;
    uint32_t *fresh = ie_calloc(buckets, sizeof *fresh);

    if (!fresh)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < index->entries.count; i++) {
        struct entry *e = &index->entries.at[i];
        size_t b = e->hash.low & (buckets - 1);
        e->next = fresh[b];
        fresh[b] = (uint32_t)i + 1;
    }
    ie_free(index->bucket);
    index->bucket = fresh;
    index->buckets = buckets;
    return 0;
}

int ie_index_add(struct ie_index *index, char tag, struct ie_str key,
                 const struct ie_id *id, struct ie_error *err)
{
    struct ie_id copy = *id; /* it may stand in the entries, which move as they grow */
    struct entry *e;
    size_t b;
    int rc = 0;

    if (key.len == 0)
        return 0;
    if (index->entries.count >= UINT32_MAX - 1)
        return ie_fail_nomem(err);
    if (index->entries.count >= index->buckets)
        rc = grow(index, err);
    if (rc)
        return rc;
    e = IE_PUSH(&index->entries);
    if (!e)
        return ie_fail_nomem(err);
    e->hash = hash_of(index, tag, key);
    e->id = copy;
    b = e->hash.low & (index->buckets - 1);
    e->next = index->bucket[b];
    index->bucket[b] = (uint32_t)index->entries.count;
    return 0;
}

const struct ie_id *ie_index_find(const struct ie_index *index, char tag,
                                  struct ie_str key, unsigned n)
{
    struct hash hash;

    if (index->buckets == 0 || key.len == 0)
        return NULL;
    hash = hash_of(index, tag, key);
    for (uint32_t i = index->bucket[hash.low & (index->buckets - 1)]; i;) {
        const struct entry *e = &index->entries.at[i - 1];
        if (e->hash.low == hash.low && e->hash.high == hash.high && n-- == 0)
            return &e->id;
        i = e->next;
    }
    return NULL;
}

/* ---- what firms have in common with themselves ---- */

static struct ie_str lower(struct ie_arena *arena, struct ie_str text)
{
    char *out = ie_arena_alloc(arena, text.len + 1);

    for (size_t i = 0; out && i < text.len; i++)
        out[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? (char)(text.ptr[i] + 32)
                                                          : text.ptr[i];
    return out ? ie_str_n(out, text.len) : IE_STR_NONE;
}

struct ie_str ie_website_host(struct ie_arena *arena, struct ie_str website)
{
    int64_t at = ie_str_find(website, IE_STR("://"));
    size_t end = 0;

    if (at >= 0)
        website = ie_str_sub(website, (size_t)at + 3, website.len);
    while (end < website.len && !strchr("/?#:", website.ptr[end]))
        end++;
    website = ie_str_sub(website, 0, end);
    if (website.len > 4 &&
        ie_str_eq_ascii_nocase(ie_str_sub(website, 0, 4), IE_STR("www.")))
        website = ie_str_sub(website, 4, website.len);
    return website.len ? lower(arena, website) : IE_STR_NONE;
}

struct ie_str ie_email_domain(struct ie_arena *arena, struct ie_str email)
{
    static const char *const providers[] = {
        "gmail.com",      "naver.com",   "daum.net",    "hanmail.net", "nate.com",
        "kakao.com",      "yahoo.com",   "hotmail.com", "outlook.com", "live.com",
        "icloud.com",     "yahoo.co.kr", "orange.fr",   "free.fr",     "wanadoo.fr",
        "mail.ru",        "yandex.ru",   "bk.ru",       "inbox.ru",    "list.ru",
        "walla.co.il",    "walla.com",   "gmx.de",      "gmx.com",     "web.de",
        "t-online.de",    "qq.com",      "163.com",     "126.com",     "aol.com",
        "protonmail.com", "proton.me",   "laposte.net", "sfr.fr",      "empas.com",
        "korea.kr",       "example.com", "example.org"};
    int64_t at = ie_str_find_char(email, '@');
    struct ie_str domain;

    if (at < 1)
        return IE_STR_NONE;
    domain = lower(arena, ie_str_sub(email, (size_t)at + 1, email.len));
    for (size_t i = 0; i < IE_COUNT(providers); i++)
        if (ie_str_eqz(domain, providers[i]))
            return IE_STR_NONE;
    return domain;
}

struct ie_str ie_phone_digits(struct ie_arena *arena, struct ie_str phone)
{
    char *out = ie_arena_alloc(arena, phone.len + 1);
    size_t n = 0, from = 0;

    for (size_t i = 0; out && i < phone.len; i++)
        if (phone.ptr[i] >= '0' && phone.ptr[i] <= '9')
            out[n++] = phone.ptr[i];
    /* +82-2-… and 02-… are one number: compare the last nine digits. */
    if (n > 9)
        from = n - 9;
    return out && n >= 7 ? ie_str_n(out + from, n - from) : IE_STR_NONE;
}

/* ---- organisations ---- */

static struct ie_str joined(struct ie_arena *arena, struct ie_str a, struct ie_str b)
{
    return ie_arena_printf(arena, "%.*s\t%.*s", IE_STR_ARG(a), IE_STR_ARG(b));
}

static int add_name(struct ie_importer *im, struct ie_str name, struct ie_str country,
                    const struct ie_id *id, struct ie_error *err)
{
    struct ie_str key, firm = IE_STR_NONE;
    int rc;

    if (name.len == 0)
        return 0;
    rc = ie_text_search_key(im->row, name, &key, err);
    if (!rc)
        rc = ie_text_organisation_key(im->row, name, &firm, err);
    if (!rc)
        rc = ie_index_add(im->index, 'n', key, id, err);
    if (!rc)
        rc = ie_index_add(im->index, 'N', joined(im->row, key, country), id, err);
    if (!rc)
        rc = ie_index_add(im->index, 'k', joined(im->row, firm, country), id, err);
    return rc;
}

static int add_identifier(struct ie_importer *im, const json_t *identifier,
                          const struct ie_id *id, struct ie_error *err)
{
    struct ie_str scheme = ie_json_get_str(identifier, "scheme");
    struct ie_str value = ie_json_get_str(identifier, "value");
    int rc;

    if (ie_str_eqz(scheme, "external"))
        return ie_index_add(im->index, 'y', value, id, err);
    rc = ie_index_add(im->index, 'd', value, id, err);
    if (!rc && ie_str_eqz(ie_json_get_str(identifier, "verdict"), "verified"))
        rc = ie_index_add(
            im->index, 'i',
            ie_arena_printf(im->row, "%.*s:%.*s", IE_STR_ARG(scheme), IE_STR_ARG(value)),
            id, err);
    return rc;
}

int ie_index_organisation(struct ie_importer *im, const struct ie_organisation_keys *keys,
                          struct ie_error *err)
{
    struct ie_id id;
    size_t i;
    json_t *item;
    int rc;

    if (!ie_id_parse(keys->id, &id))
        return ie_fail(err, IE_INTERNAL, "import.id");
    rc = ie_index_add(im->index, 'I', keys->id, &id, err);
    if (!rc)
        rc = ie_index_add(im->index, 'x', keys->external_id, &id, err);
    if (!rc)
        rc = add_name(im, keys->name, keys->country, &id, err);
    if (!rc && !ie_str_eq(keys->name, keys->name_en))
        rc = add_name(im, keys->name_en, keys->country, &id, err);
    json_array_foreach(keys->names, i, item) {
        struct ie_str name = ie_json_get_str(item, "name");
        if (!rc && !ie_str_eq(name, keys->name) && !ie_str_eq(name, keys->name_en))
            rc = add_name(im, name, keys->country, &id, err);
    }
    json_array_foreach(keys->identifiers, i, item)
        if (!rc)
            rc = add_identifier(im, item, &id, err);
    if (!rc)
        rc = ie_index_add(im->index, 'h', ie_website_host(im->row, keys->website), &id,
                          err);
    if (!rc)
        rc =
            ie_index_add(im->index, 'e', ie_email_domain(im->row, keys->email), &id, err);
    if (!rc)
        rc =
            ie_index_add(im->index, 'p', ie_phone_digits(im->row, keys->phone), &id, err);
    return rc;
}

static int load_organisations(struct ie_importer *im, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int rc;

    ie_query_begin(
        im->db,
        "SELECT id, external_id, name, name_en, country, website, email, phone,"
        " names, identifiers FROM organisation"
        " WHERE office_id=$1 AND deleted_at IS NULL ORDER BY id",
        &q);
    ie_query_text(&q, 1, ie_id_str(&im->actor->office));
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        struct ie_str names = ie_query_get_text(&q, 8),
                      identifiers = ie_query_get_text(&q, 9);
        json_t *a = NULL, *b = NULL;
        struct ie_organisation_keys keys = {.id = ie_query_get_text(&q, 0),
                                            .external_id = ie_query_get_text(&q, 1),
                                            .name = ie_query_get_text(&q, 2),
                                            .name_en = ie_query_get_text(&q, 3),
                                            .country = ie_query_get_text(&q, 4),
                                            .website = ie_query_get_text(&q, 5),
                                            .email = ie_query_get_text(&q, 6),
                                            .phone = ie_query_get_text(&q, 7)};

        if (names.len)
            rc = ie_json_parse(names, &a, err);
        if (!rc && identifiers.len)
            rc = ie_json_parse(identifiers, &b, err);
        keys.names = a;
        keys.identifiers = b;
        if (!rc)
            rc = ie_index_organisation(im, &keys, err);
        json_decref(a);
        json_decref(b);
        ie_arena_clear(im->row);
        if (rc)
            break;
    }
    ie_query_end(&q);
    return rc;
}

/* ---- other kinds ---- */

/* One pass over a statement whose first column is the id; `add` makes the keys. */
typedef int (*add_row)(struct ie_importer *im, struct ie_query *q, const struct ie_id *id,
                       struct ie_error *err);

static int load(struct ie_importer *im, const char *sql, add_row add,
                struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int rc;

    ie_query_begin(im->db, sql, &q);
    ie_query_text(&q, 1, ie_id_str(&im->actor->office));
    ie_query_text(&q, 2, ie_id_str(&im->event.id));
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        struct ie_id id;

        if (!ie_id_parse(ie_query_get_text(&q, 0), &id))
            rc = ie_fail(err, IE_INTERNAL, "import.id");
        else
            rc = add(im, &q, &id, err);
        ie_arena_clear(im->row);
        if (rc)
            break;
    }
    ie_query_end(&q);
    return rc;
}

static int add_profile(struct ie_importer *im, struct ie_query *q, const struct ie_id *id,
                       struct ie_error *err)
{
    struct ie_str key = IE_STR_NONE;
    int rc = ie_index_add(im->index, 'X', ie_query_get_text(q, 1), id, err);

    if (!rc) /* a sheet of ours names a record without an external id by its own */
        rc = ie_index_add(im->index, 'X', ie_id_str(id), id, err);
    if (!rc)
        rc = ie_text_search_key(im->row, ie_query_get_text(q, 3), &key, err);
    if (!rc)
        rc = ie_index_add(im->index, 'T', joined(im->row, ie_query_get_text(q, 2), key),
                          id, err);
    return rc;
}

static int add_person(struct ie_importer *im, struct ie_query *q, const struct ie_id *id,
                      struct ie_error *err)
{
    struct ie_str organisation = ie_query_get_text(q, 2), email = ie_query_get_text(q, 4),
                  key = IE_STR_NONE;
    int rc = ie_index_add(im->index, 'q', ie_query_get_text(q, 1), id, err);

    if (!rc)
        rc = ie_index_add(im->index, 'q', ie_id_str(id), id, err);
    if (!rc)
        rc = ie_text_search_key(im->row, ie_query_get_text(q, 3), &key, err);
    if (!rc)
        rc = ie_index_add(im->index, 'P', joined(im->row, organisation, key), id, err);
    if (!rc && email.len)
        rc = ie_index_add(im->index, 'E',
                          joined(im->row, organisation, lower(im->row, email)), id, err);
    return rc;
}

static int add_participation(struct ie_importer *im, struct ie_query *q,
                             const struct ie_id *id, struct ie_error *err)
{
    int rc = ie_index_add(im->index, 'z', ie_query_get_text(q, 1), id, err);

    return rc ? rc : ie_index_add(im->index, 'O', ie_query_get_text(q, 2), id, err);
}

static int add_place(struct ie_importer *im, struct ie_query *q, const struct ie_id *id,
                     struct ie_error *err)
{
    struct ie_str key = IE_STR_NONE;
    int rc = ie_text_search_key(im->row, ie_query_get_text(q, 1), &key, err);

    if (!rc)
        rc = ie_index_add(im->index, 'L', key, id, err);
    return rc ? rc : ie_index_add(im->index, 'L', ie_id_str(id), id, err);
}

static int add_wish(struct ie_importer *im, struct ie_query *q, const struct ie_id *id,
                    struct ie_error *err)
{
    return ie_index_add(im->index, 'W',
                        joined(im->row, ie_query_get_text(q, 1), ie_query_get_text(q, 2)),
                        id, err);
}

static int add_outcome(struct ie_importer *im, struct ie_query *q, const struct ie_id *id,
                       struct ie_error *err)
{
    struct ie_str pair =
        joined(im->row, ie_query_get_text(q, 1), ie_query_get_text(q, 2));

    return ie_index_add(im->index, 'U', joined(im->row, pair, ie_query_get_text(q, 3)),
                        id, err);
}

static int add_meeting(struct ie_importer *im, struct ie_query *q, const struct ie_id *id,
                       struct ie_error *err)
{
    struct ie_str a = ie_query_get_text(q, 1), b = ie_query_get_text(q, 2);
    int rc = ie_index_add(im->index, 'M', joined(im->row, a, b), id, err);

    return rc ? rc : ie_index_add(im->index, 'M', joined(im->row, b, a), id, err);
}

#define PEOPLE                                                                           \
    "SELECT id, external_id, coalesce(organisation,''), name, email FROM person"         \
    " WHERE office_id=$1 AND deleted_at IS NULL AND $2=$2 ORDER BY id"
#define PARTICIPATIONS                                                                   \
    "SELECT id, external_id, organisation FROM participation"                            \
    " WHERE office_id=$1 AND event=$2 AND deleted_at IS NULL ORDER BY id"

int ie_index_load(struct ie_importer *im, struct ie_error *err)
{
    int rc = load_organisations(im, err);

    if (rc)
        return rc;
    switch (im->shape->kind) {
    case IE_IMPORT_ORGANISATIONS:
    case IE_IMPORT_KINDS:
        return 0;
    case IE_IMPORT_PROFILES:
        return load(
            im,
            "SELECT id, external_id, organisation, coalesce(title,'') FROM profile"
            " WHERE office_id=$1 AND deleted_at IS NULL AND $2=$2 ORDER BY id",
            add_profile, err);
    case IE_IMPORT_PEOPLE:
        return load(im, PEOPLE, add_person, err);
    case IE_IMPORT_PARTICIPATIONS:
        rc = load(im, PEOPLE, add_person, err);
        if (!rc)
            rc = load(im,
                      "SELECT id, name FROM place WHERE office_id=$1 AND event=$2"
                      " AND deleted_at IS NULL ORDER BY id DESC",
                      add_place, err);
        return rc ? rc : load(im, PARTICIPATIONS, add_participation, err);
    case IE_IMPORT_WISHES:
        rc = load(im, PARTICIPATIONS, add_participation, err);
        return rc ? rc
                  : load(im,
                         "SELECT id, from_, to_ FROM wish WHERE office_id=$1 AND event=$2"
                         " AND others IS NULL AND deleted_at IS NULL ORDER BY id",
                         add_wish, err);
    case IE_IMPORT_OUTCOMES:
        rc = load(im, PARTICIPATIONS, add_participation, err);
        if (!rc)
            rc = load(im,
                      "SELECT id, from_, to_, stage FROM outcome WHERE office_id=$1"
                      " AND event=$2 AND deleted_at IS NULL ORDER BY id",
                      add_outcome, err);
        return rc ? rc
                  : load(im,
                         "SELECT id, a, b FROM meeting WHERE office_id=$1 AND event=$2"
                         " AND status<>'cancelled' AND deleted_at IS NULL ORDER BY id",
                         add_meeting, err);
    }
    return 0;
}
