/* A collection in BEIR layout, read whole: what drivers of benchmarks share. */
#ifndef IE_BENCH_COLLECTION_H
#define IE_BENCH_COLLECTION_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/vec.h"
#include "engine/matching/matching.h"

struct record {
    json_t *json;
    struct ie_str id;
};

struct collection {
    IE_VEC(struct record) records;
    IE_VEC(struct ie_match_document) documents;
    size_t bytes;
};

static inline bool add_line(struct collection *into, struct ie_str line, bool title)
{
    struct ie_error err;
    json_t *json = NULL;

    if (ie_json_parse(line, &json, &err)) {
        fprintf(stderr, "%s\n", err.id);
        return false;
    }
    struct record *record = IE_PUSH(&into->records);
    struct ie_match_document *document = IE_PUSH(&into->documents);
    if (!record || !document)
        return false;
    record->json = json;
    record->id = ie_json_get_str(json, "_id");
    if (!record->id.ptr)
        record->id = ie_json_get_str(json, "id");
    document->lang = ie_json_get_str(json, "lang");
    document->text = ie_json_get_str(json, "text");
    if (title)
        document->title = ie_json_get_str(json, "title");
    into->bytes += document->text.len + document->title.len;
    return true;
}

static inline bool read_collection(const char *path, bool title, struct collection *into)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    bool ok = file != NULL;

    while (ok && (len = getline(&line, &room, file)) > 0)
        ok = add_line(into, ie_str_trim(ie_str_n(line, (size_t)len)), title);
    free(line);
    if (file)
        fclose(file);
    return ok;
}

/* A file of the build, mapped for as long as the program runs; none: nothing. */
static inline struct ie_str map_file(const char *path)
{
    struct stat facts;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    void *at = MAP_FAILED;

    if (file >= 0 && fstat(file, &facts) == 0)
        at = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (file >= 0)
        close(file);
    return at == MAP_FAILED ? IE_STR_NONE : ie_str_n(at, (size_t)facts.st_size);
}

#endif
