/* A disk whose every flush takes so much longer: preloaded before the C library, in front of whoever flushes.
   SLOW_FLUSH_US says by how many microseconds. The real flush follows, so nothing is less durable than without it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_first(void) {
    const char *told = getenv("SLOW_FLUSH_US");
    long micro = told ? atol(told) : 0;
    struct timespec pause = {micro / 1000000, (micro % 1000000) * 1000};
    nanosleep(&pause, NULL);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_first();
    return real(file);
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_first();
    return real(file);
}
