/*
 * Tagging against the rules themselves: an oracle that shares no code with the engine
 * tries every stretch of every phrase against every spelling of every label, on small
 * random vocabularies of a language without inflection. And what must not change a text's
 * concepts: case, width, spacing, normal form, inflection.
 */
#include "../unit/lexicon_fixture.h"

enum { CONCEPTS = 8, LABELS = 3, WORDS = 3, TEXT_WORDS = 14, WORD_ROOM = 8 };

static struct ie_error err;

/* ---- A random world ---------------------------------------------------------------- */

struct label {
    char word[WORDS][WORD_ROOM];
    int words, weight;
    bool weak;
};

struct concept {
    struct label label[LABELS];
    int labels, broader, related; /* -1: none */
};

struct world {
    struct concept concept[CONCEPTS];
    char word[TEXT_WORDS][WORD_ROOM];
    char before[TEXT_WORDS]; /* ' ', '-', ',' */
    int from[TEXT_WORDS], words;
    char text[TEXT_WORDS * (WORD_ROOM + 2)];
};

static uint32_t below(uint32_t limit)
{
    return (uint32_t)ie_rng_below(ie_test_rng(), limit);
}

static void random_word(char word[WORD_ROOM])
{
    uint32_t len = below(5) ? 1 + below(4) : 5 + below(2);

    for (uint32_t i = 0; i < len; i++)
        word[i] = (char)('a' + below(2));
    word[len] = '\0';
}

static bool same_label(const struct label *a, const struct label *b)
{
    char one[40] = "", two[40] = "";

    for (int i = 0; i < a->words; i++)
        snprintf(one + strlen(one), sizeof(one) - strlen(one), "%s ", a->word[i]);
    for (int i = 0; i < b->words; i++)
        snprintf(two + strlen(two), sizeof(two) - strlen(two), "%s ", b->word[i]);
    return strcmp(one, two) == 0;
}

static void random_world(struct world *world)
{
    memset(world, 0, sizeof(*world));
    for (int c = 0; c < CONCEPTS; c++) {
        struct concept *concept = &world->concept[c];
        int wanted = 1 + (int)below(LABELS);
        concept->broader = c < 2 ? -1 : (int)below((uint32_t)c);
        concept->related = below(3) ? -1 : (int)below(CONCEPTS);
        for (int l = 0; l < wanted; l++) {
            struct label *label = &concept->label[concept->labels];
            bool doubled = false;
            label->words = 1 + (int)below(WORDS);
            for (int w = 0; w < label->words; w++)
                random_word(label->word[w]);
            label->weak = concept->labels > 0 && !below(3);
            label->weight = below(3) ? 0 : 100 * (int)(1 + below(10));
            for (int k = 0; k < concept->labels; k++)
                doubled |= same_label(label, &concept->label[k]);
            concept->labels += !doubled;
        }
    }
    world->words = (int)below(TEXT_WORDS + 1);
    size_t len = 0;
    for (int i = 0; i < world->words; i++) {
        random_word(world->word[i]);
        world->before[i] = " -,  - "[below(7)];
        if (i || world->before[i] == ',')
            world->text[len++] = world->before[i];
        world->from[i] = (int)len;
        len += (size_t)snprintf(world->text + len, sizeof(world->text) - len, "%s",
                                world->word[i]);
    }
}

static int write_world(struct vocabulary *words, const struct world *world)
{
    struct ie_buf text = IE_BUF_INIT;

    for (int c = 0; c < CONCEPTS; c++) {
        const struct concept *concept = &world->concept[c];
        ie_buf_printf(&text, "[c%d]\n", c);
        if (concept->broader < 0)
            ie_buf_addz(&text, "top\n");
        else
            ie_buf_printf(&text, "broader c%d\n", concept->broader);
        ie_buf_addz(&text, "xx ");
        for (int l = 0; l < concept->labels; l++) {
            ie_buf_addz(&text, l ? " | " : "");
            ie_buf_addz(&text, concept->label[l].weak ? "?" : "");
            for (int w = 0; w < concept->label[l].words; w++)
                ie_buf_printf(&text, "%s%s", w ? " " : "", concept->label[l].word[w]);
        }
        ie_buf_addc(&text, '\n');
        if (concept->related >= 0 && concept->related != c)
            ie_buf_printf(&text, "related c%d\n", concept->related);
        for (int l = 0; l < concept->labels; l++) {
            if (!concept->label[l].weight)
                continue;
            ie_buf_addz(&text, "shared xx ");
            for (int w = 0; w < concept->label[l].words; w++)
                ie_buf_printf(&text, "%s%s", w ? " " : "", concept->label[l].word[w]);
            ie_buf_printf(&text, " =%d.%d -- so\n", concept->label[l].weight / 1000,
                          concept->label[l].weight / 100 % 10);
        }
        ie_buf_addc(&text, '\n');
    }
    ie_buf_addc(&text, '\0');
    int code = vocabulary_from(words, text.ptr, &err);
    if (code)
        printf("%s\n", text.ptr);
    ie_buf_release(&text);
    return code;
}

/* ---- The oracle -------------------------------------------------------------------- */

struct tag {
    int from, end, concept, weight;
    bool weak;
};

/* Can text words [at, end) be read as the label's words [w, count)? A word of the text may
 * close several of them up; two may be one of five letters and more, written apart. */
static bool reads_as(const struct world *world, int at, int end,
                     const struct label *label, int w, bool closes)
{
    if (w == label->words || at == end)
        return w == label->words && at == end;
    char closed[WORDS * WORD_ROOM] = "";
    size_t len = 0;
    for (int to = w; to < (closes ? label->words : w + 1); to++) {
        len +=
            (size_t)snprintf(closed + len, sizeof(closed) - len, "%s", label->word[to]);
        if (strcmp(world->word[at], closed) == 0 &&
            reads_as(world, at + 1, end, label, to + 1, closes))
            return true;
    }
    if (at + 2 > end)
        return false;
    const char *spelling = label->word[w];
    size_t one = strlen(world->word[at]), two = strlen(world->word[at + 1]);
    bool near = world->before[at + 1] == '-' || (one >= 3 && two >= 3);
    return near && one >= 2 && one + two >= 5 && strlen(spelling) == one + two &&
           !strncmp(spelling, world->word[at], one) &&
           !strcmp(spelling + one, world->word[at + 1]) &&
           reads_as(world, at + 2, end, label, w + 1, closes);
}

static bool label_matches(const struct world *world, const struct label *label, int from,
                          int end)
{
    size_t letters = 0;

    for (int w = 0; w < label->words; w++)
        letters += strlen(label->word[w]);
    return letters >= 2 && reads_as(world, from, end, label, 0, letters >= 5);
}

/* All concepts whose labels are the stretch: those not weak count as such. */
static int tags_of(const struct world *world, int from, int end, struct tag *out)
{
    int count = 0;

    for (int c = 0; c < CONCEPTS; c++) {
        int best = -1;
        for (int l = 0; l < world->concept[c].labels; l++)
            if (label_matches(world, &world->concept[c].label[l], from, end) &&
                (best < 0 || (world->concept[c].label[best].weak &&
                              !world->concept[c].label[l].weak)))
                best = l;
        if (best >= 0)
            out[count++] =
                (struct tag){from, end, c, world->concept[c].label[best].weight,
                             world->concept[c].label[best].weak};
    }
    return count;
}

static bool same_phrase(const struct world *world, int from, int end)
{
    for (int i = from + 1; i < end; i++)
        if (world->before[i] == ',')
            return false;
    return true;
}

static int bytes_of(const struct world *world, int from, int end)
{
    return world->from[end - 1] + (int)strlen(world->word[end - 1]) - world->from[from];
}

/* Longest stretch first, the leftmost of equals, until nothing is left. */
static int oracle_hits(const struct world *world, struct tag *tags)
{
    bool covered[TEXT_WORDS] = {false};
    int count = 0;

    for (;;) {
        int best_from = -1, best_end = -1;
        struct tag here[CONCEPTS];
        for (int from = 0; from < world->words; from++)
            for (int end = from + 1; end <= world->words; end++) {
                bool free_of = same_phrase(world, from, end);
                for (int i = from; i < end; i++)
                    free_of &= !covered[i];
                if (!free_of || !tags_of(world, from, end, here))
                    continue;
                if (best_from < 0 ||
                    bytes_of(world, from, end) > bytes_of(world, best_from, best_end)) {
                    best_from = from;
                    best_end = end;
                }
            }
        if (best_from < 0)
            return count;
        count += tags_of(world, best_from, best_end, tags + count);
        for (int i = best_from; i < best_end; i++)
            covered[i] = true;
    }
}

static bool linked(const struct world *world, int from, int to)
{
    return world->concept[from].broader == to || world->concept[from].related == to ||
           world->concept[to].related == from;
}

static int top_of(const struct world *world, int concept)
{
    while (world->concept[concept].broader >= 0)
        concept = world->concept[concept].broader;
    return concept;
}

static bool has_company(const struct world *world, const struct tag *tags, int count,
                        int concept)
{
    for (int i = 0; i < count; i++) {
        int other = tags[i].concept;
        if (tags[i].weak)
            continue;
        if (top_of(world, other) == top_of(world, concept) || other == concept ||
            linked(world, concept, other))
            return true;
        for (int via = 0; via < CONCEPTS; via++)
            if (linked(world, concept, via) && linked(world, via, other))
                return true;
    }
    return false;
}

static int oracle(const struct world *world, struct tag *tags)
{
    struct tag all[TEXT_WORDS * CONCEPTS];
    int count = oracle_hits(world, all), kept = 0;

    for (int i = 0; i < count; i++)
        if (!all[i].weak || has_company(world, all, count, all[i].concept))
            tags[kept++] = all[i];
    for (int i = 0; i < kept; i++) { /* shares of each stretch, from what labels say */
        int said = 0, silent = 0, sum = 0, size = 0;
        for (int k = 0; k < kept; k++)
            if (tags[k].from == tags[i].from) {
                int said_here = tags[k].weight < 0 ? 0 : tags[k].weight;
                said += said_here;
                silent += !said_here;
                size++;
            }
        if (i && tags[i - 1].from == tags[i].from)
            continue;
        int share = silent && said < 1000 ? (1000 - said) / silent : 1000 / size;
        for (int k = i; k < i + size; k++) {
            if (!tags[k].weight)
                tags[k].weight = share;
            sum += tags[k].weight;
        }
        for (int k = i; k < i + size; k++) {
            if (sum > 1000)
                tags[k].weight = tags[k].weight * 1000 / sum;
            if (tags[k].weak)
                tags[k].weight /= 2;
        }
        i += size - 1;
    }
    return kept;
}

static int tag_order(const void *left, const void *right)
{
    const struct tag *x = left, *y = right;

    if (x->from != y->from)
        return x->from - y->from;
    if (x->weight != y->weight)
        return y->weight - x->weight;
    return x->concept - y->concept;
}

static void print_world(const struct world *world)
{
    printf("text: %s\n", world->text);
    for (int c = 0; c < CONCEPTS; c++)
        for (int l = 0; l < world->concept[c].labels; l++) {
            const struct label *label = &world->concept[c].label[l];
            printf("c%d%s", c, label->weak ? " ?" : "");
            for (int w = 0; w < label->words; w++)
                printf(" %s", label->word[w]);
            printf("\n");
        }
}

IE_TEST(tags_are_those_of_the_rules)
{
    unsigned rounds = ie_test_rounds(1500), tagged = 0, weak = 0;

    for (unsigned round = 0; round < rounds && !ie_test_failed(); round++) {
        struct world *world = calloc(1, sizeof(*world));
        struct vocabulary words;
        struct tag expected[TEXT_WORDS * CONCEPTS];
        struct ie_tags tags = {0};
        random_world(world);
        IE_REQUIRE_OK(write_world(&words, world), &err);
        IE_REQUIRE_OK(
            ie_tagger_tag(words.tagger, ie_str_z(world->text), IE_STR("xx"), &tags, &err),
            &err);
        int count = oracle(world, expected);
        qsort(expected, (size_t)count, sizeof(*expected), tag_order);
        if (!IE_CHECK_INT(tags.count, count))
            print_world(world);
        for (int i = 0; i < count && !ie_test_failed(); i++) {
            char id[8];
            snprintf(id, sizeof(id), "c%d", expected[i].concept);
            IE_CHECK_STR(ie_lexicon_id(words.lexicon, tags.at[i].concept), id);
            IE_CHECK_INT(tags.at[i].from, world->from[expected[i].from]);
            IE_CHECK_INT(tags.at[i].len,
                         bytes_of(world, expected[i].from, expected[i].end));
            IE_CHECK_INT(tags.at[i].weight, expected[i].weight);
            tagged++;
            weak += expected[i].weak;
        }
        vocabulary_release(&words);
        free(world);
    }
    IE_CHECK(tagged > rounds / 2 && weak > 0);
}

/* ---- What must not matter ---------------------------------------------------------- */

static struct vocabulary golden;

static bool open_golden(void)
{
    vocabulary_init(&golden);
    return IE_CHECK_OK(
               vocabulary_add_file(&golden,
                                   ie_test_source("test/golden/lexicon_words.txt"), &err),
               &err) &&
           IE_CHECK_OK(vocabulary_open(&golden, &err), &err);
}

static bool speaks_of(const char *text, struct ie_str lang, uint32_t concept)
{
    struct ie_tags tags = {0};
    bool found = false;

    IE_CHECK_OK(ie_tagger_tag(golden.tagger, ie_str_z(text), lang, &tags, &err), &err);
    for (uint32_t i = 0; i < tags.count; i++)
        found |= tags.at[i].concept == concept;
    return found;
}

/* Texts that say the same as a label, by language. `%s` is the label. */
static const struct {
    const char *lang, *text;
} frames[] = {
    {"en", "the %ss of it"}, {"en", "(%s)"},     {"en", "a %s, new"},
    {"fr", "le %s"},         {"fr", "des %ss"},  {"de", "mit %s und"},
    {"ru", "«%s»"},          {"he", "ה%s"},      {"he", "ו%s"},
    {"ko", "%s을"},          {"ko", "%s에서는"}, {"ko", "%s 및"},
    {"ko", "%s용"},          {"ko", "고객(%s)"}, {"ja", "%sの"},
    {"ja", "新しい%sを"},    {"ja", "「%s」"},
};

static void respell(char *text, char from, char to)
{
    for (; *text; text++)
        if (*text == from)
            *text = to;
}

static void check_label(uint32_t concept, const struct ie_label *label)
{
    char plain[512], text[640];
    bool spaced = ie_str_find_char(label->text, ' ') >= 0;

    snprintf(plain, sizeof(plain), "%.*s", IE_STR_ARG(label->text));
    IE_CHECK(speaks_of(plain, label->lang, concept));
    for (size_t i = 0; i < IE_COUNT(frames); i++) {
        /* what is said of plurals holds for one word that is not plural */
        bool plural = strstr(frames[i].text, "%ss") != NULL;
        if (!ie_str_eqz(label->lang, frames[i].lang) ||
            (plural && (spaced || ie_str_ends(label->text, IE_STR("y")) ||
                        ie_str_ends(label->text, IE_STR("s")))))
            continue;
        const char *hole = strchr(frames[i].text, '%');
        snprintf(text, sizeof(text), "%.*s%s%s", (int)(hole - frames[i].text),
                 frames[i].text, plain, hole + 2);
        if (!IE_CHECK(speaks_of(text, label->lang, concept)))
            printf("%s\n", text);
    }
    snprintf(text, sizeof(text), "%s", plain);
    respell(text, ' ', '-');
    IE_CHECK(speaks_of(text, label->lang, concept));
    snprintf(text, sizeof(text), "%s", plain);
    respell(text, '-', ' ');
    IE_CHECK(speaks_of(text, label->lang, concept));
    snprintf(text, sizeof(text), "%s", plain);
    respell(text, ' ', '\n');
    IE_CHECK(speaks_of(text, label->lang, concept));
}

/* Full-width forms of ASCII, and its capitals. */
static void check_width_and_case(uint32_t concept, const struct ie_label *label)
{
    char wide[1024], upper[512];
    size_t len = 0, plain = 0, letters = 0;

    for (size_t i = 0; i < label->text.len && len + 4 < sizeof(wide); i++) {
        unsigned char c = (unsigned char)label->text.ptr[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        letters += letter;
        upper[plain++] = letter ? (char)(c & ~0x20) : (char)c;
        if (c > ' ' && c < 0x7F)
            len += ie_utf8_put(c - '!' + 0xFF01, wide + len);
        else
            wide[len++] = (char)c;
    }
    wide[len] = upper[plain] = '\0';
    IE_CHECK(speaks_of(wide, label->lang, concept));
    if (letters)
        IE_CHECK(speaks_of(upper, label->lang, concept));
}

IE_TEST(case_width_spaces_and_endings_do_not_matter)
{
    unsigned labels = 0;

    IE_REQUIRE(open_golden());
    for (uint32_t c = 0; c < ie_lexicon_count(golden.lexicon); c++)
        for (uint32_t i = 0; i < ie_lexicon_label_count(golden.lexicon, c); i++) {
            struct ie_label label;
            ie_lexicon_label_at(golden.lexicon, c, i, &label);
            size_t letters = 0;
            for (size_t k = 0; k < label.text.len; k++)
                letters += (label.text.ptr[k] & 0xC0) != 0x80;
            if (label.weak || letters == 1)
                continue; /* not by themselves */
            check_label(c, &label);
            check_width_and_case(c, &label);
            labels++;
        }
    IE_CHECK(labels > 120);
    vocabulary_release(&golden);
}

/* A text's tags are those of its phrases; what was tagged before leaves no trace. */
IE_TEST(phrases_stand_for_themselves)
{
    static const char *const phrases[] = {"die castings of aluminum",
                                          "고압다이캐스팅으로",
                                          "アルミダイカスト",
                                          "photo resist",
                                          "литья",
                                          "LEDs",
                                          "nothing at all"};
    struct ie_tags tags;

    IE_REQUIRE(open_golden());
    for (unsigned round = 0; round < ie_test_rounds(200); round++) {
        struct ie_buf text = IE_BUF_INIT;
        uint32_t sum = 0;
        for (unsigned i = below(6); i > 0; i--) {
            const char *phrase = phrases[below(IE_COUNT(phrases))];
            IE_CHECK_OK(
                ie_tagger_tag(golden.tagger, ie_str_z(phrase), IE_STR("en"), &tags, &err),
                &err);
            sum += tags.count;
            ie_buf_addz(&text, phrase);
            ie_buf_addz(&text, below(2) ? "; " : ".\n\n");
        }
        IE_CHECK_OK(
            ie_tagger_tag(golden.tagger, ie_buf_str(&text), IE_STR("en"), &tags, &err),
            &err);
        IE_CHECK_INT(tags.count, sum);
        for (uint32_t i = 1; i < tags.count; i++)
            IE_CHECK(tags.at[i].from >= tags.at[i - 1].from);
        ie_buf_release(&text);
    }
    vocabulary_release(&golden);
}
