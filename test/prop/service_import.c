/* Random sheets, with all that goes wrong in them: importing one twice changes nothing the
 * second time, and undoing an import brings back the state before it. */
#include "../unit/service_fixture.h"
#include "base/buf.h"
#include "base/vec.h"

static const char *const names[] = {"가온소재", "Gaon Materials", "㈜가온소재",
                                    "Aubes SA", "나래화학",       "Кварц",
                                    "",         "가온 소재"};
static const char *const countries[] = {"KR",      "한국", "France", "FR",
                                        "Nowhere", "",     "RU"};
static const char *const numbers[] = {"124-81-00998", "1248100998",   "",  "",
                                      "123-45-67891", "124-81-00990", "11"};
static const char *const sites[] = {"", "gaon.example", "https://www.gaon.example/",
                                    "not one", "상동"};
static const char *const counts[] = {"", "12", "약 60명", "1,234", "many", "99.5"};

static const char *pick(const char *const *list, size_t count)
{
    return list[ie_rng_below(ie_test_rng(), count)];
}

#define PICK(list) pick((list), IE_COUNT(list))

static void make_sheet(struct ie_buf *out, bool with_id)
{
    uint64_t rows = 1 + ie_rng_below(ie_test_rng(), 14);

    ie_buf_clear(out);
    ie_buf_addz(out, with_id ? "id,name,country,business_number,employees,website\n"
                             : "name,country,business_number,employees,website\n");
    for (uint64_t i = 0; i < rows; i++) {
        if (with_id)
            ie_buf_printf(out, "X-%llu,",
                          (unsigned long long)ie_rng_below(ie_test_rng(), 9));
        ie_buf_printf(out, "%s,%s,%s,\"%s\",%s\n", PICK(names), PICK(countries),
                      PICK(numbers), PICK(counts), PICK(sites));
    }
    ie_buf_addc(out, '\0');
}

static int take_state(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct ie_buf *out = arg;
    struct ie_query q;
    bool row;
    int rc;

    ie_query_begin(call->db,
                   "SELECT id, external_id, name, name_en, names, country, employees,"
                   " identifiers, website, status, search FROM organisation"
                   " WHERE deleted_at IS NULL ORDER BY id",
                   &q);
    while ((rc = ie_query_next(&q, &row, err)) == 0 && row) {
        for (int i = 0; i < 11; i++) {
            ie_buf_add(out, ie_query_get_text(&q, i));
            ie_buf_addc(out, '|');
        }
        ie_buf_addc(out, '\n');
    }
    ie_query_end(&q);
    return rc;
}

static void import_sheet(struct world *w, const struct ie_buf *sheet, struct ie_id *id,
                         json_t **result)
{
    int rc = world_import(w, IE_IMPORT_ORGANISATIONS, "", "random.csv", sheet->ptr, false,
                          true, id, result);

    IE_CHECK(rc == 0);
    if (rc)
        printf("%s %s\n%s", w->err.id, w->err.args ? w->err.arg[0].value : "",
               sheet->ptr);
}

IE_TEST(twice_is_once_and_undo_undoes)
{
    unsigned rounds = ie_test_rounds(25);
    struct ie_buf sheet = IE_BUF_INIT, before = IE_BUF_INIT, after = IE_BUF_INIT;
    struct world w;

    IE_REQUIRE(world_open(&w, "prop.db"));
    for (unsigned i = 0; i < rounds && !ie_test_failed(); i++) {
        struct ie_id id, again;
        json_t *first, *second, *undone, *args;
        bool keep = ie_rng_below(ie_test_rng(), 3) == 0;

        make_sheet(&sheet, ie_rng_below(ie_test_rng(), 3) > 0);
        ie_buf_clear(&before);
        ie_buf_clear(&after);
        IE_CHECK_OK(ie_read_call(w.service, w.operator_, take_state, &before, &w.err),
                    &w.err);
        import_sheet(&w, &sheet, &id, &first);
        import_sheet(&w, &sheet, &again, &second);
        IE_CHECK_INT(world_result(second, "created"), 0);
        IE_CHECK_INT(world_result(second, "changed"), 0);
        IE_CHECK_INT(world_result(second, "merged"), 0);
        IE_CHECK_INT(world_result(second, "rejected"), world_result(first, "rejected"));
        json_decref(first);
        json_decref(second);
        if (!keep) {
            args = json_pack("{s:s}", "import", id.text);
            IE_CHECK_OK(ie_job_run(w.service, w.operator_, "import_undo", args, NULL,
                                   &undone, &w.err),
                        &w.err);
            IE_CHECK_INT(json_array_size(json_object_get(undone, "left")), 0);
            json_decref(undone);
            json_decref(args);
            IE_CHECK_OK(ie_read_call(w.service, w.operator_, take_state, &after, &w.err),
                        &w.err);
            IE_CHECK_STR(ie_buf_str(&after), ie_buf_str(&before));
        }
        if (ie_test_failed())
            printf("round %u, the sheet:\n%s", i, sheet.ptr);
    }
    ie_buf_release(&sheet);
    ie_buf_release(&before);
    ie_buf_release(&after);
    world_close(&w);
}
