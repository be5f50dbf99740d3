/* Concepts of one profile for one reader: see profile_tag.h. */
#include <stdlib.h>

#include "service/words/lexicon_json.h"
#include "service/words/profile_concepts.h"
#include "service/words/profile_tag.h"
#include "store/records/profile.h"
#include "store/schema_types.h"

static const char *const root_concepts[] = {"casting",
                                            "mold-and-die",
                                            "plastic-forming",
                                            "heat-treatment",
                                            "surface-treatment",
                                            "welding-and-joining",
                                            "injection-and-press-molding",
                                            "precision-machining",
                                            "additive-manufacturing",
                                            "industrial-film-and-paper",
                                            "robotics",
                                            "sensor-technology",
                                            "industrial-intelligence-software",
                                            "engineering-design"};

struct ie_str ie_root_concept(size_t root)
{
    return root < IE_COUNT(root_concepts) ? ie_str_z(root_concepts[root]) : IE_STR_NONE;
}

struct view {
    struct ie_call *call;
    const struct ie_lexicon *lexicon;
    struct ie_record *profile;
    struct ie_profile_mentions mentions;
    struct ie_json *json;
};

static void concept_json(const struct view *v, uint32_t concept)
{
    struct ie_str lang = v->call->actor->language, given;
    struct ie_str label = ie_lexicon_label(v->lexicon, concept, lang, &given);

    ie_json_kstr(v->json, "concept", ie_lexicon_id(v->lexicon, concept));
    ie_json_kstr(v->json, "label", label);
    ie_json_kstr(v->json, "language", given);
    ie_lexicon_beside_json(v->lexicon, concept, given, v->json);
}

/* ---- the author's own ---- */

static void own_json(const struct view *v)
{
    ie_json_key(v->json, "own");
    ie_json_array(v->json);
    for (size_t i = 0; i < v->mentions.count; i++) {
        if (v->mentions.at[i].part != IE_PROFILE_OWN)
            continue;
        ie_json_object(v->json);
        concept_json(v, v->mentions.at[i].concept);
        ie_json_end(v->json);
    }
    ie_json_end(v->json);
}

/* ---- found in texts ---- */

struct voiced {
    const struct ie_profile_mention *mention;
    uint64_t voice;
};

/* Every offer and need speaks of cooperation (partner, licence, mass production): that
 * tells less of it than its matter. */
static bool is_manner(const struct ie_lexicon *lexicon, uint32_t concept)
{
    struct ie_lexicon_span fields = ie_lexicon_fields(lexicon, concept);

    return fields.count == 1 &&
           ie_str_eqz(ie_lexicon_id(lexicon, fields.at[0]), "cooperation");
}

/* What the author named himself comes before all that was found. */
static uint64_t voice(const struct view *v, const struct ie_profile_mention *m)
{
    uint64_t times = m->times < 10 ? m->times : 10;
    uint64_t part = m->part == IE_PROFILE_OWN ? 100 : m->part == IE_PROFILE_TITLE ? 4 : 1;
    uint64_t said = m->weight * part + times * 50;

    return m->part != IE_PROFILE_OWN && is_manner(v->lexicon, m->concept) ? said / 8
                                                                          : said;
}

static int louder(const void *x, const void *y)
{
    const struct voiced *a = x, *b = y;

    if (a->voice != b->voice)
        return a->voice > b->voice ? -1 : 1;
    return (a->mention->concept > b->mention->concept) -
           (a->mention->concept < b->mention->concept);
}

static const char *const part_names[] = {
    [IE_PROFILE_TITLE] = "title", [IE_PROFILE_TEXT] = "text", [IE_PROFILE_OWN] = "own"};

static void found_one(const struct view *v, const struct ie_profile_mention *m)
{
    ie_json_object(v->json);
    concept_json(v, m->concept);
    ie_json_kstr(v->json, "phrase", m->phrase);
    ie_json_kstr(v->json, "phrase_language", m->lang);
    ie_json_kstr(v->json, "where", ie_str_z(part_names[m->part]));
    ie_json_kint(v->json, "times", m->times);
    ie_json_key(v->json, "weight");
    ie_json_double(v->json, (double)m->weight / IE_LABEL_WEIGHT);
    ie_json_end(v->json);
}

/* A concept once, loudest first: its title before its text; with `own` the author's own
 * before both, else without those. */
static int in_order(const struct view *v, bool own, struct voiced **order, size_t *count,
                    struct ie_error *err)
{
    struct voiced *made =
        IE_NEW_ARRAY(v->call->arena, struct voiced, v->mentions.count + 1);
    size_t n = 0;

    if (!made)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < v->mentions.count; i++) {
        const struct ie_profile_mention *m = &v->mentions.at[i];
        bool same = n && made[n - 1].mention->concept == m->concept;
        if (m->part == IE_PROFILE_OWN && !own)
            continue;
        if (!same)
            made[n++].mention = m;
        else if (m->part == IE_PROFILE_OWN)
            made[n - 1].mention = m;
    }
    for (size_t i = 0; i < n; i++)
        made[i].voice = voice(v, made[i].mention);
    qsort(made, n, sizeof(*made), louder);
    *order = made;
    *count = n;
    return 0;
}

static int found_json(const struct view *v, bool own, size_t most, struct ie_error *err)
{
    struct voiced *order = NULL;
    size_t n = 0;
    int code = in_order(v, own, &order, &n, err);

    if (code)
        return code;
    ie_json_key(v->json, "concepts");
    ie_json_array(v->json);
    for (size_t i = 0; i < n && i < most; i++)
        found_one(v, order[i].mention);
    ie_json_end(v->json);
    if (own)
        ie_json_kint(v->json, "total", (int64_t)n);
    return 0;
}

/* ---- root technologies, proposed ---- */

struct proposal {
    struct ie_mention *mentions; /* one a concept */
    const struct ie_profile_mention **from;
    uint32_t count;
    uint32_t field[IE_COUNT(root_concepts)];
    struct ie_field_score *scores;
    uint32_t score_count;
};

static int score(const struct view *v, struct proposal *p, struct ie_error *err)
{
    size_t room = v->mentions.count + 1;
    uint32_t fields = 0;

    p->mentions = IE_NEW_ARRAY(v->call->arena, struct ie_mention, room);
    p->from = IE_NEW_ARRAY(v->call->arena, const struct ie_profile_mention *, room);
    if (!p->mentions || !p->from)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < IE_COUNT(root_concepts); i++) {
        uint32_t concept = ie_lexicon_concept(v->lexicon, ie_str_z(root_concepts[i]));
        if (concept != IE_THESAURUS_NONE)
            p->field[fields++] = concept;
    }
    for (size_t i = 0; i < v->mentions.count; i++) {
        const struct ie_profile_mention *m = &v->mentions.at[i];
        struct ie_mention *last = p->count ? &p->mentions[p->count - 1] : NULL;
        if (last && last->concept == m->concept) {
            last->times += m->times;
            last->weight = m->weight > last->weight ? m->weight : last->weight;
            continue;
        }
        p->from[p->count] = m;
        p->mentions[p->count++] = (struct ie_mention){m->concept, m->weight, m->times,
                                                      m->part != IE_PROFILE_TEXT};
    }
    return ie_lexicon_classify(v->lexicon, p->mentions, p->count, p->field, fields,
                               v->call->arena, &p->scores, &p->score_count, err);
}

static const char *root_of(const struct view *v, uint32_t field)
{
    struct ie_str id = ie_lexicon_id(v->lexicon, field);

    for (size_t i = 0; i < IE_COUNT(root_concepts); i++)
        if (ie_str_eqz(id, root_concepts[i]))
            return ie_root_technologies[i];
    IE_BUG("a field that was not asked for");
}

static void proposal_one(const struct view *v, const struct proposal *p,
                         const struct ie_field_score *s)
{
    ie_json_object(v->json);
    ie_json_kstr(v->json, "root_technology", ie_str_z(root_of(v, s->field)));
    ie_json_key(v->json, "score");
    ie_json_double(v->json, (double)s->score / IE_LABEL_WEIGHT);
    ie_json_key(v->json, "words");
    ie_json_array(v->json);
    for (uint32_t i = 0; i < s->words; i++) {
        ie_json_object(v->json);
        concept_json(v, p->mentions[s->word[i]].concept);
        ie_json_kstr(v->json, "phrase", p->from[s->word[i]]->phrase);
        ie_json_end(v->json);
    }
    ie_json_end(v->json);
    ie_json_end(v->json);
}

/* Null for a profile that has its technologies. */
static int proposal_json(const struct view *v, struct ie_error *err)
{
    const struct ie_value *set = ie_record_get(v->profile, "root_technologies");
    struct proposal p = {0};

    ie_json_key(v->json, "proposal");
    if (!set->null && !ie_str_eqz(set->text, "[]")) {
        ie_json_null(v->json);
        return 0;
    }
    int code = score(v, &p, err);
    if (code)
        return code;
    ie_json_object(v->json);
    ie_json_key(v->json, "technologies");
    ie_json_array(v->json);
    for (uint32_t i = 0; i < p.score_count; i++)
        proposal_one(v, &p, &p.scores[i]);
    ie_json_end(v->json);
    ie_json_kbool(v->json, "can_confirm", ie_can_write(v->call, v->profile));
    ie_json_end(v->json);
    return 0;
}

/* ---- one profile ---- */

static int write_view(struct view *v, struct ie_error *err)
{
    ie_json_object(v->json);
    ie_json_kstr(v->json, "profile", ie_id_str(&v->profile->id));
    ie_json_kint(v->json, "revision", v->profile->revision);
    ie_json_kstr(v->json, "engine", ie_str_z(ie_lexicon_version()));
    ie_json_kstr(v->json, "lexicon", ie_lexicon_digest(v->lexicon));
    own_json(v);
    int code = found_json(v, false, SIZE_MAX, err);
    if (!code)
        code = proposal_json(v, err);
    ie_json_end(v->json);
    return code;
}

/* The profile and what of its texts the reader may know, tagged. */
static int look_at(struct view *v, struct ie_view *view, struct ie_office_lexicon *state,
                   struct ie_str id, bool *guarded, struct ie_error *err)
{
    bool whole = false, own = false;
    int code = ie_record_read(v->call->db, &view->reader, &ie_type_profile, id,
                              v->call->arena, &v->profile, err);

    if (!code)
        code = ie_view_shows(view, v->profile, "texts", &whole, guarded, err);
    if (!code)
        code = ie_view_shows(view, v->profile, "concepts", &own, guarded, err);
    return code ? code
                : ie_profile_mentions(state, v->profile, whole, own, v->call->arena,
                                      &v->mentions, err);
}

int ie_profile_concepts_json(struct ie_call *call, struct ie_str profile,
                             struct ie_json *json, struct ie_look *look,
                             struct ie_error *err)
{
    struct ie_office_lexicon *state = NULL;
    struct view v = {.call = call, .json = json};
    struct ie_view view;
    bool guarded = false;

    ie_view_init(&view, call);
    int code = ie_office_lexicon_take(call, &state, err);
    if (code)
        return code;
    v.lexicon = ie_office_lexicon_of(state);
    code = look_at(&v, &view, state, profile, &guarded, err);
    if (!code)
        code = write_view(&v, err);
    ie_office_lexicon_give(state);
    if (!code)
        *look = (struct ie_look){.type = &ie_type_profile,
                                 .id = v.profile->id,
                                 .revision = v.profile->revision,
                                 .due = guarded};
    return code;
}

/* ---- several at a time ---- */

static int write_brief(struct view *v, const struct ie_profiles_wanted *wanted,
                       struct ie_error *err)
{
    ie_json_object(v->json);
    ie_json_kstr(v->json, "profile", ie_id_str(&v->profile->id));
    ie_json_kint(v->json, "revision", v->profile->revision);
    ie_json_kstr(v->json, "title", ie_record_get(v->profile, "title")->text);
    ie_json_kstr(v->json, "title_language", ie_record_get(v->profile, "language")->text);
    int code = found_json(v, true, wanted->most, err);
    if (!code && wanted->proposals)
        code = proposal_json(v, err);
    ie_json_end(v->json);
    return code;
}

int ie_profiles_concepts_json(struct ie_call *call,
                              const struct ie_profiles_wanted *wanted,
                              struct ie_json *json, struct ie_error *err)
{
    struct ie_lexicon_answer a;
    struct ie_str rest = wanted->ids, id;
    struct ie_view view;
    unsigned n = 0;
    bool guarded;
    int code = ie_lexicon_answer_begin(&a, call, json, err);

    if (code)
        return code;
    ie_view_init(&view, call);
    ie_json_kstr(json, "engine", ie_str_z(ie_lexicon_version()));
    ie_json_key(json, "items");
    ie_json_array(json);
    while (!code && ie_str_split(&rest, ',', &id)) {
        struct view v = {.call = call, .lexicon = a.lexicon, .json = json};
        if (++n > IE_PROFILES_AT_ONCE) {
            code = ie_fail(err, IE_INPUT, "lexicon.too_many_profiles");
            ie_error_argi(err, "limit", IE_PROFILES_AT_ONCE);
            break;
        }
        code = look_at(&v, &view, a.state, id, &guarded, err);
        if (!code)
            code = write_brief(&v, wanted, err);
        else if (code == IE_NOT_FOUND)
            code = 0; /* not there for this reader: left out */
    }
    ie_json_end(json);
    ie_lexicon_answer_end(&a);
    return code;
}
