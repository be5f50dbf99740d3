/* Random writes against a model in memory: current states, history, log, lists in order. */
#include "../store/fixture.h"
#include "base/vec.h"

enum { KEYS = 6, STATES = 60, RECORDS = 60 };

struct state {
    int name, country, employees; /* employees -1: absent */
    bool deleted;
};

struct model {
    struct ie_id id;
    int external; /* -1: none */
    struct state state[STATES];
    int states;
};

struct run {
    struct fixture f;
    struct model at[RECORDS];
    int count;
    int64_t log;
};

static const char *const names[] = {"가온", "나래정밀", "Alpha", "beta", "Gamma \"x\"",
                                    "%_\\", "다솜",     "zz",    "a b"};
static const char *const countries[] = {"KR", "FR", "IL", "RU"};

static int pick(int n)
{
    return (int)ie_rng_below(ie_test_rng(), (uint64_t)n);
}

static struct state random_state(void)
{
    return (struct state){pick(IE_COUNT(names)), pick(IE_COUNT(countries)), pick(5) - 1,
                          false};
}

static struct ie_value *values_of(struct run *r, struct state s)
{
    const struct ie_type *type = &ie_type_organisation;
    struct ie_value *v = ie_values_new(&r->f.arena, type);

    ie_values_text(type, v, "name", ie_str_z(names[s.name]));
    ie_values_text(type, v, "type", IE_STR("company"));
    ie_values_text(type, v, "country", ie_str_z(countries[s.country]));
    if (s.employees >= 0)
        ie_values_int(type, v, "employees", s.employees);
    return v;
}

static bool same_as(const struct ie_record *record, struct state s)
{
    const struct ie_value *employees = ie_record_get(record, "employees");

    return ie_str_eqz(ie_record_get(record, "name")->text, names[s.name]) &&
           ie_str_eqz(ie_record_get(record, "country")->text, countries[s.country]) &&
           employees->null == (s.employees < 0) &&
           (employees->null || employees->integer == s.employees);
}

static struct state *last(struct model *m)
{
    return &m->state[m->states - 1];
}

static bool external_taken(const struct run *r, int external, const struct model *but)
{
    for (int i = 0; i < r->count; i++) {
        const struct model *m = &r->at[i];
        if (m != but && m->external == external && external >= 0 &&
            !m->state[m->states - 1].deleted)
            return true;
    }
    return false;
}

static void create(struct run *r)
{
    struct state s = random_state();
    int external = pick(KEYS * 2) - KEYS;
    char key[20];

    if (r->count == RECORDS)
        return;
    struct model *m = &r->at[r->count];
    *m = (struct model){.external = external < 0 ? -1 : external};
    snprintf(key, sizeof(key), "x%d", external);
    bool clash = external_taken(r, m->external, m);
    int code =
        ie_record_create(r->f.db, &r->f.writer, &ie_type_organisation, values_of(r, s),
                         external < 0 ? IE_STR_NONE : ie_str_z(key), &m->id, &r->f.err);
    IE_CHECK_INT(code, clash ? IE_CONFLICT : 0);
    if (code)
        return;
    m->state[m->states++] = s;
    r->count++;
    r->log++;
}

static void push(struct run *r, struct model *m, struct state s)
{
    m->state[m->states++] = s;
    r->log++;
}

static void revise(struct run *r, struct model *m)
{
    struct state s = random_state(), now = *last(m);
    int64_t expected = pick(3) ? 0 : 1 + pick(m->states + 1), revision = 0;
    bool same =
        s.name == now.name && s.country == now.country && s.employees == now.employees;
    int wanted = now.deleted                         ? IE_NOT_FOUND
                 : expected && expected != m->states ? IE_STALE
                                                     : 0;
    int code =
        ie_record_revise(r->f.db, &r->f.writer, &ie_type_organisation, ie_id_str(&m->id),
                         expected, values_of(r, s), &revision, &r->f.err);

    IE_CHECK_INT(code, wanted);
    if (!code && !same)
        push(r, m, s);
    if (!code)
        IE_CHECK_INT(revision, m->states);
}

static void erase(struct run *r, struct model *m)
{
    struct state s = *last(m);
    int code = ie_record_delete(r->f.db, &r->f.writer, &ie_type_organisation,
                                ie_id_str(&m->id), 0, &r->f.err);

    IE_CHECK_INT(code, s.deleted ? IE_NOT_FOUND : 0);
    s.deleted = true;
    if (!code)
        push(r, m, s);
}

static void restore(struct run *r, struct model *m)
{
    int revision = 1 + pick(m->states);
    struct state s = m->state[revision - 1], now = *last(m);
    bool same = !now.deleted && s.name == now.name && s.country == now.country &&
                s.employees == now.employees;
    bool clash = !same && now.deleted && external_taken(r, m->external, m);
    int code = ie_record_restore(r->f.db, &r->f.writer, &ie_type_organisation,
                                 ie_id_str(&m->id), revision, &r->f.err);

    IE_CHECK_INT(code, clash ? IE_CONFLICT : 0);
    s.deleted = false;
    if (!code && !same)
        push(r, m, s);
}

static void check_record(struct run *r, struct model *m)
{
    struct fixture *f = &r->f;
    struct ie_record *record = NULL;
    struct ie_revision *history = NULL;
    size_t n = 0;
    bool deleted = last(m)->deleted;
    struct ie_str id = ie_id_str(&m->id);
    int code = ie_record_read(f->db, &f->staff, &ie_type_organisation, id, &f->arena,
                              &record, &f->err);

    IE_CHECK_INT(code, deleted ? IE_NOT_FOUND : 0);
    if (code)
        return;
    IE_CHECK_INT(record->revision, m->states);
    IE_CHECK(same_as(record, *last(m)));
    IE_CHECK_OK(ie_record_history(f->db, &f->staff, &ie_type_organisation, id, 0, STATES,
                                  &f->arena, &history, &n, &f->err),
                &f->err);
    IE_CHECK_INT(n, m->states);
    for (int i = 0; i < m->states; i++) {
        code = ie_record_revision(f->db, &f->staff, &ie_type_organisation, id, i + 1,
                                  &f->arena, &record, &f->err);
        IE_CHECK_INT(code, m->state[i].deleted ? IE_NOT_FOUND : 0);
        if (!code)
            IE_CHECK(same_as(record, m->state[i]));
    }
}

/* Whether row a stands before row b, sorted as asked. */
static bool before(const struct ie_record *a, const struct ie_record *b,
                   const struct ie_field *sort, bool descending)
{
    int order = 0;

    if (sort)
        order = ie_str_cmp(ie_record_get(a, sort->name)->text,
                           ie_record_get(b, sort->name)->text);
    if (!order)
        order = strcmp(a->id.text, b->id.text);
    return !sort || descending ? order > 0 : order < 0;
}

static void check_list(struct run *r)
{
    static const char *const sorts[] = {NULL, "name", "country"};
    struct fixture *f = &r->f;
    const char *sort = sorts[pick(IE_COUNT(sorts))];
    int country = pick(IE_COUNT(countries)), expected = 0, found = 0;
    struct ie_filter filter = {ie_type_field(&ie_type_organisation, IE_STR("country")),
                               ie_str_z(countries[country])};
    struct ie_list_query query = {.limit = 1 + (unsigned)pick(7),
                                  .filters = &filter,
                                  .filter_count = (size_t)pick(2),
                                  .descending = pick(2) == 1};
    const struct ie_record *previous = NULL;
    struct ie_list list;

    if (sort)
        query.sort = ie_type_field(&ie_type_organisation, ie_str_z(sort));
    for (int i = 0; i < r->count; i++)
        expected += !last(&r->at[i])->deleted &&
                    (!query.filter_count || last(&r->at[i])->country == country);
    do {
        if (!IE_CHECK_OK(ie_record_list(f->db, &f->staff, &ie_type_organisation, &query,
                                        &f->arena, &list, &f->err),
                         &f->err))
            return;
        for (size_t i = 0; i < list.count; i++) {
            IE_CHECK(!previous ||
                     before(previous, &list.at[i], query.sort, query.descending));
            previous = &list.at[i];
            found++;
        }
        query.cursor = list.next;
    } while (list.next.ptr && !ie_test_failed());
    IE_CHECK_INT(found, expected);
}

static void step(struct run *r)
{
    struct model *m = r->count ? &r->at[pick(r->count)] : NULL;
    int what = m && m->states < STATES - 1 ? pick(10) : 0;

    r->f.writer.now += IE_SECOND;
    IE_CHECK_OK(ie_db_savepoint(r->f.db, &r->f.err), &r->f.err);
    unsigned written = (unsigned)r->log;
    if (what < 3)
        create(r);
    else if (what < 7)
        revise(r, m);
    else if (what < 8)
        restore(r, m);
    else
        erase(r, m);
    if ((unsigned)r->log ==
        written) /* refused, or nothing to do: undoing changes nothing */
        IE_CHECK_OK(ie_db_savepoint_undo(r->f.db, &r->f.err), &r->f.err);
    else
        IE_CHECK_OK(ie_db_savepoint_keep(r->f.db, &r->f.err), &r->f.err);
}

IE_TEST(records_are_as_the_model_says)
{
    for (unsigned round = ie_test_rounds(10); round-- > 0 && !ie_test_failed();) {
        static struct run r;
        int64_t entries = 0, erased = 0;
        memset(&r, 0, sizeof(r));
        IE_REQUIRE(fixture_open(&r.f, NULL));
        IE_REQUIRE_OK(ie_db_begin_write(r.f.db, &r.f.err), &r.f.err);
        for (int i = 0; i < 200 && !ie_test_failed(); i++)
            step(&r);
        for (int i = 0; i < r.count && !ie_test_failed(); i++)
            check_record(&r, &r.at[i]);
        for (int i = 0; i < 20 && !ie_test_failed(); i++)
            check_list(&r);
        IE_CHECK_OK(ie_log_verify(r.f.db, &entries, &erased, &r.f.err), &r.f.err);
        IE_CHECK_INT(entries, r.log);
        fixture_close(&r.f);
    }
}
