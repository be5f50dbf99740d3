/* Runs a fuzz target over kept inputs: replay-DECODER FILE-OR-DIRECTORY… Each input also
 * runs cut short at a few places, which is what a broken upload looks like. The last line
 * counts: N passed, N failed, N skipped. A broken property aborts. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned passed, failed;

/* A copy of just the size, so that a read past the end is seen by the sanitizer. */
static void run_bytes(const uint8_t *bytes, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);

    if (!exact)
        IE_BUG("no memory for an input");
    memcpy(exact, bytes, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static void run_file(const char *path)
{
    static uint8_t bytes[1 << 22];
    FILE *file = fopen(path, "rbe");

    if (!file) {
        printf("%s: cannot be read\n", path);
        failed++;
        return;
    }
    size_t size = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    fprintf(stderr, "%s\n", path); /* the last one named is the one that broke it */
    run_bytes(bytes, size);
    for (size_t part = 1; part < 8; part++)
        run_bytes(bytes, size * part / 8);
    passed++;
}

static void run_directory(const char *path)
{
    struct dirent **entry;
    int count = scandir(path, &entry, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        char full[1024];
        int len = snprintf(full, sizeof(full), "%s/%s", path, entry[i]->d_name);
        if (entry[i]->d_name[0] != '.' && len > 0 && (size_t)len < sizeof(full))
            run_file(full);
        free(entry[i]);
    }
    if (count >= 0)
        free(entry);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat info;
        if (stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode))
            run_directory(argv[i]);
        else
            run_file(argv[i]);
    }
    run_bytes((const uint8_t *)"", 0);
    printf("%u passed, %u failed, 0 skipped\n", passed, failed);
    return failed || !passed;
}
