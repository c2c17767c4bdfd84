// How fast the kernel and the C library start programs, each set up as the daemon sets up its own: a session, no blocked
// signals, default actions, no descriptors but three.
//
//   spawn SECONDS          /bin/true, 100 at a time, its two outputs read from pipes, reaped: prints lives per second
//   spawn keep CHILDREN    so many sleepers at once, a pipe held to each: prints seconds until all are there
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static posix_spawnattr_t attributes;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void set_up(void) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
}

static pid_t spawn(char **arguments, int output, int error) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_adddup2(&actions, error, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    pid_t pid;
    if (posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments, environ) != 0) {
        perror("posix_spawn");
        exit(1);
    }
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

struct child {
    pid_t pid;
    int outputs[2]; // our ends
};

static void open_pipe(int *ours, int *childs) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        perror("pipe2");
        exit(1);
    }
    *ours = ends[0];
    *childs = ends[1];
}

static void begin(struct child *child) {
    char *arguments[] = {"/bin/true", NULL};
    int theirs[2];
    for (int i = 0; i < 2; i++) {
        open_pipe(&child->outputs[i], &theirs[i]);
    }
    child->pid = spawn(arguments, theirs[0], theirs[1]);
    for (int i = 0; i < 2; i++) {
        close(theirs[i]);
    }
}

static void end(struct child *child) {
    char buffer[65536];
    for (int i = 0; i < 2; i++) {
        while (read(child->outputs[i], buffer, sizeof buffer) > 0) {
        }
        close(child->outputs[i]);
    }
}

static void lives(double seconds) {
    struct child children[100];
    for (int i = 0; i < 100; i++) {
        begin(&children[i]);
    }
    long count = 0;
    double begun = now();
    while (now() - begun < seconds) {
        pid_t ended = wait(NULL);
        for (int i = 0; i < 100; i++) {
            if (children[i].pid == ended) {
                end(&children[i]);
                begin(&children[i]);
                break;
            }
        }
        count++;
    }
    printf("%.0f\n", (double)count / (now() - begun));
}

static void keep(int children) {
    char *arguments[] = {"sleep", "1000000", NULL};
    pid_t *pids = calloc((size_t)children, sizeof *pids);
    double begun = now();
    for (int i = 0; i < children; i++) {
        int ours, childs;
        open_pipe(&ours, &childs);
        pids[i] = spawn(arguments, childs, childs);
        close(childs);
    }
    printf("%.3f\n", now() - begun);
    for (int i = 0; i < children; i++) {
        kill(pids[i], SIGKILL);
    }
}

int main(int count, char **arguments) {
    set_up();
    if (count == 3 && strcmp(arguments[1], "keep") == 0) {
        keep(atoi(arguments[2]));
    } else {
        lives(count > 1 ? atof(arguments[1]) : 5);
    }
    while (wait(NULL) > 0) {
    }
    return 0;
}
