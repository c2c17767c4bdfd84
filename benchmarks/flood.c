/* Writes so many bytes, a multiple of 100, in lines to standard output, after touching a file that tells when it began; then sleeps. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    static char lines[655 * 100];
    long left = argc > 2 ? atol(argv[1]) : 0;
    memset(lines, 'x', sizeof lines);
    for (size_t i = 99; i < sizeof lines; i += 100)
        lines[i] = '\n';
    if (argc > 2)
        close(open(argv[2], O_CREAT | O_TRUNC | O_WRONLY, 0644));
    while (left > 0) {
        ssize_t count = write(1, lines, left < (long)sizeof lines ? (size_t)left : sizeof lines);
        if (count < 0)
            return 1;
        left -= count;
    }
    for (;;)
        pause();
}
