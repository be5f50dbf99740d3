/*
 * Bytes to UTF-8. Spreadsheet programs write CSV in whatever the machine's code page is;
 * in Korea that is CP949 (Microsoft's extension of EUC-KR). The choice is made by proof,
 * not by likelihood: a byte order mark decides; else the whole file is well-formed UTF-8,
 * or it decodes wholly as CP949, or it is refused with the place of the first byte that
 * is neither. Text in CP949 that is well-formed UTF-8 by chance is next to impossible
 * beyond a few characters: every Hangul syllable would have to come out as a valid
 * sequence.
 */
#include <errno.h>
#include <iconv.h>

#include "base/sheet_priv.h"

const char *const ie_sheet_encodings[] = {"UTF-8",        "CP949",        "UTF-16LE",
                                          "UTF-16BE",     "windows-1251", "windows-1252",
                                          "windows-1255", "windows-1256", "Shift_JIS",
                                          "GB18030",      "Big5",         NULL};

enum { RAW_ROOM = 32768 };

struct ie_decoder {
    const struct ie_sheet *sheet;
    const char *encoding;
    uint64_t offset; /* of the next byte to read from the source */
    bool by_iconv;
    iconv_t cd;
    size_t raw_at, raw_end;
    char raw[RAW_ROOM];
};

size_t ie_utf8_span(const char *text, size_t len, bool *cut)
{
    size_t i = 0, size;
    uint64_t eight;

    *cut = false;
    while (i < len) {
        if (len - i >= sizeof(eight)) {
            memcpy(&eight, text + i, sizeof(eight));
            if (!(eight & UINT64_C(0x8080808080808080))) {
                i += sizeof(eight);
                continue;
            }
        }
        unsigned char c = (unsigned char)text[i];
        if (c < 0x80) {
            i++;
            continue;
        }
        if (ie_utf8_next(ie_str_n(text + i, len - i), &size) != 0xFFFD || size > 1) {
            i += size;
            continue;
        }
        size_t need = c >= 0xC2 && c < 0xE0   ? 2
                      : (c & 0xF0) == 0xE0    ? 3
                      : c >= 0xF0 && c < 0xF5 ? 4
                                              : 0;
        bool tail = need > len - i;
        for (size_t k = i + 1; k < len && tail; k++)
            tail = ((unsigned char)text[k] & 0xC0) == 0x80;
        *cut = tail;
        break;
    }
    return i;
}

const char *ie_decoder_encoding(const struct ie_decoder *decoder)
{
    return decoder->encoding;
}

uint64_t ie_decoder_offset(const struct ie_decoder *decoder)
{
    return decoder->offset - (decoder->raw_end - decoder->raw_at);
}

/* The error for a byte that does not belong, with its line: counted now, from the start,
 * since this happens once at most. */
static int fail_at(const struct ie_decoder *d, uint64_t offset, struct ie_error *err)
{
    size_t unit = strncmp(d->encoding, "UTF-16", 6) == 0 ? 2 : 1;
    size_t low = unit == 2 && d->encoding[6] == 'B' ? 1 : 0;
    unsigned char part[4096];
    uint64_t line = 1;
    unsigned before = 0;
    size_t got;

    for (uint64_t at = 0; at < offset; at += sizeof(part)) {
        size_t want = offset - at < sizeof(part) ? (size_t)(offset - at) : sizeof(part);
        int rc = ie_source_read(&d->sheet->source, at, part, want, &got, err);
        if (rc)
            return rc;
        for (size_t i = 0; i + unit <= got; i += unit) {
            unsigned c =
                unit == 1 ? part[i] : part[i + low] | (unsigned)part[i + 1 - low] << 8;
            line += c == '\r' || (c == '\n' && before != '\r');
            before = c;
        }
        if (got < sizeof(part))
            break;
    }
    ie_sheet_fail(d->sheet, err, IE_INPUT, "sheet.encoding", line, 0);
    ie_error_argi(err, "offset", (int64_t)offset);
    ie_error_arg(err, "encoding", d->encoding);
    return IE_INPUT;
}

static int read_utf8(struct ie_decoder *d, char *to, size_t room, size_t *got,
                     struct ie_error *err)
{
    bool cut;
    int rc = ie_source_read(&d->sheet->source, d->offset, to, room, got, err);

    if (rc)
        return rc;
    size_t good = ie_utf8_span(to, *got, &cut);
    if (good < *got && (!cut || d->offset + *got >= d->sheet->source.size))
        return fail_at(d, d->offset + good, err);
    d->offset += good;
    *got = good;
    return 0;
}

static int fill_raw(struct ie_decoder *d, struct ie_error *err)
{
    size_t kept = d->raw_end - d->raw_at, got;

    memmove(d->raw, d->raw + d->raw_at, kept);
    d->raw_at = 0;
    d->raw_end = kept;
    int rc = ie_source_read(&d->sheet->source, d->offset, d->raw + kept,
                            sizeof(d->raw) - kept, &got, err);
    if (rc)
        return rc;
    d->offset += got;
    d->raw_end += got;
    return 0;
}

static int read_iconv(struct ie_decoder *d, char *to, size_t room, size_t *got,
                      struct ie_error *err)
{
    char *out = to;
    size_t left = room;

    for (;;) {
        char *in = d->raw + d->raw_at;
        size_t waiting = d->raw_end - d->raw_at;
        if (waiting) {
            size_t bad = iconv(d->cd, &in, &waiting, &out, &left);
            d->raw_at = d->raw_end - waiting;
            if (bad == (size_t)-1 && errno == EILSEQ)
                return fail_at(d, ie_decoder_offset(d), err);
            if (out > to)
                break;
        }
        size_t before = d->raw_end - d->raw_at;
        int rc = fill_raw(d, err);
        if (rc)
            return rc;
        if (d->raw_end == before) { /* nothing more to come */
            if (before)
                return fail_at(d, ie_decoder_offset(d), err);
            break;
        }
    }
    *got = room - left;
    return 0;
}

int ie_decoder_read(struct ie_decoder *d, char *to, size_t room, size_t *got,
                    struct ie_error *err)
{
    return d->by_iconv ? read_iconv(d, to, room, got, err)
                       : read_utf8(d, to, room, got, err);
}

void ie_decoder_free(struct ie_decoder *d)
{
    if (!d)
        return;
    if (d->by_iconv)
        iconv_close(d->cd);
    ie_free(d);
}

/* Sets the decoder to the start in an encoding. */
static int begin(struct ie_decoder *d, const char *encoding, uint64_t offset,
                 struct ie_error *err)
{
    if (d->by_iconv)
        iconv_close(d->cd);
    d->by_iconv = false;
    d->encoding = encoding;
    d->offset = offset;
    d->raw_at = d->raw_end = 0;
    if (strcmp(encoding, "UTF-8") == 0)
        return 0;
    d->cd = iconv_open("UTF-8", encoding);
    if (d->cd == (iconv_t)-1) {
        if (errno == ENOMEM)
            return ie_fail_nomem(err);
        ie_sheet_fail(d->sheet, err, IE_INPUT, "sheet.unknown_encoding", 0, 0);
        ie_error_arg(err, "encoding", encoding);
        return IE_INPUT;
    }
    d->by_iconv = true;
    return 0;
}

/* Decodes the whole input for the proof, then goes back to the start. */
static int prove(struct ie_decoder *d, const char *encoding, uint64_t start,
                 struct ie_error *err)
{
    char text[16384];
    size_t got;

    int rc = begin(d, encoding, start, err);
    do {
        if (rc)
            return rc;
        rc = ie_decoder_read(d, text, sizeof(text), &got, err);
    } while (rc || got);
    return begin(d, encoding, start, err);
}

static const char *known_encoding(const char *encoding)
{
    struct ie_str asked = ie_str_z(encoding);

    if (ie_str_eq_ascii_nocase(asked, IE_STR("EUC-KR")))
        return "CP949"; /* which contains it */
    for (size_t i = 0; ie_sheet_encodings[i]; i++)
        if (ie_str_eq_ascii_nocase(asked, ie_str_z(ie_sheet_encodings[i])))
            return ie_sheet_encodings[i];
    return NULL;
}

static int choose(struct ie_decoder *d, const char *asked, struct ie_error *err)
{
    unsigned char head[4] = {0};
    const char *marked = NULL;
    uint64_t start = 0;
    size_t got;

    int rc = ie_source_read(&d->sheet->source, 0, head, sizeof(head), &got, err);
    if (rc)
        return rc;
    if (got >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0) {
        marked = "UTF-8";
        start = 3;
    } else if (got >= 2 && memcmp(head, "\xFF\xFE", 2) == 0) {
        marked = "UTF-16LE";
        start = 2;
    } else if (got >= 2 && memcmp(head, "\xFE\xFF", 2) == 0) {
        marked = "UTF-16BE";
        start = 2;
    }
    if (asked) {
        const char *known = known_encoding(asked);
        if (!known) {
            ie_sheet_fail(d->sheet, err, IE_INPUT, "sheet.unknown_encoding", 0, 0);
            ie_error_arg(err, "encoding", asked);
            return IE_INPUT;
        }
        return prove(d, known, marked && strcmp(marked, known) == 0 ? start : 0, err);
    }
    if (marked)
        return prove(d, marked, start, err);
    rc = prove(d, "UTF-8", 0, err);
    if (rc != IE_INPUT)
        return rc;
    /* the place where UTF-8 ends is the one to tell when CP949 fails too: a file that is
     * nearly UTF-8 fails there, and one that is nearly CP949 has its first word there */
    struct ie_error other;
    int second = prove(d, "CP949", 0, &other);
    if (second && second != IE_INPUT) {
        if (err)
            *err = other;
        return second;
    }
    if (second && err && other.line > err->line) {
        *err = other;
    }
    return second;
}

int ie_decoder_new(const struct ie_sheet *sheet, const char *encoding,
                   struct ie_decoder **decoder, struct ie_error *err)
{
    struct ie_decoder *d = ie_calloc(1, sizeof(*d));

    if (!d)
        return ie_fail_nomem(err);
    d->sheet = sheet;
    d->encoding = "UTF-8";
    int rc = choose(d, encoding, err);
    if (rc) {
        ie_decoder_free(d);
        return rc;
    }
    *decoder = d;
    return 0;
}
