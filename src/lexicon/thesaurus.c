/* The editable thesaurus: adding, finding, resolving. */
#include "lexicon/thesaurus.h"

#include <stdio.h>

#include "lexicon/thesaurus_priv.h"
#include "text/text.h"

void ie_thesaurus_init(struct ie_thesaurus *thesaurus, struct ie_arena *arena)
{
    *thesaurus = (struct ie_thesaurus){.arena = arena};
}

int ie_lexicon_fail_at(struct ie_error *err, enum ie_code code, const char *id,
                       struct ie_place at)
{
    ie_fail(err, code, id);
    if (err)
        ie_error_at(err, at.file, at.line, 0, NULL);
    return (int)code;
}

int ie_lexicon_fail_value(struct ie_error *err, const char *id, struct ie_place at,
                          const char *name, struct ie_str value)
{
    ie_lexicon_fail_at(err, IE_INPUT, id, at);
    if (err)
        ie_error_argn(err, name, value.ptr, value.len);
    return IE_INPUT;
}

static int fail_limit(struct ie_error *err, const char *id, struct ie_place at,
                      int64_t limit)
{
    ie_lexicon_fail_at(err, IE_LIMIT, id, at);
    if (err)
        ie_error_argi(err, "limit", limit);
    return IE_LIMIT;
}

/* ---- Names ---------------------------------------------------------------------- */

/* A short name: lower-case ASCII letters, digits, single hyphens between them. */
static bool short_name(struct ie_str id)
{
    if (!id.len || id.ptr[0] == '-' || id.ptr[id.len - 1] == '-')
        return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if (c == '-' ? id.ptr[i - 1] == '-'
                     : !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

/* Enough of RFC 3987 to stand between angle brackets and in one cell of a sheet. */
static bool absolute_iri(struct ie_str id)
{
    int64_t colon = ie_str_find_char(id, ':');

    if (colon < 2 || !ie_utf8_valid(id))
        return false;
    for (size_t i = 0; i < id.len; i++) {
        unsigned char c = (unsigned char)id.ptr[i];
        if (c <= ' ' || c == 0x7F || strchr("<>\"{}|\\^`", c))
            return false;
    }
    for (int64_t i = 0; i < colon; i++) {
        char c = id.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (i && ((c >= '0' && c <= '9') || strchr("+-.", c)))))
            return false;
    }
    return true;
}

static bool good_id(struct ie_str id)
{
    return id.len && id.len <= IE_THESAURUS_NAME && (short_name(id) || absolute_iri(id));
}

static uint32_t hash(struct ie_str id)
{
    uint32_t h = 2166136261U; /* FNV-1a: names are short and the caller's own */

    for (size_t i = 0; i < id.len; i++)
        h = (h ^ (unsigned char)id.ptr[i]) * 16777619U;
    return h ^ h >> 15;
}

/* The slot where `id` is, or the free one where it would be. */
static uint32_t *slot_of(const struct ie_thesaurus *thesaurus, struct ie_str id)
{
    uint32_t mask = thesaurus->slot_count - 1;

    for (uint32_t i = hash(id) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &thesaurus->slots[i];
        if (!*slot || ie_str_eq(thesaurus->concepts[*slot - 1].id, id))
            return slot;
    }
}

uint32_t ie_thesaurus_find(const struct ie_thesaurus *thesaurus, struct ie_str id)
{
    return thesaurus->slot_count ? *slot_of(thesaurus, id) - 1 : IE_THESAURUS_NONE;
}

static int grow_slots(struct ie_thesaurus *thesaurus, struct ie_error *err)
{
    uint32_t count = thesaurus->slot_count ? thesaurus->slot_count * 2 : 64;
    uint32_t *slots = IE_NEW_ARRAY(thesaurus->arena, uint32_t, count);

    if (!slots)
        return ie_fail_nomem(err);
    thesaurus->slots = slots;
    thesaurus->slot_count = count;
    for (uint32_t i = 0; i < thesaurus->count; i++)
        *slot_of(thesaurus, thesaurus->concepts[i].id) = i + 1;
    return 0;
}

/* A longer copy of an array of the arena; NULL when memory is out. */
static void *longer(struct ie_arena *arena, const void *old, uint32_t count,
                    uint32_t *room, size_t size)
{
    uint32_t more = *room ? *room * 2 : 4;
    void *at = ie_arena_array(arena, more, size);

    if (!at)
        return NULL;
    if (count)
        memcpy(at, old, count * size);
    *room = more;
    return at;
}

/* Where the concept stands that has the name already, as "file:line". */
static void name_first(struct ie_error *err, struct ie_place at)
{
    char text[104];

    if (!err)
        return;
    snprintf(text, sizeof(text), "%s:%u", at.file ? at.file : "", at.line);
    ie_error_arg(err, "first", text);
}

int ie_thesaurus_add(struct ie_thesaurus *thesaurus, struct ie_str id, struct ie_place at,
                     struct ie_concept **concept, struct ie_error *err)
{
    if (!good_id(id))
        return ie_lexicon_fail_value(err, "lexicon.bad_id", at, "id", id);
    uint32_t there = ie_thesaurus_find(thesaurus, id);
    if (there != IE_THESAURUS_NONE) {
        ie_lexicon_fail_value(err, "lexicon.duplicate_id", at, "id", id);
        name_first(err, thesaurus->concepts[there].at);
        return IE_INPUT;
    }
    if (thesaurus->count == IE_THESAURUS_CONCEPTS)
        return fail_limit(err, "lexicon.too_many_concepts", at, IE_THESAURUS_CONCEPTS);
    if (thesaurus->count * 2 >= thesaurus->slot_count) {
        int code = grow_slots(thesaurus, err);
        if (code)
            return code;
    }
    if (thesaurus->count == thesaurus->room) {
        struct ie_concept *concepts =
            longer(thesaurus->arena, thesaurus->concepts, thesaurus->count,
                   &thesaurus->room, sizeof(*concepts));
        if (!concepts)
            return ie_fail_nomem(err);
        thesaurus->concepts = concepts;
    }
    struct ie_concept added = {.id = ie_arena_str(thesaurus->arena, id), .at = at};
    if (!added.id.ptr)
        return ie_fail_nomem(err);
    thesaurus->concepts[thesaurus->count] = added;
    *slot_of(thesaurus, id) = thesaurus->count + 1;
    *concept = &thesaurus->concepts[thesaurus->count++];
    return 0;
}

/* ---- Labels --------------------------------------------------------------------- */

/* NFC, one line, runs of white space as one space, none at the ends. */
static int tidy(struct ie_thesaurus *thesaurus, struct ie_str text, struct ie_place at,
                struct ie_str *out, struct ie_error *err)
{
    struct ie_str accepted = IE_STR_NONE;
    int code = ie_text_accept(thesaurus->arena, text, IE_TEXT_LINES, &accepted, err);
    size_t len = 0;

    if (code) {
        if (err)
            ie_error_at(err, at.file, at.line, 0, NULL);
        return code;
    }
    accepted = ie_str_trim(accepted);
    if (!accepted.len)
        return ie_lexicon_fail_value(err, "lexicon.bad_label", at, "label", text);
    char *copy = ie_arena_alloc(thesaurus->arena, accepted.len + 1);
    if (!copy)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < accepted.len; i++) {
        char c = accepted.ptr[i];
        if (c == '\n' || c == '\t')
            c = ' ';
        if (c != ' ' || copy[len - 1] != ' ')
            copy[len++] = c;
    }
    *out = ie_str_n(copy, len);
    return 0;
}

static int keep(struct ie_thesaurus *thesaurus, struct ie_str *text, struct ie_error *err)
{
    if (!text->len) {
        *text = IE_STR_NONE;
        return 0;
    }
    *text = ie_arena_str(thesaurus->arena, *text);
    return text->ptr ? 0 : ie_fail_nomem(err);
}

static int check_against(const struct ie_concept *concept, const struct ie_label *label,
                         struct ie_error *err)
{
    for (uint32_t i = 0; i < concept->label_count; i++) {
        const struct ie_label *other = &concept->labels[i];
        if (!ie_str_eq(other->lang, label->lang))
            continue;
        if (ie_str_eq(other->text, label->text))
            return ie_lexicon_fail_value(err, "lexicon.duplicate_label", label->at,
                                         "label", label->text);
        if (other->kind == IE_LABEL_PREFERRED && label->kind == IE_LABEL_PREFERRED)
            return ie_lexicon_fail_value(err, "lexicon.two_preferred", label->at, "lang",
                                         label->lang);
    }
    return 0;
}

/* Tags that nobody registered and that are words of the vocabulary's text. */
static bool keyword(struct ie_str lang)
{
    static const char *const words[] = {"broader", "related", "code", "note", "shared"};

    for (size_t i = 0; i < IE_COUNT(words); i++)
        if (ie_str_eqz(lang, words[i]))
            return true;
    return false;
}

int ie_concept_add_label(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                         const struct ie_label *label, struct ie_error *err)
{
    struct ie_label added = *label;
    char lang[IE_LANG_MAX + 1];
    int code;

    if ((code = ie_lang_check(label->lang, lang, err))) {
        if (err)
            ie_error_at(err, label->at.file, label->at.line, 0, NULL);
        return code;
    }
    if (keyword(ie_str_z(lang)))
        return ie_lexicon_fail_value(err, "lang.malformed", label->at, "value",
                                     label->lang);
    if (concept->label_count == IE_THESAURUS_LABELS)
        return fail_limit(err, "lexicon.too_many_labels", label->at, IE_THESAURUS_LABELS);
    if (label->text.len > IE_THESAURUS_LABEL)
        return fail_limit(err, "lexicon.label_too_long", label->at, IE_THESAURUS_LABEL);
    added.lang = ie_str_z(lang);
    if (!added.source.len)
        added.source = IE_STR(IE_THESAURUS_SOURCE);
    if (added.weight > IE_LABEL_WEIGHT || added.kind >= IE_LABEL_KINDS ||
        (added.weak && added.kind == IE_LABEL_PREFERRED))
        return ie_lexicon_fail_value(err, "lexicon.bad_label", label->at, "label",
                                     label->text);
    if ((code = keep(thesaurus, &added.lang, err)) ||
        (code = tidy(thesaurus, label->text, label->at, &added.text, err)) ||
        (code = check_against(concept, &added, err)) ||
        (code = keep(thesaurus, &added.source, err)) ||
        (code = keep(thesaurus, &added.why, err)))
        return code;
    if (concept->label_count == concept->label_room) {
        struct ie_label *labels =
            longer(thesaurus->arena, concept->labels, concept->label_count,
                   &concept->label_room, sizeof(*labels));
        if (!labels)
            return ie_fail_nomem(err);
        concept->labels = labels;
    }
    concept->labels[concept->label_count++] = added;
    return 0;
}

const struct ie_label *ie_concept_preferred(const struct ie_concept *concept,
                                            struct ie_str lang)
{
    for (uint32_t i = 0; i < concept->label_count; i++) {
        const struct ie_label *label = &concept->labels[i];
        if (label->kind == IE_LABEL_PREFERRED && ie_str_eq(label->lang, lang))
            return label;
    }
    return NULL;
}

/* ---- Notations and notes --------------------------------------------------------- */

/* A word of a code: no white space, no control character, not too long. */
static bool code_word(struct ie_str text, bool may_be_empty)
{
    if (!text.len)
        return may_be_empty;
    if (text.len > 64 || !ie_utf8_valid(text))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == 0x7F)
            return false;
    return true;
}

int ie_concept_add_notation(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                            const struct ie_notation *notation, struct ie_error *err)
{
    struct ie_notation added = *notation;
    int code;

    if (!code_word(added.scheme, false) || !code_word(added.edition, true) ||
        !code_word(added.code, false))
        return ie_lexicon_fail_value(err, "lexicon.bad_notation", added.at, "value",
                                     added.code);
    for (uint32_t i = 0; i < concept->notation_count; i++) {
        const struct ie_notation *other = &concept->notations[i];
        if (ie_str_eq(other->scheme, added.scheme) &&
            ie_str_eq(other->edition, added.edition) &&
            ie_str_eq(other->code, added.code))
            return ie_lexicon_fail_value(err, "lexicon.duplicate_notation", added.at,
                                         "value", added.code);
    }
    if ((code = keep(thesaurus, &added.scheme, err)) ||
        (code = keep(thesaurus, &added.edition, err)) ||
        (code = keep(thesaurus, &added.code, err)) ||
        (added.title.len &&
         (code = tidy(thesaurus, added.title, added.at, &added.title, err))))
        return code;
    if (concept->notation_count == concept->notation_room) {
        struct ie_notation *notations =
            longer(thesaurus->arena, concept->notations, concept->notation_count,
                   &concept->notation_room, sizeof(*notations));
        if (!notations)
            return ie_fail_nomem(err);
        concept->notations = notations;
    }
    concept->notations[concept->notation_count++] = added;
    return 0;
}

int ie_concept_add_note(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                        const struct ie_note *note, struct ie_error *err)
{
    char lang[IE_LANG_MAX + 1];
    struct ie_note added = *note;
    int code = ie_lang_check(note->lang, lang, err);

    if (code)
        return code;
    added.lang = ie_str_z(lang);
    if ((code = keep(thesaurus, &added.lang, err)) ||
        (code = tidy(thesaurus, note->text, concept->at, &added.text, err)))
        return code;
    if (concept->note_count == concept->note_room) {
        struct ie_note *notes =
            longer(thesaurus->arena, concept->notes, concept->note_count,
                   &concept->note_room, sizeof(*notes));
        if (!notes)
            return ie_fail_nomem(err);
        concept->notes = notes;
    }
    concept->notes[concept->note_count++] = added;
    return 0;
}

/* ---- Links ------------------------------------------------------------------------ */

static int add_link(struct ie_thesaurus *thesaurus, struct ie_link **links,
                    uint32_t *count, uint32_t *room, struct ie_str id, struct ie_place at,
                    struct ie_error *err)
{
    if (!good_id(id))
        return ie_lexicon_fail_value(err, "lexicon.bad_id", at, "id", id);
    for (uint32_t i = 0; i < *count; i++)
        if (ie_str_eq((*links)[i].id, id))
            return 0;
    if (*count == IE_THESAURUS_LINKS)
        return fail_limit(err, "lexicon.too_many_links", at, IE_THESAURUS_LINKS);
    if (*count == *room) {
        struct ie_link *more =
            longer(thesaurus->arena, *links, *count, room, sizeof(**links));
        if (!more)
            return ie_fail_nomem(err);
        *links = more;
    }
    struct ie_link link = {ie_arena_str(thesaurus->arena, id), IE_THESAURUS_NONE, at};
    if (!link.id.ptr)
        return ie_fail_nomem(err);
    (*links)[(*count)++] = link;
    return 0;
}

int ie_concept_add_broader(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                           struct ie_str id, struct ie_place at, struct ie_error *err)
{
    return add_link(thesaurus, &concept->broader, &concept->broader_count,
                    &concept->broader_room, id, at, err);
}

int ie_concept_add_related(struct ie_thesaurus *thesaurus, struct ie_concept *concept,
                           struct ie_str id, struct ie_place at, struct ie_error *err)
{
    return add_link(thesaurus, &concept->related, &concept->related_count,
                    &concept->related_room, id, at, err);
}

/* Resolves one list; the first dangling link is an error unless `loose` counts them. */
static int resolve_links(const struct ie_thesaurus *thesaurus,
                         const struct ie_concept *concept, struct ie_link *links,
                         uint32_t count, uint32_t *loose, struct ie_error *err)
{
    for (uint32_t i = 0; i < count; i++) {
        links[i].concept = ie_thesaurus_find(thesaurus, links[i].id);
        if (links[i].concept != IE_THESAURUS_NONE)
            continue;
        if (!loose) {
            ie_lexicon_fail_value(err, "lexicon.dangling", links[i].at, "id",
                                  links[i].id);
            if (err)
                ie_error_argn(err, "from", concept->id.ptr, concept->id.len);
            return IE_INPUT;
        }
        (*loose)++;
    }
    return 0;
}

int ie_thesaurus_resolve(struct ie_thesaurus *thesaurus, bool loose, uint32_t *dangling,
                         struct ie_error *err)
{
    uint32_t missing = 0;
    int code = 0;

    for (uint32_t i = 0; i < thesaurus->count && !code; i++) {
        struct ie_concept *c = &thesaurus->concepts[i];
        uint32_t *count = loose ? &missing : NULL;
        code = resolve_links(thesaurus, c, c->broader, c->broader_count, count, err);
        if (!code)
            code = resolve_links(thesaurus, c, c->related, c->related_count, count, err);
    }
    if (!code && dangling)
        *dangling = missing;
    return code;
}
