/* A wordbook built from rows, with a translator over it. */
#ifndef IE_TEST_WORDBOOK_FIXTURE_H
#define IE_TEST_WORDBOOK_FIXTURE_H

#include "base/alloc.h"
#include "harness.h"
#include "lexicon/translate.h"

struct fixture {
    struct ie_wordbook_image image;
    struct ie_wordbook *book;
    struct ie_translator *translator;
    struct ie_arena arena;
};

static inline struct ie_dictionary *dictionary_of(const char *rows)
{
    struct ie_dictionary *made = NULL;
    struct ie_error err;

    IE_CHECK_OK(ie_dictionary_new(&made, &err), &err);
    IE_CHECK_OK(ie_dictionary_read_list(made, ie_str_z(rows), "l", &err), &err);
    IE_CHECK_OK(ie_dictionary_finish(made, 0, &err), &err);
    return made;
}

static inline struct fixture fixture_of(const struct ie_wordbook_list *lists,
                                        uint32_t count)
{
    struct fixture f = {.book = NULL};
    struct ie_error err;

    IE_CHECK_OK(ie_wordbook_build(lists, count, &f.image, &err), &err);
    IE_CHECK_OK(ie_wordbook_open(f.image.bytes, f.image.len, &f.book, &err), &err);
    IE_CHECK_OK(ie_translator_new(f.book, &f.translator, &err), &err);
    ie_arena_init(&f.arena, 0);
    return f;
}

static inline void teardown(struct fixture *f)
{
    ie_translator_free(f->translator);
    ie_wordbook_close(f->book);
    ie_free(f->image.bytes);
    ie_arena_release(&f->arena);
}

#endif
