#include "http/parse.h"

/* RFC 9110 section 5.6.2: tchar */
static bool is_token_char(unsigned char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return true;
    return c && strchr("!#$%&'*+-.^_`|~", c);
}

static bool is_token(struct ie_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_token_char((unsigned char)text.ptr[i]))
            return false;
    return text.len > 0;
}

static struct ie_str trim_ows(struct ie_str text)
{
    while (text.len && (text.ptr[0] == ' ' || text.ptr[0] == '\t')) {
        text.ptr++;
        text.len--;
    }
    while (text.len && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
        text.len--;
    return text;
}

static bool eq_nocase(struct ie_str text, const char *word)
{
    return ie_str_eq_ascii_nocase(text, ie_str_z(word));
}

int ie_http_find_head(struct ie_str bytes, size_t *scanned, size_t *size)
{
    size_t from = *scanned;

    while (from < bytes.len) {
        const char *lf = memchr(bytes.ptr + from, '\n', bytes.len - from);
        if (!lf)
            break;
        size_t at = (size_t)(lf - bytes.ptr);
        if (at == 0 || bytes.ptr[at - 1] != '\r')
            return 400;
        if (at == 1 || (at >= 3 && bytes.ptr[at - 2] == '\n')) {
            *size = at + 1;
            *scanned = at + 1;
            return *size > IE_HTTP_HEAD_MAX ? 431 : 0;
        }
        from = at + 1;
    }
    *scanned = bytes.len;
    return bytes.len >= IE_HTTP_HEAD_MAX ? 431 : IE_HTTP_MORE;
}

static int parse_method(struct ie_str word, enum ie_method *method)
{
    static const struct {
        const char *word;
        enum ie_method method;
    } known[] = {{"GET", IE_GET},        {"HEAD", IE_HEAD},   {"POST", IE_POST},
                 {"PUT", IE_PUT},        {"PATCH", IE_PATCH}, {"DELETE", IE_DELETE},
                 {"OPTIONS", IE_OPTIONS}};

    for (size_t i = 0; i < IE_COUNT(known); i++) {
        if (ie_str_eqz(word, known[i].word)) {
            *method = known[i].method;
            return 0;
        }
    }
    if (ie_str_eqz(word, "CONNECT") || ie_str_eqz(word, "TRACE"))
        return 405;
    return is_token(word) && word.len <= 32 ? 501 : 400;
}

/* Origin form only: "/" and visible ASCII without a fragment. */
static int parse_target(struct ie_str target, struct ie_http_head *head)
{
    if (target.len > IE_HTTP_TARGET_MAX)
        return 414;
    if (target.len == 0 || target.ptr[0] != '/')
        return 400;
    for (size_t i = 0; i < target.len; i++) {
        unsigned char c = (unsigned char)target.ptr[i];
        if (c <= 0x20 || c >= 0x7F || c == '#' || c == '"' || c == '<' || c == '>' ||
            c == '\\')
            return 400;
    }
    int64_t mark = ie_str_find_char(target, '?');
    head->target = target;
    head->path = mark < 0 ? target : ie_str_n(target.ptr, (size_t)mark);
    head->query = mark < 0
                      ? IE_STR("")
                      : ie_str_n(target.ptr + mark + 1, target.len - (size_t)mark - 1);
    return 0;
}

static int parse_request_line(struct ie_str line, struct ie_http_head *head)
{
    int64_t first = ie_str_find_char(line, ' ');
    if (first <= 0)
        return 400;
    struct ie_str rest = ie_str_n(line.ptr + first + 1, line.len - (size_t)first - 1);
    int64_t second = ie_str_find_char(rest, ' ');
    if (second < 0)
        return 400; /* HTTP/0.9 too */
    struct ie_str version =
        ie_str_n(rest.ptr + second + 1, rest.len - (size_t)second - 1);

    if (ie_str_eqz(version, "HTTP/1.0"))
        head->http_1_0 = true;
    else if (!ie_str_eqz(version, "HTTP/1.1"))
        return version.len == 8 && ie_str_starts(version, IE_STR("HTTP/")) ? 505 : 400;
    int status = parse_method(ie_str_n(line.ptr, (size_t)first), &head->method);
    return status ? status : parse_target(ie_str_n(rest.ptr, (size_t)second), head);
}

static bool field_value_ok(struct ie_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

static int parse_field(struct ie_str line, struct ie_http_head *head)
{
    int64_t colon = ie_str_find_char(line, ':');
    if (colon <= 0)
        return 400; /* a folded line too: it begins with white space or has no colon */
    struct ie_http_field field = {
        ie_str_n(line.ptr, (size_t)colon),
        trim_ows(ie_str_n(line.ptr + colon + 1, line.len - (size_t)colon - 1))};
    if (!is_token(field.name) || !field_value_ok(field.value))
        return 400;
    if (head->field_count == IE_HTTP_FIELDS_MAX)
        return 431;
    head->fields[head->field_count++] = field;
    return 0;
}

static bool host_ok(struct ie_str host)
{
    for (size_t i = 0; i < host.len; i++) {
        unsigned char c = (unsigned char)host.ptr[i];
        bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && !strchr(".-_:[]", c))
            return false;
    }
    return host.len <= 255;
}

static int parse_length(struct ie_str value, int64_t *length)
{
    /* Digits only: ie_str_int64 would take a sign. 15 of them are a petabyte. */
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] < '0' || value.ptr[i] > '9')
            return 400;
    if (value.len == 0 || value.len > 15 || *length >= 0)
        return 400;
    return ie_str_int64(value, length) ? 0 : 400;
}

static int parse_connection(struct ie_str value, struct ie_http_head *head)
{
    struct ie_str part;

    while (ie_str_split(&value, ',', &part)) {
        part = trim_ows(part);
        if (eq_nocase(part, "close"))
            head->keep_alive = false;
        else if (eq_nocase(part, "keep-alive") && head->http_1_0)
            head->keep_alive = true;
        else if (part.len && !is_token(part))
            return 400;
    }
    return 0;
}

/* What the fields say about framing and the connection. */
static int judge_fields(struct ie_http_head *head)
{
    unsigned hosts = 0, codings = 0;
    int status = 0;

    for (size_t i = 0; i < head->field_count && !status; i++) {
        struct ie_str name = head->fields[i].name, value = head->fields[i].value;
        if (eq_nocase(name, "host")) {
            hosts++;
            status = host_ok(value) ? 0 : 400;
        } else if (eq_nocase(name, "content-length")) {
            status = parse_length(value, &head->length);
        } else if (eq_nocase(name, "transfer-encoding")) {
            codings++;
            head->chunked = true;
            status = eq_nocase(value, "chunked") ? 0 : 501;
        } else if (eq_nocase(name, "connection")) {
            status = parse_connection(value, head);
        } else if (eq_nocase(name, "expect")) {
            head->expects_continue = true;
            status = eq_nocase(value, "100-continue") ? 0 : 417;
        }
    }
    if (status)
        return status;
    if (hosts > 1 || (hosts == 0 && !head->http_1_0) || codings > 1)
        return 400;
    if (head->chunked && (head->length >= 0 || head->http_1_0))
        return 400;
    return 0;
}

int ie_http_parse_head(struct ie_str bytes, struct ie_http_head *head)
{
    bool first = true;

    head->field_count = 0;
    head->http_1_0 = head->chunked = head->expects_continue = false;
    head->keep_alive = true;
    head->length = -1;
    while (bytes.len) {
        const char *lf = memchr(bytes.ptr, '\n', bytes.len);
        if (!lf || lf == bytes.ptr || lf[-1] != '\r')
            return 400;
        struct ie_str line = ie_str_n(bytes.ptr, (size_t)(lf - bytes.ptr) - 1);
        bytes = ie_str_n(lf + 1, bytes.len - line.len - 2);
        if (line.len == 0)
            break;
        int status = first ? parse_request_line(line, head) : parse_field(line, head);
        if (status)
            return status;
        if (first)
            head->keep_alive = !head->http_1_0;
        first = false;
    }
    if (first || bytes.len)
        return 400;
    return judge_fields(head);
}

struct ie_str ie_http_head_field(const struct ie_http_head *head, const char *name)
{
    struct ie_str wanted = ie_str_z(name);

    for (size_t i = 0; i < head->field_count; i++)
        if (head->fields[i].name.len == wanted.len &&
            ie_str_eq_ascii_nocase(head->fields[i].name, wanted))
            return head->fields[i].value;
    return IE_STR_NONE;
}

static int hex_digit(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* One byte of framing. */
static int chunk_byte(struct ie_http_chunks *chunks, unsigned char c)
{
    if (chunks->cr) {
        if (c != '\n')
            return 400;
        chunks->cr = false;
        if (chunks->at == IE_CHUNK_SIZE) {
            chunks->at = chunks->left ? IE_CHUNK_DATA : IE_CHUNK_LAST;
        } else if (chunks->at == IE_CHUNK_DATA_END) {
            chunks->at = IE_CHUNK_SIZE;
            chunks->left = chunks->digits = 0;
        } else {
            chunks->at = IE_CHUNK_DONE;
        }
        return 0;
    }
    if (c == '\r') {
        if (chunks->at == IE_CHUNK_SIZE && chunks->digits == 0)
            return 400;
        chunks->cr = true;
        return 0;
    }
    int digit = hex_digit(c);
    if (chunks->at != IE_CHUNK_SIZE || digit < 0 || chunks->digits == 8)
        return 400;
    chunks->digits++;
    chunks->left = chunks->left * 16 + (unsigned)digit;
    return 0;
}

int ie_http_chunk_next(struct ie_http_chunks *chunks, struct ie_str bytes, size_t *used,
                       struct ie_str *data)
{
    size_t at = 0;

    *data = IE_STR("");
    while (chunks->at != IE_CHUNK_DONE && chunks->at != IE_CHUNK_DATA) {
        if (at == bytes.len) {
            *used = at;
            return IE_HTTP_MORE;
        }
        if (chunk_byte(chunks, (unsigned char)bytes.ptr[at++]))
            return 400;
    }
    *used = at;
    if (chunks->at == IE_CHUNK_DONE)
        return 0;
    size_t n = bytes.len - at;
    if (n == 0)
        return IE_HTTP_MORE;
    if (n > chunks->left)
        n = (size_t)chunks->left;
    *data = ie_str_n(bytes.ptr + at, n);
    *used = at + n;
    chunks->left -= n;
    if (chunks->left == 0)
        chunks->at = IE_CHUNK_DATA_END;
    return 0;
}
