/* An overlay over a base: see merge.h for what happens where they clash. */
#include "lexicon/merge.h"

#include <stdlib.h>

#include "lexicon/thesaurus_priv.h"
#include "text/text.h"

static const char *const kind_names[IE_CONFLICT_KINDS] = {
    [IE_CONFLICT_PREFERRED] = "preferred", [IE_CONFLICT_CLAIMED] = "claimed",
    [IE_CONFLICT_CYCLE] = "cycle",         [IE_CONFLICT_DANGLING] = "dangling",
    [IE_CONFLICT_REPEATED] = "repeated",
};

const char *ie_conflict_name(enum ie_conflict_kind kind)
{
    return (unsigned)kind < IE_CONFLICT_KINDS ? kind_names[kind] : NULL;
}

struct owner {
    struct ie_str lang, key;
    uint32_t concept;
};

struct merge {
    struct ie_thesaurus *merged;
    struct ie_conflicts *conflicts;
    struct ie_str source;
    struct owner *owners; /* labels of the base by (lang, key) */
    uint32_t owner_count;
    uint32_t base_count;
    uint32_t *stack; /* for the search of cycles, [base + overlay concepts] */
    uint8_t *seen;
    struct ie_error *err;
};

static int conflict(struct merge *m, enum ie_conflict_kind kind, struct ie_str concept,
                    struct ie_str lang, struct ie_str theirs, struct ie_str ours,
                    struct ie_place at)
{
    struct ie_conflicts *c = m->conflicts;

    if (c->count == c->room) {
        uint32_t room = c->room ? c->room * 2 : 16;
        struct ie_conflict *more =
            IE_NEW_ARRAY(m->merged->arena, struct ie_conflict, room);
        if (!more)
            return ie_fail_nomem(m->err);
        if (c->count)
            memcpy(more, c->at, c->count * sizeof(*more));
        c->at = more;
        c->room = room;
    }
    c->at[c->count++] =
        (struct ie_conflict){(uint8_t)kind, concept, lang, theirs, ours, at};
    return 0;
}

/* ---- Copying ------------------------------------------------------------------------- */

static int copy_rest(struct merge *m, struct ie_concept *to,
                     const struct ie_concept *from)
{
    int code = 0;

    for (uint32_t i = 0; i < from->notation_count && !code; i++) {
        bool there = false;
        for (uint32_t k = 0; k < to->notation_count && !there; k++)
            there = ie_str_eq(to->notations[k].scheme, from->notations[i].scheme) &&
                    ie_str_eq(to->notations[k].edition, from->notations[i].edition) &&
                    ie_str_eq(to->notations[k].code, from->notations[i].code);
        if (!there)
            code = ie_concept_add_notation(m->merged, to, &from->notations[i], m->err);
    }
    for (uint32_t i = 0; i < from->note_count && !code; i++)
        code = ie_concept_add_note(m->merged, to, &from->notes[i], m->err);
    for (uint32_t i = 0; i < from->related_count && !code; i++)
        code = ie_concept_add_related(m->merged, to, from->related[i].id,
                                      from->related[i].at, m->err);
    return code;
}

static int copy_base(struct merge *m, const struct ie_thesaurus *base)
{
    int code = 0;

    for (uint32_t i = 0; i < base->count && !code; i++) {
        const struct ie_concept *from = &base->concepts[i];
        struct ie_concept *to;
        code = ie_thesaurus_add(m->merged, from->id, from->at, &to, m->err);
        if (code)
            break;
        to->top = from->top;
        for (uint32_t k = 0; k < from->label_count && !code; k++)
            code = ie_concept_add_label(m->merged, to, &from->labels[k], m->err);
        for (uint32_t k = 0; k < from->broader_count && !code; k++)
            code = ie_concept_add_broader(m->merged, to, from->broader[k].id,
                                          from->broader[k].at, m->err);
        if (!code)
            code = copy_rest(m, to, from);
    }
    return code;
}

/* ---- Who has a label ------------------------------------------------------------------- */

static int owner_order(const void *x, const void *y)
{
    const struct owner *a = x, *b = y;
    int order = ie_str_cmp(a->lang, b->lang);

    if (!order)
        order = ie_str_cmp(a->key, b->key);
    return order ? order : (a->concept > b->concept) - (a->concept < b->concept);
}

static int index_owners(struct merge *m)
{
    uint32_t count = 0;
    int code = 0;

    for (uint32_t i = 0; i < m->merged->count; i++)
        count += m->merged->concepts[i].label_count;
    m->owners = IE_NEW_ARRAY(m->merged->arena, struct owner, count + 1);
    if (!m->owners)
        return ie_fail_nomem(m->err);
    for (uint32_t i = 0; i < m->merged->count && !code; i++)
        for (uint32_t k = 0; k < m->merged->concepts[i].label_count && !code; k++) {
            const struct ie_label *label = &m->merged->concepts[i].labels[k];
            struct owner *owner = &m->owners[m->owner_count++];
            owner->lang = label->lang;
            owner->concept = i;
            code = ie_text_search_key(m->merged->arena, label->text, &owner->key, m->err);
        }
    if (m->owner_count)
        qsort(m->owners, m->owner_count, sizeof(*m->owners), owner_order);
    return code;
}

/* A concept of the base other than `self` with this label, or IE_THESAURUS_NONE. */
static int find_owner(const struct merge *m, const struct ie_label *label, uint32_t self,
                      uint32_t *other)
{
    struct owner wanted = {.lang = label->lang};
    uint32_t low = 0, high = m->owner_count;
    int code = ie_text_search_key(m->merged->arena, label->text, &wanted.key, m->err);

    *other = IE_THESAURUS_NONE;
    if (code)
        return code;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (owner_order(&m->owners[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < m->owner_count && ie_str_eq(m->owners[low].lang, wanted.lang) &&
           ie_str_eq(m->owners[low].key, wanted.key);
         low++)
        if (m->owners[low].concept != self)
            *other = m->owners[low].concept;
    return 0;
}

/* ---- The overlay ------------------------------------------------------------------------ */

static struct ie_label *same_label(struct ie_concept *concept,
                                   const struct ie_label *label)
{
    for (uint32_t i = 0; i < concept->label_count; i++)
        if (ie_str_eq(concept->labels[i].lang, label->lang) &&
            ie_str_eq(concept->labels[i].text, label->text))
            return &concept->labels[i];
    return NULL;
}

/* Ours steps back to an alternative where the office prefers another word. */
static int prefer_theirs(struct merge *m, struct ie_concept *to,
                         const struct ie_label *theirs)
{
    int code = 0;

    for (uint32_t i = 0; i < to->label_count && !code; i++) {
        struct ie_label *ours = &to->labels[i];
        if (ours->kind != IE_LABEL_PREFERRED || !ie_str_eq(ours->lang, theirs->lang) ||
            ie_str_eq(ours->text, theirs->text))
            continue;
        ours->kind = IE_LABEL_ALTERNATIVE;
        code = conflict(m, IE_CONFLICT_PREFERRED, to->id, theirs->lang, theirs->text,
                        ours->text, theirs->at);
    }
    return code;
}

static int add_label(struct merge *m, uint32_t concept, const struct ie_label *theirs)
{
    struct ie_concept *to = &m->merged->concepts[concept];
    struct ie_label label = *theirs;
    struct ie_label *there = same_label(to, theirs);
    uint32_t other = IE_THESAURUS_NONE;
    int code = 0;

    if (ie_str_eqz(label.source, IE_THESAURUS_SOURCE))
        label.source = m->source;
    if (label.kind == IE_LABEL_PREFERRED && concept < m->base_count)
        code = prefer_theirs(m, to, theirs);
    if (!code && there) {
        if (there->kind == label.kind)
            code = conflict(m, IE_CONFLICT_REPEATED, to->id, label.lang, label.text,
                            there->text, label.at);
        there->kind = label.kind < there->kind ? label.kind : there->kind;
        return code;
    }
    if (!code)
        code = ie_concept_add_label(m->merged, to, &label, m->err);
    if (!code)
        code = find_owner(m, &label, concept, &other);
    if (!code && other != IE_THESAURUS_NONE && !label.why.len)
        code = conflict(m, IE_CONFLICT_CLAIMED, to->id, label.lang, label.text,
                        m->merged->concepts[other].id, label.at);
    return code;
}

/* True if `goal` is `from` or above it. Concepts are all in; links may dangle. */
static bool reaches(struct merge *m, uint32_t from, uint32_t goal)
{
    uint32_t depth = 0;

    memset(m->seen, 0, m->merged->count);
    m->stack[depth++] = from;
    m->seen[from] = 1;
    while (depth) {
        const struct ie_concept *c = &m->merged->concepts[m->stack[--depth]];
        if (c == &m->merged->concepts[goal])
            return true;
        for (uint32_t i = 0; i < c->broader_count; i++) {
            uint32_t up = ie_thesaurus_find(m->merged, c->broader[i].id);
            if (up != IE_THESAURUS_NONE && !m->seen[up]) {
                m->seen[up] = 1;
                m->stack[depth++] = up;
            }
        }
    }
    return false;
}

static int add_broader(struct merge *m, uint32_t concept, const struct ie_link *link)
{
    struct ie_concept *to = &m->merged->concepts[concept];
    uint32_t up = ie_thesaurus_find(m->merged, link->id);

    if (up == IE_THESAURUS_NONE)
        return conflict(m, IE_CONFLICT_DANGLING, to->id, IE_STR_NONE, link->id,
                        IE_STR_NONE, link->at);
    if (reaches(m, up, concept))
        return conflict(m, IE_CONFLICT_CYCLE, to->id, IE_STR_NONE, link->id, IE_STR_NONE,
                        link->at);
    return ie_concept_add_broader(m->merged, to, link->id, link->at, m->err);
}

/* Related links that lead nowhere go, with a word about it. */
static int drop_dangling(struct merge *m, struct ie_concept *concept)
{
    uint32_t kept = 0;
    int code = 0;

    for (uint32_t i = 0; i < concept->related_count && !code; i++)
        if (ie_thesaurus_find(m->merged, concept->related[i].id) != IE_THESAURUS_NONE)
            concept->related[kept++] = concept->related[i];
        else
            code = conflict(m, IE_CONFLICT_DANGLING, concept->id, IE_STR_NONE,
                            concept->related[i].id, IE_STR_NONE, concept->related[i].at);
    concept->related_count = kept;
    return code;
}

static int add_overlay(struct merge *m, const struct ie_thesaurus *overlay)
{
    struct ie_concept *to;
    int code = 0;

    /* first every concept, since links may lead forward */
    for (uint32_t i = 0; i < overlay->count && !code; i++)
        if (ie_thesaurus_find(m->merged, overlay->concepts[i].id) == IE_THESAURUS_NONE)
            code = ie_thesaurus_add(m->merged, overlay->concepts[i].id,
                                    overlay->concepts[i].at, &to, m->err);
    m->stack = IE_NEW_ARRAY(m->merged->arena, uint32_t, m->merged->count + 1);
    m->seen = IE_NEW_ARRAY(m->merged->arena, uint8_t, m->merged->count + 1);
    if (!code && (!m->stack || !m->seen))
        code = ie_fail_nomem(m->err);
    for (uint32_t i = 0; i < overlay->count && !code; i++) {
        const struct ie_concept *from = &overlay->concepts[i];
        uint32_t concept = ie_thesaurus_find(m->merged, from->id);
        to = &m->merged->concepts[concept];
        to->top |= from->top && concept >= m->base_count;
        for (uint32_t k = 0; k < from->label_count && !code; k++)
            code = add_label(m, concept, &from->labels[k]);
        for (uint32_t k = 0; k < from->broader_count && !code; k++)
            code = add_broader(m, concept, &from->broader[k]);
        if (!code)
            code = copy_rest(m, to, from);
    }
    for (uint32_t i = 0; i < m->merged->count && !code; i++)
        code = drop_dangling(m, &m->merged->concepts[i]);
    return code;
}

int ie_thesaurus_merge(const struct ie_thesaurus *base,
                       const struct ie_thesaurus *overlay, struct ie_str source,
                       struct ie_thesaurus *merged, struct ie_conflicts *conflicts,
                       struct ie_error *err)
{
    struct merge m = {.merged = merged,
                      .conflicts = conflicts,
                      .source = source,
                      .base_count = base->count,
                      .err = err};
    int code;

    *conflicts = (struct ie_conflicts){0};
    if ((code = copy_base(&m, base)) || (code = index_owners(&m)) ||
        (code = add_overlay(&m, overlay)))
        return code;
    return ie_thesaurus_resolve(merged, true, NULL, err);
}
