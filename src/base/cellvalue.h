/*
 * What people write into cells, read strictly enough that nothing is guessed.
 *
 * Each function takes text as it stands in the cell, trims it, folds full-width digits
 * and signs to ASCII, and either understands it in exactly one way or refuses it with
 * IE_INPUT and a message id that says why, {value} being the text. An empty text is
 * refused as "cell.empty": whether a column may be empty is the importer's rule. Nothing
 * is allocated; all are O(length) except the look-ups by name, O(log names).
 */
#ifndef IE_BASE_CELLVALUE_H
#define IE_BASE_CELLVALUE_H

#include "base/moment.h"
#include "base/sheet.h"

/*
 * A day: 2019-10-28, 2019.10.28, 2019. 10. 28., 2019/10/28, 20191028, 2019년 10월 28일,
 * 28.10.2019 (dots: day first, as in Europe), 28 October 2019, Oct 28, 2019, ISO with a
 * time of midnight; numbers from a spreadsheet (serials of 1900) only through
 * ie_cell_day_of. Refused: "day.ambiguous" for 10/11/2019 and 10-11-2019 (28/10/2019 and
 * 10/28/2019 have one reading each), "day.two_digit_year", "day.no_such_day",
 * "day.malformed", "day.has_time".
 */
int ie_cell_day(struct ie_str text, ie_day *day, struct ie_error *err) IE_MUST_CHECK;
/* As above for a cell: a day cell is taken as it is; a number cell of 10,000 to 2,958,465
 * is a serial of the 1900 system (the reader has done this already where the sheet formats
 * the cell as a date). Smaller numbers are "day.ambiguous": 1985 is a year rather than a
 * day of 1905. */
int ie_cell_day_of(const struct ie_cell *cell, ie_day *day,
                   struct ie_error *err) IE_MUST_CHECK;
/* Serial number of Excel's 1900 system → day; false for 60 (the 1900-02-29 that never
 * was) and outside 1 to 2,958,465. */
bool ie_day_from_serial(int64_t serial, bool from_1904, ie_day *day);

/*
 * A whole number: 1234, 1,234, 1.234 (dots or apostrophes or spaces in groups of three),
 * 1,234명, 12억 3천만 (Korean units 만 억 조 and 천 백 십), 3만, 120.0. `about` (may be
 * NULL) tells whether the text said roughly (약 120명, ~120, approx. 120, 120여 명,
 * environ 120). Refused: "number.malformed", "number.not_whole", "number.ambiguous"
 * (1,23), "number.range" (100~200, 50-99), "number.too_large". A counter word after it
 * (명, 인, 개, 원, people, persons, employees, salariés …) is taken off.
 */
int ie_cell_int(struct ie_str text, int64_t *value, bool *about,
                struct ie_error *err) IE_MUST_CHECK;
/* A decimal number with a point, thousands separators as above; "12.5%" is 0.125. */
int ie_cell_decimal(struct ie_str text, double *value,
                    struct ie_error *err) IE_MUST_CHECK;

/* yes/no, y/n, true/false, 1/0, 예/아니오/아니요, 네, O/X, ○/×, 유/무, 있음/없음, 해당/
 * 해당없음, oui/non, да/нет, כן/לא, はい/いいえ, ja/nein, V and ✓. "bool.malformed". */
int ie_cell_bool(struct ie_str text, bool *value, struct ie_error *err) IE_MUST_CHECK;

/* A wall clock time: 10:00, 9:05:30, 오전 10:00, 오후 2시 30분, 2 PM; minutes since
 * midnight (24:00 is 1440). "time.malformed". */
int ie_cell_clock(struct ie_str text, int *minutes, struct ie_error *err) IE_MUST_CHECK;

/* Takes the next part off a list separated by ; , / | · ・ 、 ， ； or a line break;
 * parts are trimmed, empty ones skipped. Separators inside brackets do not count, neither
 * does a comma between digits ("1,000"). False at the end. */
bool ie_cell_list(struct ie_str *rest, struct ie_str *part);

/* A telephone number kept as text: folded to ASCII digits, + and separators kept;
 * false if it has fewer than 3 or more than 20 digits or any letter but "ext". */
bool ie_cell_phone(struct ie_str text, char out[48]);

/*
 * A country by ISO 3166-1 code (alpha-2, alpha-3, numeric of three digits) or by a name
 * in English, Korean or the country's own language(s), long forms and habits included
 * ("대한민국", "한국", "Republic of Korea", "S. Korea", "Россия", "ישראל"). Case, accents
 * of Latin letters, dots and a leading "the" do not matter. `code` gets alpha-2, NUL-
 * terminated. "country.unknown"; "country.ambiguous" for names that more than one
 * country bears ("Korea" is South Korea here as in Korean offices' sheets; "Congo" and
 * "Guinea"-like full names are distinct; "Congo" alone is ambiguous).
 */
int ie_cell_country(struct ie_str text, char code[3], struct ie_error *err) IE_MUST_CHECK;
bool ie_country_known(struct ie_str alpha2); /* upper case alpha-2 in ISO 3166-1 */
/* Short names; NULL for an unknown code. `lang` "ko": Korean, anything else English. */
const char *ie_country_name(struct ie_str alpha2, const char *lang);
/* All alpha-2 codes, in order; 249 of them. */
uint32_t ie_country_count(void);
const char *ie_country_code(uint32_t index);

/* A language by BCP 47 primary tag (ko, ko-KR is taken as ko), ISO 639-2 code or name in
 * English, Korean or itself. "language.unknown". */
int ie_cell_language(struct ie_str text, char code[4],
                     struct ie_error *err) IE_MUST_CHECK;
const char *ie_language_name(struct ie_str code, const char *lang);

#endif
