/*
 * All pairs of made-up profiles: every need against every offer. Words are drawn by
 * Zipf's law from a made-up vocabulary, 120 to 160 a profile, so that posting lists are as
 * uneven as real ones.
 *
 *   bench-match_pairs NEEDS OFFERS TOP THREADS reasons|scores [ASKED]
 *
 * ASKED: so many of the needs are asked, by range; all are read. Prints: matches, seconds,
 * processor seconds to read the profiles, to answer the needs and in all, ticks (1,000
 * postings each), MiB at the peak.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/moment.h"
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
    uint64_t matches, ticks;
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
    for (uint32_t row = 0, to = 1; row < asked && !code; row = to) {
        struct ie_matching_output *out = NULL;
        to = !row ? 1 : asked - row < TOGETHER ? asked : row + TOGETHER;
        code = ie_matching_rows(matching, row, to, control, &arena, &out, err);
        if (!code) {
            figures->matches += out->count;
            figures->ticks += out->ticks;
        }
        ie_arena_clear(&arena);
        if (!row) { /* the checker has read the profiles as well */
            figures->reading = cpu() - from;
            from = cpu();
        }
    }
    ie_arena_release(&arena);
    figures->rows = cpu() - from;
    ie_matching_close(matching);
    figures->seconds = (double)(ie_monotonic_us() - begun) / 1e6;
    return code;
}

int main(int argc, char **argv)
{
    struct ie_solve_control control = {0};
    struct figures figures = {0};
    struct rusage used;
    struct ie_arena arena;
    struct ie_error err;
    int64_t needs, offers, top, threads, asked;

    if (argc < 6 || argc > 7 || !ie_str_int64(ie_str_z(argv[1]), &needs) ||
        !ie_str_int64(ie_str_z(argv[2]), &offers) ||
        !ie_str_int64(ie_str_z(argv[3]), &top) ||
        !ie_str_int64(ie_str_z(argv[4]), &threads)) {
        fprintf(stderr, "usage: %s NEEDS OFFERS TOP THREADS reasons|scores [ASKED]\n",
                argv[0]);
        return 2;
    }
    ie_arena_init(&arena, 0);
    struct ie_match_profile *profiles = make((uint32_t)needs, (uint32_t)offers, &arena);
    uint32_t *seekers = IE_NEW_ARRAY(&arena, uint32_t, (size_t)needs);
    uint32_t *candidates = IE_NEW_ARRAY(&arena, uint32_t, (size_t)offers);
    if (!profiles || !seekers || !candidates)
        return 1;
    for (uint32_t i = 0; i < needs; i++)
        seekers[i] = i;
    for (uint32_t i = 0; i < offers; i++)
        candidates[i] = (uint32_t)needs + i;
    struct ie_matching_input input = {.profiles = profiles,
                                      .count = (uint32_t)(needs + offers),
                                      .seekers = seekers,
                                      .seeker_count = (uint32_t)needs,
                                      .candidates = candidates,
                                      .candidate_count = (uint32_t)offers,
                                      .rules = {.day = IE_MATCH_DAY_OPEN},
                                      .weights = ie_match_weights_default(),
                                      .top = (uint32_t)top,
                                      .no_reasons = argv[5][0] == 's'};
    control.threads = (unsigned)threads;
    asked = needs;
    if (argc == 7 && (!ie_str_int64(ie_str_z(argv[6]), &asked) || asked > needs))
        return 2;
    double before = cpu(); /* the profiles were made, which is not ours */
    int code = run(&input, (uint32_t)asked, &control, &figures, &err);
    getrusage(RUSAGE_SELF, &used);
    if (code)
        fprintf(stderr, "%s %s %s %s\n", err.id, err.arg[0].value, err.arg[1].value,
                err.arg[2].value);
    else
        printf("%llu %.3f %.3f %.3f %.3f %llu %ld\n", (unsigned long long)figures.matches,
               figures.seconds, figures.reading, figures.rows, cpu() - before,
               (unsigned long long)figures.ticks, used.ru_maxrss / 1024);
    ie_arena_release(&arena);
    return code != 0;
}
