#include "base/ident.h"

#include <stdio.h>

/* Normalisation. */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* What people put between the groups of an identifier. */
static bool is_filler(uint32_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == '-' ||
           point == '.' || point == '/' || point == 0xA0 || point == 0xAD ||
           (point >= 0x2000 && point <= 0x2015) || point == 0x202F || point == 0x2212 ||
           point == 0x3000 || point == 0xFE58 || point == 0xFE63 || point == 0xFEFF ||
           point == 0xFF0D || point == 0xFF0E || point == 0xFF0F;
}

/* Folds full-width forms to ASCII and small letters to capitals; 0 if the character has
 * no place in an identifier. */
static char fold(uint32_t point)
{
    if (point >= 0xFF01 && point <= 0xFF5E)
        point -= 0xFEE0;
    if (point >= 'a' && point <= 'z')
        point -= 32;
    return point > ' ' && point < 0x7F ? (char)point : '\0';
}

/* Letters and digits only, without fillers; false if anything else occurs or it is too
 * long. */
static bool compact(struct ie_str text, char out[IE_IDENT_ROOM], size_t *len)
{
    *len = 0;
    while (text.len) {
        size_t size;
        uint32_t point = ie_utf8_next(text, &size);
        text = ie_str_sub(text, size, text.len);
        if (is_filler(point))
            continue;
        char c = fold(point);
        if (!(is_digit(c) || is_letter(c)) || *len == IE_IDENT_ROOM - 8)
            return false;
        out[(*len)++] = c;
    }
    out[*len] = '\0';
    return *len > 0;
}

/* `len` digits, not all of them 0. */
static bool all_digits(const char *text, size_t len)
{
    bool some = false;

    for (size_t i = 0; i < len; i++) {
        if (!is_digit(text[i]))
            return false;
        some |= text[i] != '0';
    }
    return some;
}

/* Check digits. Each gets the digits of a well-formed identifier. */

static int digit(char c)
{
    return c - '0';
}

/* The sum of digits times weights. */
static int weigh(const char *digits, const int *weights, size_t count)
{
    int sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += digit(digits[i]) * weights[i];
    return sum;
}

/* Luhn (ISO/IEC 7812-1, annex B): from the right, every second digit doubled. */
static bool luhn(const char *digits, size_t len)
{
    int sum = 0;

    for (size_t i = 0; i < len; i++) {
        int d = digit(digits[len - 1 - i]);
        if (i % 2)
            d = d < 5 ? d * 2 : d * 2 - 9;
        sum += d;
    }
    return sum % 10 == 0;
}

/* GS1: from the right, weights 1 and 3. */
static bool gs1(const char *digits, size_t len)
{
    int sum = 0;

    for (size_t i = 0; i < len; i++)
        sum += digit(digits[len - 1 - i]) * (i % 2 ? 3 : 1);
    return sum % 10 == 0;
}

static int remainder_of(const char *digits, size_t len, int modulus)
{
    int rest = 0;

    for (size_t i = 0; i < len; i++)
        rest = (rest * 10 + digit(digits[i])) % modulus;
    return rest;
}

static bool kr_brn(const char *d)
{
    static const int weights[] = {1, 3, 7, 1, 3, 7, 1, 3, 5};
    /* the ninth product carries its tens */
    int sum = weigh(d, weights, 9) + digit(d[8]) * 5 / 10;

    return (10 - sum % 10) % 10 == digit(d[9]);
}

static bool kr_crn(const char *d)
{
    static const int weights[] = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};

    return (10 - weigh(d, weights, 12) % 10) % 10 == digit(d[12]);
}

/* ISO/IEC 7064 MOD 97-10 with A = 10 … Z = 35. */
static bool mod_97_10(const char *text, size_t len)
{
    int rest = 0;

    for (size_t i = 0; i < len; i++)
        rest = is_digit(text[i]) ? (rest * 10 + digit(text[i])) % 97
                                 : (rest * 100 + (text[i] - 'A' + 10)) % 97;
    return rest == 1;
}

/* ISO/IEC 7064 MOD 11-2; the last may be X. */
static bool mod_11_2(const char *text, size_t len)
{
    int sum = 0;

    for (size_t i = 0; i + 1 < len; i++)
        sum = (sum + digit(text[i])) * 2 % 11;
    int check = (12 - sum) % 11;
    return text[len - 1] == (check == 10 ? 'X' : (char)('0' + check));
}

static bool inn(const char *d, size_t len)
{
    static const int w[] = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};

    if (len == 10)
        return weigh(d, w + 2, 9) % 11 % 10 == digit(d[9]);
    return weigh(d, w + 1, 10) % 11 % 10 == digit(d[10]) &&
           weigh(d, w, 11) % 11 % 10 == digit(d[11]);
}

static bool ogrn(const char *d, size_t len)
{
    return remainder_of(d, len - 1, len == 13 ? 11 : 13) % 10 == digit(d[len - 1]);
}

static bool siret(const char *d)
{
    int sum = 0;

    if (luhn(d, 14))
        return true;
    if (memcmp(d, "356000000", 9) != 0)
        return false;
    for (int i = 0; i < 14; i++)
        sum += digit(d[i]);
    return sum % 5 == 0; /* La Poste ran out of numbers that Luhn allows */
}

/* Prefixes that the IRS has not given to any campus. */
static bool ein_prefix(const char *d)
{
    static const unsigned char never[] = {0,  7,  8,  9,  17, 18, 19, 28, 29,
                                          49, 69, 70, 78, 79, 89, 96, 97};
    int prefix = digit(d[0]) * 10 + digit(d[1]);

    for (size_t i = 0; i < sizeof(never); i++)
        if (prefix == never[i])
            return false;
    return true;
}

/* EU VAT numbers by shape: d digit, a letter, x either, others themselves. */
static const char *const vat_shapes[] = {
    "ATUdddddddd",   "BE0ddddddddd",  "BE1ddddddddd", "BGddddddddd",
    "BGdddddddddd",  "CYdddddddda",   "CZdddddddd",   "CZddddddddd",
    "CZdddddddddd",  "DEddddddddd",   "DKdddddddd",   "EEddddddddd",
    "ELddddddddd",   "ESxdddddddx",   "FIdddddddd",   "FRxxddddddddd",
    "HRddddddddddd", "HUdddddddd",    "IEddddddda",   "IEdddddddaa",
    "IEdaddddda",    "ITddddddddddd", "LTddddddddd",  "LTdddddddddddd",
    "LUdddddddd",    "LVddddddddddd", "MTdddddddd",   "NLdddddddddBdd",
    "PLdddddddddd",  "PTddddddddd",   "ROdd",         "ROddd",
    "ROdddd",        "ROddddd",       "ROdddddd",     "ROddddddd",
    "ROdddddddd",    "ROddddddddd",   "ROdddddddddd", "SEdddddddddddd",
    "SIdddddddd",    "SKdddddddddd",  "XIddddddddd",  "XIdddddddddddd",
};

static bool fits(const char *text, size_t len, const char *shape)
{
    if (strlen(shape) != len)
        return false;
    for (size_t i = 0; i < len; i++) {
        char s = shape[i], c = text[i];
        bool good = s == 'd'   ? is_digit(c)
                    : s == 'a' ? is_letter(c)
                    : s == 'x' ? is_digit(c) || is_letter(c)
                               : s == c;
        if (!good)
            return false;
    }
    return true;
}

static enum ie_ident_verdict eu_vat(char *text, size_t len)
{
    bool shaped = false;

    if (len > 2 && memcmp(text, "GR", 2) == 0)
        memcpy(text, "EL", 2);
    for (size_t i = 0; i < IE_COUNT(vat_shapes) && !shaped; i++)
        shaped = fits(text, len, vat_shapes[i]);
    if (!shaped)
        return IE_IDENT_MALFORMED;
    if (memcmp(text, "FR", 2) != 0)
        return IE_IDENT_UNCHECKED;
    /* Monaco's numbers begin with 000 and are no SIREN */
    if (memcmp(text + 4, "000", 3) != 0 && !luhn(text + 4, 9))
        return IE_IDENT_WRONG_CHECK;
    if (!is_digit(text[2]) || !is_digit(text[3]))
        return IE_IDENT_UNCHECKED;
    int key = (12 + 3 * remainder_of(text + 4, 9, 97)) % 97;
    return key == digit(text[2]) * 10 + digit(text[3]) ? IE_IDENT_VERIFIED
                                                       : IE_IDENT_WRONG_CHECK;
}

/* org-id.guide: two letters, a list code, and the list's own identifier, in which hyphens
 * may matter. */
static enum ie_ident_verdict org_id(struct ie_str text, struct ie_ident *normal)
{
    static const struct {
        const char *prefix;
        enum ie_ident_scheme scheme;
    } known[] = {{"XI-LEI-", IE_IDENT_LEI},    {"US-EIN-", IE_IDENT_EIN},
                 {"RU-INN-", IE_IDENT_RU_INN}, {"RU-OGRN-", IE_IDENT_RU_OGRN},
                 {"FR-RCS-", IE_IDENT_SIREN},  {"IL-ROC-", IE_IDENT_IL_CN}};
    size_t len = 0, hyphens = 0, list = 0;

    text = ie_str_trim(text);
    while (text.len) {
        size_t size;
        char c = fold(ie_utf8_next(text, &size));
        text = ie_str_sub(text, size, text.len);
        if (c == '-' && hyphens < 2) {
            if (len != 2 && (hyphens == 0 || len < 5))
                return IE_IDENT_MALFORMED;
            if (++hyphens == 2)
                list = len + 1;
        } else if (hyphens == 0 ? !is_letter(c) : !is_letter(c) && !is_digit(c)) {
            if (hyphens < 2 || !strchr("-._/", c) || !c)
                return IE_IDENT_MALFORMED;
        }
        if (len == IE_IDENT_ROOM - 1)
            return IE_IDENT_MALFORMED;
        normal->text[len++] = c;
    }
    normal->text[len] = '\0';
    if (hyphens < 2 || len == list)
        return IE_IDENT_MALFORMED;
    for (size_t i = 0; i < IE_COUNT(known); i++) {
        struct ie_ident inner;
        size_t prefix = strlen(known[i].prefix);
        if (strncmp(normal->text, known[i].prefix, prefix) != 0)
            continue;
        return ie_ident_check(known[i].scheme,
                              ie_str_n(normal->text + prefix, len - prefix), &inner);
    }
    return IE_IDENT_UNCHECKED;
}

/* Schemes. */

static const struct {
    const char *name;
    unsigned char lengths[4]; /* of digits, 0 at the end; none: not digits alone */
    bool detects_slips;
} facts[IE_IDENT_SCHEME_COUNT] = {
    [IE_IDENT_UNKNOWN] = {"", {0}, false},
    [IE_IDENT_KR_BRN] = {"kr-brn", {10}, true},
    [IE_IDENT_KR_CRN] = {"kr-crn", {13}, false},
    [IE_IDENT_LEI] = {"lei", {0}, true},
    [IE_IDENT_SIREN] = {"fr-siren", {9}, true},
    [IE_IDENT_SIRET] = {"fr-siret", {14}, false},
    [IE_IDENT_IL_CN] = {"il-cn", {9}, true},
    [IE_IDENT_RU_INN] = {"ru-inn", {10, 12}, false},
    [IE_IDENT_RU_OGRN] = {"ru-ogrn", {13, 15}, false},
    [IE_IDENT_EIN] = {"us-ein", {9}, false},
    [IE_IDENT_DUNS] = {"duns", {9}, false},
    [IE_IDENT_EU_VAT] = {"eu-vat", {0}, false},
    [IE_IDENT_GLN] = {"gln", {13}, true},
    [IE_IDENT_GTIN] = {"gtin", {8, 12, 13, 14}, true},
    [IE_IDENT_ISNI] = {"isni", {0}, true},
    [IE_IDENT_ORCID] = {"orcid", {0}, true},
    [IE_IDENT_ORG_ID] = {"org-id", {0}, false},
};

static bool has_form(enum ie_ident_scheme scheme, const char *text, size_t len)
{
    const unsigned char *lengths = facts[scheme].lengths;

    switch ((int)scheme) {
    case IE_IDENT_LEI:
        return len == 20 && is_digit(text[18]) && is_digit(text[19]);
    case IE_IDENT_ISNI:
    case IE_IDENT_ORCID:
        return len == 16 && all_digits(text, 15) &&
               (is_digit(text[15]) || text[15] == 'X');
    case IE_IDENT_EIN:
        return len == 9 && all_digits(text, 9) && ein_prefix(text);
    case IE_IDENT_EU_VAT:
        return true;
    default:
        for (size_t i = 0; i < sizeof(facts[0].lengths); i++)
            if (lengths[i] && lengths[i] == len)
                return all_digits(text, len);
        return false;
    }
}

static enum ie_ident_verdict verdict_of(enum ie_ident_scheme scheme, char *text,
                                        size_t len)
{
    bool good;

    switch ((int)scheme) {
    case IE_IDENT_KR_BRN:
        good = kr_brn(text);
        break;
    case IE_IDENT_KR_CRN:
        return kr_crn(text) ? IE_IDENT_VERIFIED : IE_IDENT_UNCHECKED;
    case IE_IDENT_LEI:
        good = mod_97_10(text, len);
        break;
    case IE_IDENT_SIREN:
    case IE_IDENT_IL_CN:
        good = luhn(text, len);
        break;
    case IE_IDENT_SIRET:
        good = siret(text);
        break;
    case IE_IDENT_RU_INN:
        good = inn(text, len);
        break;
    case IE_IDENT_RU_OGRN:
        good = ogrn(text, len);
        break;
    case IE_IDENT_GLN:
    case IE_IDENT_GTIN:
        good = gs1(text, len);
        break;
    case IE_IDENT_ISNI:
    case IE_IDENT_ORCID:
        good = mod_11_2(text, len);
        break;
    case IE_IDENT_EU_VAT:
        return eu_vat(text, len);
    default:
        return IE_IDENT_UNCHECKED;
    }
    return good ? IE_IDENT_VERIFIED : IE_IDENT_WRONG_CHECK;
}

/* The usual way of writing: hyphens after the given numbers of characters. */
static void hyphenate(struct ie_ident *out, const char *text, const char *groups)
{
    size_t len = 0;

    for (; *groups; groups++) {
        for (int n = *groups - '0'; n > 0 && *text; n--)
            out->text[len++] = *text++;
        if (*text)
            out->text[len++] = '-';
    }
    while (*text)
        out->text[len++] = *text++;
    out->text[len] = '\0';
}

enum ie_ident_verdict ie_ident_check(enum ie_ident_scheme scheme, struct ie_str text,
                                     struct ie_ident *normal)
{
    static const struct ie_str orcid_site = {"orcid.org/", 10};
    struct ie_ident unused;
    char plain[IE_IDENT_ROOM];
    size_t len;

    if (!normal)
        normal = &unused;
    normal->text[0] = '\0';
    if (scheme <= IE_IDENT_UNKNOWN || scheme >= IE_IDENT_SCHEME_COUNT)
        return IE_IDENT_MALFORMED;
    if (scheme == IE_IDENT_ORG_ID) {
        enum ie_ident_verdict verdict = org_id(text, normal);
        if (verdict == IE_IDENT_MALFORMED)
            normal->text[0] = '\0';
        return verdict;
    }
    int64_t site = scheme == IE_IDENT_ORCID ? ie_str_find(text, orcid_site) : -1;
    if (site >= 0)
        text = ie_str_sub(text, (size_t)site + orcid_site.len, text.len);
    if (!compact(text, plain, &len) || !has_form(scheme, plain, len))
        return IE_IDENT_MALFORMED;
    enum ie_ident_verdict verdict = verdict_of(scheme, plain, len);
    if (verdict == IE_IDENT_MALFORMED)
        return verdict;
    hyphenate(normal, plain,
              scheme == IE_IDENT_KR_BRN   ? "32"
              : scheme == IE_IDENT_KR_CRN ? "6"
              : scheme == IE_IDENT_EIN    ? "2"
              : scheme == IE_IDENT_ORCID  ? "444"
                                          : "");
    return verdict;
}

enum ie_ident_scheme ie_ident_scheme(struct ie_str name)
{
    for (int i = IE_IDENT_UNKNOWN + 1; i < IE_IDENT_SCHEME_COUNT; i++)
        if (ie_str_eqz(name, facts[i].name))
            return (enum ie_ident_scheme)i;
    return IE_IDENT_UNKNOWN;
}

const char *ie_ident_scheme_name(enum ie_ident_scheme scheme)
{
    return scheme < IE_IDENT_SCHEME_COUNT ? facts[scheme].name : "";
}

bool ie_ident_detects_slips(enum ie_ident_scheme scheme)
{
    return scheme < IE_IDENT_SCHEME_COUNT && facts[scheme].detects_slips;
}

const char *ie_ident_verdict_name(enum ie_ident_verdict verdict)
{
    static const char *const names[] = {"verified", "unchecked", "malformed",
                                        "wrong_check"};

    return verdict < IE_COUNT(names) ? names[verdict] : "malformed";
}

int ie_ident_require(enum ie_ident_scheme scheme, struct ie_str text,
                     struct ie_ident *normal, struct ie_error *err)
{
    enum ie_ident_verdict verdict = ie_ident_check(scheme, text, normal);

    if (verdict == IE_IDENT_VERIFIED || verdict == IE_IDENT_UNCHECKED)
        return 0;
    ie_fail(err, IE_INPUT,
            verdict == IE_IDENT_MALFORMED ? "ident.malformed" : "ident.wrong_check");
    ie_error_arg(err, "scheme", ie_ident_scheme_name(scheme));
    ie_error_argn(err, "value", text.ptr, text.len);
    return IE_INPUT;
}
