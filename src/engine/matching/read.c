/* A reader's parts, and concepts as terms. */
#include "engine/matching/read.h"

#include <stdlib.h>

#include "base/alloc.h"

enum {
    WEIGHT_LEAST = 250, /* thousandths: less is one meaning of many */
    SAID = 1 << 17,     /* translations and labels that are kept as terms */
};

int ie_match_reader_new(const struct ie_match_knowledge *knowledge,
                        struct ie_match_reader **reader, struct ie_error *err)
{
    struct ie_match_reader *made = ie_calloc(1, sizeof(*made));
    if (!made)
        return ie_fail_nomem(err);
    ie_memo_init(&made->said, SAID);
    int code = ie_analyser_new(&made->analyser, err);

    if (!code && knowledge && knowledge->lexicon) {
        made->lexicon = knowledge->lexicon;
        code = ie_tagger_new(knowledge->lexicon, &made->tagger, err);
    }
    if (!code && knowledge && knowledge->words)
        code = ie_translator_new(knowledge->words, &made->translator, err);
    if (code)
        ie_match_reader_free(made);
    else
        *reader = made;
    return code;
}

void ie_match_reader_free(struct ie_match_reader *reader)
{
    if (!reader)
        return;
    ie_analyser_free(reader->analyser);
    ie_tagger_free(reader->tagger);
    ie_translator_free(reader->translator);
    ie_memo_release(&reader->said);
    IE_VEC_RELEASE(&reader->terms);
    ie_free(reader);
}

/* Then by place: of one concept the first mention comes first. */
static int by_number(const void *x, const void *y)
{
    const struct ie_match_concept *a = x, *b = y;

    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->place.title != b->place.title)
        return a->place.title ? -1 : 1;
    return (a->place.from > b->place.from) - (a->place.from < b->place.from);
}

static int tag(struct ie_match_reader *reader, struct ie_str text, struct ie_str lang,
               bool title, struct ie_arena *arena, struct ie_match_concept **all,
               uint32_t *count, struct ie_error *err)
{
    struct ie_tags tags;
    int code = ie_tagger_tag(reader->tagger, text, lang, &tags, err);

    if (code)
        return code;
    struct ie_match_concept *more =
        IE_NEW_ARRAY(arena, struct ie_match_concept, (size_t)*count + tags.count + 1);
    if (!more)
        return ie_fail_nomem(err);
    if (*count)
        memcpy(more, *all, *count * sizeof(*more));
    for (uint32_t i = 0; i < tags.count; i++)
        if (tags.at[i].weight >= WEIGHT_LEAST)
            more[(*count)++] = (struct ie_match_concept){
                tags.at[i].concept,
                title,
                !title,
                tags.at[i].weight / 1000.0,
                ie_str_sub(text, tags.at[i].from, tags.at[i].len),
                tags.at[i].weight / 1000.0,
                {tags.at[i].from, tags.at[i].len, IE_TOKEN_WHOLE, title}};
    *all = more;
    return 0;
}

int ie_match_concepts(struct ie_match_reader *reader,
                      const struct ie_match_document *document, struct ie_arena *arena,
                      struct ie_match_concept **concepts, uint32_t *count,
                      struct ie_error *err)
{
    struct ie_match_concept *all = NULL;
    uint32_t found = 0, kept = 0;
    int code;

    *count = 0;
    if (!reader->tagger)
        return 0;
    if ((code = tag(reader, document->title, document->lang, true, arena, &all, &found,
                    err)) ||
        (code = tag(reader, document->text, document->lang, false, arena, &all, &found,
                    err)))
        return code;
    if (found)
        qsort(all, found, sizeof(*all), by_number);
    for (uint32_t i = 0; i < found; i++) {
        if (kept && all[kept - 1].number == all[i].number) {
            all[kept - 1].title += all[i].title;
            all[kept - 1].text += all[i].text;
            all[kept - 1].weight += all[i].weight;
            if (all[kept - 1].surest < all[i].surest)
                all[kept - 1].surest = all[i].surest;
        } else {
            all[kept++] = all[i];
        }
    }
    *concepts = all;
    *count = kept;
    return 0;
}

int ie_bag_put_concepts(struct ie_match_reader *reader,
                        const struct ie_match_concept *concepts, uint32_t count,
                        struct ie_arena *arena, struct ie_bag *bag, struct ie_error *err)
{
    reader->terms.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct ie_str id = ie_lexicon_id(reader->lexicon, concepts[i].number);
        struct ie_bag_term *term = IE_PUSH(&reader->terms);
        if (!term)
            return ie_fail_nomem(err);
        *term = (struct ie_bag_term){
            .term = ie_arena_printf(arena, "#%.*s", IE_STR_ARG(id)),
            .title = concepts[i].title,
            .text = concepts[i].text,
            .surface = concepts[i].phrase,
            .concept = concepts[i].number,
            .kind = IE_BAG_ID,
            .aside = true,
            .share = (float)(IE_BAG_CONCEPT * concepts[i].weight),
            .words = 0,
            .seen = 1,
            .grams = 1,
            .place = concepts[i].place,
        };
        if (!term->term.ptr)
            return ie_fail_nomem(err);
    }
    return ie_bag_append(bag, reader->terms.at, (uint32_t)reader->terms.count, arena,
                         err);
}

int ie_bag_add_concepts(struct ie_match_reader *reader,
                        const struct ie_match_document *document, struct ie_arena *arena,
                        struct ie_bag *bag, struct ie_error *err)
{
    struct ie_match_concept *concepts = NULL;
    uint32_t count;
    int code = ie_match_concepts(reader, document, arena, &concepts, &count, err);

    return code ? code : ie_bag_put_concepts(reader, concepts, count, arena, bag, err);
}

int ie_bag_read_all(struct ie_match_reader *reader,
                    const struct ie_match_document *document, struct ie_arena *arena,
                    struct ie_bag *bag, struct ie_match_concept **concepts,
                    uint32_t *count, struct ie_error *err)
{
    int code = ie_bag_read(reader->analyser, document, arena, bag, err);

    if (!code)
        code = ie_match_concepts(reader, document, arena, concepts, count, err);
    return code ? code : ie_bag_put_concepts(reader, *concepts, *count, arena, bag, err);
}

bool ie_match_same_language(struct ie_str x, struct ie_str y)
{
    size_t i = 0;

    while (i < x.len && i < y.len && x.ptr[i] != '-' &&
           (x.ptr[i] | 0x20) == (y.ptr[i] | 0x20))
        i++;
    return (i == x.len || x.ptr[i] == '-') && (i == y.len || y.ptr[i] == '-');
}

bool ie_match_crosses(const struct ie_match_reader *reader, struct ie_str from,
                      struct ie_str to)
{
    if (!from.len || !to.len || ie_match_same_language(from, to))
        return false;
    return reader->lexicon ||
           (reader->translator && ie_translator_can(reader->translator, from, to));
}
