/* The line of a path in a JSON text that jansson has accepted, so that only well-formed
 * text is walked here; on anything else the walk just ends where it is. */
#include <stdlib.h>

#include "engine/scheduling/fair/fair.h"

struct walk {
    struct ie_str text;
    size_t at;
};

static char here(const struct walk *w)
{
    return w->at < w->text.len ? w->text.ptr[w->at] : '\0';
}

static void skip_space(struct walk *w)
{
    while (here(w) == ' ' || here(w) == '\t' || here(w) == '\n' || here(w) == '\r')
        w->at++;
}

static struct ie_str skip_text(struct walk *w)
{
    size_t from = ++w->at;

    while (w->at < w->text.len && here(w) != '"')
        w->at += here(w) == '\\' ? 2 : 1;
    size_t end = w->at < w->text.len ? w->at : w->text.len;
    w->at = end + 1;
    return ie_str_sub(w->text, from, end - from);
}

/* One value of any kind: brackets are counted, texts leapt over. */
static void skip_value(struct walk *w)
{
    size_t depth = 0;

    skip_space(w);
    while (w->at < w->text.len) {
        char c = here(w);
        if (c == '"') {
            (void)skip_text(w);
        } else {
            if ((c == ',' || c == '}' || c == ']') && depth == 0)
                return;
            depth += c == '{' || c == '[';
            depth -= c == '}' || c == ']';
            w->at++;
        }
        if (depth == 0) {
            skip_space(w);
            c = here(w);
            if (c == ',' || c == '}' || c == ']')
                return;
        }
    }
}

static bool find_member(struct walk *w, struct ie_str name)
{
    if (here(w) != '{')
        return false;
    w->at++;
    for (skip_space(w); here(w) == '"'; skip_space(w)) {
        size_t start = w->at;
        struct ie_str key = skip_text(w);
        skip_space(w);
        w->at++; /* the colon */
        skip_space(w);
        if (ie_str_eq(key, name)) {
            if (w->at >= w->text.len)
                w->at = start;
            return true;
        }
        skip_value(w);
        if (here(w) == ',')
            w->at++;
    }
    return false;
}

static bool find_element(struct walk *w, size_t index)
{
    if (here(w) != '[')
        return false;
    w->at++;
    skip_space(w);
    for (size_t i = 0; i < index; i++) {
        skip_value(w);
        if (here(w) != ',')
            return false;
        w->at++;
        skip_space(w);
    }
    return here(w) != ']' && w->at < w->text.len;
}

uint32_t ie_fair_line_of(struct ie_str text, const char *path)
{
    struct walk w = {text, 0};
    size_t found = 0;
    uint32_t line = 1;
    bool there = true;

    skip_space(&w);
    while (*path && there) {
        found = w.at;
        if (*path == '[') {
            char *end;
            there = find_element(&w, strtoul(path + 1, &end, 10));
            path = *end == ']' ? end + 1 : "";
        } else {
            path += *path == '.';
            size_t len = strcspn(path, ".[");
            there = find_member(&w, ie_str_n(path, len));
            path += len;
        }
    }
    if (there)
        found = w.at;
    for (size_t i = 0; i < found && i < text.len; i++)
        line += text.ptr[i] == '\n';
    return line;
}
