/* From a thesaurus to the bytes of image.h. */
#include "lexicon/build.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "lexicon/thesaurus_priv.h"

enum { IMAGE_MAX = 1 << 30 };

int ie_lex_too_large(struct ie_error *err)
{
    ie_fail(err, IE_LIMIT, "lexicon.too_large");
    ie_error_argi(err, "limit", IMAGE_MAX);
    return IE_LIMIT;
}

/* ---- Tables ------------------------------------------------------------------------ */

int ie_lex_table_reserve(struct ie_lex_table *table,
                         uint32_t (*again)(const struct ie_lex_build *, uint32_t),
                         const struct ie_lex_build *build, struct ie_error *err)
{
    if (2 * (table->used + 1) <= table->room)
        return 0;
    uint32_t room = table->room ? 2 * table->room : 16;
    uint32_t *slots = ie_calloc(room, sizeof(*slots));
    if (!slots)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < table->used; i++) {
        uint32_t at = again(build, i) & (room - 1);
        while (slots[at])
            at = (at + 1) & (room - 1);
        slots[at] = i + 1;
    }
    ie_free(table->slots);
    table->slots = slots;
    table->room = room;
    return 0;
}

static uint32_t string_hash(const struct ie_lex_build *build, uint32_t number)
{
    return ie_lex_hash(ie_lex_build_string(build, build->strings.at[number]));
}

static void put_string(struct ie_buf *to, struct ie_str text)
{
    size_t len = text.len;

    for (; len >= 0x80; len >>= 7)
        ie_buf_addc(to, (char)(len | 0x80));
    ie_buf_addc(to, (char)len);
    ie_buf_add(to, text);
}

int ie_lex_intern(struct ie_lex_build *build, struct ie_str text, uint32_t *string,
                  struct ie_error *err)
{
    struct ie_lex_table *table = &build->string_table;
    int code = ie_lex_table_reserve(table, string_hash, build, err);

    if (code)
        return code;
    uint32_t at = ie_lex_hash(text) & (table->room - 1);
    for (; table->slots[at]; at = (at + 1) & (table->room - 1)) {
        *string = build->strings.at[table->slots[at] - 1];
        if (ie_str_eq(ie_lex_build_string(build, *string), text))
            return 0;
    }
    *string = (uint32_t)build->text.len;
    put_string(&build->text, text);
    if (build->text.len > IMAGE_MAX / 2)
        return ie_lex_too_large(err);
    uint32_t *start = IE_PUSH(&build->strings);
    if (!start || build->text.failed)
        return ie_fail_nomem(err);
    *start = *string;
    table->slots[at] = ++table->used;
    return 0;
}

/* ---- Labels, notations, notes ------------------------------------------------------ */

static int label_cmp(const void *left, const void *right)
{
    const struct ie_label *x = *(const struct ie_label *const *)left;
    const struct ie_label *y = *(const struct ie_label *const *)right;
    int order = ie_lexicon_lang_cmp(x->lang, y->lang);

    if (order)
        return order;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return ie_str_cmp(x->text, y->text);
}

static struct ie_str primary_of(struct ie_str tag)
{
    int64_t hyphen = ie_str_find_char(tag, '-');

    return hyphen > 0 ? ie_str_n(tag.ptr, (size_t)hyphen) : tag;
}

static int add_lang(struct ie_lex_build *build, struct ie_str tag, uint16_t *lang,
                    struct ie_error *err)
{
    struct ie_lex_lang row;
    int code = ie_lex_intern(build, tag, &row.tag, err);

    if (code || (code = ie_lex_intern(build, primary_of(tag), &row.primary, err)))
        return code;
    for (size_t i = 0; i < build->langs.count; i++)
        if (build->langs.at[i].tag == row.tag) {
            *lang = (uint16_t)i;
            return 0;
        }
    if (build->langs.count == UINT16_MAX)
        return ie_lex_too_large(err);
    struct ie_lex_lang *made = IE_PUSH(&build->langs);
    if (!made)
        return ie_fail_nomem(err);
    *made = row;
    *lang = (uint16_t)(build->langs.count - 1);
    return 0;
}

static int add_label(struct ie_lex_build *build, const struct ie_label *label,
                     struct ie_error *err)
{
    struct ie_lex_trait trait = {.weight = label->weight,
                                 .kind = label->kind,
                                 .review = label->review,
                                 .weak = label->weak};
    struct ie_lex_label row = {.trait = 0};
    int code;

    if ((code = ie_lex_intern(build, label->text, &row.text, err)) ||
        (code = ie_lex_intern(build, label->source, &trait.source, err)) ||
        (code = ie_lex_intern(build, label->why, &trait.why, err)) ||
        (code = add_lang(build, label->lang, &trait.lang, err)))
        return code;
    struct ie_lex_label *made = IE_PUSH(&build->labels);
    struct ie_lex_trait *made_trait = IE_PUSH(&build->trait_of);
    if (!made || !made_trait)
        return ie_fail_nomem(err);
    *made = row;
    *made_trait = trait;
    if (build->labels.count >= IE_LEX_FIND_LABELS)
        return ie_lex_too_large(err);
    return 0;
}

static int add_labels(struct ie_lex_build *build, const struct ie_concept *concept,
                      struct ie_error *err)
{
    const struct ie_label **order =
        IE_NEW_ARRAY(build->arena, const struct ie_label *, concept->label_count);
    int code = 0;

    if (!order)
        return ie_fail_nomem(err);
    if (!concept->label_count)
        return ie_lexicon_fail_value(err, "lexicon.no_label", concept->at, "id",
                                     concept->id);
    for (uint32_t i = 0; i < concept->label_count; i++)
        order[i] = &concept->labels[i];
    qsort(order, concept->label_count, sizeof(*order), label_cmp);
    for (uint32_t i = 0; i < concept->label_count && !code; i++)
        code = add_label(build, order[i], err);
    return code;
}

static int notation_cmp(const void *left, const void *right)
{
    const struct ie_notation *x = left, *y = right;
    int order = ie_str_cmp(x->scheme, y->scheme);

    if (!order)
        order = ie_str_cmp(x->edition, y->edition);
    return order ? order : ie_str_cmp(x->code, y->code);
}

static int add_notations(struct ie_lex_build *build, const struct ie_concept *concept,
                         struct ie_error *err)
{
    uint32_t count = concept->notation_count;
    struct ie_notation *order = IE_NEW_ARRAY(build->arena, struct ie_notation, count);
    int code = 0;

    if (!order)
        return ie_fail_nomem(err);
    if (count)
        memcpy(order, concept->notations, count * sizeof(*order));
    qsort(order, count, sizeof(*order), notation_cmp);
    for (uint32_t i = 0; i < count && !code; i++) {
        struct ie_lex_notation *row = IE_PUSH(&build->notations);
        if (!row)
            return ie_fail_nomem(err);
        if (!(code = ie_lex_intern(build, order[i].scheme, &row->scheme, err)) &&
            !(code = ie_lex_intern(build, order[i].edition, &row->edition, err)) &&
            !(code = ie_lex_intern(build, order[i].code, &row->code, err)))
            code = ie_lex_intern(build, order[i].title, &row->title, err);
    }
    return code;
}

static int note_cmp(const void *left, const void *right)
{
    const struct ie_note *x = left, *y = right;
    int order = ie_lexicon_lang_cmp(x->lang, y->lang);

    return order ? order : ie_str_cmp(x->text, y->text);
}

static int add_notes(struct ie_lex_build *build, const struct ie_concept *concept,
                     struct ie_error *err)
{
    uint32_t count = concept->note_count;
    struct ie_note *order = IE_NEW_ARRAY(build->arena, struct ie_note, count);
    int code = 0;

    if (!order)
        return ie_fail_nomem(err);
    if (count)
        memcpy(order, concept->notes, count * sizeof(*order));
    qsort(order, count, sizeof(*order), note_cmp);
    for (uint32_t i = 0; i < count && !code; i++) {
        struct ie_lex_note *row = IE_PUSH(&build->notes);
        if (!row)
            return ie_fail_nomem(err);
        if (!(code = ie_lex_intern(build, order[i].lang, &row->lang, err)))
            code = ie_lex_intern(build, order[i].text, &row->text, err);
    }
    return code;
}

/* ---- Links ------------------------------------------------------------------------- */

struct arc {
    uint32_t from, to;
};

struct arcs { /* all links of one kind, sorted, without doubles */
    IE_VEC(struct arc) arcs;
};

static int arc_cmp(const void *left, const void *right)
{
    const struct arc *x = left, *y = right;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static bool add_arc(struct arcs *arcs, uint32_t from, uint32_t to)
{
    struct arc *arc = from == to ? NULL : IE_PUSH(&arcs->arcs);

    if (arc)
        *arc = (struct arc){from, to};
    return arc || from == to;
}

static void sort_arcs(struct arcs *arcs)
{
    size_t kept = 0;

    if (!arcs->arcs.count)
        return;
    qsort(arcs->arcs.at, arcs->arcs.count, sizeof(*arcs->arcs.at), arc_cmp);
    for (size_t i = 0; i < arcs->arcs.count; i++)
        if (!i || arc_cmp(&arcs->arcs.at[i], &arcs->arcs.at[kept - 1]))
            arcs->arcs.at[kept++] = arcs->arcs.at[i];
    arcs->arcs.count = kept;
}

/* Where the links of each concept begin, `count` + 1 numbers; NULL: memory is out. */
static uint32_t *starts_of(struct ie_arena *arena, const struct arcs *arcs,
                           uint32_t count)
{
    uint32_t *starts = IE_NEW_ARRAY(arena, uint32_t, (size_t)count + 1);

    if (!starts)
        return NULL;
    for (size_t i = 0; i < arcs->arcs.count; i++)
        starts[arcs->arcs.at[i].from + 1]++;
    for (uint32_t i = 0; i < count; i++)
        starts[i + 1] += starts[i];
    return starts;
}

/* Tops above each concept: up from every top, down every narrower link once. */
static int find_fields(struct ie_lex_build *build, struct arcs kinds[IE_LEX_LINK_KINDS],
                       uint32_t count, struct ie_error *err)
{
    uint32_t *starts = starts_of(build->arena, &kinds[IE_LEX_NARROWER], count);
    uint32_t *stack = IE_NEW_ARRAY(build->arena, uint32_t, (size_t)count + 1);
    uint32_t *seen = IE_NEW_ARRAY(build->arena, uint32_t, (size_t)count + 1);

    if (!starts || !stack || !seen)
        return ie_fail_nomem(err);
    for (size_t t = 0; t < build->tops.count; t++) {
        uint32_t top = build->tops.at[t], depth = 0;
        stack[depth++] = top;
        seen[top] = (uint32_t)t + 1;
        while (depth) {
            uint32_t concept = stack[--depth];
            struct arc *field = IE_PUSH(&kinds[IE_LEX_FIELDS].arcs);
            if (!field)
                return ie_fail_nomem(err);
            *field = (struct arc){concept, top};
            for (uint32_t i = starts[concept]; i < starts[concept + 1]; i++) {
                uint32_t below = kinds[IE_LEX_NARROWER].arcs.at[i].to;
                if (seen[below] != t + 1) {
                    seen[below] = (uint32_t)t + 1;
                    stack[depth++] = below;
                }
            }
        }
    }
    return 0;
}

/* Arcs of the thesaurus in the image's numbers: rank[number in the thesaurus]. */
static int gather_arcs(struct ie_lex_build *build, const struct ie_thesaurus *thesaurus,
                       const uint32_t *rank, struct arcs kinds[IE_LEX_LINK_KINDS],
                       struct ie_error *err)
{
    bool ok = true;

    for (uint32_t i = 0; i < thesaurus->count; i++) {
        const struct ie_concept *concept = &thesaurus->concepts[i];
        uint32_t above = 0;
        for (uint32_t k = 0; k < concept->broader_count; k++) {
            uint32_t to = concept->broader[k].concept;
            if (to == IE_THESAURUS_NONE)
                continue;
            above++;
            ok = ok && add_arc(&kinds[IE_LEX_BROADER], rank[i], rank[to]) &&
                 add_arc(&kinds[IE_LEX_NARROWER], rank[to], rank[i]);
        }
        for (uint32_t k = 0; k < concept->related_count; k++) {
            uint32_t to = concept->related[k].concept;
            if (to != IE_THESAURUS_NONE)
                ok = ok && add_arc(&kinds[IE_LEX_RELATED], rank[i], rank[to]) &&
                     add_arc(&kinds[IE_LEX_RELATED], rank[to], rank[i]);
        }
        uint32_t *top = above ? NULL : IE_PUSH(&build->tops);
        ok = ok && (top || above);
        if (top)
            *top = rank[i];
    }
    return ok ? 0 : ie_fail_nomem(err);
}

static int number_cmp(const void *left, const void *right)
{
    uint32_t x = *(const uint32_t *)left, y = *(const uint32_t *)right;

    return (x > y) - (x < y);
}

static int lay_links(struct ie_lex_build *build, const struct arcs *kinds, uint32_t count,
                     struct ie_error *err)
{
    size_t next[IE_LEX_LINK_KINDS] = {0};

    for (uint32_t i = 0; i <= count; i++) {
        struct ie_lex_concept *concept = &build->concepts.at[i];
        for (int kind = 0; kind < IE_LEX_LINK_KINDS; kind++) {
            concept->link[kind] = (uint32_t)build->links.count;
            while (next[kind] < kinds[kind].arcs.count &&
                   kinds[kind].arcs.at[next[kind]].from == i) {
                uint32_t *to = IE_PUSH(&build->links);
                if (!to)
                    return ie_fail_nomem(err);
                *to = kinds[kind].arcs.at[next[kind]++].to;
            }
        }
        concept->link[IE_LEX_LINK_KINDS] = (uint32_t)build->links.count;
    }
    return 0;
}

static int add_links(struct ie_lex_build *build, const struct ie_thesaurus *thesaurus,
                     const uint32_t *rank, struct ie_error *err)
{
    struct arcs kinds[IE_LEX_LINK_KINDS] = {0};
    int code = gather_arcs(build, thesaurus, rank, kinds, err);

    if (!code) {
        if (build->tops.count)
            qsort(build->tops.at, build->tops.count, sizeof(uint32_t), number_cmp);
        for (int kind = 0; kind < IE_LEX_FIELDS; kind++)
            sort_arcs(&kinds[kind]);
        code = find_fields(build, kinds, thesaurus->count, err);
    }
    if (!code) {
        sort_arcs(&kinds[IE_LEX_FIELDS]);
        code = lay_links(build, kinds, thesaurus->count, err);
    }
    for (int kind = 0; kind < IE_LEX_LINK_KINDS; kind++)
        IE_VEC_RELEASE(&kinds[kind].arcs);
    return code;
}

/* ---- Concepts ---------------------------------------------------------------------- */

static int add_concept(struct ie_lex_build *build, const struct ie_concept *concept,
                       struct ie_error *err)
{
    struct ie_lex_concept row = {.label = (uint32_t)build->labels.count,
                                 .notation = (uint32_t)build->notations.count,
                                 .note = (uint32_t)build->notes.count};
    int code = ie_lex_intern(build, concept ? concept->id : IE_STR(""), &row.id, err);

    if (code)
        return code;
    struct ie_lex_concept *made = IE_PUSH(&build->concepts);
    if (!made)
        return ie_fail_nomem(err);
    *made = row;
    if (!concept || (code = add_labels(build, concept, err)) ||
        (code = add_notations(build, concept, err)))
        return code;
    return add_notes(build, concept, err);
}

static int add_concepts(struct ie_lex_build *build, const struct ie_thesaurus *thesaurus,
                        struct ie_error *err)
{
    const struct ie_concept **sorted = NULL;
    struct ie_thesaurus borrowed = *thesaurus;
    uint32_t *rank = IE_NEW_ARRAY(build->arena, uint32_t, (size_t)thesaurus->count + 1);
    int code = 0;

    if (!rank)
        return ie_fail_nomem(err);
    borrowed.arena = build->arena; /* the thesaurus' own stays as it is */
    if ((code = ie_lexicon_sorted(&borrowed, &sorted, err)))
        return code;
    for (uint32_t i = 0; i < thesaurus->count && !code; i++) {
        rank[sorted[i] - thesaurus->concepts] = i;
        code = add_concept(build, sorted[i], err);
    }
    if (code || (code = add_concept(build, NULL, err)))
        return code;
    return add_links(build, thesaurus, rank, err);
}

/* ---- Bytes ------------------------------------------------------------------------- */

struct writer {
    struct ie_buf *out;
    struct ie_lex_header header;
};

/* A section of records; the zeroes up to the next multiple of 8. */
static void *section(struct writer *to, enum ie_lex_section which, const void *records,
                     size_t count)
{
    static const char zeroes[8] = {0};
    size_t size = count * ie_lex_record(which), at = to->out->len;

    to->header.section[which].at = at;
    to->header.section[which].count = count;
    if (size && records)
        ie_buf_add(to->out, ie_str_n(records, size));
    else if (ie_buf_reserve(to->out, size + 8)) {
        memset(to->out->ptr + at, 0, size);
        to->out->len += size;
    }
    ie_buf_add(to->out, ie_str_n(zeroes, (8 - to->out->len % 8) % 8));
    return to->out->failed ? NULL : to->out->ptr + at;
}

static void write_trie(struct writer *to, const struct ie_lex_made_trie *trie)
{
    size_t nodes = trie->symbol.count;

    section(to, IE_LEX_TRIE_FIRST, trie->first.at, nodes + 1);
    section(to, IE_LEX_TRIE_WORD, trie->symbol.at, nodes);
    section(to, IE_LEX_TRIE_END, trie->end.at, nodes + 1);
}

static void write_letters(struct writer *to, const struct ie_lex_made_trie *trie)
{
    size_t nodes = trie->symbol.count;

    section(to, IE_LEX_LETTER_FIRST, trie->first.at, nodes + 1);
    uint16_t *unit = section(to, IE_LEX_LETTER_UNIT, NULL, nodes);
    for (size_t i = 0; unit && i < nodes; i++)
        unit[i] = (uint16_t)trie->symbol.at[i];
    section(to, IE_LEX_LETTER_END, trie->end.at, nodes + 1);
    section(to, IE_LEX_LETTER_FLAGS, trie->flags.at, nodes);
}

static int write_image(struct ie_lex_build *build, struct ie_buf *out,
                       struct ie_error *err)
{
    struct writer to = {.out = out};

    memcpy(to.header.magic, IE_LEX_MAGIC, sizeof(to.header.magic));
    ie_lex_version(to.header.version);
    ie_buf_add(out, ie_str_n((const char *)&to.header, sizeof(to.header)));
    section(&to, IE_LEX_CONCEPTS, build->concepts.at, build->concepts.count);
    section(&to, IE_LEX_LABELS, build->labels.at, build->labels.count);
    section(&to, IE_LEX_TRAITS, build->traits.at, build->traits.count);
    section(&to, IE_LEX_NOTATIONS, build->notations.at, build->notations.count);
    section(&to, IE_LEX_NOTES, build->notes.at, build->notes.count);
    section(&to, IE_LEX_LINKS, build->links.at, build->links.count);
    section(&to, IE_LEX_TOPS, build->tops.at, build->tops.count);
    section(&to, IE_LEX_LANGS, build->langs.at, build->langs.count);
    section(&to, IE_LEX_TEXT, build->text.ptr, build->text.len);
    section(&to, IE_LEX_WORDS, build->words.at, build->words.count);
    section(&to, IE_LEX_SPELLING, build->spelling.ptr, build->spelling.len);
    section(&to, IE_LEX_WORD_FLAGS, build->word_flags.at, build->word_flags.count);
    section(&to, IE_LEX_BUCKETS, build->buckets, IE_LEX_BUCKETS_COUNT + 1);
    section(&to, IE_LEX_KEYS, build->keys.at, build->keys.count);
    write_trie(&to, &build->trie);
    write_letters(&to, &build->letters);
    section(&to, IE_LEX_ENDS, build->ends.at, build->ends.count);
    section(&to, IE_LEX_HINTS, build->hints, build->hint_words);
    section(&to, IE_LEX_FINDS, build->finds.at, build->finds.count);
    section(&to, IE_LEX_FIND_SIZES, build->find_sizes.at, build->find_sizes.count);
    section(&to, IE_LEX_PAGES, build->pages, IE_COUNT(build->pages));
    if (out->len > IMAGE_MAX)
        return ie_lex_too_large(err);
    int code = ie_buf_check(out, err);
    if (code)
        return code;
    to.header.len = out->len;
    memcpy(out->ptr, &to.header, sizeof(to.header));
    to.header.checksum = XXH3_64bits(out->ptr + 16, out->len - 16);
    memcpy(out->ptr, &to.header, sizeof(to.header));
    return 0;
}

static void release_trie(struct ie_lex_made_trie *trie)
{
    IE_VEC_RELEASE(&trie->paths);
    IE_VEC_RELEASE(&trie->symbols);
    IE_VEC_RELEASE(&trie->first);
    IE_VEC_RELEASE(&trie->symbol);
    IE_VEC_RELEASE(&trie->end);
    IE_VEC_RELEASE(&trie->flags);
}

static void release(struct ie_lex_build *build)
{
    ie_folding_release(&build->folding);
    ie_word_rules_release(&build->rules);
    IE_VEC_RELEASE(&build->concepts);
    IE_VEC_RELEASE(&build->labels);
    IE_VEC_RELEASE(&build->trait_of);
    IE_VEC_RELEASE(&build->traits);
    IE_VEC_RELEASE(&build->notations);
    IE_VEC_RELEASE(&build->notes);
    IE_VEC_RELEASE(&build->links);
    IE_VEC_RELEASE(&build->tops);
    IE_VEC_RELEASE(&build->langs);
    IE_VEC_RELEASE(&build->strings);
    ie_buf_release(&build->text);
    IE_VEC_RELEASE(&build->words_of);
    ie_buf_release(&build->letters_of);
    IE_VEC_RELEASE(&build->words);
    ie_buf_release(&build->spelling);
    IE_VEC_RELEASE(&build->word_flags);
    ie_free(build->buckets);
    IE_VEC_RELEASE(&build->keys);
    release_trie(&build->trie);
    release_trie(&build->letters);
    IE_VEC_RELEASE(&build->ends);
    ie_free(build->hints);
    IE_VEC_RELEASE(&build->finds);
    IE_VEC_RELEASE(&build->find_sizes);
    ie_free(build->string_table.slots);
    ie_free(build->word_table.slots);
    ie_free(build->trait_table.slots);
}

static void note_pages(struct ie_lex_build *build)
{
    for (uint32_t i = 0; i < IE_FOLD_PAGES; i++)
        if (build->folding.pages[i])
            build->pages[i / 64] |= UINT64_C(1) << i % 64;
}

int ie_lexicon_build(const struct ie_thesaurus *thesaurus, struct ie_lexicon_image *image,
                     struct ie_error *err)
{
    struct ie_lex_build build = {0};
    struct ie_arena arena;
    struct ie_buf out = IE_BUF_INIT;
    int code;

    ie_arena_init(&arena, 0);
    build.arena = &arena;
    ie_folding_init(&build.folding, NULL);
    if ((code = ie_word_rules_init(&build.rules, err)) ||
        (code = add_concepts(&build, thesaurus, err)) ||
        (code = ie_lex_build_index(&build, err)) ||
        (code = ie_lex_build_finds(&build, err)))
        goto out;
    note_pages(&build);
    if ((code = write_image(&build, &out, err)))
        goto out;
    *image = (struct ie_lexicon_image){(unsigned char *)out.ptr, out.len};
    out = IE_BUF_INIT;
out:
    ie_buf_release(&out);
    release(&build);
    ie_arena_release(&arena);
    return code;
}
