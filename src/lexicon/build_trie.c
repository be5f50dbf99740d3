/* Paths sorted into a trie whose nodes are numbered breadth first. */
#include <stdlib.h>

#include "lexicon/build.h"

/* ---- Order --------------------------------------------------------------------------- */

/* By symbols, then by label. */
static int path_cmp(const void *left, const void *right, void *data)
{
    const struct ie_lex_path *x = left, *y = right;
    const uint32_t *symbols = data;
    uint32_t len = x->len < y->len ? x->len : y->len;

    for (uint32_t i = 0; i < len; i++)
        if (symbols[x->at + i] != symbols[y->at + i])
            return symbols[x->at + i] < symbols[y->at + i] ? -1 : 1;
    if (x->len != y->len)
        return x->len < y->len ? -1 : 1;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return (x->flags > y->flags) - (x->flags < y->flags);
}

/* ---- Nodes --------------------------------------------------------------------------- */

struct stretch { /* the paths that lead through a node */
    uint32_t low, high, depth;
};

struct growth {
    struct ie_lex_build *build;
    struct ie_lex_made_trie *trie;
    IE_VEC(struct stretch) nodes;
};

static bool add_node(struct growth *growth, uint32_t symbol, struct stretch paths)
{
    struct stretch *node = IE_PUSH(&growth->nodes);
    uint32_t *by = IE_PUSH(&growth->trie->symbol);

    if (!node || !by)
        return false;
    *node = paths;
    *by = symbol;
    return true;
}

/* What ends at a node: its paths are as long as it is deep. */
static bool end_paths(struct growth *growth, struct stretch *node)
{
    struct ie_lex_made_trie *trie = growth->trie;
    uint32_t *end = IE_PUSH(&trie->end);
    uint8_t *flags = IE_PUSH(&trie->flags);

    if (!end || !flags)
        return false;
    *end = (uint32_t)growth->build->ends.count;
    for (; node->low < node->high; node->low++) {
        const struct ie_lex_path *path = &trie->paths.at[node->low];
        if (path->len > node->depth)
            break;
        *flags |= (uint8_t)path->flags;
        if (path->label == IE_THESAURUS_NONE)
            continue;
        uint32_t *label = IE_PUSH(&growth->build->ends);
        if (!label)
            return false;
        *label = path->label;
    }
    return true;
}

static bool add_children(struct growth *growth, struct stretch node)
{
    struct ie_lex_made_trie *trie = growth->trie;
    uint32_t *first = IE_PUSH(&trie->first);

    if (!first)
        return false;
    *first = (uint32_t)trie->symbol.count;
    while (node.low < node.high) {
        uint32_t symbol = trie->symbols.at[trie->paths.at[node.low].at + node.depth];
        struct stretch child = {node.low, node.low, node.depth + 1};
        while (child.high < node.high &&
               trie->symbols.at[trie->paths.at[child.high].at + node.depth] == symbol)
            child.high++;
        node.low = child.high;
        if (!add_node(growth, symbol, child))
            return false;
    }
    return true;
}

int ie_lex_build_trie(struct ie_lex_build *build, struct ie_lex_made_trie *trie,
                      struct ie_error *err)
{
    struct growth growth = {.build = build, .trie = trie};
    bool ok;

    if (trie->paths.count)
        qsort_r(trie->paths.at, trie->paths.count, sizeof(*trie->paths.at), path_cmp,
                trie->symbols.at);
    ok = add_node(&growth, 0, (struct stretch){0, (uint32_t)trie->paths.count, 0});
    for (size_t i = 0; ok && i < growth.nodes.count; i++) {
        struct stretch node = growth.nodes.at[i];
        ok = end_paths(&growth, &node) && add_children(&growth, node);
    }
    uint32_t *first = ok ? IE_PUSH(&trie->first) : NULL;
    uint32_t *end = ok ? IE_PUSH(&trie->end) : NULL;
    IE_VEC_RELEASE(&growth.nodes);
    if (!first || !end)
        return ie_fail_nomem(err);
    *first = (uint32_t)trie->symbol.count;
    *end = (uint32_t)build->ends.count;
    return 0;
}
