/*
 * ieum match PROFILE                                    partners in the office, with reasons
 * ieum match --corpus FILE --queries FILE --run FILE    stand-alone retrieval
 * ieum match --pairs --offers FILE --needs FILE         stand-alone matching
 * ieum match learn                                      what came of matches (match_learn.c)
 */
#include <jansson.h>

#include "base/message.h"
#include "cli/commands.h"
#include "cli/match_files.h"
#include "service/record/use.h"
#include "service/words/office_lexicon.h"
#include "service/work/writer.h"

const struct ie_option ie_match_options[] = {
    {"top", "N", "10"},      {"corpus", "FILE", ""}, {"queries", "FILE", ""},
    {"run", "FILE", ""},     {"pairs", NULL, NULL},  {"offers", "FILE", ""},
    {"needs", "FILE", ""},   {"out", "FILE", ""},    {"tag", "TEXT", "ieum"},
    {"weights", "FILE", ""}, {"event", "CODE", ""},  {"allow-country", NULL, NULL},
    {"apply", NULL, NULL},   {"reset", NULL, NULL},  {"resume", NULL, NULL},
    {NULL, NULL, NULL}};

/* ---- one profile ---- */

enum { TERMS_SHOWN = 6 };

struct look {
    const struct ie_cli *cli;
    json_t *labels;      /* of concepts, by id, in the reader's language */
    struct ie_str named; /* id or external id */
    struct ie_id id;
    bool offers; /* the profile is an offer: its partners are needs */
    bool closed; /* it is not published: others see nothing of its matches */
    struct ie_buf list;
    size_t top;
};

static int find_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct look *look = arg;
    const struct ie_type *type = ie_type_by_name(IE_STR("profile"));
    struct ie_reader reader;
    struct ie_record *found;
    struct ie_id parsed;

    ie_reader_for(call, &reader);
    int code = ie_id_parse(look->named, &parsed)
                   ? ie_record_read(call->db, &reader, type, look->named, call->arena,
                                    &found, err)
                   : ie_record_by_external(call->db, &reader, type, look->named,
                                           call->arena, &found, err);
    if (code)
        return code;
    look->id = found->id;
    look->closed = !ie_str_eqz(ie_record_get(found, "status")->text, "published");
    look->offers = ie_str_ends(ie_record_get(found, "type")->text, IE_STR("_offer"));
    return 0;
}

static struct ie_str list_param(const void *context, const char *name)
{
    const struct look *look = context;

    if (strcmp(name, look->offers ? "offer" : "need") == 0)
        return ie_id_str(&look->id);
    if (strcmp(name, "sort") == 0)
        return IE_STR("-score");
    return strcmp(name, "limit") == 0 ? IE_STR("500") : IE_STR_NONE;
}

static int list_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct look *look = arg;
    struct ie_use_list list = {.param = list_param, .context = look};
    struct ie_json json = ie_json_into(&look->list);
    int code = ie_use_list(call, ie_type_by_name(IE_STR("match")), &list, &json, err);

    return code ? code : ie_buf_check(&look->list, err);
}

/* Words for the concepts of the reasons; without a vocabulary their ids stand. */
static int label_in_call(struct ie_call *call, void *arg, struct ie_error *err)
{
    struct look *look = arg;
    struct ie_office_lexicon *state = NULL;
    const char *id;
    json_t *label;

    if (ie_office_lexicon_take(call, &state, err)) {
        *err = (struct ie_error){0};
        return 0;
    }
    const struct ie_lexicon *lexicon = ie_office_lexicon_of(state);
    json_object_foreach(look->labels, id, label) {
        uint32_t concept = ie_lexicon_concept(lexicon, ie_str_z(id));
        if (concept == IE_THESAURUS_NONE)
            continue;
        struct ie_str text =
            ie_lexicon_label(lexicon, concept, ie_str_z(look->cli->language), NULL);
        json_string_setn(label, text.ptr, text.len);
    }
    ie_office_lexicon_give(state);
    return 0;
}

static void gather_concepts(json_t *labels, const json_t *matches)
{
    const json_t *match, *reason;
    size_t i, k;

    json_array_foreach(matches, i, match)
        json_array_foreach(json_object_get(json_object_get(match, "reasons"), "fields"),
                           k, reason) {
            json_t *concept = json_object_get(reason, "concept");
            if (json_string_length(concept))
                json_object_set_new(labels, json_string_value(concept),
                                    json_string(json_string_value(concept)));
        }
}

static const char *worded(const struct ie_cli *cli, const char *kind, const char *name)
{
    char id[56];

    snprintf(id, sizeof(id), "match.%s_%s", kind, name);
    const char *text = ie_message_wording(cli->language, id);
    return text ? text : name;
}

static void add_terms(const json_t *reason, unsigned *shown, struct ie_buf *out)
{
    struct ie_str need = ie_json_get_str(reason, "need");
    struct ie_str offer = ie_json_get_str(reason, "offer");

    if (!need.len || (*shown)++ >= TERMS_SHOWN)
        return;
    ie_buf_addz(out, *shown == 1 ? " " : ", ");
    ie_buf_add(out, need);
    if (!ie_str_eq_ascii_nocase(need, offer)) {
        ie_buf_addz(out, " = ");
        ie_buf_add(out, offer);
    }
}

static void add_spec(const json_t *reason, struct ie_buf *out)
{
    const json_t *spec = json_object_get(reason, "need");

    if (!json_is_object(spec))
        spec = json_object_get(reason, "offer");
    struct ie_str name = ie_json_get_str(spec, "quantity");
    if (name.len) {
        ie_buf_addc(out, ' ');
        ie_buf_add(out, name);
    }
}

static void add_detail(const json_t *reason, const json_t *labels, struct ie_buf *out)
{
    const json_t *common = json_object_get(reason, "common"), *word;
    const char *id = json_string_value(json_object_get(reason, "concept"));
    struct ie_str concept = id ? ie_json_get_str(labels, id) : IE_STR_NONE;
    struct ie_str language = ie_json_get_str(reason, "language");
    size_t i;

    if (concept.len || language.len) {
        ie_buf_addc(out, ' ');
        ie_buf_add(out, concept.len ? concept : language);
    }
    json_array_foreach(common, i, word) {
        ie_buf_addz(out, i ? ", " : " ");
        ie_buf_addz(out, json_string_value(word));
    }
    if (ie_str_eqz(ie_json_get_str(reason, "field"), "spec"))
        add_spec(reason, out);
}

static bool is_field(const json_t *reason, const char *field)
{
    return reason && field && ie_str_eqz(ie_json_get_str(reason, "field"), field);
}

/* A line a field; the terms of the text, and the concepts in common, are one line. */
static void print_reasons(const struct ie_cli *cli, const json_t *labels,
                          const json_t *fields)
{
    struct ie_buf line = IE_BUF_INIT, more = IE_BUF_INIT;

    for (size_t i = 0; i < json_array_size(fields);) {
        const json_t *reason = json_array_get(fields, i);
        const char *field = json_string_value(json_object_get(reason, "field"));
        const char *verdict = json_string_value(json_object_get(reason, "verdict"));
        bool text = is_field(reason, "text"), many = text || is_field(reason, "concept");
        double share = 0;
        unsigned shown = 0;
        ie_buf_clear(&line);
        do {
            share += json_number_value(json_object_get(reason, "share"));
            if (text)
                add_terms(reason, &shown, &line);
            else
                add_detail(reason, labels, shown++ ? &more : &line);
            reason = json_array_get(fields, ++i);
            if (more.len) {
                ie_buf_addc(&line, ',');
                ie_buf_add(&line, ie_buf_str(&more));
                ie_buf_clear(&more);
            }
        } while (many && is_field(reason, field));
        if (!field || !verdict || strcmp(verdict, "unknown") == 0)
            continue;
        printf("      %s: %s (%.2f)%.*s\n", worded(cli, "field", field),
               worded(cli, "verdict", verdict), share, IE_STR_ARG(ie_buf_str(&line)));
    }
    ie_buf_release(&line);
    ie_buf_release(&more);
}

static const char *label_of(const json_t *match, const char *key)
{
    const char *label = json_string_value(json_object_get(match, key));

    return label ? label : "?";
}

/* Each partner: the other side of the match. */
static void print_matches(const struct ie_cli *cli, const struct look *look,
                          const json_t *matches)
{
    bool offers = look->offers;
    const json_t *match;
    size_t i;

    json_array_foreach(matches, i, match) {
        printf("%3zu. %.2f  %s — %s\n", i + 1,
               json_number_value(json_object_get(match, "score")),
               label_of(match, offers ? "need_label" : "offer_label"),
               label_of(match,
                        offers ? "need_organisation_label" : "offer_organisation_label"));
        print_reasons(cli, look->labels,
                      json_object_get(json_object_get(match, "reasons"), "fields"));
    }
}

/* Matches of the office as a whole: those of an event belong to the event. */
static int tell(struct ie_cli *cli, struct look *look, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    json_t *list = NULL, *kept = json_array(), *match;
    size_t i;
    int code =
        kept ? ie_json_parse(ie_buf_str(&look->list), &list, err) : ie_fail_nomem(err);

    json_array_foreach(json_object_get(list, "items"), i, match)
        if (!json_is_string(json_object_get(match, "event")))
            json_array_append(kept, match);
    if (!code && cli->json) {
        struct ie_json json = ie_json_into(&out);
        ie_json_object(&json);
        ie_json_kstr(&json, "profile", ie_id_str(&look->id));
        ie_json_key(&json, "matches");
        ie_json_value(&json, kept);
        ie_json_end(&json);
        code = ie_buf_check(&out, err);
        if (!code)
            ie_cli_json(cli, ie_buf_str(&out));
    } else if (!code && json_array_size(kept) == 0) {
        ie_cli_say(cli, "cli.no_matches", NULL);
    } else if (!code) {
        look->labels = json_object();
        gather_concepts(look->labels, kept);
        code = ie_read_call(cli->service, cli->actor, label_in_call, look, err);
        print_matches(cli, look, kept);
        json_decref(look->labels);
    }
    ie_buf_release(&out);
    json_decref(list);
    json_decref(kept);
    return code;
}

static int match_profile(struct ie_cli *cli, const char *named, struct ie_error *err)
{
    struct look look = {.cli = cli, .named = ie_str_z(named), .list = IE_BUF_INIT};
    json_t *args = NULL, *result = NULL;
    int64_t top;
    int code = ie_option_int(&cli->options, "top", 1, 500, &top, err);

    if (!code)
        code = ie_cli_open(cli, false, err);
    if (!code)
        code = ie_read_call(cli->service, cli->actor, find_in_call, &look, err);
    if (code)
        return code;
    look.top = (size_t)top;
    args = json_pack("{s:s, s:I}", "profile", look.id.text, "top", (json_int_t)top);
    code = args ? ie_cli_job(cli, "match", args, &result, err) : ie_fail_nomem(err);
    json_decref(args);
    json_decref(result);
    if (!code)
        code = ie_read_call(cli->service, cli->actor, list_in_call, &look, err);
    if (!code)
        code = tell(cli, &look, err);
    if (!code && look.closed)
        ie_cli_say(cli, "cli.match_closed", NULL);
    ie_buf_release(&look.list);
    return code;
}

/* ---- which form ---- */

static int need_option(struct ie_cli *cli, const char *const *names, struct ie_error *err)
{
    for (; *names; names++) {
        if (*ie_option(&cli->options, *names))
            continue;
        ie_fail(err, IE_USAGE, "match.option_needed");
        ie_error_arg(err, "option", *names);
        return IE_USAGE;
    }
    return 0;
}

/* An option that the form does not know does nothing there: it says so rather than nothing. */
static int refuse_others(struct ie_cli *cli, const char *const *known,
                         struct ie_error *err)
{
    for (const struct ie_option *o = ie_match_options; o->name; o++) {
        size_t k = 0;
        while (known[k] && strcmp(known[k], o->name) != 0)
            k++;
        if (known[k] || !ie_option_given(&cli->options, o->name))
            continue;
        ie_fail(err, IE_USAGE, "match.option_foreign");
        ie_error_arg(err, "option", o->name);
        return IE_USAGE;
    }
    return 0;
}

/* A run separates its columns by white space and its rows by line ends. */
static int check_tag(struct ie_cli *cli, struct ie_error *err)
{
    struct ie_str tag = ie_str_z(ie_option(&cli->options, "tag"));
    bool fits = tag.len > 0 && ie_utf8_valid(tag);

    for (size_t i = 0; i < tag.len; i++)
        fits = fits && (unsigned char)tag.ptr[i] > ' ' && tag.ptr[i] != 0x7F;
    if (fits)
        return 0;
    ie_fail(err, IE_USAGE, "match.tag");
    return IE_USAGE;
}

/* The stand-alone forms. */
static int match_files(struct ie_cli *cli, bool paired, struct ie_error *err)
{
    static const char *const retrieval[] = {"corpus", "queries", "run", NULL};
    static const char *const retrieval_knows[] = {"corpus", "queries", "run",
                                                  "top",    "tag",     NULL};
    static const char *const pairs[] = {"offers", "needs", "out", NULL};
    static const char *const pairs_know[] = {"pairs", "offers",  "needs",  "out",
                                             "top",   "weights", "resume", NULL};
    int code = refuse_others(cli, paired ? pairs_know : retrieval_knows, err);

    if (!code)
        code = need_option(cli, paired ? pairs : retrieval, err);
    if (!code)
        code = check_tag(cli, err);
    if (code)
        return code;
    return paired ? ie_cli_match_pairs(cli, err) : ie_cli_match_retrieve(cli, err);
}

static int match_stored(struct ie_cli *cli, const char *named, struct ie_error *err)
{
    static const char *const profile[] = {"top", NULL};
    static const char *const learn[] = {"event", "allow-country", "apply",
                                        "reset", "out",           NULL};
    bool learns = strcmp(named, "learn") == 0;
    int code = refuse_others(cli, learns ? learn : profile, err);

    if (code)
        return code;
    return learns ? ie_cli_match_learn(cli, err) : match_profile(cli, named, err);
}

int ie_cmd_match(struct ie_cli *cli, struct ie_error *err)
{
    bool stored = cli->options.argument_count == 1;
    bool files = ie_option_given(&cli->options, "corpus");
    bool paired = ie_option_given(&cli->options, "pairs");

    if (stored + files + paired != 1)
        return ie_cli_usage(cli, "match", err);
    return stored ? match_stored(cli, cli->options.arguments[0], err)
                  : match_files(cli, paired, err);
}
