/* Vocabularies for the tests of the lexicon's engine: from text to an open image. */
#ifndef IE_TEST_LEXICON_FIXTURE_H
#define IE_TEST_LEXICON_FIXTURE_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "harness.h"
#include "lexicon/lexicon.h"

struct vocabulary {
    struct ie_arena arena;
    struct ie_thesaurus thesaurus;
    struct ie_lexicon_image image;
    struct ie_lexicon *lexicon;
    struct ie_tagger *tagger;
};

static inline void vocabulary_init(struct vocabulary *words)
{
    memset(words, 0, sizeof(*words));
    ie_arena_init(&words->arena, 0);
    ie_thesaurus_init(&words->thesaurus, &words->arena);
}

static inline void vocabulary_release(struct vocabulary *words)
{
    ie_tagger_free(words->tagger);
    ie_lexicon_close(words->lexicon);
    ie_free(words->image.bytes);
    ie_arena_release(&words->arena);
}

/* Links, builds, opens, and makes a tagger. */
static inline int vocabulary_open(struct vocabulary *words, struct ie_error *err)
{
    int code = ie_thesaurus_resolve(&words->thesaurus, true, NULL, err);

    if (code || (code = ie_lexicon_build(&words->thesaurus, &words->image, err)) ||
        (code =
             ie_lexicon_open(words->image.bytes, words->image.len, &words->lexicon, err)))
        return code;
    return ie_tagger_new(words->lexicon, &words->tagger, err);
}

static inline int vocabulary_from(struct vocabulary *words, const char *text,
                                  struct ie_error *err)
{
    vocabulary_init(words);
    int code = ie_thesaurus_read_text(&words->thesaurus, ie_str_z(text), "words", err);
    return code ? code : vocabulary_open(words, err);
}

static inline bool read_whole(const char *path, struct ie_buf *out)
{
    FILE *file = fopen(path, "rb");
    char block[4096];
    size_t got;

    if (!file)
        return false;
    while ((got = fread(block, 1, sizeof(block), file)) > 0)
        ie_buf_add(out, ie_str_n(block, got));
    fclose(file);
    return !out->failed;
}

static inline int vocabulary_add_file(struct vocabulary *words, const char *path,
                                      struct ie_error *err)
{
    struct ie_buf bytes = IE_BUF_INIT;
    int code = read_whole(path, &bytes) ? 0 : ie_fail_errno(err, "file.read", path, 0);

    if (!code) {
        struct ie_str kept = ie_arena_str(&words->arena, ie_buf_str(&bytes));
        const char *name = ie_arena_strz(&words->arena, ie_str_z(path));
        code = ie_thesaurus_read_text(&words->thesaurus, kept, name, err);
    }
    ie_buf_release(&bytes);
    return code;
}

static inline int vocabulary_is_text(const struct dirent *entry)
{
    return ie_str_ends(ie_str_z(entry->d_name), IE_STR(".txt"));
}

/* All .txt files of a folder, in order of their names; *files says how many. */
static inline int vocabulary_add_folder(struct vocabulary *words, const char *folder,
                                        int *files, struct ie_error *err)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, vocabulary_is_text, alphasort), code = 0;

    *files = count;
    for (int i = 0; i < count; i++) {
        char path[1024];
        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (!code)
            code = vocabulary_add_file(words, path, err);
        free(entries[i]);
    }
    free(entries);
    return code;
}

/* Tags as "id=words id=words", in their order. */
static inline void vocabulary_say(const struct vocabulary *words, struct ie_str text,
                                  const struct ie_tags *tags, struct ie_buf *out)
{
    ie_buf_clear(out);
    for (uint32_t i = 0; i < tags->count; i++) {
        const struct ie_tag *tag = &tags->at[i];
        if (i)
            ie_buf_addc(out, ' ');
        ie_buf_add(out, ie_lexicon_id(words->lexicon, tag->concept));
        ie_buf_addc(out, '=');
        ie_buf_add(out, ie_str_n(text.ptr + tag->from, tag->len));
    }
}

#endif
