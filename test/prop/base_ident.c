/* Check digits: what the schemes promise, digit by digit. */
#include "base/ident.h"
#include "harness.h"

static enum ie_ident_verdict check(enum ie_ident_scheme scheme, const char *text)
{
    return ie_ident_check(scheme, ie_str_z(text), NULL);
}

/* A random identifier of the scheme with check digits that agree, found by trying. */
static bool make(enum ie_ident_scheme scheme, char *text)
{
    static const struct {
        enum ie_ident_scheme scheme;
        size_t len;
    } lengths[] = {{IE_IDENT_KR_BRN, 10}, {IE_IDENT_LEI, 20},     {IE_IDENT_SIREN, 9},
                   {IE_IDENT_IL_CN, 9},   {IE_IDENT_GLN, 13},     {IE_IDENT_GTIN, 14},
                   {IE_IDENT_ISNI, 16},   {IE_IDENT_ORCID, 16},   {IE_IDENT_SIRET, 14},
                   {IE_IDENT_KR_CRN, 13}, {IE_IDENT_RU_OGRN, 15}, {IE_IDENT_RU_INN, 10}};
    struct ie_rng *rng = ie_test_rng();
    size_t len = 0;

    for (size_t i = 0; i < IE_COUNT(lengths); i++)
        if (lengths[i].scheme == scheme)
            len = lengths[i].len;
    for (size_t i = 0; i < len; i++)
        text[i] = scheme == IE_IDENT_LEI && i < 18 && ie_rng_below(rng, 2)
                      ? (char)('A' + ie_rng_below(rng, 26))
                      : (char)('0' + ie_rng_below(rng, 10));
    text[len] = '\0';
    for (int end = 0; end < 100; end++) {
        text[len - 1] = (char)('0' + end % 10);
        if (scheme == IE_IDENT_LEI)
            text[len - 2] = (char)('0' + end / 10);
        if (check(scheme, text) == IE_IDENT_VERIFIED)
            return true;
    }
    text[len - 1] = 'X';
    return check(scheme, text) == IE_IDENT_VERIFIED;
}

IE_TEST(every_slip_in_one_digit_is_detected)
{
    for (int s = IE_IDENT_UNKNOWN + 1; s < IE_IDENT_SCHEME_COUNT; s++) {
        enum ie_ident_scheme scheme = (enum ie_ident_scheme)s;
        char text[IE_IDENT_ROOM];

        if (!ie_ident_detects_slips(scheme))
            continue;
        for (unsigned round = ie_test_rounds(200); round > 0; round--) {
            IE_REQUIRE(make(scheme, text));
            for (size_t i = 0; text[i]; i++) {
                char was = text[i];
                for (char c = '0'; was >= '0' && was <= '9' && c <= '9'; c++) {
                    text[i] = c;
                    if (c != was && !IE_CHECK(check(scheme, text) != IE_IDENT_VERIFIED))
                        IE_CHECK_STR(text, ie_ident_scheme_name(scheme));
                }
                text[i] = was;
                if (ie_test_failed())
                    return;
            }
        }
    }
}

/* LEI, GTIN and the ISO 7064 schemes also detect neighbours that change places (GS1 and
 * Luhn all but those that differ by 5, or 0 and 9). */
IE_TEST(swapped_neighbours_are_detected_by_iso_7064)
{
    static const enum ie_ident_scheme schemes[] = {IE_IDENT_LEI, IE_IDENT_ISNI,
                                                   IE_IDENT_ORCID};
    char text[IE_IDENT_ROOM];

    for (size_t k = 0; k < IE_COUNT(schemes); k++)
        for (unsigned round = ie_test_rounds(200); round > 0; round--) {
            IE_REQUIRE(make(schemes[k], text));
            for (size_t i = 0; text[i + 1] && text[i + 1] != 'X'; i++) {
                char a = text[i], b = text[i + 1];
                if (a == b || a > '9' || b > '9')
                    continue;
                text[i] = b;
                text[i + 1] = a;
                IE_CHECK(check(schemes[k], text) != IE_IDENT_VERIFIED);
                text[i] = a;
                text[i + 1] = b;
            }
            if (ie_test_failed())
                return;
        }
}

/* Fillers, case and width do not matter, and nothing written crashes or is half-read. */
IE_TEST(fillers_do_not_matter)
{
    static const char *const fillers[] = {"", " ", "-", ".", "　", "–", "／", "\t"};
    struct ie_rng *rng = ie_test_rng();

    for (int s = IE_IDENT_KR_BRN; s < IE_IDENT_EU_VAT; s++) {
        enum ie_ident_scheme scheme = (enum ie_ident_scheme)s;
        char text[IE_IDENT_ROOM], written[IE_IDENT_ROOM * 8];
        struct ie_ident plain, same;

        if (scheme == IE_IDENT_EIN || scheme == IE_IDENT_DUNS)
            continue;
        for (unsigned round = ie_test_rounds(100); round > 0; round--) {
            size_t len = 0;
            while (!make(scheme, text))
                ;
            for (size_t i = 0; text[i]; i++) {
                const char *filler = fillers[ie_rng_below(rng, IE_COUNT(fillers))];
                memcpy(written + len, filler, strlen(filler));
                len += strlen(filler);
                uint64_t how = ie_rng_below(rng, 3);
                if (how == 0)
                    len += ie_utf8_put(0xFEE0u + (unsigned char)text[i], written + len);
                else if (how == 1 && text[i] >= 'A')
                    written[len++] = (char)(text[i] | 32);
                else
                    written[len++] = text[i];
            }
            IE_CHECK_INT(ie_ident_check(scheme, ie_str_n(written, len), &same),
                         ie_ident_check(scheme, ie_str_z(text), &plain));
            IE_CHECK_STR(same.text, plain.text);
            if (ie_test_failed())
                return;
        }
    }
}

IE_TEST(any_bytes_are_taken)
{
    struct ie_rng *rng = ie_test_rng();
    char text[80];
    struct ie_ident normal;

    for (unsigned round = ie_test_rounds(20000); round > 0; round--) {
        size_t len = ie_rng_below(rng, sizeof(text));
        for (size_t i = 0; i < len; i++)
            text[i] = ie_rng_below(rng, 3) ? "0123456789-AZ.X"[ie_rng_below(rng, 15)]
                                           : (char)ie_rng_below(rng, 256);
        for (int s = -1; s <= IE_IDENT_SCHEME_COUNT; s++) {
            enum ie_ident_verdict v =
                ie_ident_check((enum ie_ident_scheme)s, ie_str_n(text, len), &normal);
            IE_CHECK((normal.text[0] == '\0') == (v == IE_IDENT_MALFORMED));
        }
        if (ie_test_failed())
            return;
    }
}

IE_TEST(require_words_its_refusal)
{
    struct ie_error err;
    struct ie_ident normal;

    IE_CHECK_OK(ie_ident_require(IE_IDENT_KR_BRN, IE_STR("1248100998"), &normal, &err),
                &err);
    IE_CHECK_FAIL(ie_ident_require(IE_IDENT_KR_BRN, IE_STR("1248100999"), &normal, &err),
                  &err, IE_INPUT, "ident.wrong_check");
    IE_CHECK_STR(err.arg[0].value, "kr-brn");
    IE_CHECK_FAIL(ie_ident_require(IE_IDENT_LEI, IE_STR("x"), &normal, &err), &err,
                  IE_INPUT, "ident.malformed");
    IE_CHECK_STR(err.arg[1].value, "x");
}
