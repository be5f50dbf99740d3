/* What the parts of base/cellvalue.h share. */
#ifndef IE_BASE_CELLVALUE_PRIV_H
#define IE_BASE_CELLVALUE_PRIV_H

#include "base/error.h"
#include "base/str.h"

enum { IE_CELL_ROOM = 160 };

/* Trims, folds full-width forms to ASCII, all spaces to ' ', all dashes to '-' (the wave
 * dash to '~'), and drops the spaces at both ends. False if it does not fit; an empty
 * text gives an empty result. */
bool ie_cell_fold(struct ie_str text, char out[IE_CELL_ROOM], struct ie_str *folded);

/* An IE_INPUT with {value}; cell.empty if there is nothing but space. */
int ie_cell_fail(struct ie_error *err, const char *id, struct ie_str text);

/* If the text begins (ends) with the word, ASCII case aside, takes it and the spaces
 * beside it off. */
bool ie_cell_take(struct ie_str *text, struct ie_str word);
bool ie_cell_take_end(struct ie_str *text, struct ie_str word);

#endif
