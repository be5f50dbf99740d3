/*
 * What must not change a match (metamorphic), and that ranges, threads and the order of
 * asking do not: profiles of seven languages, matched with a vocabulary and word lists.
 */
#include <math.h>

#include "base/alloc.h"
#include "engine/matching/matching.h"
#include "lexicon_fixture.h"

static const char concepts[] =
    "[photoresist]\nen photoresist | photo-resist\nko 감광액 | 포토레지스트\nde "
    "Fotolack\nja フォトレジスト\nru фоторезист\nhe פוטורזיסט\nfr résine "
    "photosensible\n\n"
    "[die-casting]\nen die casting\nko 다이캐스팅\nde Druckguss\nja ダイカスト\n"
    "ru литьё под давлением\nhe יציקת לחץ\nfr moulage sous pression\n\n"
    "[battery-separator]\nen battery separator\nko 분리막\nde Batterieseparator\n"
    "ja セパレータ\nru сепаратор\nhe מפריד סוללה\nfr séparateur de batterie\n";
static const char korean_english[] =
    "제거\tn\tremoval\n고순도\tn\thigh purity\n공정\tn\tprocess\n"
    "장비\tn\tequipment | device\n코팅\tn\tcoating\n";
static const char korean_german[] =
    "제거\tn\tEntfernung\n공정\tn\tVerfahren\n코팅\tn\tBeschichtung\n";

static const struct {
    const char *lang, *text;
} offers[] = {
    {"en", "Photoresist with high resolution for wafers, film of 1.2 µm"},
    {"de", "Fotolack mit hoher Auflösung, Entfernung durch Plasma"},
    {"ko", "감광액 제거 장비, 막 두께 1200 nm"},
    {"en", "Housings made by die casting of aluminium"},
    {"de", "Gehäuse aus Aluminium, Druckguss"},
    {"ja", "アルミのダイカスト部品"},
    {"fr", "Moulage sous pression de pièces en aluminium"},
    {"en", "A thin battery separator with ceramic coating"},
    {"ru", "Сепаратор для аккумуляторов с покрытием"},
    {"he", "מפריד סוללה עם ציפוי קרמי"},
    {"en", "Coating equipment for high purity processes"},
    {"en", "Advice on the founding of companies"},
};
static const struct {
    const char *lang, *text;
} needs[] = {
    {"ko", "고해상도 감광액과 감광액 제거 공정을 찾습니다"},
    {"en", "photoresist removal process, film of 0.0012 mm"},
    {"de", "Wir suchen Druckguss für Gehäuse"},
    {"ko", "분리막 코팅 장비"},
    {"ja", "フォトレジストを探しています"},
    {"en", "battery separator"},
    {"", "coating"},
};
enum { OFFERS = 12, NEEDS = 7, SPARE = 4, ALL = OFFERS + NEEDS + SPARE };

struct world {
    struct vocabulary words;
    struct ie_wordbook_image image;
    struct ie_wordbook *book;
    struct ie_match_text texts[ALL];
    struct ie_match_profile profiles[ALL];
    uint32_t seekers[ALL], candidates[ALL];
    struct ie_matching_input input;
    struct ie_arena arena;
    struct ie_error err;
};

static struct ie_dictionary *list_of(struct world *w, const char *rows)
{
    struct ie_dictionary *made = NULL;

    IE_CHECK_OK(ie_dictionary_new(&made, &w->err), &w->err);
    IE_CHECK_OK(ie_dictionary_read_list(made, ie_str_z(rows), "l", &w->err), &w->err);
    IE_CHECK_OK(ie_dictionary_finish(made, 0, &w->err), &w->err);
    return made;
}

static void add(struct world *w, enum ie_match_type type, const char *lang,
                const char *text)
{
    uint32_t p = w->input.count++;

    w->texts[p] = (struct ie_match_text){ie_str_z(lang), IE_STR(""), ie_str_z(text)};
    w->profiles[p] = (struct ie_match_profile){.type = (uint8_t)type,
                                               .organisation = p,
                                               .texts = &w->texts[p],
                                               .text_count = 1,
                                               .valid_until = IE_MATCH_DAY_OPEN};
}

static void setup(struct world *w)
{
    memset(w, 0, sizeof(*w));
    ie_arena_init(&w->arena, 0);
    IE_REQUIRE_OK(vocabulary_from(&w->words, concepts, &w->err), &w->err);
    struct ie_dictionary *english = list_of(w, korean_english);
    struct ie_dictionary *german = list_of(w, korean_german);
    const struct ie_wordbook_list lists[] = {{"ko", "en", english, NULL},
                                             {"ko", "de", german, NULL}};
    IE_REQUIRE_OK(ie_wordbook_build(lists, 2, &w->image, &w->err), &w->err);
    ie_dictionary_free(english);
    ie_dictionary_free(german);
    IE_REQUIRE_OK(ie_wordbook_open(w->image.bytes, w->image.len, &w->book, &w->err),
                  &w->err);
    for (int i = 0; i < OFFERS; i++)
        add(w, IE_MATCH_TECHNOLOGY_OFFER, offers[i].lang, offers[i].text);
    for (int i = 0; i < NEEDS; i++)
        add(w, IE_MATCH_TECHNOLOGY_REQUEST, needs[i].lang, needs[i].text);
    for (uint32_t i = 0; i < ALL; i++) {
        w->candidates[i] = i;
        w->seekers[i] = OFFERS + i;
    }
    w->input.profiles = w->profiles;
    w->input.seekers = w->seekers;
    w->input.seeker_count = NEEDS;
    w->input.candidates = w->candidates;
    w->input.candidate_count = OFFERS;
    w->input.rules.day = IE_MATCH_DAY_OPEN;
    w->input.weights = ie_match_weights_default();
    w->input.top = OFFERS;
    w->input.knowledge = (struct ie_match_knowledge){w->words.lexicon, w->book};
    w->input.tag_concepts = true;
}

static void release(struct world *w)
{
    ie_wordbook_close(w->book);
    ie_free(w->image.bytes);
    vocabulary_release(&w->words);
    ie_arena_release(&w->arena);
}

static struct ie_matching_output *solve(struct world *w,
                                        const struct ie_solve_control *control)
{
    static size_t first[ALL + 1];
    static struct ie_matching_output none = {.first = first};
    struct ie_matching_output *out = NULL;

    IE_CHECK_OK(ie_matching_solve(&w->input, control, &w->arena, &out, &w->err), &w->err);
    return out ? out : &none;
}

static bool same_str(struct ie_str x, struct ie_str y)
{
    return x.len == y.len && (!x.len || memcmp(x.ptr, y.ptr, x.len) == 0);
}

/* To the bit, reasons too. */
static void check_same(const struct ie_match *x, const struct ie_match *y)
{
    IE_CHECK_INT(x->seeker, y->seeker);
    IE_CHECK_INT(x->candidate, y->candidate);
    IE_CHECK(memcmp(&x->score, &y->score, sizeof(x->score)) == 0);
    IE_CHECK(memcmp(x->degree, y->degree, sizeof(x->degree)) == 0);
    IE_CHECK_INT(x->reason_count, y->reason_count);
    for (uint32_t i = 0; i < x->reason_count && !ie_test_failed(); i++) {
        const struct ie_match_reason *a = &x->reasons[i], *b = &y->reasons[i];
        IE_CHECK(a->field == b->field && a->code == b->code &&
                 memcmp(&a->share, &b->share, sizeof(a->share)) == 0);
        IE_CHECK(same_str(a->term, b->term) &&
                 same_str(a->seeker_surface, b->seeker_surface) &&
                 same_str(a->candidate_surface, b->candidate_surface));
    }
}

IE_TEST(any_ranges_threads_and_order_give_the_same_matches)
{
    struct world w;

    setup(&w);
    const struct ie_matching_output *whole = solve(&w, NULL);
    IE_CHECK(whole->count > NEEDS);
    for (unsigned round = 0; round < ie_test_rounds(40) && !ie_test_failed(); round++) {
        struct ie_solve_control control = {
            .threads = 1 + (unsigned)ie_rng_below(ie_test_rng(), 4)};
        struct ie_matching *matching = NULL;
        IE_REQUIRE_OK(ie_matching_open(&w.input, &control, &matching, &w.err), &w.err);
        for (int tries = 0; tries < 5; tries++) {
            struct ie_matching_output *part = NULL;
            uint32_t from = (uint32_t)ie_rng_below(ie_test_rng(), NEEDS + 1);
            uint32_t to = from + (uint32_t)ie_rng_below(ie_test_rng(), NEEDS - from + 1);
            IE_REQUIRE_OK(
                ie_matching_rows(matching, from, to, &control, &w.arena, &part, &w.err),
                &w.err);
            IE_CHECK_INT(part->rows_done, to - from);
            for (uint32_t row = from; row < to; row++) {
                size_t n = whole->first[row + 1] - whole->first[row];
                IE_CHECK_INT(part->first[row - from + 1] - part->first[row - from], n);
                for (size_t i = 0; i < n && !ie_test_failed(); i++)
                    check_same(&part->matches[part->first[row - from] + i],
                               &whole->matches[whole->first[row] + i]);
            }
        }
        ie_matching_close(matching);
    }
    release(&w);
}

/* A range that is not there is refused; a stop is seen, and what was not done can be. */
IE_TEST(a_stopped_range_goes_on_where_it_was)
{
    _Atomic int stop = IE_STOP_CANCEL;
    const struct ie_solve_control stopped = {.stop = &stop};
    struct ie_matching *matching = NULL;
    struct ie_matching_output *out = NULL;
    struct world w;

    setup(&w);
    IE_REQUIRE_OK(ie_matching_open(&w.input, NULL, &matching, &w.err), &w.err);
    IE_CHECK_FAIL(ie_matching_rows(matching, 0, NEEDS + 1, NULL, &w.arena, &out, &w.err),
                  &w.err, IE_INPUT, "matching.bad_input");
    IE_REQUIRE_OK(ie_matching_rows(matching, 0, NEEDS, &stopped, &w.arena, &out, &w.err),
                  &w.err);
    IE_CHECK_INT(out->rows_done, 0);
    IE_CHECK_INT(out->stopped, IE_CANCELLED);
    IE_REQUIRE_OK(ie_matching_rows(matching, 0, NEEDS, NULL, &w.arena, &out, &w.err),
                  &w.err);
    IE_CHECK_INT(out->rows_done, NEEDS);
    ie_matching_close(matching);
    release(&w);
}

static size_t place_of(const struct ie_matching_output *out, size_t row,
                       uint32_t candidate)
{
    size_t at = out->first[row];

    while (at < out->first[row + 1] && out->matches[at].candidate != candidate)
        at++;
    return at - out->first[row];
}

/* Who offers something else, in whatever language, is met by nobody and leaves the order
 * within each language as it is (a language's words weigh by its own texts, so that two
 * languages may move against each other where they have but three texts each). */
IE_TEST(an_irrelevant_profile_changes_no_order)
{
    static const char *const strangers[][2] = {{"en", "Violin strings and varnish"},
                                               {"ko", "바이올린 현"},
                                               {"ru", "струны для скрипки"},
                                               {"he", "מיתרים לכינור"}};
    struct world w;

    setup(&w);
    const struct ie_matching_output *before = solve(&w, NULL);
    for (size_t s = 0; s < IE_COUNT(strangers) && !ie_test_failed(); s++) {
        add(&w, IE_MATCH_TECHNOLOGY_OFFER, strangers[s][0], strangers[s][1]);
        w.candidates[w.input.candidate_count++] = w.input.count - 1;
        const struct ie_matching_output *after = solve(&w, NULL);
        IE_REQUIRE(after->count == before->count);
        for (size_t row = 0; row < NEEDS; row++)
            for (size_t i = before->first[row]; i < before->first[row + 1]; i++)
                for (size_t k = i + 1; k < before->first[row + 1]; k++) {
                    uint32_t x = before->matches[i].candidate,
                             y = before->matches[k].candidate;
                    if (strcmp(offers[x].lang, offers[y].lang) == 0)
                        IE_CHECK(place_of(after, row, x) < place_of(after, row, y));
                }
    }
    release(&w);
}

/* A need that is nothing but a label, in any language, meets the offers of its concept
 * before the others. */
IE_TEST(each_label_of_a_concept_meets_the_same_offers)
{
    static const struct {
        const char *id;
        uint32_t from, to; /* offers about it */
    } about[] = {
        {"photoresist", 0, 3}, {"die-casting", 3, 7}, {"battery-separator", 7, 10}};
    struct world w;

    setup(&w);
    for (size_t c = 0; c < IE_COUNT(about); c++) {
        uint32_t concept = ie_lexicon_concept(w.words.lexicon, ie_str_z(about[c].id));
        for (uint32_t i = 0; i < ie_lexicon_label_count(w.words.lexicon, concept); i++) {
            struct ie_label label;
            ie_lexicon_label_at(w.words.lexicon, concept, i, &label);
            w.texts[OFFERS] = (struct ie_match_text){label.lang, IE_STR(""), label.text};
            w.input.seeker_count = 1;
            const struct ie_matching_output *out = solve(&w, NULL);
            uint32_t right = about[c].to - about[c].from;
            IE_REQUIRE(out->count >= right);
            for (uint32_t k = 0; k < right; k++)
                IE_CHECK(out->matches[k].candidate >= about[c].from &&
                         out->matches[k].candidate < about[c].to);
        }
    }
    release(&w);
}

/* 0.0012 mm, 1200 nm and 1,2 мкм are the same wish. */
IE_TEST(another_unit_changes_nothing)
{
    static const char *const same[] = {"photoresist, film of 0.0012 mm",
                                       "photoresist, film of 1200 nm",
                                       "photoresist, film of 1.2 µm"};
    double score = 0;
    struct world w;

    setup(&w);
    w.input.seeker_count = 1;
    for (size_t i = 0; i < IE_COUNT(same); i++) {
        w.texts[OFFERS] =
            (struct ie_match_text){IE_STR("en"), IE_STR(""), ie_str_z(same[i])};
        const struct ie_matching_output *out = solve(&w, NULL);
        IE_REQUIRE(out->count > 0);
        IE_CHECK_INT(out->matches[0].candidate, 0);
        if (i)
            IE_CHECK_DOUBLE(out->matches[0].score, score, 1e-12);
        score = out->matches[0].score;
    }
    release(&w);
}

/* Both words stand in the reason, with a share. */
IE_TEST(a_translated_word_is_shown_as_a_pair)
{
    bool concept_seen = false, word_seen = false;
    struct world w;

    setup(&w);
    const struct ie_matching_output *out = solve(&w, NULL);
    for (size_t i = out->first[0]; i < out->first[1]; i++) {
        const struct ie_match *match = &out->matches[i];
        if (match->candidate != 1) /* the German offer */
            continue;
        for (uint32_t k = 0; k < match->reason_count; k++) {
            const struct ie_match_reason *r = &match->reasons[k];
            if (r->field != IE_MATCH_TEXT || !(r->share > 0))
                continue;
            concept_seen |= ie_str_starts(r->seeker_surface, IE_STR("감광액")) &&
                            ie_str_eqz(r->candidate_surface, "Fotolack");
            word_seen |= ie_str_starts(r->seeker_surface, IE_STR("제거")) &&
                         ie_str_eqz(r->candidate_surface, "Entfernung");
        }
    }
    IE_CHECK(concept_seen && word_seen);
    release(&w);
}
