#include "base/json.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/vec.h"

/* ---- jansson's memory ---- */

/*
 * jansson does not look at every allocation that fails: a text read then lacks a letter, a
 * text written a key, or an assertion of its own ends the process. So it is left at once, by
 * a jump, and what it had taken by then is given back.
 */
struct working {
    jmp_buf out;
    IE_VEC(void *) blocks; /* taken and not given back */
};

static _Thread_local struct working *working; /* NULL: it is not at work in this thread */

static void *take(size_t size)
{
    void *block = ie_realloc(NULL, size, 1);

    if (!working)
        return block;
    void **kept = block ? IE_PUSH(&working->blocks) : NULL;
    if (!kept) {
        ie_free(block);
        longjmp(working->out, 1);
    }
    *kept = block;
    return block;
}

/* What is given back meanwhile was mostly taken last. */
static void give(void *block)
{
    size_t at = working ? working->blocks.count : 0;

    while (at && working->blocks.at[at - 1] != block)
        at--;
    if (at)
        working->blocks.at[at - 1] = working->blocks.at[--working->blocks.count];
    ie_free(block);
}

static void route_memory(void)
{
    json_set_alloc_funcs(take, give);
}

void ie_json_memory(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, route_memory);
}

enum task { READ, WRITE };

struct job {
    enum task task;
    struct ie_str text; /* to be read */
    json_t *value;      /* read; NULL: it is none, see *why */
    json_error_t *why;
    const json_t *from; /* to be written */
    char *written;      /* jansson's block; NULL: it could not */
};

static void do_job(struct job *job)
{
    if (job->task == READ)
        job->value = json_loadb(job->text.len ? job->text.ptr : "", job->text.len,
                                JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, job->why);
    else
        job->written = json_dumps(job->from, JSON_COMPACT | JSON_ENCODE_ANY);
}

/* False: memory is out. Nothing that changes between setjmp and the jump is an object of
 * this function's own, so none is indeterminate after it (C17 7.13.2.1p3). */
static bool do_guarded(struct job *job, struct working *own)
{
    if (setjmp(own->out) != 0)
        return false;
    do_job(job);
    return true;
}

/* False: memory is out, and nothing is kept of it. */
static bool work(struct job *job)
{
    struct working own = {.blocks = {0}};

    ie_json_memory();
    working = &own;
    bool done = do_guarded(job, &own);
    working = NULL;
    for (size_t i = 0; i < own.blocks.count && !done; i++)
        ie_free(own.blocks.at[i]);
    IE_VEC_RELEASE(&own.blocks);
    return done;
}

/* ---- out ---- */

struct ie_json ie_json_into(struct ie_buf *out)
{
    return (struct ie_json){.out = out, .first = {true}};
}

/* What must stand before the next value: nothing after a key, else a comma. */
static void separate(struct ie_json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (!json->first[json->depth])
        ie_buf_addc(json->out, ',');
    json->first[json->depth] = false;
}

static void open_container(struct ie_json *json, char opener, char closer)
{
    separate(json);
    if (json->depth == IE_JSON_DEPTH)
        IE_BUG("JSON written deeper than any of our formats");
    ie_buf_addc(json->out, opener);
    json->depth++;
    json->first[json->depth] = true;
    json->closer[json->depth] = closer;
}

void ie_json_object(struct ie_json *json)
{
    open_container(json, '{', '}');
}

void ie_json_array(struct ie_json *json)
{
    open_container(json, '[', ']');
}

void ie_json_end(struct ie_json *json)
{
    if (json->depth == 0)
        IE_BUG("ie_json_end without an open container");
    ie_buf_addc(json->out, json->closer[json->depth]);
    json->depth--;
}

/* Escapes what RFC 8259 demands, and '<', U+2028 and U+2029, which are harmless in JSON
 * but not in every place that JSON gets pasted into. */
static void add_quoted(struct ie_buf *out, struct ie_str text)
{
    static const char hex[] = "0123456789abcdef";
    size_t plain = 0;

    ie_buf_addc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != 0x7F)
            continue;
        ie_buf_add(out, ie_str_sub(text, plain, i - plain));
        plain = i + 1;
        if (c == '"' || c == '\\') {
            ie_buf_addc(out, '\\');
            ie_buf_addc(out, (char)c);
        } else if (c == '\n') {
            ie_buf_addz(out, "\\n");
        } else {
            char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            ie_buf_add(out, ie_str_n(escape, 6));
        }
    }
    ie_buf_add(out, ie_str_sub(text, plain, text.len));
    ie_buf_addc(out, '"');
}

void ie_json_key(struct ie_json *json, const char *key)
{
    separate(json);
    add_quoted(json->out, ie_str_z(key));
    ie_buf_addc(json->out, ':');
    json->after_key = true;
}

void ie_json_str(struct ie_json *json, struct ie_str value)
{
    if (!value.ptr) {
        ie_json_null(json);
        return;
    }
    separate(json);
    add_quoted(json->out, value);
}

void ie_json_strz(struct ie_json *json, const char *value)
{
    ie_json_str(json, ie_str_z(value));
}

void ie_json_int(struct ie_json *json, int64_t value)
{
    separate(json);
    ie_buf_addi(json->out, value);
}

void ie_json_double(struct ie_json *json, double value)
{
    char text[32];

    if (!isfinite(value)) {
        ie_json_null(json);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    separate(json);
    ie_buf_addz(json->out, text);
}

void ie_json_bool(struct ie_json *json, bool value)
{
    separate(json);
    ie_buf_addz(json->out, value ? "true" : "false");
}

void ie_json_null(struct ie_json *json)
{
    separate(json);
    ie_buf_addz(json->out, "null");
}

void ie_json_raw(struct ie_json *json, struct ie_str value)
{
    if (!value.len) {
        ie_json_null(json);
        return;
    }
    separate(json);
    ie_buf_add(json->out, value);
}

void ie_json_value(struct ie_json *json, const json_t *value)
{
    struct job job = {.task = WRITE, .from = value};

    if (value && (!work(&job) || !job.written))
        json->out->failed = true;
    ie_json_raw(json, ie_str_z(job.written));
    ie_free(job.written);
}

void ie_json_kstr(struct ie_json *json, const char *key, struct ie_str value)
{
    ie_json_key(json, key);
    ie_json_str(json, value);
}

void ie_json_kint(struct ie_json *json, const char *key, int64_t value)
{
    ie_json_key(json, key);
    ie_json_int(json, value);
}

void ie_json_kbool(struct ie_json *json, const char *key, bool value)
{
    ie_json_key(json, key);
    ie_json_bool(json, value);
}

/* jansson limits depth to 2048; ours is lower, so that no later walk can be made to
 * recurse far. One pass over the bytes, before anything is built; *at: where it is. */
static bool too_deep(struct ie_str text, size_t *at)
{
    unsigned depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            *at = i;
            if (++depth > IE_JSON_DEPTH)
                return true;
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return false;
}

static uint32_t line_at(struct ie_str text, size_t at)
{
    uint32_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += text.ptr[i] == '\n';
    return line;
}

/* The first line that is no UTF-8: a character never reaches over a line's end. */
static uint32_t line_of_encoding(struct ie_str text)
{
    uint32_t line = 1;

    for (; text.len; line++) {
        int64_t end = ie_str_find_char(text, '\n');
        size_t len = end < 0 ? text.len : (size_t)end;
        if (!ie_utf8_valid(ie_str_n(text.ptr, len)) || end < 0)
            break;
        text = ie_str_sub(text, len + 1, text.len);
    }
    return line;
}

static int refuse(struct ie_error *err, const char *id, uint32_t line)
{
    ie_fail(err, IE_INPUT, id);
    ie_error_at(err, NULL, line, 0, NULL);
    return IE_INPUT;
}

int ie_json_parse(struct ie_str text, json_t **value, struct ie_error *err)
{
    json_error_t why;
    struct job job = {.task = READ, .text = text, .why = &why};
    size_t at = 0;

    if (!ie_utf8_valid(text))
        return refuse(err, "json.encoding", line_of_encoding(text));
    if (ie_str_starts(text, IE_STR("\xEF\xBB\xBF")))
        return refuse(err, "json.byte_order_mark", 1);
    if (too_deep(text, &at)) {
        refuse(err, "json.too_deep", line_at(text, at));
        ie_error_argi(err, "limit", IE_JSON_DEPTH);
        return IE_INPUT;
    }
    if (!work(&job))
        return ie_fail_nomem(err);
    if (!job.value) {
        ie_fail(err, IE_INPUT, "json.malformed");
        ie_error_arg(err, "reason", why.text);
        ie_error_at(err, NULL, (uint32_t)why.line, (uint32_t)why.column, NULL);
        return IE_INPUT;
    }
    *value = job.value;
    return 0;
}

struct ie_str ie_json_get_str(const json_t *object, const char *key)
{
    const json_t *member = json_object_get(object, key);

    if (!json_is_string(member))
        return IE_STR_NONE;
    return ie_str_n(json_string_value(member), json_string_length(member));
}
