/*
 * Spreadsheets out: any kind of import.h with its headings, so that what was exported can
 * be imported again and changes nothing. Only rows and fields that the actor may see; a
 * field that is hidden comes out empty. Each export is a look at what it contains and is
 * logged by the caller of the API (action "export").
 */
#ifndef IE_SERVICE_EXPORT_H
#define IE_SERVICE_EXPORT_H

#include "base/buf.h"
#include "service/import/import.h"

struct ie_export {
    enum ie_import_kind kind;
    struct ie_str event;  /* id or code; needed as in ie_import_needs_event */
    struct ie_str format; /* "csv", "xlsx", "jsonl" */
};

/*
 * Read call. *rows gets the number of rows. Memory O(output) for CSV and JSON Lines; XLSX
 * goes through a temporary file. Errors: IE_USAGE export.format {format},
 * import.event_needed {kind}; IE_NOT_FOUND event.unknown {event}; IE_FORBIDDEN
 * export.not_permitted (people, for analysts). O(rows).
 */
int ie_export(struct ie_call *call, const struct ie_export *export_, struct ie_buf *out,
              uint64_t *rows, struct ie_error *err) IE_MUST_CHECK;

/* Media type and ending for a format; NULL for an unknown one. */
const char *ie_export_media_type(struct ie_str format);

#endif
