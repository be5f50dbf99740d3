/*
 * All pairs: every need against every offer. Of made-up profiles, words drawn by Zipf's law
 * from a made-up vocabulary, 120 to 160 a profile, so that posting lists are as uneven as
 * real ones; or of two files of JSON Lines (bench/quality/registry.py), with vocabulary and word
 * lists.
 *
 *   bench-match_pairs NEEDS OFFERS TOP THREADS reasons|scores ASKED [LEXICON WORDS]
 *
 * NEEDS, OFFERS: how many, or files. ASKED: so many of the needs are asked, by range; all are
 * read; 0: all. Prints: matches, seconds, processor seconds to read the profiles, to answer
 * the needs and in all, thousands of postings of what was asked and of those added one by
 * one, thousands of pairs judged, MiB at the peak.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/moment.h"
#include "collection.h"
#include "engine/matching/matching.h"

enum { WORDS = 40000, TITLE = 6 };

static void make_word(uint32_t number, struct ie_buf *out)
{
    static const char *const parts[] = {"ka",  "ro",  "mi",  "te",  "sul", "pan",
                                        "dor", "vex", "lim", "qua", "nos", "her",
                                        "bi",  "gra", "zen", "fo"};

    for (uint32_t n = number + 16; n; n /= 16)
        ie_buf_addz(out, parts[n % 16]);
}

/* Rank r with a chance of about 1/r. */
static uint32_t zipf(struct ie_rng *rng)
{
    double u = ie_rng_unit(rng);
    double rank = exp(u * log(WORDS));

    return rank < WORDS ? (uint32_t)rank : WORDS - 1;
}

static struct ie_str text_of(struct ie_rng *rng, struct ie_arena *arena, uint32_t words)
{
    struct ie_buf buf = IE_BUF_INIT;

    for (uint32_t i = 0; i < words; i++) {
        make_word(zipf(rng), &buf);
        ie_buf_addc(&buf, ' ');
    }
    struct ie_str text = ie_arena_str(arena, ie_buf_str(&buf));
    ie_buf_release(&buf);
    return text;
}

static struct ie_match_profile *make(uint32_t needs, uint32_t offers,
                                     struct ie_arena *arena)
{
    uint32_t count = needs + offers;
    struct ie_match_profile *profiles =
        IE_NEW_ARRAY(arena, struct ie_match_profile, count);
    struct ie_match_text *texts = IE_NEW_ARRAY(arena, struct ie_match_text, count);
    uint32_t *concepts = IE_NEW_ARRAY(arena, uint32_t, 3 * (size_t)count);
    struct ie_rng rng;

    ie_rng_init(&rng, 20191028);
    for (uint32_t p = 0; profiles && texts && concepts && p < count; p++) {
        texts[p] = (struct ie_match_text){
            IE_STR("und"), text_of(&rng, arena, TITLE),
            text_of(&rng, arena, 120 + (uint32_t)ie_rng_below(&rng, 40))};
        for (int c = 0; c < 3; c++)
            concepts[3 * p + (uint32_t)c] = (uint32_t)ie_rng_below(&rng, 400);
        profiles[p] = (struct ie_match_profile){
            .type = p < needs ? IE_MATCH_TECHNOLOGY_REQUEST : IE_MATCH_TECHNOLOGY_OFFER,
            .organisation = p,
            .texts = &texts[p],
            .text_count = 1,
            .concepts = &concepts[3 * p],
            .concept_count = 3,
            .cooperation = (uint32_t)ie_rng_below(&rng, 256),
            .trl_low = (uint8_t)(1 + ie_rng_below(&rng, 9)),
            .valid_until = IE_MATCH_DAY_OPEN};
    }
    return profiles;
}

static double cpu(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

struct figures {
    uint64_t matches, postings, added, judged;
    double seconds, reading, rows;
};

/* By ranges, as `ieum match --pairs` does. */
static int run(const struct ie_matching_input *input, uint32_t asked,
               const struct ie_solve_control *control, struct figures *figures,
               struct ie_error *err)
{
    enum { TOGETHER = 4096 };
    struct ie_matching *matching = NULL;
    struct ie_arena arena;
    int64_t begun = ie_monotonic_us();
    double from = cpu();
    int code = ie_matching_open(input, control, &matching, err);

    ie_arena_init(&arena, 0);
    figures->reading = cpu() - from;
    from = cpu();
    for (uint32_t row = 0, to; row < asked && !code; row = to) {
        struct ie_matching_output *out = NULL;
        to = asked - row < TOGETHER ? asked : row + TOGETHER;
        code = ie_matching_rows(matching, row, to, control, &arena, &out, err);
        if (!code) {
            figures->matches += out->count;
            figures->postings += out->effort.postings;
            figures->added += out->effort.added;
            figures->judged += out->effort.judged;
        }
        ie_arena_clear(&arena);
    }
    ie_arena_release(&arena);
    figures->rows = cpu() - from;
    ie_matching_close(matching);
    figures->seconds = (double)(ie_monotonic_us() - begun) / 1e6;
    return code;
}

/* ---- From files ---------------------------------------------------------------------- */

static int open_known(char **paths, struct ie_match_knowledge *known,
                      struct ie_error *err)
{
    struct ie_str lexicon = map_file(paths[0]), words = map_file(paths[1]);
    struct ie_lexicon *opened = NULL;
    struct ie_wordbook *book = NULL;
    int code =
        ie_lexicon_open((const unsigned char *)lexicon.ptr, lexicon.len, &opened, err);

    if (!code)
        code = ie_wordbook_open((const unsigned char *)words.ptr, words.len, &book, err);
    *known = (struct ie_match_knowledge){opened, book};
    return code;
}

static struct ie_match_profile *read_files(char **paths, int64_t counts[2],
                                           struct ie_arena *arena)
{
    static struct collection read; /* its texts are borrowed */

    for (int i = 0; i < 2; i++) {
        size_t before = read.documents.count;
        if (!read_collection(paths[i], true, &read))
            return NULL;
        counts[i] = (int64_t)(read.documents.count - before);
    }
    size_t count = read.documents.count;
    struct ie_match_profile *profiles =
        IE_NEW_ARRAY(arena, struct ie_match_profile, count);
    struct ie_match_text *texts = IE_NEW_ARRAY(arena, struct ie_match_text, count);
    for (size_t p = 0; profiles && texts && p < count; p++) {
        const struct ie_match_document *document = &read.documents.at[p];
        texts[p] =
            (struct ie_match_text){document->lang, document->title, document->text};
        profiles[p] = (struct ie_match_profile){.type = p < (size_t)counts[0]
                                                            ? IE_MATCH_TECHNOLOGY_REQUEST
                                                            : IE_MATCH_TECHNOLOGY_OFFER,
                                                .organisation = UINT32_MAX,
                                                .texts = &texts[p],
                                                .text_count = 1,
                                                .valid_until = IE_MATCH_DAY_OPEN};
    }
    return profiles;
}

/* ---- All of it ------------------------------------------------------------------------ */

static struct ie_match_profile *get(char **argv, int64_t counts[2],
                                    struct ie_arena *arena)
{
    if (!ie_str_int64(ie_str_z(argv[1]), &counts[0]) ||
        !ie_str_int64(ie_str_z(argv[2]), &counts[1]))
        return read_files(argv + 1, counts, arena);
    return make((uint32_t)counts[0], (uint32_t)counts[1], arena);
}

static uint32_t *numbers(int64_t from, int64_t count, struct ie_arena *arena)
{
    uint32_t *made = IE_NEW_ARRAY(arena, uint32_t, (size_t)count + 1);

    for (int64_t i = 0; made && i < count; i++)
        made[i] = (uint32_t)(from + i);
    return made;
}

static int work(int argc, char **argv, struct ie_arena *arena, struct ie_error *err)
{
    struct figures figures = {0};
    struct ie_matching_input input = {.rules = {.day = IE_MATCH_DAY_OPEN},
                                      .weights = ie_match_weights_default()};
    struct rusage used;
    int64_t counts[2] = {0}, top, threads, asked;

    if (!ie_str_int64(ie_str_z(argv[3]), &top) ||
        !ie_str_int64(ie_str_z(argv[4]), &threads) ||
        !ie_str_int64(ie_str_z(argv[6]), &asked))
        return ie_fail(err, IE_USAGE, "command.arguments");
    if (argc == 9 && open_known(argv + 7, &input.knowledge, err))
        return (int)err->code;
    input.profiles = get(argv, counts, arena);
    input.seekers = numbers(0, counts[0], arena);
    input.candidates = numbers(counts[0], counts[1], arena);
    if (!input.profiles || !input.seekers || !input.candidates || asked > counts[0])
        return ie_fail(err, IE_INPUT, "matching.bad_input");
    input.count = (uint32_t)(counts[0] + counts[1]);
    input.seeker_count = (uint32_t)counts[0];
    input.candidate_count = (uint32_t)counts[1];
    input.top = (uint32_t)top;
    input.no_reasons = argv[5][0] == 's';
    input.tag_concepts = input.knowledge.lexicon != NULL;
    const struct ie_solve_control control = {.threads = (unsigned)threads};
    double before = cpu(); /* the profiles were made, which is not ours */
    int code =
        run(&input, (uint32_t)(asked ? asked : counts[0]), &control, &figures, err);
    getrusage(RUSAGE_SELF, &used);
    if (!code)
        printf("%llu %.3f %.3f %.3f %.3f %llu %llu %llu %ld\n",
               (unsigned long long)figures.matches, figures.seconds, figures.reading,
               figures.rows, cpu() - before, (unsigned long long)figures.postings / 1000,
               (unsigned long long)figures.added / 1000,
               (unsigned long long)figures.judged / 1000, used.ru_maxrss / 1024);
    return code;
}

int main(int argc, char **argv)
{
    struct ie_arena arena;
    struct ie_error err;

    if (argc != 7 && argc != 9) {
        fprintf(stderr,
                "usage: %s NEEDS OFFERS TOP THREADS reasons|scores ASKED "
                "[LEXICON WORDS]\n",
                argv[0]);
        return 2;
    }
    ie_arena_init(&arena, 0);
    int code = work(argc, argv, &arena, &err);
    if (code)
        fprintf(stderr, "%s %s %s %s\n", err.id, err.arg[0].value, err.arg[1].value,
                err.arg[2].value);
    ie_arena_release(&arena);
    return code != 0;
}
