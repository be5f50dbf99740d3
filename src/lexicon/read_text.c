/*
 * The vocabulary's own text: a block a concept, a line a language.
 *
 *   [die-casting]
 *   broader casting-process
 *   en pressure die casting | die casting | ~HPDC
 *   ko! 다이캐스팅 | 압력주조 {KS D 0001}
 *   related die-casting-machine
 *   code IPC 2024.01 B22D17/00 -- Pressure die casting
 *   note en Molten metal forced into a steel die.
 *   shared en die casting =0.8 -- also said of gravity die casting in Britain
 *
 * Marks before a label: `~` hidden, `?` weak, `!` reviewed; `ko!` says it of the line.
 * `{…}` behind a label is its source. A mark that belongs to the text is escaped by `\`.
 */
#include "lexicon/thesaurus_priv.h"

#include "text/text.h"

struct reader {
    struct ie_thesaurus *thesaurus;
    const char *file;
    uint32_t line;
    struct ie_concept *concept; /* of the block; NULL before the first */
};

static struct ie_place here(const struct reader *r)
{
    return (struct ie_place){r->file, r->line};
}

static int syntax(const struct reader *r, const char *what, struct ie_error *err)
{
    return ie_lexicon_fail_value(err, "lexicon.syntax", here(r), "what", ie_str_z(what));
}

static struct ie_str take_word(struct ie_str *rest)
{
    struct ie_str word = IE_STR_NONE;

    *rest = ie_str_trim(*rest);
    ie_str_split(rest, ' ', &word);
    return word;
}

/* The part before " -- ", which goes; what stands behind it into *behind. */
static struct ie_str before_dashes(struct ie_str text, struct ie_str *behind)
{
    int64_t at = ie_str_find(text, IE_STR(" -- "));

    *behind = IE_STR_NONE;
    if (at < 0)
        return ie_str_trim(text);
    *behind = ie_str_trim(ie_str_sub(text, (size_t)at + 4, text.len));
    return ie_str_trim(ie_str_sub(text, 0, (size_t)at));
}

/* "=0.8" in thousandths; false for anything else. */
static bool weight_of(struct ie_str word, uint16_t *weight)
{
    double value;

    if (word.len < 2 || word.ptr[0] != '=' ||
        !ie_str_double(ie_str_sub(word, 1, word.len), &value) || value <= 0 || value > 1)
        return false;
    *weight = (uint16_t)(value * IE_LABEL_WEIGHT + 0.5);
    return *weight > 0;
}

/* ---- Labels --------------------------------------------------------------------- */

/* The end of the label that begins at `from`: the next bar that no `\` escapes. */
static size_t label_end(struct ie_str line, size_t from)
{
    size_t i = from;

    while (i < line.len && line.ptr[i] != '|')
        i += line.ptr[i] == '\\' && i + 1 < line.len ? 2 : 1;
    return i;
}

/* Takes a source in braces off the end of a label. */
static struct ie_str take_source(struct ie_str *text)
{
    struct ie_str source = IE_STR_NONE;

    if (!ie_str_ends(*text, IE_STR("}")) || ie_str_ends(*text, IE_STR("\\}")))
        return source;
    for (size_t i = text->len - 1; i > 0; i--)
        if (text->ptr[i - 1] == '{' && (i < 2 || text->ptr[i - 2] != '\\')) {
            source = ie_str_trim(ie_str_sub(*text, i, text->len - 1 - i));
            *text = ie_str_trim(ie_str_sub(*text, 0, i - 1));
            break;
        }
    return source;
}

static int unescape(const struct reader *r, struct ie_str *text, struct ie_error *err)
{
    size_t len = 0;

    if (ie_str_find_char(*text, '\\') < 0)
        return 0;
    char *copy = ie_arena_alloc(r->thesaurus->arena, text->len);
    if (!copy)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < text->len; i++) {
        if (text->ptr[i] == '\\' && ++i == text->len)
            return syntax(r, "\\", err);
        copy[len++] = text->ptr[i];
    }
    *text = ie_str_n(copy, len);
    return 0;
}

static int read_label(struct reader *r, struct ie_str text, struct ie_label *label,
                      struct ie_error *err)
{
    int code;

    text = ie_str_trim(text);
    for (; text.len && strchr("~?!", text.ptr[0]); text = ie_str_trim(text)) {
        if (text.ptr[0] == '~')
            label->kind = IE_LABEL_HIDDEN;
        else if (text.ptr[0] == '?')
            label->weak = true;
        else
            label->review = IE_REVIEW_REVIEWED;
        text = ie_str_sub(text, 1, text.len);
    }
    label->source = take_source(&text);
    if ((code = unescape(r, &text, err)))
        return code;
    label->text = text;
    return ie_concept_add_label(r->thesaurus, r->concept, label, err);
}

/* True if the concept has a shown label in this language, so that the next is no
 * preferred one. */
static bool has_language(const struct ie_concept *concept, struct ie_str lang)
{
    return ie_concept_preferred(concept, lang) != NULL;
}

static int read_labels(struct reader *r, struct ie_str lang, struct ie_str rest,
                       struct ie_error *err)
{
    bool reviewed = ie_str_ends(lang, IE_STR("!"));
    char tag[IE_LANG_MAX + 1];
    size_t from = 0;

    if (reviewed)
        lang.len--;
    int code = ie_lang_check(lang, tag, err);
    if (code) {
        if (err)
            ie_error_at(err, r->file, r->line, 0, NULL);
        return code;
    }
    if (!ie_str_trim(rest).len)
        return syntax(r, tag, err);
    while (from <= rest.len) {
        size_t end = label_end(rest, from);
        struct ie_label label = {.lang = ie_str_z(tag),
                                 .weight = 0,
                                 .kind = has_language(r->concept, ie_str_z(tag))
                                             ? IE_LABEL_ALTERNATIVE
                                             : IE_LABEL_PREFERRED,
                                 .review = reviewed,
                                 .at = here(r)};
        code = read_label(r, ie_str_sub(rest, from, end - from), &label, err);
        if (code)
            return code;
        from = end + 1;
    }
    return 0;
}

/* "shared LANG LABEL [=WEIGHT] -- why": the label must stand above. */
static int read_shared(struct reader *r, struct ie_str rest, struct ie_error *err)
{
    struct ie_str lang = take_word(&rest), why;
    struct ie_str text = before_dashes(rest, &why);
    uint16_t weight = 0;
    size_t space = text.len;

    while (space && text.ptr[space - 1] != ' ')
        space--;
    if (space && weight_of(ie_str_sub(text, space, text.len), &weight))
        text = ie_str_trim(ie_str_sub(text, 0, space));
    if (!why.len)
        return syntax(r, "shared … -- why", err);
    for (uint32_t i = 0; i < r->concept->label_count; i++) {
        struct ie_label *label = &r->concept->labels[i];
        if (!ie_str_eq(label->lang, lang) || !ie_str_eq(label->text, text))
            continue;
        label->why = ie_arena_str(r->thesaurus->arena, why);
        label->weight = weight;
        return label->why.ptr ? 0 : ie_fail_nomem(err);
    }
    return ie_lexicon_fail_value(err, "lexicon.no_such_label", here(r), "label", text);
}

/* ---- Other lines ------------------------------------------------------------------ */

static int read_links(struct reader *r, bool broader, struct ie_str rest,
                      struct ie_error *err)
{
    struct ie_str id = take_word(&rest);

    if (!id.len)
        return syntax(r, broader ? "broader" : "related", err);
    for (; id.len; id = take_word(&rest)) {
        int code =
            broader ? ie_concept_add_broader(r->thesaurus, r->concept, id, here(r), err)
                    : ie_concept_add_related(r->thesaurus, r->concept, id, here(r), err);
        if (code)
            return code;
    }
    return 0;
}

static int read_code(struct reader *r, struct ie_str rest, struct ie_error *err)
{
    struct ie_notation notation = {.at = here(r)};
    struct ie_str words = before_dashes(rest, &notation.title);

    notation.scheme = take_word(&words);
    notation.edition = take_word(&words);
    notation.code = ie_str_trim(words);
    if (ie_str_eqz(notation.edition, "-"))
        notation.edition = IE_STR_NONE;
    return ie_concept_add_notation(r->thesaurus, r->concept, &notation, err);
}

static int read_note(struct reader *r, struct ie_str rest, struct ie_error *err)
{
    struct ie_note note = {.lang = take_word(&rest)};

    note.text = ie_str_trim(rest);
    int code = ie_concept_add_note(r->thesaurus, r->concept, &note, err);
    if (code && err)
        ie_error_at(err, r->file, r->line, 0, NULL);
    return code;
}

static int read_heading(struct reader *r, struct ie_str line, struct ie_error *err)
{
    if (!ie_str_ends(line, IE_STR("]")))
        return syntax(r, "]", err);
    return ie_thesaurus_add(r->thesaurus, ie_str_sub(line, 1, line.len - 2), here(r),
                            &r->concept, err);
}

static int read_line(struct reader *r, struct ie_str line, struct ie_error *err)
{
    struct ie_str word;

    line = ie_str_trim(line);
    if (!line.len || line.ptr[0] == '#')
        return 0;
    if (line.ptr[0] == '[')
        return read_heading(r, line, err);
    if (!r->concept)
        return syntax(r, "[", err);
    word = take_word(&line);
    if (ie_str_eqz(word, "top") && !ie_str_trim(line).len) {
        r->concept->top = true;
        return 0;
    }
    if (ie_str_eqz(word, "broader") || ie_str_eqz(word, "related"))
        return read_links(r, word.ptr[0] == 'b', line, err);
    if (ie_str_eqz(word, "code"))
        return read_code(r, line, err);
    if (ie_str_eqz(word, "note"))
        return read_note(r, line, err);
    if (ie_str_eqz(word, "shared"))
        return read_shared(r, line, err);
    return read_labels(r, word, line, err);
}

int ie_thesaurus_read_text(struct ie_thesaurus *thesaurus, struct ie_str bytes,
                           const char *file, struct ie_error *err)
{
    struct reader r = {.thesaurus = thesaurus, .file = file};
    struct ie_str line;

    if (bytes.len > IE_THESAURUS_BYTES) {
        ie_lexicon_fail_at(err, IE_LIMIT, "lexicon.file_too_large", here(&r));
        if (err)
            ie_error_argi(err, "limit", IE_THESAURUS_BYTES >> 20);
        return IE_LIMIT;
    }
    while (ie_str_split(&bytes, '\n', &line)) {
        r.line++;
        if (!ie_utf8_valid(line))
            return ie_lexicon_fail_at(err, IE_INPUT, "lexicon.encoding", here(&r));
        int code = read_line(&r, line, err);
        if (code)
            return code;
    }
    return 0;
}
