/* Values as XLSX and JSON store them, made into text; for the readers of base/sheet.h. */
#ifndef IE_BASE_SHEET_VALUE_H
#define IE_BASE_SHEET_VALUE_H

#include "base/sheet.h"

enum { IE_NUMBER_ROOM = 64 };

/*
 * A number as text without exponent. `binary`: the text came from a binary number written
 * with 17 digits (XLSX), so 0.10000000000000001 is 0.1; otherwise digits are kept as
 * written. Numbers beyond 10^±20 keep an exponent. IE_STR_NONE if it is no number. The
 * result is `text` itself or lies in `room`. O(length).
 */
struct ie_str ie_number_text(struct ie_str text, bool binary, char room[IE_NUMBER_ROOM]);

/* How a number format shows a number. */
enum ie_number_look {
    IE_LOOK_NUMBER = 0,
    IE_LOOK_DAY,  /* year, month or day */
    IE_LOOK_TIME, /* hours, minutes, seconds */
    IE_LOOK_BOTH,
};

/* A format's look, by its code ('yyyy"년" m"월" d"일"') or by its number where that one
 * is built in (ECMA-376 part 1, 18.8.30, with the East Asian ones). O(length). */
enum ie_number_look ie_format_look(struct ie_str code);
enum ie_number_look ie_builtin_look(unsigned id);

/*
 * A serial number of days as a day or time. Text goes to `room`. IE_CELL_NUMBER when the
 * serial lies outside the calendar (then the number stays what it is), IE_CELL_TEXT
 * "1900-02-29" for serial 60 of the 1900 system, a day that never was. O(1).
 */
enum ie_cell_kind ie_serial_text(double serial, bool from_1904, enum ie_number_look look,
                                 char room[IE_NUMBER_ROOM]);
/* ISO 8601 as in cells of type d: "2019-10-28T00:00:00Z" and shorter; IE_CELL_EMPTY if it
 * is none. */
enum ie_cell_kind ie_iso_text(struct ie_str text, char room[IE_NUMBER_ROOM]);

#endif
