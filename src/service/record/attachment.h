/*
 * Files beside records. The bytes lie in the data directory under their SHA-256, so that a
 * file sent twice is kept once and what is read is what was sent; the attachment record
 * says about which record, under which name, from which rung on.
 *
 *   upload ── pool: hash, write aside, sync, rename ── writer: record ── done
 *
 * A file whose record could not be made stays without a name; it takes room and tells
 * nothing.
 */
#ifndef IE_SERVICE_ATTACHMENT_H
#define IE_SERVICE_ATTACHMENT_H

#include "base/buf.h"
#include "service/open.h"

enum { IE_ATTACHMENT_MAX = 16 * 1024 * 1024 };

struct ie_attachment_upload { /* filled by the caller, lives until `done` */
    struct ie_service *service;
    const struct ie_actor *actor;
    struct ie_str about_type, about_id, name, rung;
    struct ie_str bytes;
    void (*done)(struct ie_attachment_upload *upload); /* writer's or pool thread */
    void *data;

    int code; /* results */
    struct ie_error error;
    struct ie_id id;
    char sha256[65];
};

/*
 * Who may change the record that it is about may attach. `done` is called exactly once if
 * this returns 0. Errors, here or through `done`: IE_INPUT attachment.about {type} for a
 * type that takes none, attachment.name, attachment.rung {value}, attachment.empty;
 * IE_NOT_FOUND; IE_FORBIDDEN record.write_forbidden; IE_IO attachment.store {path, reason}.
 * O(bytes).
 */
int ie_attachment_upload_begin(struct ie_attachment_upload *upload,
                               struct ie_error *err) IE_MUST_CHECK;

/* Bytes and record of an attachment that the actor may see. IE_NOT_FOUND; IE_IO
 * attachment.store. O(bytes). */
int ie_attachment_content(struct ie_call *call, struct ie_str id, struct ie_buf *out,
                          struct ie_record **record, struct ie_error *err) IE_MUST_CHECK;

#endif
