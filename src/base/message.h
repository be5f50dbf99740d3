/*
 * Wording: the one place where a message id becomes a sentence. The catalogues
 * (po/en.json, po/ko.json) are compiled in by tools/make-messages, so that a binary can
 * always say what is wrong. For the edges only (api, cli); nothing below words anything.
 */
#ifndef IE_BASE_MESSAGE_H
#define IE_BASE_MESSAGE_H

#include <jansson.h>

#include "base/buf.h"
#include "base/error.h"

enum { IE_MESSAGE_LANGUAGES = 2 };

/* The compiled catalogues (generated); rows ascend by id. */
struct ie_message_row {
    const char *id;
    const char *text[IE_MESSAGE_LANGUAGES];
};
extern const char *const ie_message_languages[]; /* "en", "ko", NULL */
extern const struct ie_message_row ie_message_rows[];
extern const size_t ie_message_row_count;

/*
 * The catalogue's language nearest to a BCP 47 tag: "ko-KR" gives "ko"; whatever is
 * unknown, empty or NULL gives "en".
 */
const char *ie_message_language(const char *tag);

/* The wording of an id as it stands, placeholders and all; NULL if there is none.
 * O(log messages). */
const char *ie_message_wording(const char *lang, const char *id);

/*
 * Appends the sentence for an error, arguments filled in. An id without wording comes out
 * as the id and its arguments, never as nothing. No line end. O(length + log messages).
 */
void ie_message(const char *lang, const struct ie_error *err, struct ie_buf *out);

/* The wording of an id with a JSON object's integer and text members as arguments: how the
 * result of a job is told. */
void ie_message_filled(const char *lang, const char *id, const json_t *values,
                       struct ie_buf *out);

/* As ie_message, with the place before it, as far as it is known: "file:line:column: field: ".
 */
void ie_message_at(const char *lang, const struct ie_error *err, struct ie_buf *out);

#endif
