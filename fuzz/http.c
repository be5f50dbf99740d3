#include "fuzz.h"

#include "base/buf.h"
#include "http/decode.h"
#include "http/parse.h"

static bool inside(struct ie_str part, struct ie_str whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.len <= whole.len &&
                             part.ptr <= whole.ptr + (whole.len - part.len));
}

static bool one_line(struct ie_str text)
{
    return ie_str_find_char(text, '\r') < 0 && ie_str_find_char(text, '\n') < 0 &&
           ie_str_find_char(text, '\0') < 0;
}

/* The end of the head is the same whether the bytes come at once or one by one. */
static int find_head(struct ie_str bytes, size_t *size)
{
    size_t scanned = 0, by_ones = 0;
    int whole = ie_http_find_head(bytes, &scanned, size), code = IE_HTTP_MORE;

    scanned = 0;
    for (size_t n = 1; n <= bytes.len && code == IE_HTTP_MORE; n++)
        code = ie_http_find_head(ie_str_n(bytes.ptr, n), &scanned, &by_ones);
    IE_FUZZ_CHECK(bytes.len == 0 || code == whole);
    IE_FUZZ_CHECK(whole != 0 || (by_ones == *size && *size <= bytes.len));
    return whole;
}

static void look_at(const struct ie_http_head *head, struct ie_str bytes)
{
    IE_FUZZ_CHECK(!(head->chunked && head->length >= 0));
    IE_FUZZ_CHECK(head->length >= -1);
    IE_FUZZ_CHECK(head->field_count <= IE_HTTP_FIELDS_MAX);
    IE_FUZZ_CHECK(ie_str_starts(head->path, IE_STR("/")));
    IE_FUZZ_CHECK(inside(head->target, bytes) && one_line(head->target));
    IE_FUZZ_CHECK(inside(head->path, head->target) && inside(head->query, head->target));
    for (size_t i = 0; i < head->field_count; i++) {
        const struct ie_http_field *field = &head->fields[i];
        IE_FUZZ_CHECK(inside(field->name, bytes) && inside(field->value, bytes));
        IE_FUZZ_CHECK(field->name.len > 0 && one_line(field->name));
        IE_FUZZ_CHECK(ie_str_find_char(field->name, ' ') < 0);
        IE_FUZZ_CHECK(one_line(field->value));
    }
}

/* A path that was taken has one meaning: no step up, nothing hidden. */
static void decode(const struct ie_http_head *head)
{
    static struct ie_http_params params;
    struct ie_arena arena;
    struct ie_str path, part;

    ie_arena_init(&arena, 1 << 20);
    if (ie_http_decode_path(head->path, &arena, &path)) {
        struct ie_str rest = path;
        IE_FUZZ_CHECK(ie_utf8_valid(path) && one_line(path));
        IE_FUZZ_CHECK(ie_str_starts(path, IE_STR("/")));
        while (ie_str_split(&rest, '/', &part))
            IE_FUZZ_CHECK(!ie_str_eqz(part, ".") && !ie_str_eqz(part, ".."));
    }
    if (ie_http_decode_query(head->query, &arena, &params))
        for (size_t i = 0; i < params.count; i++) {
            IE_FUZZ_CHECK(ie_utf8_valid(params.at[i].name));
            IE_FUZZ_CHECK(ie_utf8_valid(params.at[i].value));
            IE_FUZZ_CHECK(ie_str_find_char(params.at[i].value, '\0') < 0);
            for (size_t k = 0; k < i; k++)
                IE_FUZZ_CHECK(!ie_str_eq(params.at[k].name, params.at[i].name));
        }
    struct ie_str cookies = ie_http_head_field(head, "cookie");
    IE_FUZZ_CHECK(inside(ie_http_find_cookie(cookies, IE_STR("ieum")), cookies));
    ie_arena_release(&arena);
}

/* Takes a chunked body in steps of at most `step` bytes; returns the last code. */
static int unchunk(struct ie_str bytes, size_t step, struct ie_buf *out, size_t *taken)
{
    struct ie_http_chunks chunks = {0};
    int code = 0;

    *taken = 0;
    while (code != 400 && chunks.at != IE_CHUNK_DONE && *taken < bytes.len) {
        struct ie_str piece = ie_str_sub(bytes, *taken, step), data = IE_STR_NONE;
        size_t used = 0;
        code = ie_http_chunk_next(&chunks, piece, &used, &data);
        IE_FUZZ_CHECK(used <= piece.len && inside(data, piece));
        IE_FUZZ_CHECK(code != IE_HTTP_MORE || used == piece.len);
        IE_FUZZ_CHECK(code || used > 0 || chunks.at == IE_CHUNK_DONE);
        *taken += used;
        ie_buf_add(out, data);
    }
    return chunks.at == IE_CHUNK_DONE ? 0 : code == 400 ? 400 : IE_HTTP_MORE;
}

static void body(struct ie_str bytes)
{
    struct ie_buf whole = IE_BUF_INIT, ones = IE_BUF_INIT;
    size_t taken_whole, taken_ones;
    int code = unchunk(bytes, SIZE_MAX, &whole, &taken_whole);

    IE_FUZZ_CHECK(unchunk(bytes, 1, &ones, &taken_ones) == code);
    if (code != 400) {
        IE_FUZZ_CHECK(taken_whole == taken_ones);
        IE_FUZZ_CHECK(ie_str_eq(ie_buf_str(&whole), ie_buf_str(&ones)));
    }
    ie_buf_release(&whole);
    ie_buf_release(&ones);
}

/* A connection's bytes: a head, then what follows it read as a chunked body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ie_http_head head;
    struct ie_str bytes = ie_str_n((const char *)data, size);
    size_t length = 0;
    int status = find_head(bytes, &length);

    if (status) {
        IE_FUZZ_CHECK(status == IE_HTTP_MORE || (status >= 400 && status < 600));
        body(bytes);
        return 0;
    }
    status = ie_http_parse_head(ie_str_n(bytes.ptr, length), &head);
    if (status) {
        IE_FUZZ_CHECK(status >= 400 && status < 600);
    } else {
        look_at(&head, ie_str_n(bytes.ptr, length));
        decode(&head);
    }
    body(ie_str_sub(bytes, length, size));
    return 0;
}
