/*
 * Speed of the analysis: 8 MB of a collection's text, repeated if it has less.
 *
 *   bench-text_speed CORPUS.jsonl
 *
 * prints JSON: MB/s and tokens/s of ie_text_tokens, MB/s of copying the bytes (the bound)
 * and of ICU's word iterator over the same text (the least that a segmenter does).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/vec.h"
#include "text/text.h"

enum { BYTES = 8 << 20 };

struct part {
    json_t *json;
    struct ie_str text, lang;
};

static double seconds(void)
{
    struct timespec at;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static double analyse(const struct part *parts, size_t count, size_t *tokens)
{
    struct ie_analyser *analyser = NULL;
    struct ie_arena arena;
    struct ie_error err;
    size_t done = 0;

    if (ie_analyser_new(&analyser, &err))
        exit(1);
    ie_arena_init(&arena, 0);
    double begun = seconds();
    for (size_t i = 0; done < BYTES; i = (i + 1) % count) {
        struct ie_tokens found;
        if (ie_text_tokens(analyser, &arena, parts[i].text, parts[i].lang, &found, &err))
            exit(1);
        *tokens += found.count;
        done += parts[i].text.len;
        ie_arena_clear(&arena);
    }
    double spent = seconds() - begun;
    ie_arena_release(&arena);
    ie_analyser_free(analyser);
    return spent / ((double)done / 1e6);
}

static double break_words(const struct part *parts, size_t count)
{
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    UText *text = NULL;
    size_t done = 0;

    double begun = seconds();
    for (size_t i = 0; done < BYTES && U_SUCCESS(status); i = (i + 1) % count) {
        text =
            utext_openUTF8(text, parts[i].text.ptr, (int64_t)parts[i].text.len, &status);
        ubrk_setUText(iterator, text, &status);
        while (ubrk_next(iterator) != UBRK_DONE)
            ;
        done += parts[i].text.len;
    }
    double spent = seconds() - begun;
    utext_close(text);
    ubrk_close(iterator);
    return U_SUCCESS(status) ? spent / ((double)done / 1e6) : 0;
}

static double copy(const struct part *parts, size_t count, char *to)
{
    size_t done = 0;
    volatile char sink = 0;

    double begun = seconds();
    for (int round = 0; round < 64; round++)
        for (size_t i = 0, at = 0; at < BYTES; i = (i + 1) % count) {
            memcpy(to, parts[i].text.ptr, parts[i].text.len);
            sink = (char)(sink + to[parts[i].text.len / 2]);
            at += parts[i].text.len;
            done += parts[i].text.len;
        }
    return (seconds() - begun) / ((double)done / 1e6);
}

int main(int argc, char **argv)
{
    IE_VEC(struct part) parts = {0};
    struct ie_error err;
    char *line = NULL, *room_to = NULL;
    size_t room = 0, longest = 1, tokens = 0;
    ssize_t len;
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;

    while (file && (len = getline(&line, &room, file)) > 0) {
        json_t *json = NULL;
        if (ie_json_parse(ie_str_trim(ie_str_n(line, (size_t)len)), &json, &err))
            return 1;
        struct part *part = IE_PUSH(&parts);
        if (!part)
            return 1;
        *part = (struct part){json, ie_json_get_str(json, "text"),
                              ie_json_get_str(json, "lang")};
        longest = part->text.len > longest ? part->text.len : longest;
    }
    if (!parts.count || !(room_to = malloc(longest))) {
        fprintf(stderr, "usage: %s CORPUS.jsonl\n", argv[0]);
        return 2;
    }
    double ours = analyse(parts.at, parts.count, &tokens);
    double icu = break_words(parts.at, parts.count);
    double bound = copy(parts.at, parts.count, room_to);
    printf("{\"mb_s\": %.1f, \"tokens_s\": %.0f, \"memcpy_mb_s\": %.0f, \"icu_mb_s\": "
           "%.1f}\n",
           1 / ours, (double)tokens / (ours * BYTES / 1e6), 1 / bound,
           icu > 0 ? 1 / icu : 0);
    for (size_t i = 0; i < parts.count; i++)
        json_decref(parts.at[i].json);
    IE_VEC_RELEASE(&parts);
    free(room_to);
    free(line);
    fclose(file);
    return 0;
}
