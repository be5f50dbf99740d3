/* All pairs of two files: see match_files.h. */
#include <inttypes.h>
#include <jansson.h>
#include <xxhash.h>

#include "base/sheet_write.h"
#include "cli/match_files.h"
#include "cli/match_progress.h"
#include "lexicon/lexicon.h"

enum { TOGETHER = 4096 /* needs answered between two writings */ };

/* ---- the engine's input ---- */

struct pairs {
    const struct ie_match_lines *offers, *needs; /* profiles in this order */
    struct ie_match_profile *profiles;
    struct ie_match_text *texts;
    uint32_t *numbers; /* 0 … profiles - 1 */
    struct ie_matching_input input;
};

/* Equal names, equal numbers; unnamed ones belong to nobody known. */
static int number_organisations(struct pairs *p, size_t count, struct ie_error *err)
{
    json_t *known = json_object();

    for (size_t i = 0; known && i < count; i++) {
        struct ie_str name = i < p->offers->count
                                 ? p->offers->at[i].organisation
                                 : p->needs->at[i - p->offers->count].organisation;
        p->profiles[i].organisation = UINT32_MAX;
        if (!name.len)
            continue;
        const json_t *number = json_object_get(known, name.ptr);
        p->profiles[i].organisation = number ? (uint32_t)json_integer_value(number)
                                             : (uint32_t)json_object_size(known);
        if (!number &&
            json_object_set_new(known, name.ptr,
                                json_integer(p->profiles[i].organisation)) != 0) {
            json_decref(known);
            return ie_fail_nomem(err);
        }
    }
    json_decref(known);
    return known ? 0 : ie_fail_nomem(err);
}

static int set_profile(struct pairs *p, size_t i, enum ie_match_type usual,
                       const char *path, struct ie_error *err)
{
    const struct ie_match_line *line =
        i < p->offers->count ? &p->offers->at[i] : &p->needs->at[i - p->offers->count];
    struct ie_match_profile *profile = &p->profiles[i];
    enum ie_match_type type = usual;

    if (line->type.len && !ie_match_type_parse(line->type, &type)) {
        ie_fail(err, IE_INPUT, "match_file.type");
        ie_error_argn(err, "type", line->type.ptr, line->type.len);
        ie_error_at(err, path, line->number, 0, "type");
        return IE_INPUT;
    }
    p->texts[i] = (struct ie_match_text){.lang = line->document.lang,
                                         .title = line->document.title,
                                         .text = line->document.text};
    p->numbers[i] = (uint32_t)i;
    *profile = (struct ie_match_profile){.type = (uint8_t)type,
                                         .organisation = UINT32_MAX,
                                         .texts = &p->texts[i],
                                         .text_count = 1,
                                         .country = ie_match_code(line->country),
                                         .valid_until = IE_MATCH_DAY_OPEN};
    return 0;
}

static int set_input(struct ie_cli *cli, struct pairs *p, uint32_t top,
                     struct ie_error *err)
{
    size_t offers = p->offers->count, needs = p->needs->count, count = offers + needs;
    int code = 0;

    if (count >= UINT32_MAX)
        return ie_match_too_many(ie_option(&cli->options, "offers"), err);
    p->profiles = IE_NEW_ARRAY(&cli->arena, struct ie_match_profile, count + 1);
    p->texts = IE_NEW_ARRAY(&cli->arena, struct ie_match_text, count + 1);
    p->numbers = IE_NEW_ARRAY(&cli->arena, uint32_t, count + 1);
    if (!p->profiles || !p->texts || !p->numbers)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < offers && !code; i++)
        code = set_profile(p, i, IE_MATCH_TECHNOLOGY_OFFER,
                           ie_option(&cli->options, "offers"), err);
    for (size_t i = offers; i < count && !code; i++)
        code = set_profile(p, i, IE_MATCH_TECHNOLOGY_REQUEST,
                           ie_option(&cli->options, "needs"), err);
    if (!code)
        code = number_organisations(p, count, err);
    p->input = (struct ie_matching_input){.profiles = p->profiles,
                                          .count = (uint32_t)count,
                                          .seekers = p->numbers + offers,
                                          .seeker_count = (uint32_t)needs,
                                          .candidates = p->numbers,
                                          .candidate_count = (uint32_t)offers,
                                          .rules = {.day = IE_MATCH_DAY_OPEN},
                                          .top = top,
                                          .tag_concepts = true};
    return code;
}

/* Says how many lines of a file are of a type that nothing in the other one fits, such as
 * offers among the needs: no pair will hold them. */
static void tell_unfit(const struct ie_cli *cli, const struct pairs *p, bool offers)
{
    bool there[IE_MATCH_TYPE_COUNT] = {false};
    size_t split = p->offers->count, count = p->input.count, unfit = 0;
    char number[24];

    for (size_t i = 0; i < count; i++)
        if ((i < split) != offers)
            for (int t = 0; t < IE_MATCH_TYPE_COUNT; t++)
                there[t] = there[t] ||
                           ie_match_types_fit((enum ie_match_type)t,
                                              (enum ie_match_type)p->profiles[i].type);
    for (size_t i = 0; i < count; i++)
        unfit += (i < split) == offers && !there[p->profiles[i].type];
    snprintf(number, sizeof(number), "%zu", unfit);
    if (unfit && count > split && split)
        ie_cli_say(cli, "cli.match_unfit", "path",
                   ie_option(&cli->options, offers ? "offers" : "needs"), "count", number,
                   NULL);
}

static struct ie_str terms_of(struct ie_arena *arena, const struct ie_match *match)
{
    struct ie_buf out = IE_BUF_INIT;

    for (uint32_t i = 0; i < match->reason_count; i++) {
        const struct ie_match_reason *r = &match->reasons[i];
        if (r->field != IE_MATCH_TEXT || !r->seeker_surface.len)
            continue;
        if (out.len)
            ie_buf_addz(&out, "; ");
        ie_buf_add(&out, r->seeker_surface);
        if (!ie_str_eq(r->seeker_surface, r->candidate_surface)) {
            ie_buf_addz(&out, " = ");
            ie_buf_add(&out, r->candidate_surface);
        }
    }
    struct ie_str kept = out.failed ? IE_STR_NONE : ie_arena_str(arena, ie_buf_str(&out));
    ie_buf_release(&out);
    return kept;
}

/* ---- what decides the answer ---- */

static void stir(XXH3_state_t *hash, struct ie_str bytes)
{
    uint64_t len = bytes.len; /* so that borders count */

    XXH3_64bits_update(hash, &len, sizeof(len));
    XXH3_64bits_update(hash, bytes.ptr, bytes.len);
}

static void stir_lines(XXH3_state_t *hash, const struct ie_match_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const struct ie_match_line *line = &lines->at[i];
        const struct ie_str all[] = {
            line->id,   line->document.lang, line->document.title, line->document.text,
            line->type, line->organisation,  line->country};
        for (size_t k = 0; k < IE_COUNT(all); k++)
            stir(hash, all[k]);
    }
    stir(hash, IE_STR(""));
}

/* Over everything that the answer depends on. */
static int make_key(const struct pairs *p, char key[17], struct ie_error *err)
{
    const struct ie_matching_input *input = &p->input;
    const struct ie_match_knowledge *knowledge = &input->knowledge;
    XXH3_state_t *hash = XXH3_createState();
    char numbers[96];

    if (!hash || XXH3_64bits_reset(hash) != XXH_OK) {
        XXH3_freeState(hash);
        return ie_fail_nomem(err);
    }
    stir_lines(hash, p->offers);
    stir_lines(hash, p->needs);
    for (int f = 0; f < IE_MATCH_FIELD_COUNT; f++) {
        snprintf(numbers, sizeof(numbers), "%.17g", input->weights.field[f]);
        stir(hash, ie_str_z(numbers));
    }
    snprintf(numbers, sizeof(numbers), "%u %s %s %016" PRIx64, input->top,
             ie_matching_version(), ie_analyser_version(),
             knowledge->words ? ie_wordbook_checksum(knowledge->words) : 0);
    stir(hash, ie_str_z(numbers));
    if (knowledge->lexicon)
        stir(hash, ie_lexicon_digest(knowledge->lexicon));
    snprintf(key, 17, "%016" PRIx64, XXH3_64bits_digest(hash));
    XXH3_freeState(hash);
    return 0;
}

/* ---- needs by and by ---- */

static int put_matches(const struct pairs *p, const struct ie_matching_output *output,
                       struct ie_match_progress *progress, struct ie_arena *arena,
                       struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_csv csv = ie_csv_into(&out, IE_CSV_GUARD);
    int code = 0;

    for (uint32_t s = 0; s < output->rows_done && !code; s++)
        for (size_t i = output->first[s]; i < output->first[s + 1] && !code; i++) {
            const struct ie_match *match = &output->matches[i];
            struct ie_str terms = terms_of(arena, match);
            char score[24];
            snprintf(score, sizeof(score), "%.4f", match->score);
            ie_csv_cell(&csv, p->needs->at[output->from + s].id);
            ie_csv_int(&csv, (int64_t)(i - output->first[s]) + 1);
            ie_csv_cell(&csv, p->offers->at[match->candidate].id);
            ie_csv_cellz(&csv, score);
            ie_csv_cell(&csv, terms);
            ie_csv_end(&csv);
            code = terms.ptr ? 0 : ie_fail_nomem(err);
        }
    if (!code)
        code = ie_buf_check(&out, err);
    if (!code)
        code = ie_match_progress_add(progress, ie_buf_str(&out), output->rows_done,
                                     output->count, err);
    ie_buf_release(&out);
    return code;
}

struct told { /* progress of a batch as that of the whole */
    const struct ie_solve_control *whole;
    uint32_t from, all;
};

static void tell(void *data, int permille, double rows, double of)
{
    const struct told *told = data;

    (void)permille;
    (void)of;
    if (told->whole->progress)
        told->whole->progress(told->whole->progress_data,
                              (int)(1000 * (told->from + (uint64_t)rows) / told->all),
                              told->from + rows, told->all);
}

static int run(struct pairs *p, const struct ie_solve_control *control,
               struct ie_match_progress *progress, struct ie_error *err)
{
    uint32_t all = p->input.seeker_count;
    struct ie_matching *matching = NULL;
    struct told told = {control, 0, all};
    struct ie_solve_control own = *control;
    struct ie_arena arena;
    int code = ie_matching_open(&p->input, control, &matching, err);

    own.progress = tell;
    own.progress_data = &told;
    ie_arena_init(&arena, 0);
    while (!code && progress->needs < all) {
        uint32_t from = told.from = progress->needs;
        uint32_t to = all - from < TOGETHER ? all : from + TOGETHER;
        struct ie_matching_output *output = NULL;
        code = ie_matching_rows(matching, from, to, &own, &arena, &output, err);
        if (!code)
            code = put_matches(p, output, progress, &arena, err);
        if (!code && output->stopped)
            code = ie_fail(err, IE_CANCELLED, "job.cancelled");
        ie_arena_clear(&arena);
    }
    ie_arena_release(&arena);
    ie_matching_close(matching);
    return code;
}

static int begin(struct ie_cli *cli, const struct pairs *p,
                 struct ie_match_progress *progress, struct ie_error *err)
{
    static const char *const heads[] = {"need", "rank", "offer", "score", "terms"};
    struct ie_buf out = IE_BUF_INIT;
    struct ie_csv csv = ie_csv_into(&out, IE_CSV_GUARD);
    char key[17];

    for (size_t i = 0; i < IE_COUNT(heads); i++)
        ie_csv_cellz(&csv, heads[i]);
    ie_csv_end(&csv);
    int code = ie_buf_check(&out, err);
    if (!code)
        code = make_key(p, key, err);
    if (!code)
        code = ie_match_progress_begin(progress, ie_option(&cli->options, "out"), key,
                                       ie_option_given(&cli->options, "resume"),
                                       ie_buf_str(&out), err);
    ie_buf_release(&out);
    return code;
}

static int match(struct ie_cli *cli, struct pairs *p,
                 const struct ie_solve_control *control, struct ie_error *err)
{
    struct ie_match_progress progress = {0};
    int code = begin(cli, p, &progress, err);

    if (!code)
        code = run(p, control, &progress, err);
    code = ie_match_progress_end(&progress, code, err);
    return code ? code
                : ie_match_tell(cli, "cli.paired", "needs", p->needs->count, "offers",
                                p->offers->count, "pairs", progress.pairs, err);
}

int ie_cli_match_pairs(struct ie_cli *cli, struct ie_error *err)
{
    static const char *const read[] = {"offers", "needs", NULL};
    struct ie_match_lines offers, needs;
    struct pairs p = {.offers = &offers, .needs = &needs};
    struct ie_match_words words = {NULL, NULL};
    struct ie_match_model_set model;
    struct ie_solve_control control;
    int64_t top;
    int code = ie_option_int(&cli->options, "top", 1, 1000, &top, err);

    if (!code)
        code = ie_match_check_out(cli, "out", read, err);
    if (!code)
        code = ie_cli_match_weights(cli, &model, err);
    if (!code)
        code = ie_cli_control(cli, &control, err);
    if (!code)
        code = ie_match_lines_read(ie_option(&cli->options, "offers"), &control,
                                   &cli->arena, &offers, err);
    if (!code)
        code = ie_match_lines_read(ie_option(&cli->options, "needs"), &control,
                                   &cli->arena, &needs, err);
    if (!code) {
        ie_match_tell_empty(cli, ie_option(&cli->options, "offers"), &offers);
        ie_match_tell_empty(cli, ie_option(&cli->options, "needs"), &needs);
        ie_match_lines_guess(&offers, true);
        ie_match_lines_guess(&needs, true);
        code = set_input(cli, &p, (uint32_t)top, err);
    }
    if (!code) {
        tell_unfit(cli, &p, true);
        tell_unfit(cli, &p, false);
        p.input.weights = model.weights;
        p.input.knowledge = ie_match_words_open(cli, &words);
        p.input.tag_concepts = p.input.knowledge.lexicon != NULL;
        code = match(cli, &p, &control, err);
    }
    ie_match_words_close(&words);
    return code;
}
