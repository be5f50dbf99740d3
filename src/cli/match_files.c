#include "cli/match_files.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "service/words/vocabulary.h"
#include "service/words/wordlists.h"

int ie_match_too_many(const char *path, struct ie_error *err)
{
    ie_fail(err, IE_LIMIT, "match_file.too_many");
    ie_error_at(err, path, 0, 0, NULL);
    return IE_LIMIT;
}

/* Marks, signs and pictures are nothing to find a text by. */
static bool is_text(struct ie_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
            return true;
    return text.len && ie_text_script(text) != IE_SCRIPT_NONE;
}

void ie_match_tell_empty(const struct ie_cli *cli, const char *path,
                         const struct ie_match_lines *lines)
{
    char count[24];
    size_t empty = 0;

    for (size_t i = 0; i < lines->count; i++)
        empty +=
            !is_text(lines->at[i].document.title) && !is_text(lines->at[i].document.text);
    snprintf(count, sizeof(count), "%zu", empty);
    if (empty)
        ie_cli_say(cli, "cli.match_empty", "path", path, "count", count, NULL);
}

static int refuse_out(enum ie_code code, const char *id, const char *path,
                      struct ie_error *err)
{
    ie_fail(err, code, id);
    ie_error_arg(err, "path", path);
    return (int)code;
}

/* Is the path one of the files that the options name? */
static bool is_read(const struct ie_cli *cli, const char *path, const char *const *read)
{
    struct stat written, other;

    if (stat(path, &written) != 0)
        return false;
    for (; *read; read++) {
        const char *name = ie_option(&cli->options, *read);
        int rc =
            strcmp(name, "-") == 0 ? fstat(STDIN_FILENO, &other) : stat(name, &other);
        if (rc == 0 && other.st_ino == written.st_ino && other.st_dev == written.st_dev)
            return true;
    }
    return false;
}

/* Standard input can be read once. */
static int check_standard(const struct ie_cli *cli, const char *const *read,
                          struct ie_error *err)
{
    unsigned times = 0;

    for (; *read; read++)
        times += strcmp(ie_option(&cli->options, *read), "-") == 0;
    return times < 2 ? 0 : ie_fail(err, IE_USAGE, "match.standard_twice");
}

/* What is written is written beside and then put in place. */
static int check_folder(const char *path, struct ie_error *err)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) + 1 : 0;
    struct stat there;

    if (len >= sizeof(folder) || strlen(path) >= sizeof(folder))
        return ie_fail_errno(err, "file.write", path, ENAMETOOLONG);
    memcpy(folder, len ? path : "./", len ? len : 2);
    folder[len ? len : 2] = '\0';
    if (path[len] == '\0' || stat(folder, &there) != 0 || !S_ISDIR(there.st_mode))
        return refuse_out(IE_INPUT, "match.out_folder", path, err);
    if (access(folder, W_OK | X_OK) != 0)
        return refuse_out(IE_INPUT, "match.out_closed", path, err);
    return 0;
}

int ie_match_check_out(const struct ie_cli *cli, const char *out, const char *const *read,
                       struct ie_error *err)
{
    static const char *const beside[] = {"", ".part", ".part.state", ".part.state.part"};
    const char *path = ie_option(&cli->options, out);
    char name[PATH_MAX];
    struct stat written;

    if (check_standard(cli, read, err))
        return IE_USAGE;
    if (strcmp(path, "-") == 0)
        return refuse_out(IE_USAGE, "match.out_standard", path, err);
    for (size_t i = 0; i < IE_COUNT(beside); i++)
        if ((size_t)snprintf(name, sizeof(name), "%s%s", path, beside[i]) <
                sizeof(name) &&
            is_read(cli, name, read))
            return refuse_out(IE_USAGE, "match.out_is_input", name, err);
    if (stat(path, &written) == 0 && !S_ISREG(written.st_mode))
        return refuse_out(IE_INPUT, "file.not_regular", path, err);
    return check_folder(path, err);
}

/* ---- retrieval ---- */

struct answer {
    const struct ie_match_hit *hits;
    uint32_t count;
};

struct search {
    const struct ie_matching_index *index;
    struct ie_match_knowledge knowledge;
    struct ie_str *langs; /* of the corpus */
    uint32_t lang_count;
    const struct ie_match_lines *queries;
    uint32_t top;
    struct answer *answers; /* [queries->count] */
    const struct ie_solve_control *control;
    atomic_size_t next;
    atomic_int failed;
    unsigned threads;
};

/* Each thread has its reader and its arena; which one answers a query is of no effect. */
struct searcher {
    struct search *search;
    struct ie_arena arena;
    struct ie_error err;
    pthread_t thread;
};

static void *run_searcher(void *arg)
{
    struct searcher *own = arg;
    struct search *s = own->search;
    struct ie_match_reader *reader = NULL;
    int code = ie_match_reader_new(&s->knowledge, &reader, &own->err);
    size_t i;

    while (!code && !atomic_load(&s->failed) &&
           (i = atomic_fetch_add(&s->next, 1)) < s->queries->count) {
        struct ie_match_hit *hits = NULL;
        if (ie_solve_stopped(s->control) != IE_GO_ON)
            code = ie_fail(&own->err, IE_CANCELLED, "job.cancelled");
        else
            code = ie_matching_index_search(
                s->index, reader,
                &(struct ie_match_question){s->queries->at[i].document, s->langs,
                                            s->lang_count, s->top},
                &own->arena, &hits, &s->answers[i].count, &own->err);
        s->answers[i].hits = hits;
    }
    ie_match_reader_free(reader);
    if (code)
        atomic_store(&s->failed, 1);
    return NULL;
}

static int search_all(struct search *s, struct searcher *searchers, struct ie_error *err)
{
    unsigned begun = 0;
    int code = 0;

    for (; begun + 1 < s->threads; begun++)
        if (pthread_create(&searchers[begun].thread, NULL, run_searcher,
                           &searchers[begun]) != 0)
            break; /* fewer will do */
    run_searcher(&searchers[s->threads - 1]);
    for (unsigned i = 0; i < begun; i++)
        pthread_join(searchers[i].thread, NULL);
    for (unsigned i = 0; i < s->threads && !code; i++) {
        code = (int)searchers[i].err.code;
        if (code)
            *err = searchers[i].err;
    }
    return code;
}

/* https://trec.nist.gov: query Q0 document rank score tag */
static int write_run(struct ie_cli *cli, const struct search *s,
                     const struct ie_match_lines *corpus, struct ie_error *err)
{
    const char *tag = ie_option(&cli->options, "tag");
    struct ie_buf out = IE_BUF_INIT;

    for (size_t q = 0; q < s->queries->count; q++) {
        for (uint32_t h = 0; h < s->answers[q].count; h++) {
            const struct ie_match_hit *hit = &s->answers[q].hits[h];
            ie_buf_add(&out, s->queries->at[q].id);
            ie_buf_addz(&out, " Q0 ");
            ie_buf_add(&out, corpus->at[hit->document].id);
            ie_buf_printf(&out, " %u %.6f %s\n", h + 1, hit->score, tag);
        }
    }
    int code = ie_buf_check(&out, err);
    if (!code)
        code = ie_cli_write_file(ie_option(&cli->options, "run"), ie_buf_str(&out), err);
    ie_buf_release(&out);
    return code;
}

int ie_match_tell(struct ie_cli *cli, const char *id, const char *first, size_t one,
                  const char *second, size_t two, const char *third, size_t three,
                  struct ie_error *err)
{
    json_t *result = json_pack("{s:I, s:I, s:I}", first, (json_int_t)one, second,
                               (json_int_t)two, third, (json_int_t)three);
    int code = result ? ie_cli_result(cli, id, result, err) : ie_fail_nomem(err);

    json_decref(result);
    return code;
}

static int retrieve(struct ie_cli *cli, struct search *s,
                    const struct ie_match_lines *corpus, struct ie_error *err)
{
    struct searcher *searchers = IE_NEW_ARRAY(&cli->arena, struct searcher, s->threads);
    size_t hits = 0;

    s->answers = IE_NEW_ARRAY(&cli->arena, struct answer, s->queries->count + 1);
    if (!searchers || !s->answers)
        return ie_fail_nomem(err);
    for (unsigned i = 0; i < s->threads; i++) {
        searchers[i].search = s;
        ie_arena_init(&searchers[i].arena, 0);
    }
    int code = search_all(s, searchers, err);
    if (!code)
        code = write_run(cli, s, corpus, err);
    for (size_t q = 0; q < s->queries->count; q++)
        hits += s->answers[q].count;
    for (unsigned i = 0; i < s->threads; i++)
        ie_arena_release(&searchers[i].arena);
    return code ? code
                : ie_match_tell(cli, "cli.retrieved", "documents", corpus->count,
                                "queries", s->queries->count, "hits", hits, err);
}

static int index_corpus(struct ie_cli *cli, const struct ie_match_lines *corpus,
                        const struct ie_match_knowledge *knowledge,
                        const struct ie_solve_control *control,
                        struct ie_matching_image *image, struct ie_error *err)
{
    struct ie_match_document *documents =
        IE_NEW_ARRAY(&cli->arena, struct ie_match_document, corpus->count + 1);

    if (!documents)
        return ie_fail_nomem(err);
    if (corpus->count > UINT32_MAX - 1)
        return ie_match_too_many(ie_option(&cli->options, "corpus"), err);
    for (size_t i = 0; i < corpus->count; i++)
        documents[i] = corpus->at[i].document;
    return ie_matching_index_build(documents, (uint32_t)corpus->count, knowledge, control,
                                   image, err);
}

enum {
    LANGS_MAX = 32, /* more languages than that are not translated into */
    SHARE = 100,    /* a guessed language of fewer than 1 in so many is a mistake */
};

void ie_match_lines_guess(const struct ie_match_lines *lines, bool together)
{
    static const char *const tags[] = {"en", "de", "fr", "ko", "ja", "ru", "he"};
    size_t count[IE_COUNT(tags)] = {0}, guessed = 0;
    size_t most = 0;

    for (size_t i = 0; i < lines->count; i++) {
        struct ie_match_document *document = &lines->at[i].document;
        if (document->lang.len)
            continue;
        document->lang = ie_str_z(
            ie_text_language(document->text.len ? document->text : document->title));
        lines->at[i].guessed = true;
        guessed++;
        for (size_t k = 0; k < IE_COUNT(tags); k++)
            count[k] += ie_str_eqz(document->lang, tags[k]);
    }
    for (size_t k = 1; k < IE_COUNT(tags); k++)
        if (count[k] > count[most])
            most = k;
    if (!together || !count[most] || most > 2)
        return; /* scripts are no guess */
    for (size_t i = 0; i < lines->count; i++) {
        struct ie_str *lang = &lines->at[i].document.lang;
        for (size_t k = 0; k < 3 && lines->at[i].guessed; k++)
            if (!lang->len ||
                (ie_str_eqz(*lang, tags[k]) && count[k] && count[k] * SHARE < guessed))
                *lang = ie_str_z(tags[most]);
    }
}

static int gather_langs(struct ie_cli *cli, const struct ie_match_lines *corpus,
                        struct search *s, struct ie_error *err)
{
    ie_match_lines_guess(corpus, true);
    ie_match_lines_guess(s->queries, false);
    s->langs = IE_NEW_ARRAY(&cli->arena, struct ie_str, LANGS_MAX);
    if (!s->langs)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < corpus->count && s->lang_count < LANGS_MAX; i++) {
        uint32_t l = 0;
        while (l < s->lang_count && !ie_str_eq(s->langs[l], corpus->at[i].document.lang))
            l++;
        if (l == s->lang_count)
            s->langs[s->lang_count++] = corpus->at[i].document.lang;
    }
    return 0;
}

/* Matching works without them, by letters alone, and says so. */
static void open_vocabulary(struct ie_cli *cli, struct ie_match_words *opened)
{
    struct ie_error err;

    if (ie_vocabulary_open(&opened->vocabulary, &err)) {
        opened->vocabulary = NULL;
        ie_cli_warn(cli, &err, "vocabulary.then_none");
    } else if (ie_vocabulary_fault(opened->vocabulary)) {
        ie_cli_warn(cli, ie_vocabulary_fault(opened->vocabulary),
                    "vocabulary.then_texts");
    }
}

static void open_words(struct ie_cli *cli, struct ie_match_words *opened)
{
    struct ie_error err;

    if (ie_wordlists_open(&opened->words, &err)) {
        opened->words = NULL;
        ie_cli_warn(cli, &err, "wordlists.then_none");
    } else if (ie_wordlists_fault(opened->words)) {
        ie_cli_warn(cli, ie_wordlists_fault(opened->words), "wordlists.then_own");
    }
}

struct ie_match_knowledge ie_match_words_open(struct ie_cli *cli,
                                              struct ie_match_words *opened)
{
    struct ie_match_knowledge knowledge = {NULL, NULL};

    *opened = (struct ie_match_words){NULL, NULL};
    open_vocabulary(cli, opened);
    open_words(cli, opened);
    if (opened->vocabulary)
        knowledge.lexicon = ie_vocabulary_lexicon(opened->vocabulary);
    if (opened->words)
        knowledge.words = ie_wordlists_book(opened->words);
    return knowledge;
}

void ie_match_words_close(struct ie_match_words *opened)
{
    ie_wordlists_close(opened->words);
    ie_vocabulary_close(opened->vocabulary);
}

static int search_files(struct ie_cli *cli, struct search *s,
                        const struct ie_match_lines *corpus,
                        struct ie_matching_image *image, struct ie_error *err)
{
    struct ie_matching_index *index = NULL;
    int code = gather_langs(cli, corpus, s, err);

    if (!code)
        code = index_corpus(cli, corpus, &s->knowledge, s->control, image, err);
    if (!code)
        code =
            ie_matching_index_open(image->bytes, image->len, &s->knowledge, &index, err);
    s->index = index;
    if (!code)
        code = retrieve(cli, s, corpus, err);
    ie_matching_index_close(index);
    return code;
}

int ie_cli_match_retrieve(struct ie_cli *cli, struct ie_error *err)
{
    static const char *const read[] = {"corpus", "queries", NULL};
    struct ie_match_lines corpus, queries;
    struct ie_matching_image image = {0};
    struct ie_solve_control control;
    struct ie_match_words opened = {NULL, NULL};
    int64_t top;
    int code = ie_option_int(&cli->options, "top", 1, 100000, &top, err);

    if (!code)
        code = ie_match_check_out(cli, "run", read, err);
    if (!code)
        code = ie_cli_control(cli, &control, err);
    if (!code)
        code = ie_match_lines_read(ie_option(&cli->options, "corpus"), &control,
                                   &cli->arena, &corpus, err);
    if (!code)
        code = ie_match_lines_read(ie_option(&cli->options, "queries"), &control,
                                   &cli->arena, &queries, err);
    if (!code) {
        ie_match_tell_empty(cli, ie_option(&cli->options, "corpus"), &corpus);
        ie_match_tell_empty(cli, ie_option(&cli->options, "queries"), &queries);
        struct search s = {.knowledge = ie_match_words_open(cli, &opened),
                           .queries = &queries,
                           .top = (uint32_t)top,
                           .control = &control,
                           .threads = control.threads};
        code = search_files(cli, &s, &corpus, &image, err);
    }
    ie_free(image.bytes);
    ie_match_words_close(&opened);
    return code;
}
