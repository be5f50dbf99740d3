/* Concepts of profiles for the engine: see propose_concepts.h. */
#include "service/match/propose_concepts.h"

#include "base/json.h"
#include "engine/matching/loudest.h"
#include "service/words/profile_concepts.h"
#include "service/words/profile_tag.h"
#include "store/records/profile.h"
#include "store/schema_types.h"

enum {
    MOST = 24,                  /* concepts of a profile; more would thin them out */
    SURE = IE_LABEL_WEIGHT / 2, /* a phrase of two meanings speaks for neither */
    OWN_VOICE = 1000000000,     /* of what the author named: above any other */
};

int ie_concept_reader_begin(struct ie_call *call, struct ie_concept_reader *reader,
                            struct ie_error *err)
{
    *reader = (struct ie_concept_reader){.call = call};
    if (call->service && ie_office_lexicon_take(call, &reader->state, err)) {
        if (err->code == IE_NOMEM)
            return IE_NOMEM;
        *err = (struct ie_error){0};
        reader->state = NULL;
    }
    if (!reader->state)
        return 0;
    reader->lexicon = ie_office_lexicon_of(reader->state);
    reader->known = ie_lexicon_count(reader->lexicon);
    reader->ids = IE_NEW_ARRAY(call->arena, struct ie_str, reader->known + 1);
    return reader->ids ? 0 : ie_fail_nomem(err);
}

void ie_concept_reader_end(struct ie_concept_reader *reader)
{
    IE_VEC_RELEASE(&reader->free);
    ie_office_lexicon_give(reader->state);
    reader->state = NULL;
}

int ie_concept_reader_ids(struct ie_concept_reader *reader, const struct ie_str **ids,
                          size_t *count, struct ie_error *err)
{
    size_t n = reader->known + reader->free.count;
    struct ie_str *made = IE_NEW_ARRAY(reader->call->arena, struct ie_str, n + 1);

    if (!made)
        return ie_fail_nomem(err);
    if (reader->known)
        memcpy(made, reader->ids, reader->known * sizeof(*made));
    if (reader->free.count)
        memcpy(made + reader->known, reader->free.at, reader->free.count * sizeof(*made));
    *ids = made;
    *count = n;
    return 0;
}

/* ---- one profile ---- */

struct gather {
    struct ie_concept_reader *reader;
    IE_VEC(struct ie_match_said) said;
    bool own_known; /* one of the author's own words is a concept */
    struct ie_error *err;
};

static int say(struct gather *g, uint32_t concept, double voice)
{
    struct ie_match_said *said = IE_PUSH(&g->said);

    if (!said)
        return ie_fail_nomem(g->err);
    *said = (struct ie_match_said){concept, voice};
    return 0;
}

/* Number of a lexicon's concept, its id kept for the reasons. */
static int say_concept(struct gather *g, uint32_t concept, double voice)
{
    struct ie_str *id = &g->reader->ids[concept];

    if (!id->ptr)
        *id = ie_arena_str(g->reader->call->arena,
                           ie_lexicon_id(g->reader->lexicon, concept));
    return id->ptr ? say(g, concept, voice) : ie_fail_nomem(g->err);
}

/* A word that is no concept meets its like, letter by letter. O(such words). */
static int say_free(struct gather *g, struct ie_str word)
{
    struct ie_concept_reader *reader = g->reader;
    uint32_t n = 0;

    while (n < reader->free.count && !ie_str_eq(reader->free.at[n], word))
        n++;
    if (n == reader->free.count) {
        struct ie_str *made = IE_PUSH(&reader->free);
        if (!made)
            return ie_fail_nomem(g->err);
        *made = ie_arena_str(reader->call->arena, word);
        if (!made->ptr)
            return ie_fail_nomem(g->err);
    }
    return say(g, reader->known + n, OWN_VOICE);
}

/* Under cooperation and nothing else: said by every profile, whatever it is about. */
static bool is_manner(const struct ie_lexicon *lexicon, uint32_t concept)
{
    struct ie_lexicon_span fields = ie_lexicon_fields(lexicon, concept);

    return fields.count == 1 &&
           ie_str_eqz(ie_lexicon_id(lexicon, fields.at[0]), "cooperation");
}

static int say_tag(struct gather *g, uint32_t concept, int64_t part, int64_t weight,
                   int64_t times)
{
    int64_t often = times < 10 ? times : 10;
    bool own = part == IE_PROFILE_OWN;

    g->own_known = g->own_known || own;
    if (concept == IE_THESAURUS_NONE || is_manner(g->reader->lexicon, concept) ||
        (!own && weight < SURE))
        return 0;
    double voice =
        own ? OWN_VOICE
            : (double)(weight * (part == IE_PROFILE_TITLE ? 4 : 1) + often * 50);
    int code = say_concept(g, concept, voice);
    struct ie_lexicon_span broader = ie_lexicon_broader(g->reader->lexicon, concept);
    for (uint32_t i = 0; i < broader.count && !code; i++)
        if (!is_manner(g->reader->lexicon, broader.at[i]))
            code = say_concept(g, broader.at[i], voice - 1);
    return code;
}

/* As they stand in the store; *current false: they do not. */
static int say_stored(struct gather *g, const struct ie_record *record, bool *current)
{
    struct ie_concept_reader *reader = g->reader;
    struct ie_profile_tagging of = {.profile = ie_id_str(&record->id),
                                    .engine = ie_str_z(ie_lexicon_version()),
                                    .lexicon = ie_lexicon_digest(reader->lexicon),
                                    .revision = record->revision};
    struct ie_profile_tag *tags;
    size_t count;
    int code = ie_profile_tags_get(
        reader->call->db, ie_id_str(&reader->call->actor->office), &of, IE_RUNG_TEASER,
        reader->call->arena, &tags, &count, current, g->err);

    for (size_t i = 0; i < count && !code; i++)
        code = say_tag(g, ie_lexicon_concept(reader->lexicon, tags[i].concept),
                       tags[i].part, tags[i].weight, tags[i].times);
    return code;
}

static int say_tagged(struct gather *g, const struct ie_record *record, bool texts,
                      bool own)
{
    struct ie_profile_mentions mentions;
    int code = ie_profile_mentions(g->reader->state, record, texts, own,
                                   g->reader->call->arena, &mentions, g->err);

    for (size_t i = 0; !code && i < mentions.count; i++)
        code = say_tag(g, mentions.at[i].concept, mentions.at[i].part,
                       mentions.at[i].weight, mentions.at[i].times);
    return code;
}

static int say_root(struct gather *g, struct ie_str technology)
{
    uint32_t concept = IE_THESAURUS_NONE;

    for (size_t i = 0; g->reader->lexicon && ie_root_technologies[i]; i++)
        if (ie_str_eqz(technology, ie_root_technologies[i]))
            concept = ie_lexicon_concept(g->reader->lexicon, ie_root_concept(i));
    return concept == IE_THESAURUS_NONE ? say_free(g, technology)
                                        : say_concept(g, concept, OWN_VOICE);
}

static int say_words(struct gather *g, const struct ie_record *record, const char *field,
                     int (*fn)(struct gather *g, struct ie_str word))
{
    struct ie_str column = ie_record_get(record, field)->text;
    json_t *list = NULL, *word;
    size_t i;
    int code = column.len ? ie_json_parse(column, &list, g->err) : 0;

    json_array_foreach(list, i, word)
        if (!code && json_is_string(word))
            code = fn(g, ie_str_n(json_string_value(word), json_string_length(word)));
    json_decref(list);
    return code;
}

/* Each concept once, as loud as it was said loudest; the loudest of them. */
static int keep_loudest(struct gather *g, struct ie_match_profile *profile)
{
    uint32_t n = ie_match_loudest(g->said.at, g->said.count);

    if (n > MOST)
        n = MOST;
    uint32_t *ids = IE_NEW_ARRAY(g->reader->call->arena, uint32_t, n + 1);
    if (!ids)
        return ie_fail_nomem(g->err);
    for (uint32_t i = 0; i < n; i++)
        ids[i] = g->said.at[i].concept;
    profile->concepts = ids;
    profile->concept_count = n;
    return 0;
}

int ie_concept_reader_read(struct ie_concept_reader *reader,
                           const struct ie_record *record, bool texts, bool own,
                           struct ie_match_profile *profile, struct ie_error *err)
{
    struct gather g = {.reader = reader, .err = err};
    bool current = false;
    int code = reader->lexicon ? say_stored(&g, record, &current) : 0;

    if (!code && reader->lexicon && !current)
        code = say_tagged(&g, record, texts, own);
    if (!code)
        code = say_words(&g, record, "root_technologies", say_root);
    if (!code && own && !g.own_known)
        code = say_words(&g, record, "concepts", say_free);
    if (!code)
        code = keep_loudest(&g, profile);
    IE_VEC_RELEASE(&g.said);
    return code;
}
