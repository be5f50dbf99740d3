#include "api/session.h"

#include <sodium.h>

#include "base/alloc.h"

enum { KEEP_US = 2000000 };

int ie_sessions_init(struct ie_sessions *sessions, struct ie_error *err)
{
    sessions->at = ie_calloc(IE_SESSIONS_KEPT, sizeof(*sessions->at));
    if (!sessions->at)
        return ie_fail_nomem(err);
    for (size_t i = 0; i < IE_SESSIONS_KEPT; i++)
        ie_arena_init(&sessions->at[i].arena, 0);
    return 0;
}

void ie_sessions_release(struct ie_sessions *sessions)
{
    for (size_t i = 0; sessions->at && i < IE_SESSIONS_KEPT; i++) {
        sodium_memzero(sessions->at[i].key, IE_SESSION_KEY);
        ie_arena_release(&sessions->at[i].arena);
    }
    ie_free(sessions->at);
    sessions->at = NULL;
}

/* Tokens are random, so a few of their characters spread well enough. */
static struct ie_signed_in *slot_of(struct ie_sessions *sessions, struct ie_str key)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.ptr[i]) * 16777619u;
    return &sessions->at[hash % IE_SESSIONS_KEPT];
}

int ie_sessions_find(struct ie_sessions *sessions, struct ie_db *db,
                     const struct ie_service_config *config, struct ie_str key,
                     bool bearer, ie_moment now, struct ie_signed_in **found,
                     struct ie_error *err)
{
    int64_t version;
    char wanted[IE_SESSION_KEY] = {0};

    if (key.len == 0 || key.len >= IE_SESSION_KEY)
        return ie_fail(err, IE_UNAUTHENTICATED, "session.none");
    memcpy(wanted, key.ptr, key.len);
    struct ie_signed_in *slot = slot_of(sessions, key);
    int code = ie_db_data_version(db, &version, err);
    if (code)
        return code;
    if (slot->actor && slot->version == version && slot->session.bearer == bearer &&
        now - slot->at < KEEP_US && now >= slot->at && now < slot->session.ends_at &&
        sodium_memcmp(slot->key, wanted, IE_SESSION_KEY) == 0) {
        *found = slot;
        return 0;
    }
    slot->actor = NULL;
    ie_arena_clear(&slot->arena);
    code = bearer ? ie_bearer_find(db, key, now, &slot->session, err)
                  : ie_session_find(db, config, key, now, &slot->session, err);
    if (code)
        return code;
    code = ie_actor_load(db, ie_id_str(&slot->session.office),
                         ie_id_str(&slot->session.account), now, &slot->arena,
                         &slot->actor, err);
    if (code)
        return code;
    memcpy(slot->key, wanted, IE_SESSION_KEY);
    slot->version = version;
    slot->at = now;
    *found = slot;
    return 0;
}
