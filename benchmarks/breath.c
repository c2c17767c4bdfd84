// Lives for a moment, and appends to a file when it came and when it went: b or e, and the seconds of the monotonic clock.
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void note(int file, char what) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    dprintf(file, "%c %.6f\n", what, (double)t.tv_sec + (double)t.tv_nsec / 1e9);
}

int main(int count, char **arguments) {
    int file = count == 2 ? open(arguments[1], O_WRONLY | O_APPEND | O_CREAT, 0644) : -1;
    if (file < 0) {
        fputs("usage: breath FILE\n", stderr);
        return 1;
    }
    note(file, 'b');
    usleep(20000);
    note(file, 'e');
    return 0;
}
