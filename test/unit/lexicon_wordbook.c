/* Wordbooks: built, opened, refused; texts looked up in them. */
#include "wordbook_fixture.h"

#include <xxhash.h>

#include "lexicon/wordbook_image.h"

static struct ie_error err;

static const struct {
    const char *from, *to, *rows;
} sources[] = {
    {"ko", "en",
     "-용\tsuffix\tfor use in\n가깝다\ta\tnear | close\n가다\tv\tgo\n고순도\tn\thigh "
     "purity\n"
     "높이다\tv\traise | increase\n만들다\tv\tmake | produce\n반도체\tn\tsemiconductor\n"
     "낮\tn\tday\n낮다\ta\tlow\n원\tn\tcircle\n원하다\tv\twant\n말\tn\thorse\n"
     "감\tn\tpersimmon\n감다\tv\twind\n감지\tn\tdetection\n복\tn\tluck\n"
     "복합\tn\tcomposite\n구조\tn\tstructure\n시스템\tn\tsystem\n"
     "말다\tv\tstop\n빠르다\ta\tfast\n자동차\tn\tcar | "
     "automobile\n제조\tn\tmanufacturing | "
     "manufacture\n"
     "철\tn\tiron\n필름\tn\tfilm\n화\tn\tanger\n"},
    {"en", "de",
     "car\tn\tAuto =0.5 | Wagen "
     "=0.25\nautomobile\tn\tAuto\nsemiconductor\tn\tHalbleiter\n"},
    {"de", "en",
     "Druckguss\tn\tdie casting\nFertigung\tn\tproduction\nHalbleiter\tn\tsemiconductor\n"
     "Schlüssel\tn\tkey\nSchicht\tn\tlayer | film\nrostfreier Stahl\tn\tstainless steel\n"
     "beschichten\tv\tcoat\n"},
    {"fr", "en",
     "acier\tn\tsteel\nmise en œuvre\tn\timplementation\nrevêtement\tn\tcoating\n"
     "publier\tv\tpublish\n"},
    {"ru", "en",
     "сталь\tn\tsteel\nпокрытие\tn\tcoating\nтвёрдый\ta\thard | solid\n"
     "система\tn\tsystem\nуровень\tn\tlevel\nдень\tn\tday\nданные\tn\tdata\nДания\tprop\t"
     "Denmark\n"
     "другой\ta\tother\nдруг\tn\tfriend\nизмерять\tv\tmeasure\nопасный\ta\tdangerous\n"
     "начало\tn\tbeginning\nпланиров"
     "ать\tv\tplan\n"},
    {"he", "en",
     "ציפוי\tn\tcoating\nמפעל\tn\tplant | factory\nפלדה\tn\tsteel\n"
     "חומר נפץ\tn\texplosive\n"},
    {"ja", "en",
     "半導体\tn\tsemiconductor\n装置\tn\tequipment\n製造\tn\tmanufacturing\n作る\tv\tmake"
     "\n"
     "新しい\ta\tnew\nフィルム\tn\tfilm\n雪\tn\tsnow\n雪ぐ\tv\trinse\n"
     "めっき\tn\tplating\n"},
};

static struct fixture setup(void)
{
    struct ie_dictionary *made[IE_COUNT(sources)];
    struct ie_wordbook_list lists[IE_COUNT(sources)];

    for (size_t i = 0; i < IE_COUNT(sources); i++) {
        made[i] = dictionary_of(sources[i].rows);
        lists[i] =
            (struct ie_wordbook_list){sources[i].from, sources[i].to, made[i], NULL};
    }
    struct fixture f = fixture_of(lists, IE_COUNT(sources));
    for (size_t i = 0; i < IE_COUNT(sources); i++)
        ie_dictionary_free(made[i]);
    return f;
}

/* "word by first | word by - | …", in order of the text. */
static struct ie_str told(struct fixture *f, const char *text, const char *from,
                          const char *to)
{
    static const char *const by[] = {"none", "common", "written",
                                     "stem", "part",   "sound"};
    struct ie_senses senses;
    struct ie_str out = IE_STR("");

    IE_CHECK_OK(ie_translate_text(f->translator, &f->arena, ie_str_z(text),
                                  ie_str_z(from), ie_str_z(to), &senses, &err),
                &err);
    for (uint32_t i = 0; i < senses.count; i++) {
        const struct ie_word_sense *one = &senses.at[i];
        out = ie_arena_printf(
            &f->arena, "%.*s%s%.*s %s %.*s", IE_STR_ARG(out), i ? " | " : "",
            IE_STR_ARG(ie_str_sub(ie_str_z(text), one->from, one->len)), by[one->by],
            IE_STR_ARG(one->count ? one->at[0].text : IE_STR("-")));
    }
    return out;
}

IE_TEST(words_are_found_as_their_language_writes_them)
{
    static const struct {
        const char *lang, *text, *want;
    } cases[] = {
        {"ko", "반도체를", "반도체를 stem semiconductor"},
        {"ko", "반도체제조용", "반도체 part semiconductor | 제조 part manufacturing"},
        {"ko", "빠른", "빠른 stem fast"},
        {"ko", "만든", "만든 stem make"},
        {"ko", "만들어", "만들어 stem make"},
        {"ko", "높여", "높여 stem raise"},
        {"ko", "높였습니다", "높였습니다 stem raise"},
        {"ko", "낮은", "낮은 stem low"},
        {"ko", "말은", "말은 stem horse"},
        {"ko", "원하는", "원하는 stem want"},
        {"ko", "가까운", "가까운 stem near"},
        {"ko", "감는", "감는 stem wind"},
        {"ko", "감지시스템", "감지 part detection | 시스템 part system"},
        {"ko", "복합구조는", "복합 part composite | 구조 part structure"},
        {"ko", "고순도", "고순도 written high purity"},
        {"ko", "철을", "철을 stem iron"},
        {"ko", "모르는필름", "모르는 none - | 필름 part film"},
        {"ko", "그리고", "그리고 common -"},
        {"de", "Schichten", "Schichten stem layer"},
        {"de", "Schluessel", "Schluessel stem key"},
        {"de", "rostfreiem Stahl", "rostfreiem Stahl written stainless steel"},
        {"de", "Halbleiterfertigung",
         "Halbleiterfertigung part semiconductor | Halbleiterfertigung part production"},
        {"de", "Zahn", "Zahn none -"},
        {"fr", "l'acier", "l common - | acier written steel"},
        {"fr", "mise en oeuvre", "mise en oeuvre written implementation"},
        {"fr", "revêtements", "revêtements stem coating"},
        {"fr", "publiées", "publiées stem publish"},
        {"ru", "стали", "стали stem steel"},
        {"ru", "твердого покрытия", "твердого stem hard | покрытия stem coating"},
        {"ru", "систему", "систему stem system"},
        {"ru", "уровне", "уровне stem level"},
        {"ru", "дня", "дня stem day"},
        {"ru", "начале", "начале stem beginning"},
        {"ru", "планируют", "планируют stem plan"},
        {"ru", "данным", "данным stem data"},
        {"ru", "другие", "другие stem other"},
        {"ru", "опасен", "опасен stem dangerous"},
        {"ru", "измеряющийся", "измеряющийся stem measure"},
        {"he", "בחומר הנפץ", "בחומר הנפץ written explosive"},
        {"he", "הציפוי", "הציפוי stem coating"},
        {"he", "מפעלים", "מפעלים stem plant"},
        {"ja", "半導体製造装置を作った",
         "半導体 written semiconductor | 製造 written manufacturing | "
         "装置 written equipment | 作 stem make"},
        {"ja", "新しいフィルム", "新しい written new | フィルム written film"},
        {"ja", "雪が", "雪 written snow"},
        {"ja", "雪ぎ", "雪 stem rinse"},
        {"ja", "製造でめっき", "製造 written manufacturing"},
        {"ja", "めっきの製造", "めっき written plating | 製造 written manufacturing"},
    };
    struct fixture f = setup();

    for (size_t i = 0; i < IE_COUNT(cases); i++)
        IE_CHECK_STR(told(&f, cases[i].text, cases[i].lang, "en"), cases[i].want);
    teardown(&f);
}

IE_TEST(probabilities_are_those_of_the_list_and_sum_to_at_most_one)
{
    struct fixture f = setup();
    struct ie_translations t;

    IE_CHECK_OK(ie_translate_term(f.translator, &f.arena, IE_STR("자동차"), IE_STR("ko"),
                                  IE_STR("en"), &t, &err),
                &err);
    IE_REQUIRE(t.count == 2);
    IE_CHECK_DOUBLE((double)t.at[0].probability, 2.0 / 3, 1e-4);
    IE_CHECK((double)t.at[0].probability + (double)t.at[1].probability < 1 + 1e-6);
    /* over English: car 2/3 (Auto 2/3, Wagen 1/3), automobile 1/3 (Auto) */
    IE_CHECK_OK(ie_translate_term(f.translator, &f.arena, IE_STR("자동차"),
                                  IE_STR("ko-KR"), IE_STR("de"), &t, &err),
                &err);
    IE_REQUIRE(t.count == 2);
    IE_CHECK_STR(t.at[0].text, "Auto");
    IE_CHECK_DOUBLE((double)t.at[0].probability, 2.0 / 3 * 2 / 3 + 1.0 / 3, 1e-3);
    IE_CHECK_STR(t.at[1].text, "Wagen");
    IE_CHECK_OK(ie_translate_term(f.translator, &f.arena, IE_STR("자동차 필름"),
                                  IE_STR("ko"), IE_STR("en"), &t, &err),
                &err);
    IE_CHECK_INT(t.count, 0); /* two words, no headword */
    IE_CHECK(!ie_translator_can(f.translator, IE_STR("en"), IE_STR("ko")));
    IE_CHECK(ie_translator_can(f.translator, IE_STR("ja"), IE_STR("de")));
    teardown(&f);
}

IE_TEST(an_affix_is_not_the_noun_of_the_same_form)
{
    struct fixture f = setup();
    struct ie_translation out[IE_WORDBOOK_MOST];
    int32_t table = ie_wordbook_pair(f.book, IE_STR("ko"), IE_STR("en"));

    IE_REQUIRE(table >= 0);
    IE_CHECK_INT(ie_wordbook_find(f.book, (uint32_t)table, IE_WORDBOOK_WRITTEN,
                                  IE_STR("-용"), out),
                 1);
    IE_CHECK_INT(
        ie_wordbook_find(f.book, (uint32_t)table, IE_WORDBOOK_WRITTEN, IE_STR("용"), out),
        0);
    IE_CHECK_INT(ie_wordbook_pair(f.book, IE_STR("kok"), IE_STR("en")), -1);
    teardown(&f);
}

IE_TEST(any_bytes_are_a_text)
{
    static const char bytes[] = "\xFF\xFE Schicht\xE2\x82 \xED\xA0\x80 layer\0 Stahl";
    struct fixture f = setup();
    struct ie_senses senses;
    uint32_t found = 0;

    IE_CHECK_OK(ie_translate_text(f.translator, &f.arena,
                                  ie_str_n(bytes, sizeof(bytes) - 1), IE_STR("de"),
                                  IE_STR("en"), &senses, &err),
                &err);
    for (uint32_t i = 0; i < senses.count; i++)
        found += senses.at[i].by == IE_SENSE_WRITTEN;
    IE_CHECK_INT(found, 1);
    teardown(&f);
}

IE_TEST(the_same_lists_make_the_same_bytes)
{
    struct fixture a = setup(), b = setup();

    IE_CHECK_INT(a.image.len, b.image.len);
    IE_CHECK(memcmp(a.image.bytes, b.image.bytes, a.image.len) == 0);
    teardown(&a);
    teardown(&b);
}

IE_TEST(a_damaged_image_is_refused)
{
    struct fixture f = setup();
    struct ie_wordbook *book;
    unsigned char *copy = ie_calloc(f.image.len + 8, 1);

    IE_REQUIRE(copy);
    for (size_t at = 0; at < f.image.len; at += 7) {
        memcpy(copy, f.image.bytes, f.image.len);
        copy[at] ^= 0x20;
        IE_CHECK(ie_wordbook_open(copy, f.image.len, &book, &err) == IE_INPUT);
    }
    for (size_t len = 0; len < f.image.len; len += 13) {
        memcpy(copy, f.image.bytes, len);
        IE_CHECK(ie_wordbook_open(copy, len, &book, &err) == IE_INPUT);
    }
    memcpy(copy, f.image.bytes, f.image.len);
    copy[16]++; /* the version, with a checksum that fits */
    uint64_t checksum = XXH3_64bits(copy + 16, f.image.len - 16);
    memcpy(copy + 8, &checksum, sizeof(checksum));
    IE_CHECK_FAIL(ie_wordbook_open(copy, f.image.len, &book, &err), &err, IE_INPUT,
                  "wordbook.version");
    memcpy(copy, f.image.bytes, f.image.len);
    const struct ie_wordbook_header *header = (const void *)f.image.bytes;
    IE_REQUIRE(header->section[IE_WB_SOUNDS].count > 0);
    copy[header->section[IE_WB_SOUNDS].at + 8] = 2; /* letters: too few */
    checksum = XXH3_64bits(copy + 16, f.image.len - 16);
    memcpy(copy + 8, &checksum, sizeof(checksum));
    IE_CHECK_FAIL(ie_wordbook_open(copy, f.image.len, &book, &err), &err, IE_INPUT,
                  "wordbook.damaged");
    ie_free(copy);
    teardown(&f);
}

static int whole_way(void *data, struct ie_error *error)
{
    struct ie_wordbook_image image = {NULL, 0};
    struct ie_wordbook *book = NULL;
    struct ie_translator *translator = NULL;
    struct ie_senses senses;
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    int code = ie_wordbook_build(
        &(struct ie_wordbook_list){"de", "en", (const struct ie_dictionary *)data, NULL},
        1, &image, error);
    if (!code)
        code = ie_wordbook_open(image.bytes, image.len, &book, error);
    if (!code)
        code = ie_translator_new(book, &translator, error);
    if (!code)
        code = ie_translate_text(translator, &arena,
                                 IE_STR("Schichten und Halbleiterschicht"), IE_STR("de"),
                                 IE_STR("en"), &senses, error);
    ie_translator_free(translator);
    ie_wordbook_close(book);
    ie_free(image.bytes);
    ie_arena_release(&arena);
    return code;
}

IE_TEST(each_failed_allocation_is_survived)
{
    struct ie_dictionary *d = NULL;

    IE_CHECK_OK(ie_dictionary_new(&d, &err), &err);
    IE_CHECK_OK(ie_dictionary_read_list(d, ie_str_z(sources[2].rows), "l", &err), &err);
    IE_CHECK_OK(ie_dictionary_finish(d, 0, &err), &err);
    IE_CHECK(ie_test_each_allocation(whole_way, d) > 3);
    ie_dictionary_free(d);
}
