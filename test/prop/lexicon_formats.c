/*
 * Any thesaurus that can be said survives each format: writing what was read gives the
 * same bytes, and what is read back is the same thesaurus (compared by its canonical
 * text, concepts in order of their ids).
 */
#include "harness.h"
#include "lexicon/thesaurus.h"

static struct ie_error err;

static const char *const words[] = {
    "die casting", "주조",   "литьё", "ダイカスト", "יציקה", "Gießerei",    "~tilde",
    "?ask",        "!shout", "a|b",   "{braces}",   "c}",    "back\\slash", "\"quoted\"",
    "=1+1",        "x, y",   "it's",  "<tag>",      "№ 5",   "β-фаза",      "a  b",
};
static const char *const langs[] = {"en", "ko", "de", "ja", "fr", "ru", "he", "zh-Hant"};

static struct ie_str some_text(struct ie_arena *arena)
{
    struct ie_rng *rng = ie_test_rng();
    const char *x = words[ie_rng_below(rng, IE_COUNT(words))];

    if (ie_rng_below(rng, 2))
        return ie_str_z(x);
    return ie_arena_printf(arena, "%s %s %u", x,
                           words[ie_rng_below(rng, IE_COUNT(words))],
                           (unsigned)ie_rng_below(rng, 1000));
}

static struct ie_str some_id(struct ie_arena *arena, uint32_t i, uint32_t salt)
{
    return (i * 7 + salt) % 5 ? ie_arena_printf(arena, "c-%u", i * 37 % 101)
                              : ie_arena_printf(arena, "http://example.org/%u#x", i);
}

static void some_labels(struct ie_thesaurus *t, struct ie_concept *c)
{
    struct ie_rng *rng = ie_test_rng();
    unsigned count = (unsigned)ie_rng_below(rng, 8);

    for (unsigned i = 0; i < count; i++) {
        const char *lang = langs[ie_rng_below(rng, IE_COUNT(langs))];
        bool first = !ie_concept_preferred(c, ie_str_z(lang));
        struct ie_label label = {
            .lang = ie_str_z(lang),
            .text = some_text(t->arena),
            .source = ie_rng_below(rng, 3) ? IE_STR("") : IE_STR("KS D 0001"),
            .kind = first ? IE_LABEL_PREFERRED : 1 + (uint8_t)ie_rng_below(rng, 2),
            .review = (uint8_t)ie_rng_below(rng, 2),
            .weak = !first && ie_rng_below(rng, 4) == 0};
        if (!ie_rng_below(rng, 4)) {
            label.why = IE_STR("also said of = another");
            label.weight = (uint16_t)ie_rng_below(rng, 2) * 250;
        }
        if (ie_concept_add_label(t, c, &label, &err))
            IE_CHECK_STR(err.id, "lexicon.duplicate_label");
    }
}

static void some_thesaurus(struct ie_thesaurus *t, struct ie_arena *arena)
{
    struct ie_rng *rng = ie_test_rng();
    uint32_t count = 1 + (uint32_t)ie_rng_below(rng, 12);
    uint32_t salt = (uint32_t)ie_rng_below(rng, 5);

    ie_thesaurus_init(t, arena);
    for (uint32_t i = 0; i < count; i++) {
        struct ie_concept *c;
        IE_REQUIRE_OK(
            ie_thesaurus_add(t, some_id(arena, i, salt), (struct ie_place){0}, &c, &err),
            &err);
        c->top = i == 0 || !ie_rng_below(rng, 6);
        some_labels(t, c);
        for (uint64_t k = ie_rng_below(rng, 3); k && i; k--)
            IE_REQUIRE_OK(ie_concept_add_broader(
                              t, c, some_id(arena, (uint32_t)ie_rng_below(rng, i), salt),
                              (struct ie_place){0}, &err),
                          &err);
        for (uint64_t k = ie_rng_below(rng, 2); k; k--)
            IE_REQUIRE_OK(ie_concept_add_related(
                              t, c,
                              some_id(arena, (uint32_t)ie_rng_below(rng, count), salt),
                              (struct ie_place){0}, &err),
                          &err);
        if (!ie_rng_below(rng, 3)) {
            struct ie_notation n = {
                .scheme = IE_STR("IPC"),
                .edition = ie_rng_below(rng, 2) ? IE_STR("2024.01") : IE_STR(""),
                .code = IE_STR("B22D17/00"),
                .title = ie_rng_below(rng, 2) ? some_text(arena) : IE_STR("")};
            IE_REQUIRE_OK(ie_concept_add_notation(t, c, &n, &err), &err);
        }
        if (!ie_rng_below(rng, 3)) {
            struct ie_note note = {IE_STR("en"), some_text(arena)};
            IE_REQUIRE_OK(ie_concept_add_note(t, c, &note, &err), &err);
        }
    }
}

enum format { TEXT, TURTLE, NTRIPLES, CSV, FORMATS };

static int write_as(const struct ie_thesaurus *t, enum format format, struct ie_buf *out)
{
    switch (format) {
    case TEXT:
        return ie_thesaurus_write_text(t, out, &err);
    case TURTLE:
        return ie_thesaurus_write_rdf(t, IE_RDF_TURTLE, out, &err);
    case NTRIPLES:
        return ie_thesaurus_write_rdf(t, IE_RDF_NTRIPLES, out, &err);
    case CSV:
    case FORMATS:
    default:
        return ie_thesaurus_write_csv(t, out, &err);
    }
}

static int read_as(struct ie_thesaurus *t, enum format format, struct ie_str bytes)
{
    struct ie_sheet *sheet;
    int code;

    if (format == TEXT)
        return ie_thesaurus_read_text(t, bytes, "x", &err);
    if (format != CSV)
        return ie_thesaurus_read_rdf(
            t, bytes, format == TURTLE ? IE_RDF_TURTLE : IE_RDF_NTRIPLES, "x", &err);
    code = ie_sheet_open_memory(bytes, "x.csv", NULL, &sheet, &err);
    if (code)
        return code;
    code = ie_thesaurus_read_sheet(t, sheet, "x", &err);
    ie_sheet_close(sheet);
    return code;
}

static void round_trip(const struct ie_thesaurus *t, enum format format,
                       struct ie_arena *arena)
{
    struct ie_thesaurus back;
    struct ie_buf first = IE_BUF_INIT, second = IE_BUF_INIT, x = IE_BUF_INIT,
                  y = IE_BUF_INIT;

    ie_thesaurus_init(&back, arena);
    if (IE_CHECK_OK(write_as(t, format, &first), &err) &&
        IE_CHECK_OK(read_as(&back, format, ie_buf_str(&first)), &err) &&
        IE_CHECK_OK(write_as(&back, format, &second), &err)) {
        IE_CHECK_STR(ie_buf_str(&second), ie_buf_str(&first));
        /* RDF sorts concepts by id; so both sides are compared in that order */
        IE_CHECK_OK(write_as(t, NTRIPLES, &x), &err);
        IE_CHECK_OK(write_as(&back, NTRIPLES, &y), &err);
        IE_CHECK_STR(ie_buf_str(&y), ie_buf_str(&x));
    }
    if (ie_test_failed())
        printf("format %d:\n%.*s\n", (int)format, IE_STR_ARG(ie_buf_str(&first)));
    ie_buf_release(&first);
    ie_buf_release(&second);
    ie_buf_release(&x);
    ie_buf_release(&y);
}

IE_TEST(every_format_keeps_all)
{
    for (unsigned round = ie_test_rounds(400); round && !ie_test_failed(); round--) {
        struct ie_arena arena;
        struct ie_thesaurus t;
        ie_arena_init(&arena, 0);
        some_thesaurus(&t, &arena);
        for (int format = 0; format < FORMATS && !ie_test_failed(); format++)
            round_trip(&t, (enum format)format, &arena);
        ie_arena_release(&arena);
    }
}
