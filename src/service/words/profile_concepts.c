/* Concepts of one profile: see profile_concepts.h. */
#include "service/words/profile_concepts.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/vec.h"
#include "store/records/profile.h"

struct gather {
    const struct ie_lexicon *lexicon;
    struct ie_tagger *tagger;
    struct ie_str original; /* language */
    struct ie_arena *arena;
    IE_VEC(struct ie_profile_mention) found;
    struct ie_error *err;
};

static int keep(struct gather *g, uint32_t concept, uint32_t part, uint32_t weight,
                struct ie_str phrase, struct ie_str lang)
{
    struct ie_profile_mention *mention = IE_PUSH(&g->found);

    if (!mention)
        return ie_fail_nomem(g->err);
    *mention = (struct ie_profile_mention){
        concept, part, weight, 1, !ie_str_eq(lang, g->original), phrase, lang};
    mention->phrase = ie_arena_str(g->arena, phrase);
    mention->lang = ie_arena_str(g->arena, lang);
    return mention->phrase.ptr && mention->lang.ptr ? 0 : ie_fail_nomem(g->err);
}

static int tag_text(struct gather *g, struct ie_str text, struct ie_str lang,
                    uint32_t part)
{
    struct ie_tags tags;
    int code = text.len ? ie_tagger_tag(g->tagger, text, lang, &tags, g->err) : 0;

    for (uint32_t i = 0; text.len && !code && i < tags.count; i++)
        code = keep(g, tags.at[i].concept, part, tags.at[i].weight,
                    ie_str_sub(text, tags.at[i].from, tags.at[i].len), lang);
    return code;
}

static int tag_texts(struct gather *g, struct ie_str texts, bool whole)
{
    json_t *list = NULL, *item;
    size_t i;
    int code = ie_json_parse(texts, &list, g->err);

    json_array_foreach(list, i, item) {
        struct ie_str lang = ie_json_get_str(item, "language");
        if (!code)
            code = tag_text(g, ie_json_get_str(item, "title"), lang, IE_PROFILE_TITLE);
        if (!code && whole)
            code = tag_text(g, ie_json_get_str(item, "text"), lang, IE_PROFILE_TEXT);
    }
    json_decref(list);
    return code;
}

/* The author wrote an id, or words that a text is tagged by. */
static int read_own(struct gather *g, struct ie_str concepts)
{
    json_t *list = NULL, *item;
    size_t i;
    int code = ie_json_parse(concepts, &list, g->err);

    json_array_foreach(list, i, item) {
        struct ie_str text = ie_str_n(json_string_value(item), json_string_length(item));
        uint32_t concept = ie_lexicon_concept(g->lexicon, text);
        if (code)
            break;
        code = concept != IE_THESAURUS_NONE
                   ? keep(g, concept, IE_PROFILE_OWN, IE_LABEL_WEIGHT, text, IE_STR(""))
                   : tag_text(g, text, IE_STR(""), IE_PROFILE_OWN);
    }
    json_decref(list);
    return code;
}

static int by_concept(const void *x, const void *y)
{
    const struct ie_profile_mention *a = x, *b = y;

    if (a->concept != b->concept)
        return a->concept < b->concept ? -1 : 1;
    if (a->part != b->part)
        return a->part < b->part ? -1 : 1;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    if (a->translated != b->translated)
        return a->translated ? 1 : -1;
    return ie_str_cmp(a->phrase, b->phrase); /* so that the order of texts matters not */
}

/* One of each concept and part, with how often. */
static void join(struct gather *g)
{
    size_t kept = 0;

    for (size_t i = 0; i < g->found.count; i++) {
        struct ie_profile_mention *one = &g->found.at[i];
        struct ie_profile_mention *last = kept ? &g->found.at[kept - 1] : NULL;
        if (last && last->concept == one->concept && last->part == one->part)
            last->times++;
        else
            g->found.at[kept++] = *one;
    }
    g->found.count = kept;
}

int ie_profile_mentions(struct ie_office_lexicon *state, const struct ie_record *profile,
                        bool whole, bool own, struct ie_arena *arena,
                        struct ie_profile_mentions *mentions, struct ie_error *err)
{
    const struct ie_value *texts = ie_record_get(profile, "texts");
    const struct ie_value *concepts = ie_record_get(profile, "concepts");
    struct gather g = {.lexicon = ie_office_lexicon_of(state),
                       .original = ie_record_get(profile, "language")->text,
                       .arena = arena,
                       .err = err};
    int code = ie_office_lexicon_tagger(state, &g.tagger, err);

    *mentions = (struct ie_profile_mentions){0};
    if (!code && !texts->null)
        code = tag_texts(&g, texts->text, whole);
    if (!code && own && !concepts->null)
        code = read_own(&g, concepts->text);
    ie_office_lexicon_tagger_back(state, g.tagger);
    if (!code && g.found.count) {
        qsort(g.found.at, g.found.count, sizeof(*g.found.at), by_concept);
        join(&g);
        mentions->at = IE_NEW_ARRAY(arena, struct ie_profile_mention, g.found.count);
        mentions->count = g.found.count;
        if (mentions->at)
            memcpy(mentions->at, g.found.at, g.found.count * sizeof(*g.found.at));
        else
            code = ie_fail_nomem(err);
    }
    IE_VEC_RELEASE(&g.found);
    return code;
}
