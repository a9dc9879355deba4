/* headless loader for the mc.so that "mcconfig -p lin" builds: no GTK, no X */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dlfcn.h>
#include <unistd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <glib.h>
#define mxLinux 1
#include "screen.h"		/* $MODDABLE/build/simulators/modules/screen.h */

/* host-test/measure/probe.c, when it is linked with this, looks into the engine and sets its heaps */
__attribute__((weak)) void probeAborting(txScreen *screen);
__attribute__((weak)) void probeLoaded(void *library);
__attribute__((weak)) void probeLaunching(txScreen *screen);
__attribute__((weak)) int probeCommand(const char *command);

static GMainLoop *gLoop;
static guint gTick;
static int gStatus = 0;

typedef struct { txScreen *screen; int size; char *buffer; } Message;

static gboolean quitLater(gpointer it) { g_main_loop_quit(gLoop); return G_SOURCE_REMOVE; }

static void onAbort(txScreen *screen, int status)
{
	fprintf(stderr, "xsrun: XS abort status %d\n", status);
	if (probeAborting) probeAborting(screen);
	gStatus = status ? status : 1;
	fflush(NULL);
	_exit(100 + status);		/* like an ESP32 that restarts: nothing more runs */
}
static void onNothing(txScreen *screen) {}
static gboolean onTick(gpointer data)
{
	txScreen *screen = data;
	if (screen->idle) (*screen->idle)(screen);
	return G_SOURCE_CONTINUE;
}
static void onStart(txScreen *screen, double interval)
{
	if (!gTick) gTick = g_timeout_add((guint)interval ? (guint)interval : 5, onTick, screen);
}
static void onStop(txScreen *screen)
{
	if (gTick) { g_source_remove(gTick); gTick = 0; }
}
static void onPost(txScreen *screen, char *message, int size)
{
	/* screen.postMessage(string) from the app: print; "exit N" leaves */
	if (0 == size) {
		if (0 == strncmp(message, "exit", 4)) { gStatus = atoi(message + 4); g_idle_add(quitLater, NULL); }
		else if (!probeCommand || !probeCommand(message)) { fputs(message, stdout); fflush(stdout); }
	}
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);		/* trace() writes on stdout */
	prctl(PR_SET_PDEATHSIG, SIGKILL);		/* never outlives the test runner */
	srand((unsigned)(g_get_real_time() ^ getpid()));		/* the SDK's rng.c and Math.random use rand() unseeded */
	if (argc < 2) { fprintf(stderr, "usage: xsrun mc.so\n"); return 64; }
	void *library = dlopen(argv[1], RTLD_NOW);
	if (!library) { fprintf(stderr, "%s\n", dlerror()); return 65; }
	txScreenLaunchProc launch = (txScreenLaunchProc)dlsym(library, "fxScreenLaunch");
	if (!launch) { fprintf(stderr, "%s\n", dlerror()); return 66; }
	if (probeLoaded) probeLoaded(library);

	int width = 8, height = 8;
	txScreen *screen = calloc(1, sizeof(txScreen) - 1 + width * height * screenBytesPerPixel);
	screen->view = screen;
	screen->abort = onAbort;
	screen->bufferChanged = onNothing;
	screen->formatChanged = onNothing;
	screen->post = onPost;
	screen->start = onStart;
	screen->stop = onStop;
	mxCreateMutex(&screen->workersMutex);
	screen->width = width;
	screen->height = height;

	gLoop = g_main_loop_new(NULL, FALSE);
	if (probeLaunching) probeLaunching(screen);
	(*launch)(screen);
	if (!screen->machine) { fprintf(stderr, "xsrun: no machine\n"); return 67; }
	g_main_loop_run(gLoop);
	return gStatus;
}
