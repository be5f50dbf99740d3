/* A record as one actor sees it. */
#include <stdlib.h>

#include "service/record/use.h"
#include "store/column.h"
#include "store/records/organisation.h"

/* ---- labels kept for the call: open addressing by id ---- */

struct label {
    const struct ie_type *type; /* NULL: free */
    struct ie_id id;
    struct ie_str text;
};

struct ie_labels {
    struct label *at;
    size_t room, used; /* room: a power of two */
};

struct ie_introductions {
    struct ie_id *at; /* ascending */
    size_t count;
};

void ie_view_init(struct ie_view *view, struct ie_call *call)
{
    memset(view, 0, sizeof(*view));
    view->call = call;
    ie_reader_for(call, &view->reader);
}

/* The tail of a UUIDv7 is chance: 12 characters of it are hash enough. */
static size_t hash_id(struct ie_str id)
{
    size_t h = 0;

    for (size_t i = id.len > 12 ? id.len - 12 : 0; i < id.len; i++)
        h = h * 33 + (unsigned char)id.ptr[i];
    return h;
}

static struct label *slot(const struct ie_labels *labels, const struct ie_type *type,
                          struct ie_str id)
{
    size_t mask = labels->room - 1;
    size_t i = hash_id(id) & mask;

    while (labels->at[i].type &&
           (labels->at[i].type != type || !ie_str_eqz(id, labels->at[i].id.text)))
        i = (i + 1) & mask;
    return &labels->at[i];
}

static const struct label *find_label(const struct ie_view *view,
                                      const struct ie_type *type, struct ie_str id)
{
    if (!view->labels || id.len > IE_ID_LEN)
        return NULL;
    const struct label *found = slot(view->labels, type, id);
    return found->type ? found : NULL;
}

/* Makes room for one more; the old table stays in the arena. */
static bool grow(struct ie_view *view)
{
    struct ie_arena *arena = view->call->arena;
    struct ie_labels *old = view->labels;
    struct ie_labels *made = IE_NEW(arena, struct ie_labels);

    if (!made)
        return false;
    made->room = old ? old->room * 4 : 64;
    made->at = IE_NEW_ARRAY(arena, struct label, made->room);
    if (!made->at)
        return false;
    for (size_t i = 0; old && i < old->room; i++)
        if (old->at[i].type) {
            *slot(made, old->at[i].type, ie_id_str(&old->at[i].id)) = old->at[i];
            made->used++;
        }
    view->labels = made;
    return true;
}

static bool keep_label(struct ie_view *view, const struct ie_type *type, struct ie_str id,
                       struct ie_str text)
{
    if (id.len > IE_ID_LEN)
        return true;
    if (!view->labels || view->labels->used * 2 >= view->labels->room)
        if (!grow(view))
            return false;
    struct label *free_slot = slot(view->labels, type, id);
    if (!free_slot->type)
        view->labels->used++;
    free_slot->type = type;
    memcpy(free_slot->id.text, id.ptr, id.len);
    free_slot->id.text[id.len] = '\0';
    free_slot->text = text;
    return true;
}

/* A label that is WORDS: in the actor's language, else English, else the first. */
static int one_of_words(const struct ie_view *view, struct ie_str *label,
                        struct ie_error *err)
{
    struct ie_str language = view->call->actor->language;
    json_t *words = NULL, *text;
    char key[40];
    int code = ie_json_parse(*label, &words, err);

    if (code)
        return code;
    snprintf(key, sizeof(key), "%.*s", IE_STR_ARG(language));
    text = json_object_get(words, key);
    if (!text)
        text = json_object_get(words, "en");
    if (!text)
        text = json_object_iter_value(json_object_iter(words));
    *label = IE_STR_NONE;
    if (json_is_string(text)) {
        *label = ie_arena_str(view->call->arena, ie_str_n(json_string_value(text),
                                                          json_string_length(text)));
        if (!label->ptr)
            code = ie_fail_nomem(err);
    }
    json_decref(words);
    return code;
}

static bool label_is_words(const struct ie_type *type)
{
    if (!type->label || strncmp(type->label, "r.", 2) != 0)
        return false;
    const struct ie_field *field = ie_type_field(type, ie_str_z(type->label + 2));
    return field && field->kind == IE_K_WORDS;
}

static int look_up(struct ie_view *view, const struct ie_type *type,
                   const struct ie_str *ids, size_t count, struct ie_error *err)
{
    struct ie_call *call = view->call;
    struct ie_str *labels = IE_NEW_ARRAY(call->arena, struct ie_str, count);
    bool words = label_is_words(type);

    if (!labels)
        return ie_fail_nomem(err);
    int code = ie_record_labels(call->db, &view->reader, type, ids, count, call->arena,
                                labels, err);
    for (size_t i = 0; !code && i < count; i++) {
        if (words && labels[i].ptr)
            code = one_of_words(view, &labels[i], err);
        if (!code && !keep_label(view, type, ids[i], labels[i]))
            code = ie_fail_nomem(err);
    }
    return code;
}

int ie_view_label(struct ie_view *view, const struct ie_type *type, struct ie_str id,
                  struct ie_str *label, struct ie_error *err)
{
    const struct label *found = find_label(view, type, id);
    int code = 0;

    *label = IE_STR_NONE;
    if (!type->label || !id.len)
        return 0;
    if (!found) {
        code = look_up(view, type, &id, 1, err);
        found = find_label(view, type, id);
    }
    if (!code && found)
        *label = found->text;
    return code;
}

/* Ids of type `to` that the records refer to and that are not known yet; each is known
 * from here on, without a label as long as none was looked up. */
static bool gather(struct ie_view *view, const struct ie_type *to,
                   const struct ie_record *records, size_t count, struct ie_str *ids,
                   size_t *n)
{
    *n = 0;
    for (size_t r = 0; r < count; r++) {
        const struct ie_field *fields = records[r].type->fields;
        for (size_t i = 0; fields[i].name; i++) {
            const struct ie_value *value = &records[r].values[i];
            if (!fields[i].refers || strcmp(fields[i].refers, to->name) != 0 ||
                value->null || find_label(view, to, value->text))
                continue;
            if (!keep_label(view, to, value->text, IE_STR_NONE))
                return false;
            ids[(*n)++] = value->text;
        }
    }
    return true;
}

int ie_view_prepare(struct ie_view *view, const struct ie_record *records, size_t count,
                    struct ie_error *err)
{
    if (count == 0)
        return 0;
    size_t room = count * ie_field_count(records[0].type), n;
    struct ie_str *ids = IE_NEW_ARRAY(view->call->arena, struct ie_str, room);
    if (!ids)
        return ie_fail_nomem(err);
    for (const struct ie_field *f = records[0].type->fields; f->name; f++) {
        const struct ie_type *to =
            f->refers ? ie_type_by_name(ie_str_z(f->refers)) : NULL;
        if (!to || !to->label)
            continue;
        if (!gather(view, to, records, count, ids, &n))
            return ie_fail_nomem(err);
        int code = n ? look_up(view, to, ids, n, err) : 0;
        if (code)
            return code;
    }
    return 0;
}

/* ---- rungs ---- */

static int compare_ids(const void *a, const void *b)
{
    return strcmp(((const struct ie_id *)a)->text, ((const struct ie_id *)b)->text);
}

static int is_introduced(struct ie_view *view, struct ie_str organisation,
                         bool *introduced, struct ie_error *err)
{
    struct ie_call *call = view->call;
    struct ie_id key = {""};

    *introduced = false;
    if (!view->reader.member || organisation.len > IE_ID_LEN)
        return 0;
    if (!view->known) {
        struct ie_introductions *known = IE_NEW(call->arena, struct ie_introductions);
        if (!known)
            return ie_fail_nomem(err);
        int code = ie_organisations_met(call->db, &view->reader, call->arena, &known->at,
                                        &known->count, err);
        if (code)
            return code;
        view->known = known;
    }
    if (organisation.len)
        memcpy(key.text, organisation.ptr, organisation.len);
    *introduced = view->known->count && bsearch(&key, view->known->at, view->known->count,
                                                sizeof(key), compare_ids);
    return 0;
}

/* The rung on which the actor stands towards a record that has guarded fields. */
static int rung_of(struct ie_view *view, const struct ie_record *record,
                   enum ie_rung *rung, struct ie_error *err)
{
    const struct ie_field *f = ie_type_field(record->type, IE_STR("organisation"));
    bool introduced = false;
    int code = 0;

    if (f) {
        const struct ie_value *owner = &record->values[ie_field_index(record->type, f)];
        if (!owner->null)
            code = is_introduced(view, owner->text, &introduced, err);
    }
    *rung = introduced ? IE_RUNG_INTRODUCED : IE_RUNG_TEASER;
    return code;
}

static enum ie_rung rung_named(struct ie_str name)
{
    for (int i = 0; ie_rungs[i]; i++)
        if (ie_str_eqz(name, ie_rungs[i]))
            return (enum ie_rung)i;
    return IE_RUNG_FULL; /* what we do not understand stays shut */
}

/* The rung that the record's `rungs` asks for the field. */
static enum ie_rung rung_wanted(const json_t *rungs, const char *field)
{
    const json_t *item;
    size_t i;

    json_array_foreach(rungs, i, item)
        if (ie_str_eqz(ie_json_get_str(item, "field"), field))
            return rung_named(ie_json_get_str(item, "rung"));
    return IE_RUNG_TEASER;
}

static int read_rungs(const struct ie_record *record, json_t **rungs,
                      struct ie_error *err)
{
    const struct ie_field *f = ie_type_field(record->type, IE_STR("rungs"));
    const struct ie_value *value =
        f ? &record->values[ie_field_index(record->type, f)] : NULL;

    *rungs = NULL;
    return value && !value->null ? ie_json_parse(value->text, rungs, err) : 0;
}

/* ---- JSON ---- */

struct sight { /* of one record */
    bool full;
    enum ie_rung rung;
    json_t *rungs;
    bool guarded; /* something above teaser was shown to a stranger */
    const struct ie_field *hidden[64];
    unsigned hidden_count;
};

enum verdict { SHOW, HIDE, TITLES_ONLY };

static enum verdict may_see(struct sight *sight, const struct ie_field *field, bool null)
{
    if (sight->full)
        return SHOW;
    if (field->flags & IE_F_PRIVATE)
        return HIDE;
    if (!(field->flags & IE_F_RUNG))
        return SHOW;
    enum ie_rung wanted = rung_wanted(sight->rungs, field->name);
    if (wanted <= sight->rung) {
        sight->guarded = sight->guarded || (wanted > IE_RUNG_TEASER && !null);
        return SHOW;
    }
    return strcmp(field->name, "texts") == 0 ? TITLES_ONLY : HIDE;
}

static int begin_sight(struct ie_view *view, const struct ie_record *record,
                       struct sight *sight, struct ie_error *err)
{
    *sight = (struct sight){.full = ie_sees_private(&view->reader, record)};
    if (sight->full)
        return 0;
    int code = rung_of(view, record, &sight->rung, err);
    return code ? code : read_rungs(record, &sight->rungs, err);
}

int ie_view_shows(struct ie_view *view, const struct ie_record *record, const char *field,
                  bool *shows, bool *guarded, struct ie_error *err)
{
    struct sight sight;
    int code = begin_sight(view, record, &sight, err);

    if (!code)
        *shows = may_see(&sight, ie_type_field(record->type, ie_str_z(field)),
                         ie_record_get(record, field)->null) == SHOW;
    json_decref(sight.rungs);
    *guarded = *guarded || sight.guarded;
    return code;
}

int ie_record_rung(const struct ie_record *record, const char *field, int64_t *rung,
                   struct ie_error *err)
{
    json_t *rungs;
    int code = read_rungs(record, &rungs, err);

    *rung = code ? IE_RUNG_FULL : (int64_t)rung_wanted(rungs, field);
    json_decref(rungs);
    return code;
}

/* The items of `texts` without their `text`. */
static int titles_only(struct ie_json *json, struct ie_str texts, struct ie_error *err)
{
    json_t *list = NULL, *item;
    size_t i;
    int code = ie_json_parse(texts, &list, err);

    if (code)
        return code;
    json_array_foreach(list, i, item)
        json_object_del(item, "text");
    ie_json_value(json, list);
    json_decref(list);
    return 0;
}

static void moment_json(struct ie_json *json, ie_moment moment)
{
    char text[40];

    ie_moment_format(moment, text);
    ie_json_strz(json, text);
}

static void value_json(struct ie_json *json, const struct ie_field *field,
                       const struct ie_value *value)
{
    if (value->null) {
        ie_json_null(json);
        return;
    }
    switch (field->kind) {
    case IE_K_INT:
        ie_json_int(json, value->integer);
        return;
    case IE_K_BOOL:
        ie_json_bool(json, value->integer != 0);
        return;
    case IE_K_REAL:
        ie_json_double(json, value->real);
        return;
    case IE_K_MOMENT:
        moment_json(json, value->integer);
        return;
    case IE_K_SET:
    case IE_K_WORDS:
    case IE_K_LIST:
    case IE_K_OBJECT:
        ie_json_raw(json, value->text);
        return;
    case IE_K_TEXT:
    case IE_K_DAY:
    case IE_K_CHOICE:
    case IE_K_REF:
        ie_json_str(json, value->text);
        return;
    }
    IE_BUG("a kind of field that is none");
}

static int label_json(struct ie_view *view, struct ie_json *json,
                      const struct ie_field *field, struct ie_str id,
                      struct ie_error *err)
{
    const struct ie_type *to = ie_type_by_name(ie_str_z(field->refers));
    struct ie_str label = IE_STR_NONE;
    char key[64];
    int code = to ? ie_view_label(view, to, id, &label, err) : 0;

    if (!code && label.ptr) {
        snprintf(key, sizeof(key), "%s_label", field->name);
        ie_json_kstr(json, key, label);
    }
    return code;
}

static int field_json(struct ie_view *view, struct sight *sight, struct ie_json *json,
                      const struct ie_field *field, const struct ie_value *value,
                      struct ie_error *err)
{
    enum verdict verdict = may_see(sight, field, value->null);

    if (verdict != SHOW && sight->hidden_count < IE_COUNT(sight->hidden))
        sight->hidden[sight->hidden_count++] = field;
    if (verdict == HIDE)
        return 0;
    ie_json_key(json, field->name);
    if (verdict == TITLES_ONLY && !value->null)
        return titles_only(json, value->text, err);
    value_json(json, field, value);
    if (field->refers && !value->null)
        return label_json(view, json, field, value->text, err);
    return 0;
}

static void common_json(struct ie_json *json, const struct ie_record *record)
{
    ie_json_kstr(json, "id", ie_id_str(&record->id));
    ie_json_kint(json, "revision", record->revision);
    ie_json_kstr(json, "external_id", record->external_id);
    ie_json_key(json, "created_at");
    moment_json(json, record->created_at);
    ie_json_key(json, "updated_at");
    moment_json(json, record->updated_at);
    ie_json_kstr(json, "updated_by", record->updated_by);
}

int ie_record_json(struct ie_view *view, const struct ie_record *record,
                   struct ie_json *json, bool *guarded, struct ie_error *err)
{
    struct sight sight;
    int code = begin_sight(view, record, &sight, err);

    if (code)
        return code;
    ie_json_object(json);
    common_json(json, record);
    for (size_t i = 0; !code && record->type->fields[i].name; i++)
        code = field_json(view, &sight, json, &record->type->fields[i],
                          &record->values[i], err);
    ie_json_key(json, "hidden");
    ie_json_array(json);
    for (unsigned i = 0; i < sight.hidden_count; i++)
        ie_json_strz(json, sight.hidden[i]->name);
    ie_json_end(json);
    ie_json_key(json, "can");
    ie_json_object(json);
    ie_json_kbool(json, "edit", ie_can_write(view->call, record));
    ie_json_end(json);
    ie_json_end(json);
    json_decref(sight.rungs);
    if (guarded && sight.guarded)
        *guarded = true;
    return code;
}
