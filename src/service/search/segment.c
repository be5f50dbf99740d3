#include "service/search/build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "text/text.h"

/* ---- segments ---- */

struct placed { /* a document with what it is sorted by */
    unsigned char profile[16];
    uint32_t document;
};

static int by_profile(const void *x, const void *y)
{
    const struct placed *a = x, *b = y;
    int order = memcmp(a->profile, b->profile, sizeof(a->profile));

    return order ? order : (a->document > b->document) - (a->document < b->document);
}

/* Most segments are in order as they stand. */
static int sort_ids(struct ie_search_segment *segment, struct ie_error *err)
{
    bool sorted = true;

    for (uint32_t d = 1; d < segment->documents && sorted; d++)
        sorted = memcmp(segment->keys[d - 1].profile, segment->keys[d].profile, 16) <= 0;
    if (sorted)
        return 0;
    struct placed *all = ie_calloc(segment->documents, sizeof(*all));
    segment->by_id = ie_calloc(segment->documents, sizeof(*segment->by_id));
    if (!all || !segment->by_id) {
        ie_free(all);
        return ie_fail_nomem(err);
    }
    for (uint32_t d = 0; d < segment->documents; d++) {
        memcpy(all[d].profile, segment->keys[d].profile, sizeof(all[d].profile));
        all[d].document = d;
    }
    qsort(all, segment->documents, sizeof(*all), by_profile);
    for (uint32_t d = 0; d < segment->documents; d++)
        segment->by_id[d] = all[d].document;
    ie_free(all);
    return 0;
}

static int note_facts(struct ie_search_segment *segment, struct ie_error *err)
{
    uint32_t profile = 0;

    segment->facts = ie_calloc((size_t)segment->documents + 1, sizeof(*segment->facts));
    if (!segment->facts)
        return ie_fail_nomem(err);
    for (uint32_t d = 0; d < segment->documents; d++) {
        const struct ie_search_key *key = &segment->keys[d];
        if (key->published && key->published_at > segment->newest)
            segment->newest = key->published_at;
        profile += d && memcmp(key->profile, key[-1].profile, sizeof(key->profile)) != 0;
        segment->facts[d] =
            (struct ie_search_fact){profile,       ie_search_country_number(key->country),
                                    key->roots,    key->type,
                                    key->kind,     key->sights,
                                    key->published};
    }
    return 0;
}

static int finish(struct ie_search_segment *made, const struct ie_search_image *image,
                  const char identity[IE_RETRIEVAL_IDENTITY],
                  struct ie_search_segment **segment, struct ie_error *err)
{
    int code = ie_retrieval_open(image->terms.bytes, image->terms.len, identity,
                                 &made->index, err);

    if (!code) {
        struct ie_retrieval_facts facts = ie_retrieval_facts(made->index);
        made->documents = facts.documents;
        if (facts.key_size != sizeof(struct ie_search_key))
            code = ie_fail(err, IE_INPUT, "retrieval.index_version");
        else if (made->documents)
            made->keys = ie_retrieval_key(made->index, 0);
    }
    if (!code)
        code = ie_completion_open(image->completion.bytes, image->completion.len,
                                  made->documents, &made->completion, err);
    if (!code)
        code = note_facts(made, err);
    if (!code)
        code = sort_ids(made, err);
    if (code)
        ie_search_segment_give(made);
    else
        *segment = made;
    return code;
}

int ie_search_segment_of(int code, struct ie_search_image *image,
                         const char identity[IE_RETRIEVAL_IDENTITY],
                         struct ie_search_segment **segment, struct ie_error *err)
{
    struct ie_search_segment *made = code ? NULL : ie_calloc(1, sizeof(*made));

    if (!code && !made)
        code = ie_fail_nomem(err);
    if (code) {
        ie_free(image->terms.bytes);
        ie_free(image->completion.bytes);
        return code;
    }
    atomic_init(&made->references, 1);
    made->heap = *image;
    *image = (struct ie_search_image){.terms = {0}};
    return finish(made, &made->heap, identity, segment, err);
}

static int damaged_ending(struct ie_error *err)
{
    ie_fail(err, IE_INPUT, "retrieval.index_damaged");
    ie_error_arg(err, "what", "ending");
    return IE_INPUT;
}

/* Where both lie in the file, by what ends it. */
static int parts_of(const struct ie_search_segment *segment,
                    const struct ie_search_stamp *stamp, struct ie_search_image *image,
                    struct ie_error *err)
{
    unsigned char *bytes = segment->map;
    struct ie_search_ending ending;

    if (segment->len < sizeof(ending))
        return damaged_ending(err);
    size_t room = segment->len - sizeof(ending);
    memcpy(&ending, bytes + room, sizeof(ending));
    if (memcmp(ending.magic, IE_SEARCH_MAGIC, sizeof(ending.magic)) != 0 ||
        ending.terms > room)
        return damaged_ending(err);
    if (memcmp(&ending.stamp, stamp, sizeof(*stamp)) != 0)
        return ie_fail(err, IE_INPUT, "search.index_foreign");
    image->terms = (struct ie_retrieval_image){bytes, (size_t)ending.terms};
    image->completion =
        (struct ie_completion_image){bytes + ending.terms, room - (size_t)ending.terms};
    return 0;
}

static int check_file(const char *path, int file, struct stat *status,
                      struct ie_error *err)
{
    if (file < 0 || fstat(file, status) != 0)
        return ie_fail_errno(err, "file.open", path, errno);
    if (S_ISREG(status->st_mode))
        return status->st_size > 0 ? 0 : damaged_ending(err);
    ie_fail(err, IE_INPUT, "file.not_regular");
    ie_error_arg(err, "path", path);
    return IE_INPUT;
}

int ie_search_segment_map(const char *path, const struct ie_search_stamp *stamp,
                          const char identity[IE_RETRIEVAL_IDENTITY],
                          struct ie_search_segment **segment, struct ie_error *err)
{
    struct ie_search_segment *made = ie_calloc(1, sizeof(*made));
    struct ie_search_image image = {.terms = {0}};
    /* Whatever lies there, such as a pipe, is not waited for. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    int code = made ? check_file(path, file, &status, err) : ie_fail_nomem(err);

    if (!code) {
        atomic_init(&made->references, 1);
        made->len = (size_t)status.st_size;
        made->map = mmap(NULL, made->len, PROT_READ, MAP_SHARED, file, 0);
        if (made->map == MAP_FAILED)
            code = ie_fail_errno(err, "file.open", path, errno);
    }
    if (file >= 0)
        (void)close(file);
    if (code) {
        ie_free(made);
        return code;
    }
    code = parts_of(made, stamp, &image, err);
    if (code) {
        ie_search_segment_give(made);
        return code;
    }
    code = finish(made, &image, identity, segment, err);
    /* Checked, it need not stay in memory: what is asked for comes back from the cache. */
    if (!code)
        (void)madvise((*segment)->map, (*segment)->len, MADV_DONTNEED);
    return code;
}

struct ie_search_segment *ie_search_segment_share(struct ie_search_segment *segment)
{
    atomic_fetch_add(&segment->references, 1);
    return segment;
}

void ie_search_segment_give(struct ie_search_segment *segment)
{
    if (!segment || atomic_fetch_sub(&segment->references, 1) > 1)
        return;
    ie_retrieval_close(segment->index);
    if (segment->map)
        (void)munmap(segment->map, segment->len);
    ie_free(segment->heap.terms.bytes);
    ie_free(segment->heap.completion.bytes);
    ie_free(segment->by_id);
    ie_free(segment->facts);
    ie_free(segment);
}

uint32_t ie_search_segment_find(const struct ie_search_segment *segment,
                                const unsigned char profile[16], uint32_t *from)
{
    uint32_t low = 0, high = segment->documents, n = 0;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct ie_search_key *key =
            &segment->keys[ie_search_segment_at(segment, middle)];
        if (memcmp(key->profile, profile, 16) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *from = low;
    while (low + n < segment->documents &&
           memcmp(segment->keys[ie_search_segment_at(segment, low + n)].profile, profile,
                  16) == 0)
        n++;
    return n;
}

/* ---- knowledge ---- */

/* All that decides what terms a text gives. */
static void name(const struct ie_lexicon *lexicon, char identity[IE_RETRIEVAL_IDENTITY])
{
    char all[256];

    memset(identity, 0, IE_RETRIEVAL_IDENTITY);
    snprintf(all, sizeof(all), "%s|%s|%s|%.*s|%zu", ie_matching_version(),
             ie_analyser_version(), ie_lexicon_version(),
             IE_STR_ARG(ie_lexicon_digest(lexicon)), sizeof(struct ie_search_key));
    snprintf(identity, IE_RETRIEVAL_IDENTITY, "search 3 %016llx",
             (unsigned long long)ie_retrieval_term(ie_str_z(all), 1, false));
}

int ie_search_knowledge_new(struct ie_office_lexicon *lexicon, struct ie_service *service,
                            struct ie_search_knowledge **knowledge, struct ie_error *err)
{
    struct ie_search_knowledge *made = ie_calloc(1, sizeof(*made));

    if (!made) {
        ie_office_lexicon_give(lexicon);
        return ie_fail_nomem(err);
    }
    atomic_init(&made->references, 1);
    pthread_mutex_init(&made->lock, NULL);
    made->lexicon = lexicon;
    made->service = service;
    name(ie_office_lexicon_of(lexicon), made->identity);
    *knowledge = made;
    return 0;
}

static void free_tools(struct ie_search_tools *tools)
{
    while (tools) {
        struct ie_search_tools *next = tools->next;
        ie_match_reader_free(tools->reader);
        ie_retrieval_workspace_free(tools->work);
        ie_free(tools);
        tools = next;
    }
}

void ie_search_knowledge_trim(struct ie_search_knowledge *knowledge)
{
    if (atomic_exchange(&knowledge->used, false))
        return;
    pthread_mutex_lock(&knowledge->lock);
    struct ie_search_tools *tools = knowledge->tools;
    knowledge->tools = NULL;
    pthread_mutex_unlock(&knowledge->lock);
    free_tools(tools);
}

void ie_search_knowledge_give(struct ie_search_knowledge *knowledge)
{
    if (!knowledge || atomic_fetch_sub(&knowledge->references, 1) > 1)
        return;
    free_tools(knowledge->tools);
    pthread_mutex_destroy(&knowledge->lock);
    ie_office_lexicon_give(knowledge->lexicon);
    ie_free(knowledge);
}

static struct ie_search_tools *pop_tools(struct ie_search_knowledge *knowledge)
{
    atomic_store(&knowledge->used, true);
    pthread_mutex_lock(&knowledge->lock);
    struct ie_search_tools *tools = knowledge->tools;
    if (tools)
        knowledge->tools = tools->next;
    pthread_mutex_unlock(&knowledge->lock);
    if (tools)
        tools->next = NULL;
    return tools;
}

int ie_search_tools(struct ie_search_state *state, struct ie_search_tools **tools,
                    struct ie_error *err)
{
    struct ie_search_knowledge *knowledge = state->knowledge;
    struct ie_match_knowledge known = {ie_office_lexicon_of(knowledge->lexicon),
                                       ie_search_words(knowledge->service)};

    while ((*tools = pop_tools(knowledge)) && (*tools)->words != known.words)
        free_tools(*tools); /* from before the word lists were there */
    if (*tools)
        return 0;
    struct ie_search_tools *made = ie_calloc(1, sizeof(*made));
    int code =
        made ? ie_match_reader_new(&known, &made->reader, err) : ie_fail_nomem(err);
    if (!code)
        code = ie_retrieval_workspace_new(&made->work, err);
    if (code) {
        free_tools(made);
        return code;
    }
    made->words = known.words;
    *tools = made;
    return 0;
}

void ie_search_tools_back(struct ie_search_state *state, struct ie_search_tools *tools)
{
    struct ie_search_knowledge *knowledge = state->knowledge;

    if (!tools)
        return;
    pthread_mutex_lock(&knowledge->lock);
    tools->next = knowledge->tools;
    knowledge->tools = tools;
    pthread_mutex_unlock(&knowledge->lock);
}

/* ---- states ---- */

void ie_search_give(struct ie_search_state *state)
{
    if (!state || atomic_fetch_sub(&state->references, 1) > 1)
        return;
    for (uint32_t i = 0; i < state->count; i++) {
        ie_search_segment_give(state->segments[i]);
        ie_free(state->deleted[i]);
    }
    ie_search_knowledge_give(state->knowledge);
    ie_free(state);
}

struct ie_retrieval_view ie_search_view(const struct ie_search_state *state)
{
    return (struct ie_retrieval_view){state->view, state->count};
}

uint32_t ie_search_count(const struct ie_search_state *state)
{
    return state->first[state->count];
}

const struct ie_search_key *ie_search_key(const struct ie_search_state *state,
                                          uint32_t document)
{
    uint32_t s = 0;

    while (document >= state->first[s + 1])
        s++;
    uint32_t at = document - state->first[s];
    if (state->deleted[s] && state->deleted[s][at / 64] >> (at % 64) & 1)
        return NULL;
    return &state->segments[s]->keys[at];
}

const struct ie_search_key *ie_search_keys(const struct ie_search_state *state,
                                           uint32_t segment, uint32_t *count,
                                           const struct ie_search_fact **facts,
                                           const uint64_t **deleted)
{
    *facts = state->segments[segment]->facts;
    *count = state->segments[segment]->documents;
    *deleted = state->deleted[segment];
    return state->segments[segment]->keys;
}

bool ie_search_published(const struct ie_search_state *state, uint32_t segment,
                         ie_moment since)
{
    return state->segments[segment]->newest >= since;
}

const struct ie_str *ie_search_langs(const struct ie_search_state *state, uint32_t *count)
{
    *count = state->lang_count;
    return state->langs;
}

const struct ie_lexicon *ie_search_lexicon(const struct ie_search_state *state)
{
    return ie_office_lexicon_of(state->knowledge->lexicon);
}

struct ie_search_progress ie_search_progress(const struct ie_search_state *state)
{
    const struct ie_search_office *office = state->office;

    return (struct ie_search_progress){atomic_load(&office->rebuilding),
                                       atomic_load(&office->done),
                                       atomic_load(&office->of)};
}

ie_moment ie_search_fresh(const struct ie_search_state *state)
{
    return atomic_load(&state->office->fresh);
}
