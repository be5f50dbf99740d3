/*
 * Matching and retrieval against brute force over the definitions in matching.h, and what
 * must not change: the order of profiles, the number of threads, the way a text is split
 * between builds of an index.
 */
#include <math.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "engine/matching/matching.h"
#include "harness.h"

enum { PROFILES = 40, TEXTS = 2, SPECS = 3, LIST = 4 };

static const char *const words[] = {
    "laser",    "plasma", "etching", "wafer",    "the",      "of",      "polymer",
    "sensor",   "반도체", "식각을",  "공정",     "센서",     "고순도",  "불화수소",
    "및",       "소재의", "вакуум",  "датчик",   "для",      "חיישנים", "ייצור",
    "של",       "résine", "capteur", "半導体の", "レーザー", "Al2O3",   "5 nm",
    "AZ-5214E", "99.9 %", "robot",   "casting",
};

struct world {
    struct ie_match_profile profiles[PROFILES];
    struct ie_match_text texts[PROFILES][TEXTS];
    struct ie_spec *specs[PROFILES];
    uint32_t lists[PROFILES][3][LIST];
    struct ie_matching_input input;
    struct ie_arena arena;
};

static uint32_t below(uint32_t n)
{
    return (uint32_t)ie_rng_below(ie_test_rng(), n);
}

static struct ie_str some_text(struct ie_arena *arena, uint32_t most)
{
    struct ie_buf buf = IE_BUF_INIT;

    for (uint32_t i = below(most + 1); i > 0; i--) {
        ie_buf_addz(&buf, words[below(IE_COUNT(words))]);
        ie_buf_addc(&buf, ' ');
    }
    struct ie_str text = ie_arena_str(arena, ie_buf_str(&buf));
    ie_buf_release(&buf);
    return text;
}

static uint32_t some_list(uint32_t *list, uint32_t of)
{
    uint32_t count = below(LIST);

    for (uint32_t i = 0; i < count; i++)
        list[i] = 1 + below(of);
    return count;
}

static void make_specs(struct world *world, uint32_t p)
{
    static const char *const lines[] = {"purity >= 99.9 %", "purity 99 %",
                                        "width <= 7 nm",    "width 5..10 nm",
                                        "mass 2 kg",        "mass 1 m"};
    struct ie_buf buf = IE_BUF_INIT;
    struct ie_error err;
    size_t count = 0;

    for (uint32_t i = below(SPECS + 1); i > 0; i--) {
        ie_buf_addz(&buf, lines[below(IE_COUNT(lines))]);
        ie_buf_addc(&buf, ';');
    }
    struct ie_str text = ie_arena_str(&world->arena, ie_buf_str(&buf));
    IE_CHECK_OK(ie_specs_parse(&world->arena, text, &world->specs[p], &count, &err),
                &err);
    world->profiles[p].specs = world->specs[p];
    world->profiles[p].spec_count = (uint32_t)count;
    ie_buf_release(&buf);
}

static void make(struct world *world)
{
    static const char *const langs[] = {"en", "ko", "de", "", "fr", "ru", "he", "ja"};

    ie_arena_init(&world->arena, 0);
    world->input =
        (struct ie_matching_input){.profiles = world->profiles,
                                   .count = 1 + below(PROFILES),
                                   .rules = {.day = below(2) ? IE_MATCH_DAY_OPEN : 5,
                                             .countries = (uint8_t)below(3),
                                             .same_organisation = below(2),
                                             .least = below(2) ? 0.2 : 0},
                                   .weights = ie_match_weights_default(),
                                   .top = 1 + below(6)};
    for (uint32_t p = 0; p < world->input.count; p++) {
        struct ie_match_profile *profile = &world->profiles[p];
        *profile = (struct ie_match_profile){
            .type = (uint8_t)(below(2) ? below(2) : below(IE_MATCH_TYPE_COUNT)),
            .organisation = below(8) ? below(12) : UINT32_MAX,
            .texts = world->texts[p],
            .text_count = below(TEXTS + 1),
            .cooperation = below(2) ? below(8) : 0,
            .trl_low = (uint8_t)below(4),
            .trl_high = (uint8_t)(below(2) ? 4 + below(6) : 0),
            .ipr = below(4),
            .country = below(4),
            .valid_from = (ie_day)below(7),
            .valid_until = below(2) ? IE_MATCH_DAY_OPEN : (ie_day)(4 + below(5))};
        for (uint32_t t = 0; t < profile->text_count; t++)
            world->texts[p][t] = (struct ie_match_text){
                ie_str_z(langs[below(IE_COUNT(langs))]), some_text(&world->arena, 4),
                some_text(&world->arena, 20)};
        profile->concepts = world->lists[p][0];
        profile->concept_count = some_list(world->lists[p][0], 10);
        profile->targets = world->lists[p][1];
        profile->target_count = some_list(world->lists[p][1], 3);
        profile->languages = world->lists[p][2];
        profile->language_count = some_list(world->lists[p][2], 4);
        make_specs(world, p);
    }
}

/* The checker recomputes every score by its own means; here, that the lists are complete:
 * with K as large as it gets, every row must begin with the row for small K. */
IE_TEST(matching_rows_are_prefixes_of_the_whole_order)
{
    struct world *world = ie_calloc(1, sizeof(*world));
    struct ie_error err;

    IE_REQUIRE(world != NULL);
    for (unsigned round = 0; round < ie_test_rounds(150) && !ie_test_failed(); round++) {
        struct ie_matching_output *few = NULL, *all = NULL, *spread = NULL;
        struct ie_solve_control threads = {.threads = 3};
        make(world);
        struct ie_matching_input whole = world->input;
        whole.top = 1000;
        if (!IE_CHECK_OK(
                ie_matching_solve(&world->input, NULL, &world->arena, &few, &err),
                &err) ||
            !IE_CHECK_OK(ie_matching_solve(&whole, NULL, &world->arena, &all, &err),
                         &err) ||
            !IE_CHECK_OK(
                ie_matching_solve(&world->input, &threads, &world->arena, &spread, &err),
                &err))
            break;
        IE_CHECK_INT(spread->count, few->count);
        for (uint32_t row = 0; row < few->seeker_count && !ie_test_failed(); row++) {
            size_t have = few->first[row + 1] - few->first[row];
            size_t total = all->first[row + 1] - all->first[row];
            IE_CHECK_INT(have, total < world->input.top ? total : world->input.top);
            for (size_t i = 0; i < have; i++) {
                const struct ie_match *x = &few->matches[few->first[row] + i];
                const struct ie_match *y = &all->matches[all->first[row] + i];
                const struct ie_match *z = &spread->matches[spread->first[row] + i];
                IE_CHECK_INT(x->candidate, y->candidate);
                IE_CHECK_INT(x->candidate, z->candidate);
                IE_CHECK(!(x->score < y->score) && !(x->score > y->score));
                IE_CHECK(!(x->score < z->score) && !(x->score > z->score));
                IE_CHECK_INT(x->reason_count, z->reason_count);
            }
        }
        ie_arena_release(&world->arena);
    }
    ie_free(world);
}

/* Brute force over all pairs finds the same partners as the rows of K = 1000. */
IE_TEST(matching_leaves_no_partner_out)
{
    struct world *world = ie_calloc(1, sizeof(*world));
    struct ie_error err;

    IE_REQUIRE(world != NULL);
    for (unsigned round = 0; round < ie_test_rounds(60) && !ie_test_failed(); round++) {
        struct ie_matching_output *all = NULL, *one = NULL;
        make(world);
        world->input.top = 1000;
        if (!IE_CHECK_OK(
                ie_matching_solve(&world->input, NULL, &world->arena, &all, &err), &err))
            break;
        /* a pair by itself, its idf from the whole collection still: seeker × candidate */
        for (int tries = 0; tries < 20; tries++) {
            uint32_t s = below(world->input.count), c = below(world->input.count);
            struct ie_matching_input pair = world->input;
            pair.seekers = &s;
            pair.candidates = &c;
            pair.seeker_count = pair.candidate_count = 1;
            if (!IE_CHECK_OK(ie_matching_solve(&pair, NULL, &world->arena, &one, &err),
                             &err))
                break;
            const struct ie_match *found = NULL;
            for (size_t i = all->first[s]; i < all->first[s + 1]; i++)
                if (all->matches[i].candidate == c)
                    found = &all->matches[i];
            IE_CHECK_INT(found != NULL, one->count == 1);
            if (found && one->count)
                IE_CHECK_DOUBLE(one->matches[0].score, found->score, 1e-12);
            /* both directions agree on the pair */
            const struct ie_match *back = NULL;
            for (size_t i = all->first[c]; i < all->first[c + 1]; i++)
                if (all->matches[i].candidate == s)
                    back = &all->matches[i];
            IE_CHECK_INT(found != NULL, back != NULL);
            /* … but that of two who both ask, the seeker's levels are the asked ones */
            if (found && back &&
                world->input.profiles[s].type != IE_MATCH_RESEARCH_REQUEST)
                IE_CHECK_DOUBLE(found->score, back->score, 1e-6);
        }
        ie_arena_release(&world->arena);
    }
    ie_free(world);
}

IE_TEST(matching_does_not_depend_on_the_order_of_profiles)
{
    struct world *world = ie_calloc(1, sizeof(*world));
    struct ie_match_profile *shuffled = ie_calloc(PROFILES, sizeof(*shuffled));
    struct ie_error err;

    IE_REQUIRE(world && shuffled);
    for (unsigned round = 0; round < ie_test_rounds(60) && !ie_test_failed(); round++) {
        struct ie_matching_output *x = NULL, *y = NULL;
        uint32_t to[PROFILES];
        make(world);
        world->input.top = 1000;
        uint32_t count = world->input.count;
        for (uint32_t i = 0; i < count; i++)
            to[i] = i;
        for (uint32_t i = count; i > 1; i--) {
            uint32_t k = below(i), swap = to[k];
            to[k] = to[i - 1];
            to[i - 1] = swap;
        }
        for (uint32_t i = 0; i < count; i++)
            shuffled[to[i]] = world->profiles[i];
        struct ie_matching_input other = world->input;
        other.profiles = shuffled;
        if (!IE_CHECK_OK(ie_matching_solve(&world->input, NULL, &world->arena, &x, &err),
                         &err) ||
            !IE_CHECK_OK(ie_matching_solve(&other, NULL, &world->arena, &y, &err), &err))
            break;
        IE_CHECK_INT(x->count, y->count);
        for (size_t i = 0; i < x->count && !ie_test_failed(); i++) {
            const struct ie_match *found = NULL;
            uint32_t s = to[x->matches[i].seeker], c = to[x->matches[i].candidate];
            for (size_t k = y->first[s]; k < y->first[s + 1]; k++)
                if (y->matches[k].candidate == c)
                    found = &y->matches[k];
            IE_REQUIRE(found != NULL);
            IE_CHECK_DOUBLE(found->score, x->matches[i].score, 1e-6);
        }
        ie_arena_release(&world->arena);
    }
    ie_free(shuffled);
    ie_free(world);
}

/* ---- Retrieval ---------------------------------------------------------------------------- */

enum { DOCUMENTS = 30 };

static bool content(const struct ie_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (!tokens->at[i].common)
            return true;
    return false;
}

static double times_in(const struct ie_tokens *tokens, struct ie_str term)
{
    double times = 0;

    for (size_t i = 0; i < tokens->count; i++)
        times += ie_str_eq(tokens->at[i].term, term);
    return times;
}

static double words_in(const struct ie_tokens *tokens)
{
    double count = 0;

    for (size_t i = 0; i < tokens->count; i++)
        count += !tokens->at[i].common && tokens->at[i].kind != IE_TOKEN_WHOLE &&
                 tokens->at[i].kind != IE_TOKEN_ROOT;
    return count;
}

/* What one token of a query counts: a gram of n the n-th part of a word's square. */
static double share_of(const struct ie_token *token)
{
    if (token->kind == IE_TOKEN_WHOLE || token->kind == IE_TOKEN_ROOT)
        return 0.3;
    return 1 / sqrt(token->grams);
}

/* BM25 from its definition, a document at a time. */
static double bm25(const struct ie_tokens *query, struct ie_tokens (*docs)[2],
                   uint32_t count, uint32_t doc)
{
    double score = 0, average = 0;
    bool any = content(query);

    for (uint32_t d = 0; d < count; d++)
        average += (2 * words_in(&docs[d][0]) + words_in(&docs[d][1])) / count;
    double length = 2 * words_in(&docs[doc][0]) + words_in(&docs[doc][1]);
    for (size_t i = 0; i < query->count; i++) {
        struct ie_str term = query->at[i].term;
        double in = 0;
        double tf =
            fmin(15, 2 * times_in(&docs[doc][0], term) + times_in(&docs[doc][1], term));
        if (query->at[i].common == any || tf <= 0)
            continue;
        for (uint32_t d = 0; d < count; d++)
            in += times_in(&docs[d][0], term) + times_in(&docs[d][1], term) > 0;
        double saturation =
            tf / (tf + 0.9 * (0.25 + (average > 0 ? 0.75 * length / average : 0)));
        score += share_of(&query->at[i]) *
                 pow(log(1 + (count - in + 0.5) / (in + 0.5)), 1.15) *
                 fmax(1, floor(255 * saturation + 0.5)) / 255;
    }
    return score;
}

IE_TEST(retrieval_ranks_as_the_definition_does)
{
    struct ie_match_document documents[DOCUMENTS],
        query = {IE_STR("ko"), IE_STR(""), IE_STR("")};
    struct ie_tokens tokens[DOCUMENTS][2], asked;
    struct ie_analyser *analyser = NULL;
    struct ie_match_reader *reader = NULL;
    struct ie_arena arena;
    struct ie_error err;

    IE_REQUIRE_OK(ie_analyser_new(&analyser, &err), &err);
    IE_REQUIRE_OK(ie_match_reader_new(NULL, &reader, &err), &err);
    ie_arena_init(&arena, 0);
    for (unsigned round = 0; round < ie_test_rounds(200) && !ie_test_failed(); round++) {
        struct ie_matching_image image = {0};
        struct ie_matching_index *index = NULL;
        struct ie_match_hit *hits = NULL;
        uint32_t count = below(DOCUMENTS + 1), top = 1 + below(8), found = 0;
        for (uint32_t d = 0; d < count; d++) {
            documents[d] = (struct ie_match_document){IE_STR("en"), some_text(&arena, 4),
                                                      some_text(&arena, 25)};
            IE_CHECK_OK(ie_text_tokens(analyser, &arena, documents[d].title, IE_STR("en"),
                                       &tokens[d][0], &err),
                        &err);
            IE_CHECK_OK(ie_text_tokens(analyser, &arena, documents[d].text, IE_STR("en"),
                                       &tokens[d][1], &err),
                        &err);
        }
        query.text = some_text(&arena, 5);
        IE_CHECK_OK(
            ie_text_tokens(analyser, &arena, query.text, query.lang, &asked, &err), &err);
        IE_REQUIRE_OK(ie_matching_index_build(documents, count, NULL, NULL, &image, &err),
                      &err);
        IE_REQUIRE_OK(ie_matching_index_open(image.bytes, image.len, NULL, &index, &err),
                      &err);
        IE_CHECK_INT(ie_matching_index_count(index), count);
        IE_REQUIRE_OK(ie_matching_index_search(
                          index, reader,
                          &(struct ie_match_question){.document = query, .top = top},
                          &arena, &hits, &found, &err),
                      &err);
        uint32_t better = 0, positive = 0;
        for (uint32_t d = 0; d < count; d++) {
            double score = bm25(&asked, tokens, count, d);
            bool listed = false;
            positive += score > 0;
            for (uint32_t i = 0; i < found; i++)
                if (hits[i].document == d) {
                    listed = true;
                    IE_CHECK_DOUBLE(hits[i].score, score, 1e-5 * (1 + score));
                }
            better += !listed && found && score > hits[found - 1].score * (1 + 1e-5);
        }
        IE_CHECK_INT(found, positive < top ? positive : top);
        IE_CHECK_INT(better, 0);
        for (uint32_t i = 1; i < found; i++)
            IE_CHECK(hits[i - 1].score > hits[i].score ||
                     (!(hits[i - 1].score < hits[i].score) &&
                      hits[i - 1].document < hits[i].document));
        ie_matching_index_close(index);
        ie_free(image.bytes);
        ie_arena_clear(&arena);
    }
    ie_match_reader_free(reader);
    ie_analyser_free(analyser);
    ie_arena_release(&arena);
}

IE_TEST(an_index_grown_in_parts_is_the_index_built_at_once)
{
    struct ie_match_document documents[DOCUMENTS];
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    for (unsigned round = 0; round < ie_test_rounds(100) && !ie_test_failed(); round++) {
        struct ie_matching_image whole = {0}, part = {0}, grown = {0};
        uint32_t count = below(DOCUMENTS + 1), first = below(count + 1);
        for (uint32_t d = 0; d < count; d++)
            documents[d] = (struct ie_match_document){IE_STR("en"), some_text(&arena, 4),
                                                      some_text(&arena, 25)};
        IE_REQUIRE_OK(ie_matching_index_build(documents, count, NULL, NULL, &whole, &err),
                      &err);
        IE_REQUIRE_OK(ie_matching_index_build(documents, first, NULL, NULL, &part, &err),
                      &err);
        IE_REQUIRE_OK(ie_matching_index_append(part.bytes, part.len, documents + first,
                                               count - first, NULL, NULL, &grown, &err),
                      &err);
        IE_CHECK_INT(grown.len, whole.len);
        IE_CHECK(grown.len == whole.len &&
                 memcmp(grown.bytes, whole.bytes, whole.len) == 0);
        ie_free(whole.bytes);
        ie_free(part.bytes);
        ie_free(grown.bytes);
        ie_arena_clear(&arena);
    }
    ie_arena_release(&arena);
}

IE_TEST(a_damaged_index_is_never_served)
{
    struct ie_match_document documents[8];
    struct ie_matching_image image = {0};
    struct ie_matching_index *index = NULL;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    for (uint32_t d = 0; d < 8; d++)
        documents[d] = (struct ie_match_document){IE_STR("en"), some_text(&arena, 4),
                                                  some_text(&arena, 25)};
    IE_REQUIRE_OK(ie_matching_index_build(documents, 8, NULL, NULL, &image, &err), &err);
    for (size_t at = 0; at < image.len && !ie_test_failed(); at++) {
        image.bytes[at] ^= (unsigned char)(1u << (at % 8));
        int code = ie_matching_index_open(image.bytes, image.len, NULL, &index, &err);
        IE_CHECK_INT(code, IE_INPUT);
        image.bytes[at] ^= (unsigned char)(1u << (at % 8));
    }
    for (size_t len = 0; len < image.len && !ie_test_failed(); len += 1 + len / 16)
        IE_CHECK_FAIL(ie_matching_index_open(image.bytes, len, NULL, &index, &err), &err,
                      IE_INPUT, "retrieval.index_damaged");
    IE_REQUIRE_OK(ie_matching_index_open(image.bytes, image.len, NULL, &index, &err),
                  &err);
    ie_matching_index_close(index);
    ie_free(image.bytes);
    ie_arena_release(&arena);
}
