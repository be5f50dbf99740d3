#include "service/event/agenda_ics.h"

#include <libical/ical.h>

static icaltimetype utc(ie_moment moment)
{
    return icaltime_from_timet_with_zone((time_t)(moment / IE_SECOND), 0,
                                         icaltimezone_get_utc_timezone());
}

static icalproperty *custom(const char *name, const char *value)
{
    icalproperty *property = icalproperty_new_x(value);

    if (property)
        icalproperty_set_x_name(property, name);
    return property;
}

/* libical copies what it is given; its texts must end in NUL. */
static const char *z(struct ie_call *call, struct ie_str text)
{
    const char *copy = ie_arena_strz(call->arena, text);

    return copy ? copy : "";
}

static struct ie_str summary_of(struct ie_call *call, const struct ie_agenda_entry *e)
{
    if (e->title.ptr)
        return e->title;
    return ie_arena_printf(call->arena, "%.*s ↔ %.*s%s%.*s", IE_STR_ARG(e->a),
                           IE_STR_ARG(e->b), e->others.len ? ", " : "",
                           IE_STR_ARG(e->others));
}

static enum icalproperty_status status_of(const struct ie_agenda_entry *e)
{
    if (e->cancelled)
        return ICAL_STATUS_CANCELLED;
    return ie_str_eqz(e->status, "planned") || ie_str_eqz(e->status, "proposed")
               ? ICAL_STATUS_TENTATIVE
               : ICAL_STATUS_CONFIRMED;
}

static icalcomponent *entry(struct ie_call *call, const struct ie_record *event,
                            const struct ie_agenda_entry *e)
{
    struct ie_str code = ie_record_get(event, "code")->text;
    struct ie_str uid = ie_arena_printf(call->arena, "%s@%.*s.ieum", e->record->id.text,
                                        IE_STR_ARG(code));
    icalcomponent *c = icalcomponent_new_vevent();

    if (!c)
        return NULL;
    icalcomponent_add_property(c, icalproperty_new_uid(uid.ptr ? uid.ptr : ""));
    icalcomponent_add_property(c, icalproperty_new_dtstamp(utc(e->record->updated_at)));
    icalcomponent_add_property(c,
                               icalproperty_new_lastmodified(utc(e->record->updated_at)));
    icalcomponent_add_property(c,
                               icalproperty_new_sequence((int)(e->record->revision - 1)));
    icalcomponent_add_property(c, icalproperty_new_dtstart(utc(e->starts_at)));
    icalcomponent_add_property(c, icalproperty_new_dtend(utc(e->ends_at)));
    icalcomponent_add_property(c, icalproperty_new_summary(z(call, summary_of(call, e))));
    if (e->place.len)
        icalcomponent_add_property(c, icalproperty_new_location(z(call, e->place)));
    icalcomponent_add_property(c, icalproperty_new_status(status_of(e)));
    return c;
}

int ie_agenda_ics(struct ie_call *call, const struct ie_record *event,
                  const struct ie_agenda_entry *entries, size_t count,
                  struct ie_str language, struct ie_buf *out, struct ie_error *err)
{
    struct ie_str code = ie_record_get(event, "code")->text;
    icalcomponent *calendar = icalcomponent_new_vcalendar();
    int result = 0;

    if (!calendar)
        return ie_fail_nomem(err);
    icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
    icalcomponent_add_property(calendar,
                               icalproperty_new_prodid(ie_str_eqz(language, "ko")
                                                           ? "-//ieum//agenda//KO"
                                                           : "-//ieum//agenda//EN"));
    icalcomponent_add_property(calendar, icalproperty_new_calscale("GREGORIAN"));
    icalcomponent_add_property(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    icalcomponent_add_property(calendar, custom("X-WR-CALNAME", z(call, code)));
    icalcomponent_add_property(
        calendar, custom("X-WR-TIMEZONE", z(call, ie_record_get(event, "zone")->text)));
    for (size_t i = 0; i < count && !result; i++) {
        icalcomponent *c = entry(call, event, &entries[i]);
        if (c)
            icalcomponent_add_component(calendar, c);
        else
            result = ie_fail_nomem(err);
    }
    if (!result) {
        char *text = icalcomponent_as_ical_string_r(calendar);
        if (text)
            ie_buf_addz(out, text);
        else
            result = ie_fail_nomem(err);
        icalmemory_free_buffer(text);
    }
    icalcomponent_free(calendar);
    return result;
}
