/* For text/ and lexicon/: word lists of the analysis (lists.c). */
#ifndef IE_TEXT_LISTS_H
#define IE_TEXT_LISTS_H

#include "base/str.h"

enum ie_list {
    IE_LIST_EN,
    IE_LIST_DE,
    IE_LIST_FR,
    IE_LIST_RU,
    IE_LIST_HE,
    IE_LIST_KO,
    IE_LIST_JA
};

/* A word of little content; `word` is folded, accents kept, ё as е. O(log n). */
bool ie_list_common(enum ie_list list, struct ie_str word);

/*
 * Bytes of the Korean word that stay when its longest particle or ending goes, at least
 * `keep` syllables of three bytes; all of them when none fits. O(longest ending).
 */
size_t ie_korean_stem(struct ie_str word, size_t keep);
/* Those particles and endings, in order of their bytes. */
const char *const *ie_korean_endings(size_t *count);

#endif
