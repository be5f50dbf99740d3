#include "harness.h"

#include "http/parse.h"

#define GET  "GET / HTTP/1.1\r\n"
#define POST "POST /x HTTP/1.1\r\nHost: a\r\n"

static int parse(const char *text, struct ie_http_head *head)
{
    return ie_http_parse_head(ie_str_z(text), head);
}

IE_TEST(a_plain_head_is_taken_apart)
{
    struct ie_http_head head;

    IE_CHECK_INT(parse("PATCH /a/b?c=d&e HTTP/1.1\r\nHost: x:8080\r\nA-b:\t v w \r\n"
                       "Content-Length: 12\r\n\r\n",
                       &head),
                 0);
    IE_CHECK_INT(head.method, IE_PATCH);
    IE_CHECK_STR(head.path, "/a/b");
    IE_CHECK_STR(head.query, "c=d&e");
    IE_CHECK_INT(head.length, 12);
    IE_CHECK(head.keep_alive && !head.chunked && !head.expects_continue);
    IE_CHECK_STR(ie_http_head_field(&head, "a-B"), "v w");
    IE_CHECK(!ie_http_head_field(&head, "none").ptr);
}

IE_TEST(keep_alive_follows_version_and_connection)
{
    struct ie_http_head head;

    IE_CHECK_INT(parse("GET / HTTP/1.0\r\n\r\n", &head), 0);
    IE_CHECK(!head.keep_alive);
    IE_CHECK_INT(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", &head), 0);
    IE_CHECK(head.keep_alive);
    IE_CHECK_INT(parse(GET "Host: a\r\nConnection: x, close\r\n\r\n", &head), 0);
    IE_CHECK(!head.keep_alive);
}

IE_TEST(what_could_be_read_two_ways_is_refused)
{
    static const struct {
        const char *text;
        int status;
    } cases[] = {
        {"GET / HTTP/1.1\r\n\r\n", 400},         /* no Host */
        {GET "Host: a\r\nHost: a\r\n\r\n", 400}, /* two */
        {GET "Host: a b\r\n\r\n", 400},
        {GET "Host: a/b\r\n\r\n", 400},
        {GET "Host : a\r\n\r\n", 400}, /* blank before the colon */
        {GET "Host: a\r\n folded\r\n\r\n", 400},
        {GET "Host: a\r\n\tfolded: b\r\n\r\n", 400},
        {GET "Host: a\r\nB: \x01\r\n\r\n", 400},
        {GET "Host: a\r\nB: c\rd\r\n\r\n", 400},
        {GET "Host: a\nB: c\r\n\r\n", 400},
        {GET "Host: a\r\nNocolon\r\n\r\n", 400},
        {GET "Host: a\r\n: b\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
        {" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\r\nHost: a\r\n\r\n", 400},                  /* 0.9 */
        {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400}, /* absolute form */
        {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"get / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
        {"GET / http/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\x80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {POST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {POST "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400},
        {POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
        {POST "Content-Length: 1, 1\r\n\r\n", 400},
        {POST "Content-Length: +1\r\n\r\n", 400},
        {POST "Content-Length: -1\r\n\r\n", 400},
        {POST "Content-Length: 0x1\r\n\r\n", 400},
        {POST "Content-Length: 1 1\r\n\r\n", 400},
        {POST "Content-Length:\r\n\r\n", 400},
        {POST "Content-Length: 9999999999999999999\r\n\r\n", 400},
        {POST "Content-Length\r\n : 1\r\n\r\n", 400},
        {POST "Transfer-Encoding: identity\r\n\r\n", 501},
        {POST "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {POST "Transfer-Encoding: xchunked\r\n\r\n", 501},
        {POST "Transfer-Encoding: chunked, chunked\r\n\r\n", 501},
        {POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {POST "Transfer-Encoding : chunked\r\n\r\n", 400},
        {POST "Transfer-Encoding: \x0B"
              "chunked\r\n\r\n",
         400},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {POST "Expect: 200-ok\r\n\r\n", 417},
    };
    struct ie_http_head head;

    for (size_t i = 0; i < IE_COUNT(cases); i++)
        if (!IE_CHECK_INT(parse(cases[i].text, &head), cases[i].status))
            printf("    %s\n", cases[i].text);
}

IE_TEST(a_head_is_found_however_it_is_cut)
{
    struct ie_str text = IE_STR(GET "Host: a\r\nB: c\r\n\r\nrest");
    size_t whole = text.len - 4;

    for (size_t cut = 0; cut < text.len; cut++) {
        size_t scanned = 0, size = 0;
        int first = ie_http_find_head(ie_str_n(text.ptr, cut), &scanned, &size);
        IE_CHECK_INT(first, cut >= whole ? 0 : IE_HTTP_MORE);
        if (first)
            IE_CHECK_INT(ie_http_find_head(text, &scanned, &size), 0);
        IE_CHECK_INT(size, whole);
    }
}

IE_TEST(bare_line_feeds_and_long_heads_are_refused_at_once)
{
    static char large[IE_HTTP_HEAD_MAX + 10];
    size_t scanned = 0, size = 0;

    IE_CHECK_INT(ie_http_find_head(IE_STR("GET / HTTP/1.1\n"), &scanned, &size), 400);
    scanned = 0;
    IE_CHECK_INT(ie_http_find_head(IE_STR("\n"), &scanned, &size), 400);
    memset(large, 'a', sizeof(large));
    scanned = 0;
    IE_CHECK_INT(ie_http_find_head(ie_str_n(large, sizeof(large)), &scanned, &size), 431);
}

IE_TEST(fields_are_limited)
{
    struct ie_buf text = IE_BUF_INIT;
    struct ie_http_head head;

    ie_buf_addz(&text, GET "Host: a\r\n");
    for (unsigned i = 1; i < IE_HTTP_FIELDS_MAX; i++)
        ie_buf_printf(&text, "F%u: 1\r\n", i);
    size_t len = text.len;
    ie_buf_addz(&text, "\r\n");
    IE_CHECK_INT(ie_http_parse_head(ie_buf_str(&text), &head), 0);
    text.len = len;
    ie_buf_addz(&text, "One: 2\r\n\r\n");
    IE_CHECK_INT(ie_http_parse_head(ie_buf_str(&text), &head), 431);
    ie_buf_release(&text);
}

/* Feeds a chunked body in pieces of `step` bytes; the status, or 0 with the data. */
static int unchunk(struct ie_str text, size_t step, struct ie_buf *out, bool *done)
{
    struct ie_http_chunks chunks = {0};
    size_t at = 0, used;
    struct ie_str data;

    while (at < text.len && chunks.at != IE_CHUNK_DONE) {
        size_t n = text.len - at < step ? text.len - at : step;
        int status =
            ie_http_chunk_next(&chunks, ie_str_n(text.ptr + at, n), &used, &data);
        if (status > 0)
            return status;
        if (status == 0 || data.len)
            ie_buf_add(out, data);
        at += used;
        if (status == IE_HTTP_MORE && used < n)
            return -2; /* neither taken nor refused */
    }
    *done = chunks.at == IE_CHUNK_DONE;
    return 0;
}

IE_TEST(chunks_come_out_whole_however_they_are_cut)
{
    struct ie_str text = IE_STR("5\r\nhello\r\n00a\r\n, chunked!\r\n0\r\n\r\n");

    for (size_t step = 1; step <= text.len; step++) {
        struct ie_buf out = IE_BUF_INIT;
        bool done = false;
        IE_CHECK_INT(unchunk(text, step, &out, &done), 0);
        IE_CHECK(done);
        IE_CHECK_STR(ie_buf_str(&out), "hello, chunked!");
        ie_buf_release(&out);
    }
}

IE_TEST(odd_chunks_are_refused)
{
    static const char *const odd[] = {"0x5\r\nhello\r\n",
                                      "+5\r\nhello\r\n",
                                      " 5\r\nhello\r\n",
                                      "5 \r\nhello\r\n",
                                      "5;ext=1\r\nhello\r\n",
                                      "5\nhello\r\n",
                                      "5\r\nhelloX\r\n",
                                      "5\r\nhello\n",
                                      "\r\n",
                                      "-1\r\n",
                                      "g\r\n",
                                      "000000005\r\nhello\r\n",
                                      "0\r\nTrailer: a\r\n\r\n",
                                      "0\r\n\n",
                                      "5\r\rhello\r\n",
                                      "fffffffff\r\n"};

    for (size_t i = 0; i < IE_COUNT(odd); i++) {
        struct ie_buf out = IE_BUF_INIT;
        bool done = false;
        if (!IE_CHECK_INT(unchunk(ie_str_z(odd[i]), 1000, &out, &done), 400))
            printf("    %s\n", odd[i]);
        ie_buf_release(&out);
    }
}
