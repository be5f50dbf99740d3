/* What of the store has changed, as documents: see search/index.h. */
#include <stdlib.h>

#include "service/event/event.h"
#include "service/search/builder.h"
#include "store/schema_types.h"

enum {
    AT_ONCE = 128,      /* profiles of a step */
    SCAN_AT_ONCE = 512, /* of a step while all are read */
    LOG_AT_ONCE = 4096, /* entries looked at in a step */
};

/* ---- what has changed ---- */

static int push_due(struct ie_search_builder *b, struct ie_str id, struct ie_error *err)
{
    struct ie_id *due = IE_PUSH(&b->due);

    if (!due)
        return ie_fail_nomem(err);
    if (!ie_id_parse(id, due))
        b->due.count--;
    return 0;
}

static int profiles_of(struct ie_search_builder *b, struct ie_call *call,
                       struct ie_str organisation, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(call->db,
                   "SELECT id FROM profile WHERE office_id=$1 AND organisation=$2"
                   " AND deleted_at IS NULL ORDER BY id",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, organisation);
    while (!(code = ie_query_next(&q, &row, err)) && row)
        if ((code = push_due(b, ie_query_get_text(&q, 0), err)))
            break;
    ie_query_end(&q);
    return code;
}

/* Profiles that the log names, and those of organisations that it names: a profile carries
 * country and kind of its organisation. */
static int read_log(struct ie_search_builder *b, struct ie_call *call, bool *more,
                    struct ie_error *err)
{
    IE_VEC(struct ie_id) organisations = {0};
    int64_t n = 0, before = b->read_seq;
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(call->db,
                   "SELECT seq, type, record, action FROM log_entry WHERE office_id=$1"
                   " AND seq>$2 ORDER BY seq LIMIT $3",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_int(&q, 2, b->read_seq);
    ie_query_int(&q, 3, LOG_AT_ONCE);
    while (!(code = ie_query_next(&q, &row, err)) && row) {
        struct ie_str type = ie_query_get_text(&q, 1);
        n++;
        b->read_seq = ie_query_get_int(&q, 0);
        if (ie_str_eqz(ie_query_get_text(&q, 3), "look"))
            continue;
        if (ie_str_eqz(type, "profile"))
            code = push_due(b, ie_query_get_text(&q, 2), err);
        else if (ie_str_eqz(type, "organisation")) {
            struct ie_id *id = IE_PUSH(&organisations);
            if (!id)
                code = ie_fail_nomem(err);
            else if (!ie_id_parse(ie_query_get_text(&q, 2), id))
                organisations.count--;
        }
        if (code)
            break;
    }
    ie_query_end(&q);
    for (size_t i = 0; i < organisations.count && !code; i++)
        code = profiles_of(b, call, ie_id_str(&organisations.at[i]), err);
    IE_VEC_RELEASE(&organisations);
    *more = code || n == LOG_AT_ONCE;
    if (code) /* what may not be known to be due is read again */
        b->read_seq = before;
    return code;
}

/* Until so many are due, or the log has no more. */
int ie_search_read_due(struct ie_search_builder *b, struct ie_call *call, size_t enough,
                       struct ie_error *err)
{
    int code;

    do
        code = read_log(b, call, &b->behind, err);
    while (!code && b->behind && b->due.count < enough);
    b->noted = b->noted || b->due.count > 0;
    return code;
}

static int by_id(const void *x, const void *y)
{
    return strcmp(((const struct ie_id *)x)->text, ((const struct ie_id *)y)->text);
}

/* Each once. */
void ie_search_tidy_due(struct ie_search_builder *b)
{
    size_t kept = 0;

    if (!b->due.count)
        return;
    qsort(b->due.at, b->due.count, sizeof(*b->due.at), by_id);
    for (size_t i = 0; i < b->due.count; i++)
        if (!kept || by_id(&b->due.at[kept - 1], &b->due.at[i]) != 0)
            b->due.at[kept++] = b->due.at[i];
    b->due.count = kept;
}

static int scan(struct ie_search_builder *b, struct ie_call *call, struct ie_error *err)
{
    struct ie_query q;
    bool row;
    int code;

    ie_query_begin(call->db,
                   "SELECT id FROM profile WHERE office_id=$1 AND id>$2"
                   " AND deleted_at IS NULL ORDER BY id LIMIT $3",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, ie_id_str(&b->after));
    ie_query_int(&q, 3, SCAN_AT_ONCE);
    while (!(code = ie_query_next(&q, &row, err)) && row)
        if ((code = push_due(b, ie_query_get_text(&q, 0), err)))
            break;
    ie_query_end(&q);
    if (!code && b->due.count)
        b->after = b->due.at[b->due.count - 1];
    else if (!code)
        b->scanning = false;
    return code;
}

/* ---- reading profiles ---- */

struct firm { /* what a document carries of its organisation */
    uint16_t country;
    uint8_t kind;
    struct ie_str *names; /* each once */
    uint32_t name_count;
};

/* False: memory is out. */
static bool add_name(struct firm *firm, struct ie_str name, struct ie_arena *arena)
{
    for (uint32_t i = 0; i < firm->name_count; i++)
        if (ie_str_eq(firm->names[i], name))
            return true;
    if (!name.len)
        return true;
    firm->names[firm->name_count] = ie_arena_str(arena, name);
    return firm->names[firm->name_count++].ptr != NULL;
}

static int read_firm(struct ie_query *q, struct firm *firm, struct ie_arena *arena,
                     struct ie_error *err)
{
    const struct ie_field *type = ie_type_field(&ie_type_organisation, IE_STR("type"));
    struct ie_str kind = ie_query_get_text(q, 1), names = ie_query_get_text(q, 4);
    json_t *list = NULL, *item;
    size_t i;

    firm->country = (uint16_t)ie_match_code(ie_query_get_text(q, 0));
    for (uint8_t k = 0; type->choices[k]; k++)
        if (ie_str_eqz(kind, type->choices[k]))
            firm->kind = k;
    int code = names.len ? ie_json_parse(names, &list, err) : 0;
    firm->names = IE_NEW_ARRAY(arena, struct ie_str, json_array_size(list) + 3);
    bool ok = firm->names && add_name(firm, ie_query_get_text(q, 2), arena) &&
              add_name(firm, ie_query_get_text(q, 3), arena);
    json_array_foreach(list, i, item)
        ok = ok && add_name(firm, ie_json_get_str(item, "name"), arena);
    json_decref(list);
    return code || ok ? code : ie_fail_nomem(err);
}

static int read_organisation(struct ie_call *call, struct ie_str id,
                             struct ie_arena *arena, struct firm *firm,
                             struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    *firm = (struct firm){.kind = UINT8_MAX};
    ie_query_begin(call->db,
                   "SELECT country, type, name, name_en, names FROM organisation"
                   " WHERE office_id=$1 AND id=$2",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, id);
    int code = ie_query_next(&q, &row, err);
    if (!code && row)
        code = read_firm(&q, firm, arena, err);
    ie_query_end(&q);
    return code;
}

static int gather_one(struct ie_call *call, struct ie_str id,
                      struct ie_search_gathered *g, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    struct ie_search_documents documents;
    struct ie_record *record = NULL;
    struct firm firm;
    int code =
        ie_record_read(call->db, &office, &ie_type_profile, id, &g->arena, &record, err);

    if (code)
        return code == IE_NOT_FOUND ? 0 : code; /* gone */
    code = read_organisation(call, ie_record_get(record, "organisation")->text, &g->arena,
                             &firm, err);
    if (!code)
        code = ie_search_documents_of(record, firm.country, firm.kind, &g->arena,
                                      &documents, err);
    for (uint32_t i = 0; !code && i < documents.count; i++) {
        struct ie_search_document *kept = IE_PUSH(&g->documents);
        if (!kept)
            return ie_fail_nomem(err);
        *kept = documents.at[i];
        kept->names = firm.names;
        kept->name_count = firm.name_count;
    }
    return code;
}

/* Has a profile been written since the scan began? */
static int look_ahead(struct ie_search_builder *b, struct ie_call *call,
                      struct ie_error *err)
{
    struct ie_query q;
    int code;

    if (b->hasty)
        return 0;
    ie_query_begin(call->db,
                   "SELECT 1 FROM log_entry WHERE office_id=$1 AND seq>$2"
                   " AND type='profile' AND action<>'look' LIMIT 1",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_int(&q, 2, b->read_seq);
    code = ie_query_next(&q, &b->hasty, err);
    ie_query_end(&q);
    return code;
}

/* What the next step is about; nothing is changed but what b knows to be due. */
int ie_search_gather(struct ie_search_builder *b, struct ie_call *call,
                     struct ie_search_gathered *g, struct ie_error *err)
{
    size_t most = b->scanning ? SCAN_AT_ONCE : AT_ONCE;
    int code = 0;

    if (!b->due.count && b->scanning)
        code = scan(b, call, err);
    if (!code && b->scanning)
        code = look_ahead(b, call, err);
    if (!code && !b->due.count && !b->scanning)
        code = ie_search_read_due(b, call, AT_ONCE, err);
    ie_search_tidy_due(b);
    g->id_count = b->due.count < most ? b->due.count : most;
    g->ids = b->due.at ? b->due.at + (b->due.count - g->id_count) : NULL;
    for (size_t i = 0; i < g->id_count && !code; i++)
        code = gather_one(call, ie_id_str(&g->ids[i]), g, err);
    return code;
}

/* ---- how much there is ---- */

int ie_search_count_profiles(struct ie_call *call, const struct ie_id *up_to,
                             uint64_t *count, uint64_t *before, int64_t *head,
                             struct ie_error *err)
{
    struct ie_query q;
    bool row = false;

    ie_query_begin(call->db,
                   "SELECT (SELECT count(*) FROM profile WHERE office_id=$1"
                   " AND deleted_at IS NULL), (SELECT count(*) FROM profile WHERE"
                   " office_id=$1 AND deleted_at IS NULL AND id<=$2),"
                   " (SELECT seq FROM log_head WHERE one=1)",
                   &q);
    ie_query_text(&q, 1, ie_id_str(&call->actor->office));
    ie_query_text(&q, 2, ie_id_str(up_to));
    int code = ie_query_next(&q, &row, err);
    *count = !code && row ? (uint64_t)ie_query_get_int(&q, 0) : 0;
    *before = !code && row ? (uint64_t)ie_query_get_int(&q, 1) : 0;
    *head = !code && row ? ie_query_get_int(&q, 2) : 0;
    ie_query_end(&q);
    return code;
}
