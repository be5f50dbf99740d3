#include "service/event/consequence.h"

#include "service/event/event.h"
#include "store/schema_types.h"
#include "store/values.h"

static int settle_meeting(struct ie_call *call, const struct ie_writer *writer,
                          const struct ie_record *outcome, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    const struct ie_value *meeting = ie_record_get(outcome, "meeting");
    struct ie_record *record;
    int64_t revision;

    if (meeting->null || !ie_str_eqz(ie_record_get(outcome, "stage")->text, "at_once"))
        return 0;
    int code = ie_record_read(call->db, &office, &ie_type_meeting, meeting->text,
                              call->arena, &record, err);
    if (code)
        return code == IE_NOT_FOUND ? 0 : code; /* taken off since; the outcome stands */
    struct ie_value *values = ie_values_of(call->arena, record);
    if (!values)
        return ie_fail_nomem(err);
    ie_values_text(&ie_type_meeting, values, "status",
                   ie_record_get(outcome, "status")->text);
    return ie_record_revise(call->db, writer, &ie_type_meeting, ie_id_str(&record->id), 0,
                            values, &revision, err);
}

int ie_consequence(struct ie_call *call, const struct ie_writer *writer,
                   const struct ie_type *type, struct ie_value *values,
                   struct ie_error *err)
{
    const struct ie_record probe = {.type = type, .values = values};

    return type == &ie_type_outcome ? settle_meeting(call, writer, &probe, err) : 0;
}
