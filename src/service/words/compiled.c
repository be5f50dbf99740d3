/* Mapped files of the build: see compiled.h. */
#include "service/words/compiled.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int ie_compiled_map(const char *path, struct ie_compiled *file, struct ie_error *err)
{
    struct stat st;
    int code = 0, fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    *file = (struct ie_compiled){NULL, 0};
    if (fd < 0)
        return ie_fail_open(err, "file.open", path, errno);
    if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        code = ie_fail(err, IE_INPUT, "file.not_regular");
        ie_error_arg(err, "path", path);
    } else if (st.st_size > 0) {
        file->len = (size_t)st.st_size;
        file->bytes = mmap(NULL, file->len, PROT_READ, MAP_PRIVATE, fd, 0);
        if (file->bytes == MAP_FAILED) {
            *file = (struct ie_compiled){NULL, 0};
            code = ie_fail_errno(err, "file.open", path, errno);
        }
    }
    close(fd);
    return code;
}

void ie_compiled_cool(const struct ie_compiled *file)
{
    if (file->bytes)
        (void)madvise(file->bytes, file->len, MADV_DONTNEED);
}

void ie_compiled_unmap(struct ie_compiled *file)
{
    if (file->bytes)
        munmap(file->bytes, file->len);
    file->bytes = NULL;
}

void ie_compiled_note(struct ie_compiled_fault *fault, const char *path,
                      const struct ie_error *why)
{
    if (fault->any || why->code == IE_NOT_FOUND || why->code == IE_NOMEM)
        return;
    fault->any = true;
    fault->why = *why;
    ie_error_at(&fault->why, path, 0, 0, NULL);
}

int ie_compiled_blame(const struct ie_compiled_fault *fault, int code,
                      struct ie_error *err)
{
    if (!code || code == IE_NOMEM || !fault->any)
        return code;
    if (err)
        *err = fault->why;
    return (int)fault->why.code;
}
