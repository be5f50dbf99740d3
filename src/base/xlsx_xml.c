/*
 * expat over one part. Entities cannot be declared (a DTD is refused where it begins),
 * nesting and the length of a single token are bounded, and a handler can pause the
 * parser, which is how rows come out one at a time.
 */
#include "base/xlsx_priv.h"

enum { WINDOW = 32768, SEPARATOR = '\n' };

/* expat says of some allocations that fail that the document is not well-formed: what it
 * was refused is counted here. */
static _Thread_local unsigned refused;

static void *xml_realloc(void *old, size_t size)
{
    void *block = ie_realloc(old, size, 1);

    refused += !block;
    return block;
}

static void *xml_alloc(size_t size)
{
    return xml_realloc(NULL, size);
}

static const XML_Memory_Handling_Suite memory = {xml_alloc, xml_realloc, ie_free};

#define URI(text)                                                                        \
    {                                                                                    \
        text "\n", sizeof(text)                                                          \
    }

const char *ie_xml_name(const char *name, enum ie_xml_space space)
{
    static const struct {
        enum ie_xml_space space;
        struct ie_str uri;
    } spaces[] = {
        {IE_XML_MAIN, URI("http://schemas.openxmlformats.org/spreadsheetml/2006/main")},
        {IE_XML_MAIN, URI("http://purl.oclc.org/ooxml/spreadsheetml/main")},
        {IE_XML_RELS,
         URI("http://schemas.openxmlformats.org/package/2006/relationships")},
        {IE_XML_DOC_RELS,
         URI("http://schemas.openxmlformats.org/officeDocument/2006/relationships")},
        {IE_XML_DOC_RELS, URI("http://purl.oclc.org/ooxml/officeDocument/relationships")},
    };

    for (size_t i = 0; i < IE_COUNT(spaces); i++)
        if (spaces[i].space == space &&
            strncmp(name, spaces[i].uri.ptr, spaces[i].uri.len) == 0)
            return name + spaces[i].uri.len;
    return "";
}

const char *ie_xml_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return NULL;
}

const char *ie_xml_relation(const char **attributes)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(ie_xml_name(attributes[i], IE_XML_DOC_RELS), "id") == 0)
            return attributes[i + 1];
    return NULL;
}

static int hex_unit(const char *p)
{
    int value = 0;

    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

void ie_xml_unescape(struct ie_str text, struct ie_buf *out)
{
    size_t plain = 0, i = 0;
    char utf8[4];

    while (i + 7 <= text.len) {
        int unit = text.ptr[i] == '_' && text.ptr[i + 1] == 'x' && text.ptr[i + 6] == '_'
                       ? hex_unit(text.ptr + i + 2)
                       : -1;
        /* NUL and halves of pairs have no place in text and stay as they are written */
        if (unit <= 0 || (unit >= 0xD800 && unit < 0xE000)) {
            i++;
            continue;
        }
        ie_buf_add(out, ie_str_sub(text, plain, i - plain));
        ie_buf_add(out, ie_str_n(utf8, ie_utf8_put((uint32_t)unit, utf8)));
        i += 7;
        plain = i;
    }
    ie_buf_add(out, ie_str_sub(text, plain, text.len));
}

/* Stops for good with a code. */
static void stop(struct ie_xml *xml, int rc)
{
    xml->rc = rc;
    XML_StopParser(xml->parser, XML_FALSE);
}

static int fail_part(struct ie_xml *xml, const char *id)
{
    ie_sheet_fail(xml->sheet, xml->err, IE_INPUT, id, 0, 0);
    ie_error_arg(xml->err, "part", xml->part.name);
    return IE_INPUT;
}

static void XMLCALL on_start(void *data, const XML_Char *name,
                             const XML_Char **attributes)
{
    struct ie_xml *xml = data;
    unsigned limit = xml->sheet->options.limits.depth;

    if (xml->rc)
        return;
    if (++xml->depth > limit) {
        stop(xml,
             ie_sheet_fail_limit(xml->sheet, xml->err, "sheet.too_deep", limit, 0, 0));
        return;
    }
    int rc = xml->handlers->start(xml, name, xml->depth, attributes);
    if (rc)
        stop(xml, rc);
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct ie_xml *xml = data;

    if (xml->rc)
        return;
    int rc = xml->handlers->end(xml, name, xml->depth);
    xml->depth--;
    if (rc)
        stop(xml, rc);
}

static void XMLCALL on_text(void *data, const XML_Char *text, int len)
{
    struct ie_xml *xml = data;

    if (xml->rc)
        return;
    int rc = xml->handlers->text(xml, ie_str_n(text, (size_t)len));
    if (rc)
        stop(xml, rc);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name,
                               const XML_Char *system_id, const XML_Char *public_id,
                               int internal)
{
    struct ie_xml *xml = data;

    stop(xml, fail_part(xml, "sheet.doctype"));
}

void ie_xml_pause(struct ie_xml *xml)
{
    xml->paused = true;
    XML_StopParser(xml->parser, XML_TRUE);
}

int ie_xml_open(struct ie_xml *xml, struct ie_sheet *sheet, struct ie_package *package,
                const char *part, const struct ie_xml_handlers *handlers, void *data,
                struct ie_error *err)
{
    *xml = (struct ie_xml){.sheet = sheet, .data = data, .handlers = handlers};
    int rc = ie_part_open(package, part, &xml->part, err);
    if (rc)
        return rc;
    xml->parser = XML_ParserCreate_MM(NULL, &memory, (const XML_Char[]){SEPARATOR, 0});
    if (!xml->parser) {
        ie_part_close(&xml->part);
        return ie_fail_nomem(err);
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    if (handlers->text)
        XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    return 0;
}

void ie_xml_close(struct ie_xml *xml)
{
    if (xml->parser)
        XML_ParserFree(xml->parser);
    ie_part_close(&xml->part);
    xml->parser = NULL;
}

static int fail_parse(struct ie_xml *xml)
{
    enum XML_Error why = XML_GetErrorCode(xml->parser);

    if (xml->rc)
        return xml->rc;
    fail_part(xml, "sheet.xml");
    ie_error_arg(xml->err, "reason", XML_ErrorString(why));
    return IE_INPUT;
}

/* Tags and comments are single tokens, which expat holds whole: a bound on them. */
static int check_token(struct ie_xml *xml)
{
    uint64_t limit = xml->sheet->options.limits.cell_bytes + 4 * WINDOW;
    XML_Index at = XML_GetCurrentByteIndex(xml->parser);

    if (at >= 0 && xml->fed > (uint64_t)at && xml->fed - (uint64_t)at > limit)
        return ie_sheet_fail_limit(xml->sheet, xml->err, "sheet.cell_too_large",
                                   xml->sheet->options.limits.cell_bytes, 0, 0);
    return 0;
}

int ie_xml_step(struct ie_xml *xml, bool *more, struct ie_error *err)
{
    enum XML_Status status = XML_STATUS_OK;
    unsigned before = refused;
    size_t got;

    xml->err = err;
    *more = false;
    if (xml->rc)
        return xml->rc;
    if (xml->paused) {
        xml->paused = false;
        status = XML_ResumeParser(xml->parser);
    }
    while (status == XML_STATUS_OK && !xml->last) {
        void *window = XML_GetBuffer(xml->parser, WINDOW);
        if (!window)
            return ie_fail_nomem(err);
        int rc = ie_part_read(&xml->part, window, WINDOW, &got, err);
        if (rc)
            return rc;
        xml->last = got == 0;
        xml->fed += got;
        status = XML_ParseBuffer(xml->parser, (int)got, xml->last);
        if (status == XML_STATUS_OK && (rc = check_token(xml)))
            return rc;
    }
    if (refused != before && !xml->rc)
        return ie_fail_nomem(err);
    if (status == XML_STATUS_ERROR)
        return fail_parse(xml);
    *more = status == XML_STATUS_SUSPENDED;
    return 0;
}

int ie_xml_whole(struct ie_sheet *sheet, struct ie_package *package, const char *part,
                 const struct ie_xml_handlers *handlers, void *data, struct ie_error *err)
{
    struct ie_xml xml;
    bool more;

    int rc = ie_xml_open(&xml, sheet, package, part, handlers, data, err);
    if (rc)
        return rc;
    do
        rc = ie_xml_step(&xml, &more, err);
    while (!rc && more);
    ie_xml_close(&xml);
    return rc;
}
