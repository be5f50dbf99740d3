/* The engine behind `ieum match --pairs` when memory runs out: profiles are read with a
 * lexicon and word lists, and answered in two parts. Each allocation is refused in turn;
 * the pairs are those that there are with memory, or memory is said to be out. */
#include "../unit/lexicon_fixture.h"
#include "engine/matching/matching.h"
#include "lexicon/wordbook.h"

static const char concepts[] = "[photoresist]\ntop\nen photoresist\nko 감광액\nde "
                               "Fotolack\n\n[die-casting]\ntop\nen die casting\nko "
                               "다이캐스팅\nde Druckguss\n";

static const struct {
    const char *from, *rows;
} lists[] = {
    {"ko", "고순도\tn\thigh purity\n얇다\ta\tthin\n부품\tn\tpart | component\n"},
    {"de", "Druckguss\tn\tdie casting\nGehäuse\tn\thousing | case\ndünn\ta\tthin\n"},
};

struct knowledge {
    struct vocabulary words;
    struct ie_wordbook_image image;
    struct ie_wordbook *book;
};

static void knowledge_open(struct knowledge *k)
{
    struct ie_wordbook_list made[IE_COUNT(lists)];
    struct ie_dictionary *dictionaries[IE_COUNT(lists)] = {NULL};
    struct ie_error err;

    memset(k, 0, sizeof(*k));
    IE_CHECK_OK(vocabulary_from(&k->words, concepts, &err), &err);
    for (size_t i = 0; i < IE_COUNT(lists); i++) {
        struct ie_dictionary **one = &dictionaries[i];
        IE_CHECK_OK(ie_dictionary_new(one, &err), &err);
        IE_CHECK_OK(ie_dictionary_read_list(*one, ie_str_z(lists[i].rows), "l", &err),
                    &err);
        IE_CHECK_OK(ie_dictionary_finish(*one, 0, &err), &err);
        made[i] = (struct ie_wordbook_list){lists[i].from, "en", *one, NULL};
    }
    IE_CHECK_OK(ie_wordbook_build(made, IE_COUNT(lists), &k->image, &err), &err);
    IE_CHECK_OK(ie_wordbook_open(k->image.bytes, k->image.len, &k->book, &err), &err);
    for (size_t i = 0; i < IE_COUNT(lists); i++)
        ie_dictionary_free(dictionaries[i]);
}

static void knowledge_close(struct knowledge *k)
{
    ie_wordbook_close(k->book);
    ie_free(k->image.bytes);
    vocabulary_release(&k->words);
}

#define PART(s)                                                                          \
    {                                                                                    \
        s, sizeof(s) - 1                                                                 \
    }
/* Offers, then needs. */
enum { OFFERS = 3, NEEDS = 3 };
static const struct ie_match_text texts[OFFERS + NEEDS] = {
    {PART("en"), PART("Die casting"), PART("thin housings of high purity aluminium")},
    {PART("de"), PART("Druckguss"), PART("dünne Gehäuse aus Aluminium")},
    {PART("en"), PART("Photoresist"), PART("high purity resist for wafers")},
    {PART("ko"), PART("다이캐스팅"), PART("얇은 알루미늄 부품을 찾습니다")},
    {PART("ko"), PART("감광액"), PART("고순도 감광액")},
    {PART("en"), PART("Thin housings"), PART("by die casting, thin components")},
};

struct pairs {
    const struct knowledge *known;
    struct ie_buf found, expected; /* a line a pair */
};

static void tell(const struct ie_matching_output *output, struct ie_buf *out)
{
    for (size_t i = 0; i < output->count; i++) {
        const struct ie_match *match = &output->matches[i];
        ie_buf_printf(out, "%u %u %.17g", match->seeker, match->candidate, match->score);
        for (uint32_t r = 0; r < match->reason_count; r++)
            ie_buf_printf(out, " %u:%.17g:%.*s=%.*s", match->reasons[r].field,
                          match->reasons[r].share,
                          IE_STR_ARG(match->reasons[r].seeker_surface),
                          IE_STR_ARG(match->reasons[r].candidate_surface));
        ie_buf_addc(out, '\n');
    }
}

static int answer(struct pairs *p, const struct ie_matching_input *input,
                  struct ie_arena *arena, struct ie_error *err)
{
    struct ie_matching *matching = NULL;
    int code = ie_matching_open(input, NULL, &matching, err);

    for (uint32_t from = 0, to = 2; from < NEEDS && !code; from = to, to = NEEDS) {
        struct ie_matching_output *output = NULL;
        code = ie_matching_rows(matching, from, to, NULL, arena, &output, err);
        if (!code && IE_CHECK_INT(output->rows_done, to - from))
            tell(output, &p->found);
    }
    ie_matching_close(matching);
    return code ? code : ie_buf_check(&p->found, err);
}

static int run(void *data, struct ie_error *err)
{
    struct pairs *p = data;
    struct ie_match_profile profiles[OFFERS + NEEDS];
    uint32_t numbers[OFFERS + NEEDS];
    struct ie_arena arena;

    for (uint32_t i = 0; i < OFFERS + NEEDS; i++) {
        numbers[i] = i;
        profiles[i] = (struct ie_match_profile){
            .type = i < OFFERS ? IE_MATCH_TECHNOLOGY_OFFER : IE_MATCH_TECHNOLOGY_REQUEST,
            .organisation = UINT32_MAX,
            .texts = &texts[i],
            .text_count = 1,
            .valid_until = IE_MATCH_DAY_OPEN};
    }
    struct ie_matching_input input = {
        .profiles = profiles,
        .count = OFFERS + NEEDS,
        .seekers = numbers + OFFERS,
        .seeker_count = NEEDS,
        .candidates = numbers,
        .candidate_count = OFFERS,
        .rules = {.day = IE_MATCH_DAY_OPEN},
        .weights = ie_match_weights_default(),
        .knowledge = {p->known->words.lexicon, p->known->book},
        .tag_concepts = true,
        .top = 5};
    ie_buf_release(&p->found);
    ie_arena_init(&arena, 0);
    int code = answer(p, &input, &arena, err);
    ie_arena_release(&arena);
    return code;
}

static void right(void *data)
{
    struct pairs *p = data;

    if (!p->expected.len)
        ie_buf_add(&p->expected, ie_buf_str(&p->found));
    IE_CHECK_STR(ie_buf_str(&p->found), ie_buf_str(&p->expected));
}

IE_TEST(pairs_with_a_lexicon_and_word_lists)
{
    struct knowledge known;
    struct pairs p = {.known = &known};
    struct ie_test_refusals what = {.name = "pairs",
                                    .run = run,
                                    .data = &p,
                                    .right = right,
                                    .most = 1100,      /* all, but where effort is less */
                                    .survives = true}; /* what is kept to be quick */

    knowledge_open(&known);
    if (!ie_test_failed())
        IE_CHECK(ie_test_refuse(&what) > 100);
    /* Both led to pairs: the German word by its concept, the Korean ones by their list. */
    IE_CHECK(ie_str_find(ie_buf_str(&p.expected), IE_STR("얇은=thin")) >= 0);
    IE_CHECK(ie_str_find(ie_buf_str(&p.expected), IE_STR("3 1 ")) >= 0);
    ie_buf_release(&p.found);
    ie_buf_release(&p.expected);
    knowledge_close(&known);
}
