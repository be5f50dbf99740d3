/*
 * Identifiers of organisations (and of people and goods where a programme needs them):
 * the normal form of what somebody typed, and whether its check digits agree.
 *
 * A check digit tells a typing slip from an identifier; it does not prove that the
 * identifier was ever issued. So the verdict "verified" means: well-formed and the check
 * digits agree. Schemes without check digits can only be well-formed.
 *
 * Sources: KR BRN and corporate number: National Tax Service and Supreme Court registry
 * rules; LEI: ISO 17442-1 with ISO/IEC 7064 MOD 97-10; SIREN/SIRET: INSEE (Luhn; the
 * establishments of La Poste have a sum of digits divisible by 5); INN: FNS order
 * MMV-7-6/435; OGRN: government decree 438/2002; EIN: IRS prefixes; GLN/GTIN: GS1
 * General Specifications; ORCID/ISNI: ISO 27729, ISO/IEC 7064 MOD 11-2; FR VAT: CGI
 * art. 286 ter, annex; org-id: org-id.guide list codes.
 */
#ifndef IE_BASE_IDENT_H
#define IE_BASE_IDENT_H

#include "base/error.h"
#include "base/str.h"

enum ie_ident_scheme {
    IE_IDENT_UNKNOWN = 0,
    IE_IDENT_KR_BRN,  /* "kr-brn": 10 digits; normal form 124-81-00998 */
    IE_IDENT_KR_CRN,  /* "kr-crn": 13 digits; normal form 130111-0006246. Numbers given
                         since 2025-01-31 have no check digit, so that one which does not
                         agree is IE_IDENT_UNCHECKED, not wrong */
    IE_IDENT_LEI,     /* "lei": 20 letters and digits */
    IE_IDENT_SIREN,   /* "fr-siren": 9 digits */
    IE_IDENT_SIRET,   /* "fr-siret": 14 digits */
    IE_IDENT_IL_CN,   /* "il-cn": 9 digits */
    IE_IDENT_RU_INN,  /* "ru-inn": 10 or 12 digits */
    IE_IDENT_RU_OGRN, /* "ru-ogrn": 13 or 15 digits */
    IE_IDENT_EIN,     /* "us-ein": 9 digits; normal form 12-3456789; no check digit */
    IE_IDENT_DUNS,    /* "duns": 9 digits; no check digit */
    IE_IDENT_EU_VAT,  /* "eu-vat": with country prefix (GR becomes EL); check digits for
                         FR with a numeric key, others by shape */
    IE_IDENT_GLN,     /* "gln": 13 digits */
    IE_IDENT_GTIN,    /* "gtin": 8, 12, 13 or 14 digits */
    IE_IDENT_ISNI,    /* "isni": 16 characters */
    IE_IDENT_ORCID,   /* "orcid": 16 characters; normal form 0000-0002-1825-0097 */
    IE_IDENT_ORG_ID, /* "org-id": XI-LEI-…, US-EIN-…; checked within where we know how */
    IE_IDENT_SCHEME_COUNT
};

enum ie_ident_verdict {
    IE_IDENT_VERIFIED,    /* well-formed, check digits agree */
    IE_IDENT_UNCHECKED,   /* well-formed; the scheme has no check digit */
    IE_IDENT_MALFORMED,   /* not the scheme's length or characters */
    IE_IDENT_WRONG_CHECK, /* well-formed, but the check digits do not agree */
};

enum { IE_IDENT_ROOM = 48 };

struct ie_ident {
    char text[IE_IDENT_ROOM]; /* normal form, NUL-terminated; "" when malformed */
};

/*
 * Normalises `text` (strips white space, hyphens of all kinds, dots, slashes; full-width
 * digits and letters become ASCII; letters upper case) and checks it. Allocates nothing;
 * `normal` may be NULL. The normal form is given for IE_IDENT_WRONG_CHECK too, to be
 * shown. O(length). An unknown scheme is IE_IDENT_MALFORMED.
 */
enum ie_ident_verdict ie_ident_check(enum ie_ident_scheme scheme, struct ie_str text,
                                     struct ie_ident *normal);

/* By name ("kr-brn"); IE_IDENT_UNKNOWN if there is none. */
enum ie_ident_scheme ie_ident_scheme(struct ie_str name);
/* The name; "" for IE_IDENT_UNKNOWN. */
const char *ie_ident_scheme_name(enum ie_ident_scheme scheme);
/* Whether every slip in a single digit of a verified identifier is detected. Not so:
 * kr-crn (weights 2 and a tenth of them), INN and OGRN (a remainder of 10 counts as 0),
 * fr-siret (La Poste's own rule), eu-vat, org-id, and schemes without check digits. */
bool ie_ident_detects_slips(enum ie_ident_scheme scheme);
/* "verified", "unchecked", "malformed", "wrong_check" */
const char *ie_ident_verdict_name(enum ie_ident_verdict verdict);

/*
 * The check as an importer wants it: 0 with the normal form, or IE_INPUT
 * "ident.malformed" {scheme, value} or "ident.wrong_check" {scheme, value}.
 */
int ie_ident_require(enum ie_ident_scheme scheme, struct ie_str text,
                     struct ie_ident *normal, struct ie_error *err) IE_MUST_CHECK;

#endif
