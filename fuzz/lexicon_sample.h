/* A small lexicon for the targets that need one. */
#ifndef IE_FUZZ_LEXICON_SAMPLE_H
#define IE_FUZZ_LEXICON_SAMPLE_H

#include "fuzz.h"
#include "lexicon/lexicon.h"

static inline void ie_fuzz_lexicon(const char *text, struct ie_lexicon_image *image)
{
    struct ie_thesaurus thesaurus;
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&thesaurus, &arena);
    IE_FUZZ_CHECK(ie_thesaurus_read_text(&thesaurus, ie_str_z(text), "", &err) == 0);
    IE_FUZZ_CHECK(ie_thesaurus_resolve(&thesaurus, false, NULL, &err) == 0);
    IE_FUZZ_CHECK(ie_lexicon_build(&thesaurus, image, &err) == 0);
    ie_arena_release(&arena);
}

#endif
