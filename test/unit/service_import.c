/* What people send: headings, values, duplicates, references, undo, the sheet to mend. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "service/export.h"
#include "service/import/impl.h"
#include "service_fixture.h"

static const char firms[] =
    "id,name,name_en,country,business_number,industry,employees,website,email\n"
    "A-1,가온소재,Gaon Materials,KR,124-81-00998,NACE "
    "C20.11,\"1,234명\",gaon.example,a@gaon.example\n"
    "A-2,나래화학,Narae Chem,대한민국,,화학,약 60명,,\n"
    "A-3,Aubes SA,,France,,,12,,\n";

#define REQUIRE_IMPORT(kind, event, name, text, keep, id, result)                        \
    IE_REQUIRE_OK(world_import(&w, (kind), (event), (name), (text), false, (keep), (id), \
                               (result)),                                                \
                  &w.err)

IE_TEST(every_heading_word_is_in_the_form_it_is_compared_in)
{
    struct ie_arena arena;
    struct ie_error err;
    struct ie_str key;

    ie_arena_init(&arena, 0);
    for (int k = 0; k < IE_IMPORT_KINDS; k++) {
        const struct ie_import_shape *shape = ie_import_shape((enum ie_import_kind)k);
        for (const struct ie_import_field *f = shape->fields; f->name; f++)
            for (const char *const *word = f->words; *word; word++) {
                IE_CHECK_OK(
                    ie_import_heading_key(&arena, ie_str_z(*word), false, &key, &err),
                    &err);
                IE_CHECK_STR(key, *word);
            }
    }
    ie_arena_release(&arena);
}

IE_TEST(headings_as_offices_write_them)
{
    static const struct {
        enum ie_import_kind kind;
        const char *heading, *field;
    } cases[] = {
        {IE_IMPORT_ORGANISATIONS, "기업명(국문)", "name"},
        {IE_IMPORT_ORGANISATIONS, "기업명\n(영문)", "name_en"},
        {IE_IMPORT_ORGANISATIONS, "사업자\n등록번호", "business_number"},
        {IE_IMPORT_ORGANISATIONS, "종업원수(명)", "employees"},
        {IE_IMPORT_ORGANISATIONS, "담당자 연락처", "phone"},
        {IE_IMPORT_ORGANISATIONS, "1. 업체명 *", "name"},
        {IE_IMPORT_ORGANISATIONS, "ＨＯＭＥＰＡＧＥ", "website"},
        {IE_IMPORT_ORGANISATIONS, "연번", NULL},
        {IE_IMPORT_PROFILES, "협력희망분야", "cooperation"},
        {IE_IMPORT_PROFILES, "희망국가", "target_countries"},
        {IE_IMPORT_PROFILES, "유효기간", "valid_until"},
        {IE_IMPORT_PROFILES, "기술명", "title"},
        {IE_IMPORT_WISHES, "weight", "weight"},
    };
    struct ie_arena arena;
    struct ie_error err;

    ie_arena_init(&arena, 0);
    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        const struct ie_import_shape *shape = ie_import_shape(cases[i].kind);
        int field = -1;

        IE_CHECK_OK(
            ie_import_recognise(shape, &arena, ie_str_z(cases[i].heading), &field, &err),
            &err);
        IE_CHECK_STR(field < 0 ? "" : shape->fields[field].name,
                     cases[i].field ? cases[i].field : "");
    }
    ie_arena_release(&arena);
}

IE_TEST(importing_twice_changes_nothing_and_undo_takes_all_back)
{
    struct world w;
    struct ie_id id, again;
    json_t *result;

    IE_REQUIRE(world_open(&w, "twice.db"));
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "firms.csv", firms, false, &id, &result);
    IE_CHECK_INT(world_result(result, "created"), 3);
    json_decref(result);
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "firms2.csv", firms, false, &again,
                   &result);
    IE_CHECK_INT(world_result(result, "unchanged"), 3);
    json_decref(result);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM organisation WHERE employees=1234"
                                 " AND country='KR'"),
                 1);
    IE_CHECK_INT(world_count(&w, "SELECT max(revision) FROM organisation"), 1);
    json_t *args = json_pack("{s:s}", "import", id.text);
    IE_CHECK_OK(
        ie_job_run(w.service, w.operator_, "import_undo", args, NULL, &result, &w.err),
        &w.err);
    IE_CHECK_INT(world_result(result, "removed"), 3);
    IE_CHECK_INT(
        world_count(&w, "SELECT count(*) FROM organisation WHERE deleted_at IS NULL"), 0);
    json_decref(result);
    json_decref(args);
    world_close(&w);
}

/* How many files stand under the import's id; `text` of them all is the directory's. */
static int files_of(const struct world *w, const char *id)
{
    char path[700];
    int n = 0;

    snprintf(path, sizeof(path), "%s/imports", ie_service_data_dir(w->service));
    DIR *folder = opendir(path);
    for (const struct dirent *e; folder && (e = readdir(folder));)
        n += strncmp(e->d_name, id, strlen(id)) == 0 && e->d_name[0] != '.';
    if (folder)
        closedir(folder);
    return n;
}

static void stray_file(const struct world *w, const char *name, ie_moment at)
{
    char path[700];
    struct timespec times[2] = {{.tv_sec = at / IE_SECOND}, {.tv_sec = at / IE_SECOND}};

    snprintf(path, sizeof(path), "%s/imports/%s", ie_service_data_dir(w->service), name);
    FILE *file = fopen(path, "w");
    IE_REQUIRE(file != NULL);
    fclose(file);
    IE_CHECK_INT(utimensat(AT_FDCWD, path, times, 0), 0);
}

IE_TEST(files_of_an_import_go_when_nobody_needs_them)
{
    struct world w;
    struct ie_id id, stray = ie_id_new(1), young = ie_id_new(2);
    ie_moment now = ie_now();
    uint64_t removed = 0;
    json_t *result;

    struct ie_db *db = NULL;
    IE_REQUIRE(world_open(&w, "clean.db"));
    IE_REQUIRE_OK(ie_service_reader(w.service, &db, &w.err), &w.err);
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "firms.csv", firms, false, &id, &result);
    json_decref(result);
    stray_file(&w, stray.text, now - 2 * IE_DAY);
    stray_file(&w, young.text, now - IE_DAY / 2);
    stray_file(&w, "note.txt", now - 99 * IE_DAY);
    IE_CHECK(files_of(&w, id.text) >= 2);
    IE_CHECK_OK(ie_import_clean(w.service, db, now, &removed, &w.err), &w.err);
    IE_CHECK_INT(removed, 1);
    IE_CHECK_INT(files_of(&w, stray.text), 0);
    IE_CHECK_INT(files_of(&w, young.text), 1);
    int before = files_of(&w, "");
    IE_CHECK_OK(ie_import_clean(w.service, db, now + 29 * IE_DAY, &removed, &w.err),
                &w.err);
    IE_CHECK_INT(removed, 1); /* the young one, no longer young */
    IE_CHECK_OK(ie_import_clean(w.service, db, now + 31 * IE_DAY, &removed, &w.err),
                &w.err);
    IE_CHECK_INT(files_of(&w, id.text), 0);
    IE_CHECK_INT(removed, before - 2);
    IE_CHECK_INT(files_of(&w, ""), 1); /* what is not ours stays */
    json_t *args = json_pack("{s:s}", "import", id.text);
    IE_CHECK_OK(
        ie_job_run(w.service, w.operator_, "import_undo", args, NULL, &result, &w.err),
        &w.err);
    IE_CHECK_INT(world_result(result, "removed"), 3);
    json_decref(result);
    json_decref(args);
    ie_db_close(db);
    world_close(&w);
}

IE_TEST(an_import_at_work_keeps_its_files)
{
    struct world w;
    struct ie_id id;
    uint64_t removed = 9;
    json_t *result;

    struct ie_db *db = NULL;
    IE_REQUIRE(world_open(&w, "at_work.db"));
    IE_REQUIRE_OK(ie_db_open(w.url, IE_DB_WRITE, &db, &w.err), &w.err);
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "firms.csv", firms, false, &id, &result);
    json_decref(result);
    IE_CHECK_OK(ie_db_exec(db, "UPDATE import SET status='applying'", &w.err), &w.err);
    IE_CHECK_OK(ie_import_clean(w.service, db, ie_now() + 99 * IE_DAY, &removed, &w.err),
                &w.err);
    IE_CHECK_INT(removed, 0);
    ie_db_close(db);
    world_close(&w);
}

IE_TEST(nothing_is_applied_when_a_row_is_rejected_unless_asked)
{
    static const char text[] = "id,name,country\nB-1,One,KR\nB-2,Two,Atlantis\nB-3,,KR\n";
    struct world w;
    struct ie_id id;
    json_t *result;

    IE_REQUIRE(world_open(&w, "rejected.db"));
    IE_CHECK_FAIL(world_import(&w, IE_IMPORT_ORGANISATIONS, "", "b.csv", text, false,
                               false, &id, &result),
                  &w.err, IE_INPUT, "import.rejected");
    IE_CHECK_INT(world_result(result, "rejected"), 2);
    json_decref(result);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM organisation"), 0);
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "b.csv", text, true, &id, &result);
    json_decref(result);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM organisation"), 1);
    world_close(&w);
}

IE_TEST(a_dry_run_writes_no_record)
{
    struct world w;
    struct ie_id id;
    json_t *result;

    IE_REQUIRE(world_open(&w, "dry.db"));
    IE_REQUIRE_OK(world_import(&w, IE_IMPORT_ORGANISATIONS, "", "firms.csv", firms, true,
                               false, &id, &result),
                  &w.err);
    IE_CHECK_INT(world_result(result, "created"), 3);
    json_decref(result);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM organisation"), 0);
    world_close(&w);
}

IE_TEST(a_verified_number_makes_two_rows_one_organisation)
{
    static const char text[] = "id,name,country,business_number\n"
                               "C-1,가온소재,KR,124-81-00998\n"
                               "C-2,(주)가온,KR,1248100998\n"
                               "C-3,다온,KR,124-81-00990\n";
    static const char people[] = "id,organisation,name,email,consent\n"
                                 "P-1,C-2,김하나,kim@gaon.example,예\n";
    struct world w;
    struct ie_id id;
    json_t *result;

    IE_REQUIRE(world_open(&w, "merged.db"));
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "c.csv", text, false, &id, &result);
    IE_CHECK_INT(world_result(result, "created"), 2);
    IE_CHECK_INT(world_result(result, "merged"), 1);
    json_decref(result);
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "c.csv", text, false, &id, &result);
    IE_CHECK_INT(world_result(result, "unchanged"), 3);
    json_decref(result);
    /* the merged row's id still names the organisation */
    REQUIRE_IMPORT(IE_IMPORT_PEOPLE, "", "p.csv", people, false, &id, &result);
    json_decref(result);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM person p JOIN organisation o"
                                 " ON o.id=p.organisation AND o.external_id='C-1'"),
                 1);
    IE_CHECK_INT(
        world_count(&w, "SELECT count(*) FROM consent WHERE purpose='introduce'"), 1);
    world_close(&w);
}

IE_TEST(a_profile_has_a_row_a_language)
{
    static const char text[] =
        "id,organisation,type,language,title,text,trl,specs,valid_until\n"
        "T-1,A-1,기술제공,ko,고순도 전구체,<script>alert(1)</script>,TRL 7,purity >= "
        "99.999 %,2027.12.31\n"
        "T-2,A-2,need,en,Wanted: slurry,,,,\n"
        "T-1,A-1,technology_offer,en,High purity precursor,For deposition,,,\n"
        "T-1,A-1,technology_offer,en,Twice,,,,\n"
        "T-3,A-9,offer,en,No such firm,,,,\n"
        "T-4,A-1,offer,en,No such day,,,,2019-02-30\n"
        "T-5,A-1,offer,en,No such unit,,,length = 5 parsnip,\n"
        "T-6,A-1,offer,en,No such level,,12,,\n";
    struct world w;
    struct ie_id id;
    json_t *result;

    IE_REQUIRE(world_open(&w, "profiles.db"));
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "firms.csv", firms, false, &id, &result);
    json_decref(result);
    REQUIRE_IMPORT(IE_IMPORT_PROFILES, "", "t.csv", text, true, &id, &result);
    IE_CHECK_INT(world_result(result, "created"), 3); /* rows of two profiles */
    IE_CHECK_INT(world_result(result, "rejected"), 5);
    json_decref(result);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM profile"), 2);
    IE_CHECK_INT(world_count(&w,
                             "SELECT count(*) FROM profile WHERE title='고순도 전구체'"
                             " AND trl=7 AND texts LIKE '%precursor%'"
                             " AND texts LIKE '%<script>%' AND valid_until='2027-12-31'"),
                 1);
    REQUIRE_IMPORT(IE_IMPORT_PROFILES, "", "t.csv", text, true, &id, &result);
    IE_CHECK_INT(world_result(result, "unchanged"), 3);
    json_decref(result);
    world_close(&w);
}

IE_TEST(a_sheet_with_a_title_totals_and_dittos)
{
    static const char text[] = "참가기업 명단,,,\n,,,\n"
                               "연번,기업명(국문),국가,홈페이지\n"
                               "1,가온소재,한국,www.gaon.example\n"
                               "2,나래화학,상동,〃\n"
                               ",합계,,2\n"
                               "※ 작성 기준일 2019-10-01,,,\n";
    struct world w;
    struct ie_id id;
    json_t *result;

    IE_REQUIRE(world_open(&w, "messy.db"));
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "m.csv", text, false, &id, &result);
    IE_CHECK_INT(world_result(result, "rows"), 2);
    IE_CHECK_INT(world_result(result, "created"), 2);
    IE_CHECK_INT(world_result(result, "skipped"), 2);
    json_decref(result);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM organisation WHERE country='KR'"),
                 2);
    world_close(&w);
}

struct reading {
    struct ie_str import;
    struct ie_buf out;
};

static int read_rejects(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct reading *reading = arg;

    return ie_import_rejects(call, reading->import, IE_STR("csv"), &reading->out, err);
}

IE_TEST(the_sheet_to_mend_imports_again)
{
    static const char text[] =
        "id,name,country,memo\nD-1,One,KR,kept\nD-2,\"T,wo\",Nowhere,x\n";
    struct world w;
    struct ie_id id;
    json_t *result;
    struct reading reading = {0};
    char mended[600];
    char *at;

    IE_REQUIRE(world_open(&w, "mend.db"));
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "d.csv", text, true, &id, &result);
    json_decref(result);
    reading.import = ie_id_str(&id);
    IE_REQUIRE_OK(ie_read_call(w.service, w.operator_, read_rejects, &reading, &w.err),
                  &w.err);
    snprintf(mended, sizeof mended, "%.*s", IE_STR_ARG(ie_buf_str(&reading.out)));
    ie_buf_release(&reading.out);
    IE_CHECK(strstr(mended, "id,name,country,memo,line,column,reason\r\n") != NULL);
    at = strstr(mended, "Nowhere");
    IE_REQUIRE(at != NULL);
    memcpy(at, "France ", 7);
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "mended.csv", mended, false, &id,
                   &result);
    IE_CHECK_INT(world_result(result, "created"), 1);
    json_decref(result);
    IE_CHECK_INT(world_count(&w, "SELECT count(*) FROM organisation WHERE name='T,wo'"),
                 1);
    world_close(&w);
}

struct exporting {
    struct ie_export what;
    struct ie_buf out;
};

static int export_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct exporting *e = arg;
    uint64_t rows;

    return ie_export(call, &e->what, &e->out, &rows, err);
}

IE_TEST(what_was_exported_imports_as_unchanged)
{
    static const char *const formats[] = {"csv", "jsonl"};
    struct world w;
    struct ie_id id;
    json_t *result;

    IE_REQUIRE(world_open(&w, "export.db"));
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "firms.csv", firms, false, &id, &result);
    json_decref(result);
    for (size_t i = 0; i < IE_COUNT(formats); i++) {
        struct exporting e = {
            .what = {.kind = IE_IMPORT_ORGANISATIONS, .format = ie_str_z(formats[i])}};
        IE_REQUIRE_OK(ie_read_call(w.service, w.operator_, export_in_call, &e, &w.err),
                      &w.err);
        ie_buf_addc(&e.out, '\0');
        REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", formats[i], e.out.ptr, false, &id,
                       &result);
        IE_CHECK_INT(world_result(result, "unchanged"), 3);
        json_decref(result);
        ie_buf_release(&e.out);
    }
    world_close(&w);
}

IE_TEST(undo_leaves_what_was_changed_since)
{
    static const char later[] = "id,name,country,employees\nA-2,나래화학,KR,75\n";
    struct world w;
    struct ie_id first, second;
    json_t *result, *args;

    IE_REQUIRE(world_open(&w, "left.db"));
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "firms.csv", firms, false, &first,
                   &result);
    json_decref(result);
    REQUIRE_IMPORT(IE_IMPORT_ORGANISATIONS, "", "later.csv", later, false, &second,
                   &result);
    IE_CHECK_INT(world_result(result, "changed"), 1);
    json_decref(result);
    args = json_pack("{s:s}", "import", first.text);
    IE_CHECK_OK(
        ie_job_run(w.service, w.operator_, "import_undo", args, NULL, &result, &w.err),
        &w.err);
    IE_CHECK_INT(world_result(result, "removed"), 2);
    IE_CHECK_INT(json_array_size(json_object_get(result, "left")), 1);
    json_decref(result);
    json_decref(args);
    IE_CHECK_INT(
        world_count(&w, "SELECT employees FROM organisation WHERE deleted_at IS NULL"),
        75);
    world_close(&w);
}
