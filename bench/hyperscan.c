/*
 * All labels as literals by Hyperscan, without regard to the case of ASCII: every match of
 * every label at every byte, no words, no inflection.
 *
 *   bench-hyperscan LABELS TEXT SECONDS   MB/s of processor time, matches of one pass, bytes
 *                                         of the database, milliseconds to compile it
 *
 * LABELS and TEXT: a line each.
 */
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t room = 0, got;

    *len = 0;
    if (!file)
        return NULL;
    do {
        if (*len + (1 << 20) > room) {
            room = 2 * room + (1 << 21);
            bytes = realloc(bytes, room);
            if (!bytes)
                exit(1);
        }
        got = fread(bytes + *len, 1, 1 << 20, file);
        *len += got;
    } while (got);
    fclose(file);
    bytes[*len] = '\0';
    return bytes;
}

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int count_match(unsigned id, unsigned long long from, unsigned long long to,
                       unsigned flags, void *data)
{
    (void)id, (void)from, (void)to, (void)flags;
    ++*(unsigned long long *)data;
    return 0;
}

static hs_database_t *compile(char *labels, size_t len)
{
    size_t lines = 1, n = 0;
    hs_database_t *database = NULL;
    hs_compile_error_t *error = NULL;

    for (size_t i = 0; i < len; i++)
        lines += labels[i] == '\n';
    const char **literals = calloc(lines, sizeof(*literals));
    size_t *lens = calloc(lines, sizeof(*lens));
    unsigned *flags = calloc(lines, sizeof(*flags)), *ids = calloc(lines, sizeof(*ids));
    if (!literals || !lens || !flags || !ids)
        return NULL;
    for (char *at = labels; at < labels + len; n++) {
        char *end = memchr(at, '\n', (size_t)(labels + len - at));
        literals[n] = at;
        lens[n] = end ? (size_t)(end - at) : (size_t)(labels + len - at);
        flags[n] = HS_FLAG_CASELESS;
        ids[n] = (unsigned)n;
        at += lens[n] + 1;
    }
    if (hs_compile_lit_multi(literals, flags, ids, lens, (unsigned)n, HS_MODE_BLOCK, NULL,
                             &database, &error) != HS_SUCCESS)
        fprintf(stderr, "%s\n", error->message);
    free(literals);
    free(lens);
    free(flags);
    free(ids);
    return database;
}

int main(int argc, char **argv)
{
    size_t label_len = 0, len = 0, size = 0;
    char *labels = argc > 3 ? read_file(argv[1], &label_len) : NULL;
    char *text = labels ? read_file(argv[2], &len) : NULL;
    unsigned long long found = 0;
    hs_scratch_t *scratch = NULL;
    double begun = cpu_seconds(), compiled, spent = 0;
    unsigned passes = 0;

    hs_database_t *database = text ? compile(labels, label_len) : NULL;
    if (!database || hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
        return 1;
    compiled = cpu_seconds() - begun;
    hs_database_size(database, &size);
    for (begun = cpu_seconds(); spent < strtod(argv[3], NULL); passes++) {
        found = 0;
        if (hs_scan(database, text, (unsigned)len, 0, scratch, count_match, &found))
            return 1;
        spent = cpu_seconds() - begun;
    }
    printf("%.2f %llu %zu %.0f\n", (double)len * passes / spent / 1e6, found, size,
           compiled * 1e3);
    return 0;
}
