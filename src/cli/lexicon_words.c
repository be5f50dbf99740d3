/* Word lists on the command line: compiled, and looked up for a text. */
#include "cli/lexicon_words.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/json.h"
#include "lexicon/translate.h"
#include "service/words/wordlists.h"

bool ie_lexicon_names_words(const char *path)
{
    return ie_str_ends(ie_str_z(path), IE_STR(".words"));
}

int ie_lexicon_export_words(struct ie_cli *cli, const char *path, struct ie_error *err)
{
    struct ie_wordbook_image image;
    struct ie_wordbook *book = NULL;
    char directory[PATH_MAX];
    int code = ie_wordlists_directory(directory, err);

    if (!code) /* who names other lists gets these and no others */
        code = ie_wordlists_compile(directory, !getenv("IEUM_LEXICON"), &image, err);
    if (code)
        return code;
    code = ie_wordbook_open(image.bytes, image.len, &book, err);
    if (!code)
        code =
            ie_cli_write_file(path, ie_str_n((const char *)image.bytes, image.len), err);
    for (uint32_t i = 0; !code && i < ie_wordbook_tables(book); i++) {
        const struct ie_wordbook_table *table = ie_wordbook_table(book, i);
        char words[16], pairs[16];
        snprintf(words, sizeof(words), "%u", table->words);
        snprintf(pairs, sizeof(pairs), "%u", table->pairs);
        ie_cli_say(cli, "wordlists.table", "from", table->from, "to", table->to, "words",
                   words, "pairs", pairs, NULL);
    }
    ie_wordbook_close(book);
    ie_free(image.bytes);
    return code;
}

static const char *const by_names[IE_SENSE_COUNT] = {"none", "common", "written",
                                                     "stem", "part",   "sound"};

static void sense_line(struct ie_str text, const struct ie_word_sense *sense,
                       struct ie_buf *out)
{
    ie_buf_printf(out, "%u\t%.*s\t%s", sense->from,
                  IE_STR_ARG(ie_str_sub(text, sense->from, sense->len)),
                  by_names[sense->by]);
    for (uint32_t i = 0; i < sense->count; i++)
        ie_buf_printf(out, "%s%.*s =%.3f", i ? " | " : "\t",
                      IE_STR_ARG(sense->at[i].text), (double)sense->at[i].probability);
    ie_buf_addc(out, '\n');
}

static void sense_json(struct ie_str text, const struct ie_word_sense *sense,
                       struct ie_json *json)
{
    ie_json_object(json);
    ie_json_kint(json, "from", sense->from);
    ie_json_kint(json, "length", sense->len);
    ie_json_kstr(json, "text", ie_str_sub(text, sense->from, sense->len));
    ie_json_kstr(json, "by", ie_str_z(by_names[sense->by]));
    ie_json_key(json, "translations");
    ie_json_array(json);
    for (uint32_t i = 0; i < sense->count; i++) {
        ie_json_object(json);
        ie_json_kstr(json, "text", sense->at[i].text);
        ie_json_key(json, "probability");
        ie_json_double(json, (double)sense->at[i].probability);
        ie_json_end(json);
    }
    ie_json_end(json);
    ie_json_end(json);
}

static int print_senses(const struct ie_cli *cli, struct ie_str text,
                        const struct ie_senses *senses, struct ie_error *err)
{
    struct ie_buf out = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&out);

    if (cli->json)
        ie_json_array(&json);
    for (uint32_t i = 0; i < senses->count; i++)
        if (cli->json)
            sense_json(text, &senses->at[i], &json);
        else
            sense_line(text, &senses->at[i], &out);
    if (cli->json)
        ie_json_end(&json);
    int code = ie_buf_check(&out, err);
    if (!code && cli->json)
        ie_cli_json(cli, ie_buf_str(&out));
    else if (!code)
        ie_cli_put(stdout, ie_buf_str(&out));
    ie_buf_release(&out);
    return code;
}

int ie_lexicon_translate(struct ie_cli *cli, struct ie_str text, struct ie_error *err)
{
    struct ie_str from = ie_str_z(ie_option(&cli->options, "text-lang"));
    struct ie_str to = ie_str_z(ie_option(&cli->options, "into"));
    struct ie_translator *translator = NULL;
    struct ie_wordlists *lists = NULL;
    struct ie_senses senses;
    int code = ie_wordlists_open(&lists, err);

    if (!code)
        code = ie_translator_new(ie_wordlists_book(lists), &translator, err);
    if (!code && !ie_translator_can(translator, from, to)) {
        ie_fail(err, IE_USAGE, "wordlists.no_way");
        ie_error_argn(err, "from", from.ptr, from.len);
        ie_error_argn(err, "to", to.ptr, to.len);
        code = IE_USAGE;
    }
    if (!code)
        code = ie_translate_text(translator, &cli->arena, text, from, to, &senses, err);
    if (!code)
        code = print_senses(cli, text, &senses, err);
    ie_translator_free(translator);
    ie_wordlists_close(lists);
    return code;
}
