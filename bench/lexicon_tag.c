/*
 * Tagging texts with a vocabulary.
 *
 *   bench-lexicon_tag rate  VOCABULARY TEXT LANG SECONDS   MB/s of processor time
 *   bench-lexicon_tag bound VOCABULARY TEXT LANG SECONDS   MB/s of the least work
 *   bench-lexicon_tag lines VOCABULARY TEXT LANG           tags of each line
 *   bench-lexicon_tag find  VOCABULARY TEXT LANG           µs to look up each line
 *   bench-lexicon_tag labels VOCABULARY                    language, label: a line each
 *
 * VOCABULARY is a folder of .txt files. `rate` prints: MB of text, MB/s, MB/s of the first
 * pass of a new tagger, tags of one pass, concepts, labels, bytes of the image, milliseconds
 * of processor time to build it and to open it. `bound` prints MB/s of reading every byte
 * once (XXH3), and of parting at spaces, hashing each word and looking it up in a table of
 * as many words as the text has.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "lexicon/lexicon.h"

struct vocabulary {
    struct ie_arena arena;
    struct ie_thesaurus thesaurus;
    struct ie_lexicon_image image;
    struct ie_lexicon *lexicon;
    double build_ms, open_ms;
};

static bool read_file(const char *path, struct ie_buf *out)
{
    FILE *file = fopen(path, "rb");
    char block[1 << 16];
    size_t got;

    if (!file)
        return false;
    while ((got = fread(block, 1, sizeof(block), file)) > 0)
        ie_buf_add(out, ie_str_n(block, got));
    fclose(file);
    return !out->failed;
}

static int is_text(const struct dirent *entry)
{
    return ie_str_ends(ie_str_z(entry->d_name), IE_STR(".txt"));
}

static int read_folder(struct vocabulary *into, const char *folder, struct ie_error *err)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_text, alphasort), code = 0;

    for (int i = 0; i < count; i++) {
        struct ie_str path =
            ie_arena_printf(&into->arena, "%s/%s", folder, entries[i]->d_name);
        struct ie_buf bytes = IE_BUF_INIT;
        if (!code && read_file(path.ptr, &bytes))
            code = ie_thesaurus_read_text(&into->thesaurus,
                                          ie_arena_str(&into->arena, ie_buf_str(&bytes)),
                                          path.ptr, err);
        ie_buf_release(&bytes);
        free(entries[i]);
    }
    free(entries);
    return code ? code : ie_thesaurus_resolve(&into->thesaurus, true, NULL, err);
}

/* Of this process: others on the machine do not count. */
static int64_t cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int load(struct vocabulary *into, const char *folder, struct ie_error *err)
{
    memset(into, 0, sizeof(*into));
    ie_arena_init(&into->arena, 0);
    ie_thesaurus_init(&into->thesaurus, &into->arena);
    int code = read_folder(into, folder, err);
    if (code)
        return code;
    int64_t begun = cpu_us();
    if ((code = ie_lexicon_build(&into->thesaurus, &into->image, err)))
        return code;
    int64_t built = cpu_us();
    code = ie_lexicon_open(into->image.bytes, into->image.len, &into->lexicon, err);
    into->build_ms = (double)(built - begun) / 1e3;
    into->open_ms = (double)(cpu_us() - built) / 1e3;
    return code;
}

static int pass(struct ie_tagger *tagger, struct ie_str text, struct ie_str lang,
                uint64_t *found, struct ie_error *err)
{
    struct ie_tags tags = {0};
    struct ie_str line;
    int code = 0;

    for (*found = 0; !code && ie_str_split(&text, '\n', &line); *found += tags.count)
        code = ie_tagger_tag(tagger, line, lang, &tags, err);
    return code;
}

static int rate(struct vocabulary *words, struct ie_str text, struct ie_str lang,
                double seconds, struct ie_error *err)
{
    struct ie_tagger *tagger = NULL;
    int64_t begun = cpu_us(), first = 0, spent = 0;
    uint64_t passes = 0, found = 0, labels = 0;
    int code = ie_tagger_new(words->lexicon, &tagger, err);

    if (!code)
        code = pass(tagger, text, lang, &found, err);
    first = cpu_us() - begun;
    for (begun = cpu_us(); !code && (double)spent < seconds * 1e6; passes++) {
        code = pass(tagger, text, lang, &found, err);
        spent = cpu_us() - begun;
    }
    ie_tagger_free(tagger);
    for (uint32_t i = 0; i < ie_lexicon_count(words->lexicon); i++)
        labels += ie_lexicon_label_count(words->lexicon, i);
    if (!code)
        printf("%.3f %.2f %.2f %llu %u %llu %zu %.1f %.1f\n", (double)text.len / 1e6,
               (double)(text.len * passes) / (double)spent,
               (double)text.len / (double)first, (unsigned long long)found,
               ie_lexicon_count(words->lexicon), (unsigned long long)labels,
               words->image.len, words->build_ms, words->open_ms);
    return code;
}

/* One pass of the least that any tagger does: its sum, so that nothing is left out. */
static uint64_t look_up_words(struct ie_str text, uint64_t *table, uint64_t mask)
{
    uint64_t sum = 0;
    struct ie_str word;

    while (ie_str_split(&text, ' ', &word)) {
        uint64_t hash = XXH3_64bits(word.ptr, word.len) | 1, at = hash >> 20 & mask;
        while (table[at] && table[at] != hash)
            at = (at + 1) & mask;
        sum += table[at] == hash;
        table[at] = hash;
    }
    return sum;
}

static int bound(struct ie_str text, double seconds, struct ie_error *err)
{
    uint64_t room = 1024, sum = 0, passes = 0;
    int64_t begun = cpu_us(), spent = 0, read = 0;

    for (size_t i = 0, words = 0; i < text.len; i++)
        if (text.ptr[i] == ' ' && 2 * ++words > room)
            room *= 2;
    uint64_t *table = ie_calloc(room, sizeof(*table));
    if (!table)
        return ie_fail_nomem(err);
    for (begun = cpu_us(); (double)read < seconds * 5e5; passes++) {
        sum += XXH3_64bits(text.ptr, text.len);
        read = cpu_us() - begun;
    }
    printf("%.0f ", (double)(text.len * passes) / (double)read);
    look_up_words(text, table, room - 1);
    for (passes = 0, begun = cpu_us(); (double)spent < seconds * 5e5; passes++) {
        sum += look_up_words(text, table, room - 1);
        spent = cpu_us() - begun;
    }
    printf("%.1f %llx\n", (double)(text.len * passes) / (double)spent,
           (unsigned long long)sum);
    ie_free(table);
    return 0;
}

static int lines(struct vocabulary *words, struct ie_str text, struct ie_str lang,
                 struct ie_error *err)
{
    struct ie_tagger *tagger = NULL;
    struct ie_str line;
    int code = ie_tagger_new(words->lexicon, &tagger, err);

    while (!code && ie_str_split(&text, '\n', &line)) {
        struct ie_tags tags;
        if ((code = ie_tagger_tag(tagger, line, lang, &tags, err)))
            break;
        printf("%.*s\n", IE_STR_ARG(line));
        for (uint32_t i = 0; i < tags.count; i++) {
            struct ie_str id = ie_lexicon_id(words->lexicon, tags.at[i].concept);
            printf("\t%.*s\t%.*s\t%u\n", IE_STR_ARG(id), (int)tags.at[i].len,
                   line.ptr + tags.at[i].from, tags.at[i].weight);
        }
    }
    ie_tagger_free(tagger);
    return code;
}

static int find(struct vocabulary *words, struct ie_str text, struct ie_str lang,
                struct ie_error *err)
{
    enum { TOP = 10, TIMES = 20 };
    struct ie_arena arena;
    struct ie_str line;
    int code = 0;

    ie_arena_init(&arena, 0);
    while (!code && ie_str_split(&text, '\n', &line)) {
        struct ie_lexicon_hit *hits = NULL;
        uint32_t count = 0;
        int64_t begun = cpu_us();
        for (int i = 0; i < TIMES && !code; i++) {
            ie_arena_clear(&arena);
            code = ie_lexicon_find(words->lexicon, line, lang, TOP, &arena, &hits, &count,
                                   err);
        }
        printf("%.*s\t%.1f", IE_STR_ARG(line), (double)(cpu_us() - begun) / TIMES);
        for (uint32_t i = 0; i < count; i++) {
            struct ie_label label;
            ie_lexicon_label_at(words->lexicon, hits[i].concept, hits[i].label, &label);
            printf("\t%.*s", IE_STR_ARG(label.text));
        }
        putchar('\n');
    }
    ie_arena_release(&arena);
    return code;
}

static void labels(struct vocabulary *words)
{
    for (uint32_t i = 0; i < ie_lexicon_count(words->lexicon); i++)
        for (uint32_t k = 0; k < ie_lexicon_label_count(words->lexicon, i); k++) {
            struct ie_label label;
            ie_lexicon_label_at(words->lexicon, i, k, &label);
            printf("%.*s\t%.*s\t%.*s\n", IE_STR_ARG(label.lang), IE_STR_ARG(label.text),
                   IE_STR_ARG(ie_lexicon_id(words->lexicon, i)));
        }
}

int main(int argc, char **argv)
{
    struct vocabulary words;
    struct ie_buf text = IE_BUF_INIT;
    struct ie_error err = {0};

    if (argc < 3 ||
        (strcmp(argv[1], "labels") != 0 && (argc < 5 || !read_file(argv[3], &text)))) {
        fprintf(stderr, "usage: see the head of bench/lexicon_tag.c\n");
        return 2;
    }
    int code = load(&words, argv[2], &err);
    if (!code && strcmp(argv[1], "labels") == 0)
        labels(&words);
    else if (!code && strcmp(argv[1], "lines") == 0)
        code = lines(&words, ie_buf_str(&text), ie_str_z(argv[4]), &err);
    else if (!code && strcmp(argv[1], "find") == 0)
        code = find(&words, ie_buf_str(&text), ie_str_z(argv[4]), &err);
    else if (!code && strcmp(argv[1], "bound") == 0)
        code = bound(ie_buf_str(&text), argc > 5 ? strtod(argv[5], NULL) : 1, &err);
    else if (!code)
        code = rate(&words, ie_buf_str(&text), ie_str_z(argv[4]),
                    argc > 5 ? strtod(argv[5], NULL) : 1, &err);
    if (code)
        fprintf(stderr, "%s:%u: %s %s\n", err.file, err.line, err.id, err.arg[0].value);
    ie_lexicon_close(words.lexicon);
    ie_free(words.image.bytes);
    ie_arena_release(&words.arena);
    ie_buf_release(&text);
    return code ? 1 : 0;
}
