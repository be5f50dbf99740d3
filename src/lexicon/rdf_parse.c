/*
 * Turtle and N-Triples by serd, one byte at a time.
 *
 * serd tells of a statement without saying where it stood. Fed byte by byte it cannot read
 * ahead of the statement's end by more than a character, so the lines that it was fed so
 * far are the line of the statement. It also follows nesting by recursion; files nested
 * deeper than IE_RDF_DEPTH are refused before it sees them.
 */
#include "lexicon/rdf.h"

#include <serd/serd.h>
#include <stdio.h>

enum { DEPTH = 100, STATEMENTS = 20000000 };

static const struct {
    const char *iri, *qname;
} words[IE_RDF_WORDS] = {
    [IE_RDF_IS_A] = {IE_RDF_TYPE, "a"},
    [IE_RDF_PREF_LABEL] = {IE_RDF_SKOS "prefLabel", "skos:prefLabel"},
    [IE_RDF_ALT_LABEL] = {IE_RDF_SKOS "altLabel", "skos:altLabel"},
    [IE_RDF_HIDDEN_LABEL] = {IE_RDF_SKOS "hiddenLabel", "skos:hiddenLabel"},
    [IE_RDF_BROADER] = {IE_RDF_SKOS "broader", "skos:broader"},
    [IE_RDF_NARROWER] = {IE_RDF_SKOS "narrower", "skos:narrower"},
    [IE_RDF_RELATED] = {IE_RDF_SKOS "related", "skos:related"},
    [IE_RDF_NOTATION] = {IE_RDF_SKOS "notation", "skos:notation"},
    [IE_RDF_SCOPE_NOTE] = {IE_RDF_SKOS "scopeNote", "skos:scopeNote"},
    [IE_RDF_DEFINITION] = {IE_RDF_SKOS "definition", "skos:definition"},
    [IE_RDF_TOP_OF] = {IE_RDF_SKOS "topConceptOf", "skos:topConceptOf"},
    [IE_RDF_HAS_TOP] = {IE_RDF_SKOS "hasTopConcept", "skos:hasTopConcept"},
    [IE_RDF_XL_PREF] = {IE_RDF_SKOSXL "prefLabel", "skosxl:prefLabel"},
    [IE_RDF_XL_ALT] = {IE_RDF_SKOSXL "altLabel", "skosxl:altLabel"},
    [IE_RDF_XL_HIDDEN] = {IE_RDF_SKOSXL "hiddenLabel", "skosxl:hiddenLabel"},
    [IE_RDF_XL_FORM] = {IE_RDF_SKOSXL "literalForm", "skosxl:literalForm"},
    [IE_RDF_SOURCE] = {IE_RDF_DCT "source", "dct:source"},
    [IE_RDF_REVIEW] = {IE_RDF_TERMS "review", "ieum:review"},
    [IE_RDF_WEAK] = {IE_RDF_TERMS "weak", "ieum:weak"},
    [IE_RDF_WEIGHT] = {IE_RDF_TERMS "weight", "ieum:weight"},
    [IE_RDF_WHY] = {IE_RDF_TERMS "why", "ieum:why"},
    [IE_RDF_CODE_TITLE] = {IE_RDF_TERMS "codeTitle", "ieum:codeTitle"},
};

const char *ie_rdf_iri(enum ie_rdf_word word)
{
    return words[word].iri;
}

const char *ie_rdf_qname(enum ie_rdf_word word)
{
    return words[word].qname;
}

struct parser {
    struct ie_arena *arena;
    struct ie_str bytes;
    size_t at;
    uint32_t line;
    const char *file;
    SerdEnv *env;
    struct ie_rdf_statements *statements;
    struct ie_error *err;
    int code;
};

static size_t feed(void *buf, size_t size, size_t count, void *stream)
{
    struct parser *p = stream;
    char c;

    if (!size || !count || p->at == p->bytes.len)
        return 0;
    c = p->bytes.ptr[p->at++];
    if (c == '\n')
        p->line++;
    *(char *)buf = c;
    return 1;
}

static int no_error(void *stream)
{
    (void)stream;
    return 0;
}

static SerdStatus stop(struct parser *p, int code)
{
    if (!p->code)
        p->code = code;
    return SERD_ERR_UNKNOWN;
}

static SerdStatus on_error(void *handle, const SerdError *error)
{
    struct parser *p = handle;
    char what[160];

    if (p->code)
        return SERD_SUCCESS;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    vsnprintf(what, sizeof(what), error->fmt, *error->args);
#pragma GCC diagnostic pop
    p->code = ie_lexicon_fail_value(
        p->err, "lexicon.rdf",
        (struct ie_place){p->file, error->line ? error->line : p->line}, "what",
        ie_str_trim(ie_str_z(what)));
    return SERD_SUCCESS;
}

static SerdStatus on_base(void *handle, const SerdNode *uri)
{
    struct parser *p = handle;

    return serd_env_set_base_uri(p->env, uri);
}

static SerdStatus on_prefix(void *handle, const SerdNode *name, const SerdNode *uri)
{
    struct parser *p = handle;

    return serd_env_set_prefix(p->env, name, uri);
}

static struct ie_str node_bytes(const SerdNode *node)
{
    return ie_str_n((const char *)node->buf, node->n_bytes);
}

/* An IRI in full, a blank node as "_:name", a literal's text; in the arena. */
static int node_text(struct parser *p, const SerdNode *node, struct ie_str *out)
{
    SerdNode full;

    switch (node->type) {
    case SERD_URI:
    case SERD_CURIE:
        full = serd_env_expand_node(p->env, node);
        if (full.type == SERD_NOTHING && node->type == SERD_URI) {
            *out = ie_arena_str(p->arena, node_bytes(node)); /* relative, without base */
        } else if (full.type == SERD_NOTHING) {
            return ie_lexicon_fail_value(p->err, "lexicon.prefix",
                                         (struct ie_place){p->file, p->line}, "name",
                                         node_bytes(node));
        } else {
            *out = ie_arena_str(p->arena, node_bytes(&full));
            serd_node_free(&full);
        }
        break;
    case SERD_BLANK:
        *out = ie_arena_printf(p->arena, "_:%.*s", IE_STR_ARG(node_bytes(node)));
        break;
    case SERD_LITERAL:
        *out = ie_arena_str(p->arena, node_bytes(node));
        break;
    case SERD_NOTHING:
    default:
        *out = IE_STR("");
        return 0;
    }
    return out->ptr ? 0 : ie_fail_nomem(p->err);
}

static int word_of(struct ie_str iri)
{
    for (int i = 0; i < IE_RDF_WORDS; i++)
        if (ie_str_eqz(iri, words[i].iri))
            return i;
    return -1;
}

static struct ie_rdf_statement *push(struct parser *p)
{
    struct ie_rdf_statements *s = p->statements;

    if (s->count == s->room) {
        uint32_t room = s->room ? s->room * 2 : 256;
        struct ie_rdf_statement *at =
            IE_NEW_ARRAY(p->arena, struct ie_rdf_statement, room);
        if (!at)
            return NULL;
        if (s->count)
            memcpy(at, s->at, s->count * sizeof(*at));
        s->at = at;
        s->room = room;
    }
    return &s->at[s->count++];
}

static SerdStatus on_statement(void *handle, SerdStatementFlags flags,
                               const SerdNode *graph, const SerdNode *subject,
                               const SerdNode *predicate, const SerdNode *object,
                               const SerdNode *datatype, const SerdNode *lang)
{
    struct parser *p = handle;
    struct ie_rdf_statement said = {.line = p->line};
    struct ie_str iri;
    struct ie_arena_mark mark = ie_arena_mark(p->arena);
    int code = node_text(p, predicate, &iri);

    (void)flags;
    (void)graph;
    if (code)
        return stop(p, code);
    int word = word_of(iri);
    ie_arena_rewind(p->arena, mark);
    if (word < 0)
        return SERD_SUCCESS;
    said.word = (uint8_t)word;
    said.literal = object->type == SERD_LITERAL;
    if ((code = node_text(p, subject, &said.subject)) ||
        (code = node_text(p, object, &said.object)) ||
        (datatype && (code = node_text(p, datatype, &said.datatype))))
        return stop(p, code);
    if (lang && lang->n_bytes) {
        said.lang = ie_arena_str(p->arena, node_bytes(lang));
        if (!said.lang.ptr)
            return stop(p, ie_fail_nomem(p->err));
    }
    if (p->statements->count == STATEMENTS)
        return stop(p, ie_lexicon_fail_at(p->err, IE_LIMIT, "lexicon.too_many_statements",
                                          (struct ie_place){p->file, p->line}));
    struct ie_rdf_statement *room = push(p);
    if (!room)
        return stop(p, ie_fail_nomem(p->err));
    *room = said;
    return SERD_SUCCESS;
}

/* ---- Before serd sees it ---------------------------------------------------------- */

/* Past a string that opens at `i`: long or short, with its escapes. */
static size_t past_string(struct ie_str s, size_t i)
{
    char quote = s.ptr[i];
    bool is_long = i + 2 < s.len && s.ptr[i + 1] == quote && s.ptr[i + 2] == quote;

    for (i += is_long ? 3 : 1; i < s.len; i++) {
        if (s.ptr[i] == '\\')
            i++;
        else if (s.ptr[i] == quote && !is_long)
            return i;
        else if (s.ptr[i] == quote && i + 2 < s.len && s.ptr[i + 1] == quote &&
                 s.ptr[i + 2] == quote)
            return i + 2;
    }
    return s.len;
}

static size_t past(struct ie_str s, size_t i, char end)
{
    while (i < s.len && s.ptr[i] != end)
        i++;
    return i;
}

/* Refuses bytes that are not UTF-8 and nesting that would exhaust serd's stack. */
static int look_over(const struct parser *p)
{
    struct ie_str rest = p->bytes, line;
    struct ie_place at = {p->file, 0};
    unsigned depth = 0;

    while (ie_str_split(&rest, '\n', &line)) {
        at.line++;
        if (!ie_utf8_valid(line) || memchr(line.ptr ? line.ptr : "", 0, line.len))
            return ie_lexicon_fail_at(p->err, IE_INPUT, "lexicon.encoding", at);
    }
    for (size_t i = 0; i < p->bytes.len; i++) {
        char c = p->bytes.ptr[i];
        if (c == '"' || c == '\'')
            i = past_string(p->bytes, i);
        else if (c == '#')
            i = past(p->bytes, i, '\n');
        else if (c == '<')
            i = past(p->bytes, i, '>');
        else if ((c == '[' || c == '(') && ++depth > DEPTH)
            return ie_lexicon_fail_at(p->err, IE_LIMIT, "lexicon.too_deep",
                                      (struct ie_place){p->file, 0});
        else if ((c == ']' || c == ')') && depth)
            depth--;
    }
    return 0;
}

int ie_rdf_parse(struct ie_arena *arena, struct ie_str bytes, enum ie_rdf syntax,
                 const char *file, struct ie_rdf_statements *statements,
                 struct ie_error *err)
{
    struct parser p = {arena, bytes, 0, 1, file, NULL, statements, err, 0};
    SerdStatus status;

    if (bytes.len > IE_THESAURUS_BYTES) {
        ie_lexicon_fail_at(err, IE_LIMIT, "lexicon.file_too_large",
                           (struct ie_place){file, 0});
        if (err)
            ie_error_argi(err, "limit", IE_THESAURUS_BYTES >> 20);
        return IE_LIMIT;
    }
    int code = look_over(&p);
    if (code)
        return code;
    SerdReader *reader =
        serd_reader_new(syntax == IE_RDF_TURTLE ? SERD_TURTLE : SERD_NTRIPLES, &p, NULL,
                        on_base, on_prefix, on_statement, NULL);
    p.env = serd_env_new(NULL);
    if (!reader || !p.env) {
        code = ie_fail_nomem(err);
        goto out;
    }
    serd_reader_set_strict(reader, true);
    serd_reader_set_error_sink(reader, on_error, &p);
    status = serd_reader_start_source_stream(reader, feed, no_error, &p,
                                             (const uint8_t *)"vocabulary", 1);
    while (!status && !p.code)
        status = serd_reader_read_chunk(reader);
    serd_reader_end_stream(reader);
    code = p.code;
    if (!code && status > SERD_FAILURE)
        code =
            ie_lexicon_fail_value(err, "lexicon.rdf", (struct ie_place){file, p.line},
                                  "what", ie_str_z((const char *)serd_strerror(status)));
out:
    if (reader)
        serd_reader_free(reader);
    serd_env_free(p.env);
    return code;
}
