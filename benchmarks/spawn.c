// How fast the kernel and the C library start and reap /bin/true, 100 at a time, each child set up as the daemon sets
// up its own: a session, no blocked signals, default actions, no descriptors but three. Argument: for how many seconds.
// Prints lives per second.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void spawn(const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes) {
    char *arguments[] = {"/bin/true", NULL};
    pid_t pid;
    if (posix_spawn(&pid, arguments[0], actions, attributes, arguments, environ) != 0) {
        perror("posix_spawn");
        exit(1);
    }
}

int main(int count, char **arguments) {
    double seconds = count > 1 ? atof(arguments[1]) : 5;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    for (int i = 0; i < 100; i++) {
        spawn(&actions, &attributes);
    }
    long lives = 0;
    double begun = now();
    while (now() - begun < seconds) {
        wait(NULL);
        spawn(&actions, &attributes);
        lives++;
    }
    printf("%.0f\n", (double)lives / (now() - begun));
    while (wait(NULL) > 0) {
    }
    return 0;
}
