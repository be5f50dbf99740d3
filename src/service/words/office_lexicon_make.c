/* An office's vocabulary on the disk: see office_lexicon.h. */
#include "service/words/office_lexicon_make.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "service/event/event.h"
#include "service/impl.h"
#include "store/schema_types.h"

/* ---- accepted terms ---- */

static struct ie_str text_of(const struct ie_record *record, const char *field)
{
    const struct ie_value *value = ie_record_get(record, field);

    return value->null ? IE_STR("") : value->text;
}

static struct ie_term term_of(const struct ie_record *record)
{
    enum ie_term_kind kind = IE_TERM_KINDS;

    if (!ie_term_kind_of(text_of(record, "kind"), &kind))
        IE_BUG("a kind of term that the schema has and lexicon/ has not");
    return (struct ie_term){.concept = text_of(record, "concept"),
                            .lang = text_of(record, "language"),
                            .label = text_of(record, "label"),
                            .replaces = text_of(record, "replaces"),
                            .broader = text_of(record, "broader"),
                            .why = text_of(record, "reason"),
                            .source = text_of(record, "source"),
                            .weight = (uint16_t)ie_record_get(record, "weight")->integer,
                            .kind = (uint8_t)kind,
                            .weak = ie_record_get(record, "weak")->integer != 0,
                            .draft = ie_record_get(record, "draft")->integer != 0};
}

struct dated {
    ie_moment at;
    size_t rank; /* by id, which is by making */
    struct ie_term term;
};

static int by_date(const void *x, const void *y)
{
    const struct dated *a = x, *b = y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

/* All pages into `dated`, which has room for `room`. */
static int read_terms(struct ie_call *call, struct ie_list_query *query, size_t room,
                      struct dated *dated, size_t *count, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    struct ie_list page;

    *count = 0;
    do {
        int code = ie_record_list(call->db, &office, &ie_type_term, query, call->arena,
                                  &page, err);
        if (code)
            return code;
        for (size_t i = 0; i < page.count && *count < room; i++) {
            const struct ie_record *record = &page.at[i];
            dated[*count] = (struct dated){ie_record_get(record, "decided_at")->integer,
                                           room - *count, term_of(record)};
            ++*count;
        }
        query->cursor = page.next;
    } while (page.next.len);
    return 0;
}

int ie_terms_accepted(struct ie_call *call, struct ie_term **terms, uint32_t *count,
                      struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    const struct ie_type *type = &ie_type_term;
    struct ie_filter filter = {ie_type_field(type, IE_STR("status")), IE_STR("accepted")};
    struct ie_list_query query = {
        .filters = &filter, .filter_count = 1, .limit = 1, .count = true};
    struct ie_list first;
    size_t n = 0;
    int code = ie_record_list(call->db, &office, type, &query, call->arena, &first, err);

    *count = 0;
    if (code || first.total == 0)
        return code;
    size_t room = (size_t)first.total;
    struct dated *dated = IE_NEW_ARRAY(call->arena, struct dated, room);
    struct ie_term *made = IE_NEW_ARRAY(call->arena, struct ie_term, room);
    if (!dated || !made)
        return ie_fail_nomem(err);
    query.limit = 500;
    query.count = false;
    code = read_terms(call, &query, room, dated, &n, err);
    if (code)
        return code;
    qsort(dated, n, sizeof(*dated), by_date);
    for (size_t i = 0; i < n; i++)
        made[i] = dated[i].term;
    *terms = made;
    *count = (uint32_t)n;
    return 0;
}

int ie_office_code(struct ie_call *call, struct ie_str *code_, struct ie_error *err)
{
    struct ie_reader office = ie_office_reader(call);
    struct ie_record *record = NULL;
    int code = ie_record_read(call->db, &office, &ie_type_office,
                              ie_id_str(&call->actor->office), call->arena, &record, err);

    if (!code)
        *code_ = ie_record_get(record, "code")->text;
    return code;
}

/* ---- the key ---- */

static void hash_text(XXH3_state_t *state, struct ie_str text)
{
    uint64_t len = text.len;

    XXH3_128bits_update(state, &len, sizeof(len));
    if (len)
        XXH3_128bits_update(state, text.ptr, text.len);
}

static void hash_term(XXH3_state_t *state, const struct ie_term *term)
{
    uint64_t facts = (uint64_t)term->kind | (uint64_t)term->weight << 8 |
                     (uint64_t)term->weak << 32 | (uint64_t)term->draft << 33;

    hash_text(state, term->concept);
    hash_text(state, term->lang);
    hash_text(state, term->label);
    hash_text(state, term->replaces);
    hash_text(state, term->broader);
    hash_text(state, term->why);
    hash_text(state, term->source);
    XXH3_128bits_update(state, &facts, sizeof(facts));
}

/* 128 bits in hexadecimal: of all that the compiled file follows from. */
static int make_key(const struct ie_lexicon *shipped, const struct ie_office_terms *terms,
                    char key[33], struct ie_error *err)
{
    XXH3_state_t *state = XXH3_createState();
    XXH128_hash_t hash;

    if (!state)
        return ie_fail_nomem(err);
    XXH3_128bits_reset(state);
    hash_text(state, ie_str_z(ie_lexicon_version()));
    hash_text(state, ie_lexicon_digest(shipped));
    hash_text(state, terms->code);
    for (uint32_t i = 0; i < terms->count; i++)
        hash_term(state, &terms->at[i]);
    hash = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    snprintf(key, 33, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
    return 0;
}

/* ---- compiling ---- */

int ie_terms_apply(const struct ie_thesaurus *base, const struct ie_term *terms,
                   uint32_t count, struct ie_str office, struct ie_thesaurus *merged,
                   struct ie_conflicts *conflicts, struct ie_error *err)
{
    struct ie_thesaurus overlay;

    ie_thesaurus_init(&overlay, merged->arena);
    int code = ie_terms_overlay(terms, count, &overlay, NULL, err);
    if (!code)
        code = ie_thesaurus_merge(base, &overlay, office, merged, conflicts, err);
    return code ? code : ie_terms_amend(terms, count, office, merged, NULL, err);
}

static int compile(const struct ie_office_terms *terms, struct ie_lexicon_image *image,
                   struct ie_error *err)
{
    struct ie_thesaurus base, merged;
    struct ie_conflicts conflicts;
    struct ie_arena arena;
    char path[PATH_MAX];

    ie_arena_init(&arena, 0);
    ie_thesaurus_init(&base, &arena);
    ie_thesaurus_init(&merged, &arena);
    int code = ie_vocabulary_directory(path, err);
    if (!code)
        code = ie_vocabulary_read(&base, path, err);
    if (!code)
        code = ie_thesaurus_resolve(&base, true, NULL, err);
    if (!code)
        code = ie_terms_apply(&base, terms->at, terms->count, terms->code, &merged,
                              &conflicts, err);
    if (!code)
        code = ie_lexicon_build(&merged, image, err);
    ie_arena_release(&arena);
    return code;
}

/* Whole file or none, whatever happens: beside, synced, renamed. */
static int write_file(const char *path, const struct ie_lexicon_image *image,
                      struct ie_error *err)
{
    char beside[2 * PATH_MAX + 24];
    size_t done = 0;
    ssize_t n = 0;

    snprintf(beside, sizeof(beside), "%s.%ld", path, (long)getpid());
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return ie_fail_errno(err, "file.write", beside, errno);
    while (done < image->len && n >= 0) {
        n = write(fd, image->bytes + done, image->len - done);
        if (n < 0 && errno == EINTR)
            n = 0;
        done += n > 0 ? (size_t)n : 0;
    }
    bool good = n >= 0 && fsync(fd) == 0;
    int why = errno;
    close(fd);
    if (good && rename(beside, path) == 0)
        return 0;
    why = good ? errno : why;
    unlink(beside);
    return ie_fail_errno(err, "file.write", path, why);
}

/* Files of the office's earlier states; who has one mapped keeps it. */
static void remove_others(const char *directory, const char *office, const char *keep)
{
    struct dirent *entry;
    DIR *dir = opendir(directory);
    size_t len = strlen(office);

    while (dir && (entry = readdir(dir))) {
        char path[PATH_MAX + 300];
        if (strncmp(entry->d_name, office, len) != 0 ||
            strcmp(entry->d_name, keep) == 0 ||
            !ie_str_ends(ie_str_z(entry->d_name), IE_STR(".lexicon")))
            continue;
        snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
        unlink(path);
    }
    if (dir)
        closedir(dir);
}

/* Compiles, keeps the file, maps it; where no file can be kept, the heap has to do. */
static int compile_and_keep(const struct ie_office_terms *terms, const char *path,
                            struct ie_vocabulary **vocabulary, struct ie_error *err)
{
    struct ie_lexicon_image image = {0};
    struct ie_error ignored;
    int code = compile(terms, &image, err);

    if (code)
        return code;
    if (write_file(path, &image, &ignored) == 0 &&
        ie_vocabulary_map(path, vocabulary, &ignored) == 0) {
        ie_free(image.bytes);
        return 0;
    }
    return ie_vocabulary_of_image(&image, vocabulary, err);
}

/* What the shipped vocabulary had to do without, for the operator. */
static void tell(const struct ie_service *service, const struct ie_error *why,
                 const char *then)
{
    ie_service_tell(
        service, &(struct ie_service_note){
                     .event = "vocabulary", .path = why->file, .then = then, .why = why});
}

static bool path_of(const struct ie_service *service, const struct ie_office_terms *terms,
                    const char *key, char directory[PATH_MAX], char name[128],
                    char path[2 * PATH_MAX])
{
    int len = snprintf(directory, PATH_MAX, "%s/lexicon", ie_service_data_dir(service));

    snprintf(name, 128, "%s-%s.lexicon", terms->office.text, key);
    snprintf(path, 2 * PATH_MAX, "%s/%s", directory, name);
    return len > 0 && len < PATH_MAX;
}

int ie_office_terms_read(struct ie_call *call, struct ie_office_terms *terms,
                         struct ie_error *err)
{
    terms->office = call->actor->office;
    int code = ie_terms_accepted(call, &terms->at, &terms->count, err);
    return code || !terms->count ? code : ie_office_code(call, &terms->code, err);
}

int ie_office_vocabulary(struct ie_service *service, const struct ie_office_terms *terms,
                         bool quick, struct ie_vocabulary **vocabulary, bool *whole,
                         struct ie_error *err)
{
    struct ie_vocabulary *shipped = NULL;
    char directory[PATH_MAX], name[128], path[2 * PATH_MAX], key[33];
    struct ie_error ignored;
    int code = ie_vocabulary_open(&shipped, err);

    *whole = true;
    if (code && code != IE_NOMEM && err)
        tell(service, err, "vocabulary.then_none");
    else if (!code && ie_vocabulary_fault(shipped))
        tell(service, ie_vocabulary_fault(shipped), "vocabulary.then_texts");
    if (code || terms->count == 0) {
        *vocabulary = shipped;
        return code;
    }
    code = make_key(ie_vocabulary_lexicon(shipped), terms, key, err);
    if (code || !path_of(service, terms, key, directory, name, path))
        goto out;
    if (ie_vocabulary_map(path, vocabulary, &ignored) == 0)
        goto out;
    if (quick) {
        *vocabulary = shipped;
        *whole = false;
        return 0;
    }
    (void)mkdir(directory, 0700); /* it is there, or the heap has to do */
    code = compile_and_keep(terms, path, vocabulary, err);
    if (!code)
        remove_others(directory, terms->office.text, name);
out:
    ie_vocabulary_close(shipped);
    return code;
}
