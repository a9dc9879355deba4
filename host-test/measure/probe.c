/*
 * Looks into the engine that xsrun.c runs: how much of its heaps is in use, and by what. Linked with xsrun.c against
 * the SDK's own headers, for instrumented builds only.
 *
 * XS_CREATION=chunks,+chunks,slots,+slots,stack in the environment replaces the manifest's "creation": bytes, bytes,
 * slots, slots, slots. With 0 for a growth that heap is of fixed size.
 * XS_COLLECT=count collects garbage whenever so many allocations came (mxStress builds): what collections left at most,
 * "live" in a sample, is then the peak of live memory, to so many slots.
 * XS_OWN=1 tells with each sample what of the slots only the simulator has, and the peak without that (ownership.c).
 * XS_LAST_SAMPLE=NAME ends the process after that sample.
 *
 * Commands come as lines on standard input, or as screen.postMessage() from a script:
 *   sample NAME   collects garbage and tells what is in use, and the peaks since the last sample
 *   stress 0|1    collects garbage at every allocation (mxStress builds): peaks are then of live memory, to the slot
 *   classes NAME  slots and bytes of chunks by the class of their owner (census.c)
 *   exit          ends the process in good order, for profilers
 * Every other line goes to the script, as screen.context.onMessage(line).
 * Answers are lines of JSON after "probe ".
 */
#include "xsAll.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#undef mxLinux
#define mxLinux 1
#include "screen.h"

static void *library;
static txScreen *screen;
static void (*collect)(txMachine *the);
static int collectEvery;
/* tells the simulator's slots from the firmware's ("own") */
static int owning;
/* the engine's, counts up to 0; NULL if it does not collect on demand */
static int *countdown;
/* what collections left, at most, since the last sample */
static txSize liveSlots, liveChunks;
/* the most slots since the last sample that are not the simulator's, of collections that left nearly the most */
static txSize peakOwn, peakLeft;
static int since;
#define NEARLY 100
#define NOW_AND_THEN 64

int simulatedSlots(txMachine *the);

static void seeOwn(txMachine *the)
{
	txSize own = the->currentHeapCount - simulatedSlots(the);
	if (peakOwn < own)
		peakOwn = own;
}

/* The engine of an instrumented build calls this after each collection, and with a frame after each call: narrow-build.ts wraps it. */
void __wrap_fxCheckProfiler(txMachine *the, txSlot *frame)
{
	if (frame)
		return;
	if (liveSlots < the->currentHeapCount)
		liveSlots = the->currentHeapCount;
	if (liveChunks < the->currentChunksSize)
		liveChunks = the->currentChunksSize;
	/* each look goes through the heap several times: at each new peak, and now and then not far below */
	if (owning && (the->currentHeapCount > peakLeft || (the->currentHeapCount + NEARLY > peakLeft && ++since % NOW_AND_THEN == 0)))
		seeOwn(the);
	if (peakLeft < the->currentHeapCount)
		peakLeft = the->currentHeapCount;
	if (countdown && *countdown == 0)
		*countdown = -collectEvery;
}

static void tell(txMachine *the, const char *name, int collecting)
{
	txSize slots, chunks, simulated = 0;
	/* without a collection of its own, the peaks are those until now */
	txSize peakSlots = the->peakHeapCount, peakChunks = the->peakChunksSize;
#ifdef mxInstrument
	int collections = the->garbageCollectionCount, modules = the->loadedModulesCount, peakStack;
	if (the->stackPeak > the->stack)
		the->stackPeak = the->stack;
	peakStack = the->stackTop - the->stackPeak;
	the->stackPeak = the->stack;
#else
	int collections = 0, modules = 0, peakStack = the->stackTop - the->stack;
#endif
	if (collecting)
		(*collect)(the);
	slots = the->currentHeapCount;
	chunks = the->currentChunksSize;
	if (owning && collecting) {
		simulated = simulatedSlots(the);
		if (peakOwn < slots - simulated)
			peakOwn = slots - simulated;
	}
	fprintf(stdout, "probe {\"name\":\"%s\",\"slotSize\":%d,\"slots\":%d,\"chunks\":%d,\"stack\":%d,\"peakSlots\":%d,\"peakChunks\":%d,\"peakStack\":%d,"
		"\"reservedSlots\":%d,\"reservedChunks\":%d,\"reservedStack\":%d,\"keys\":%d,\"modules\":%d,\"aliases\":%d,\"collections\":%d,\"liveSlots\":%d,\"liveChunks\":%d,\"simulated\":%d,\"peakOwn\":%d}\n",
		name, (int)sizeof(txSlot), (int)slots, (int)chunks, (int)(the->stackTop - the->stack),
		(int)peakSlots, (int)peakChunks, peakStack,
		(int)the->maximumHeapCount, (int)the->maximumChunksSize, (int)(the->stackTop - the->stackBottom),
		(int)(the->keyIndex - the->keyOffset), modules, (int)the->aliasCount, collections, (int)liveSlots, (int)liveChunks, (int)simulated, (int)peakOwn);
	fflush(stdout);
	peakOwn = peakLeft = 0;
	the->peakHeapCount = liveSlots = slots;
	the->peakChunksSize = liveChunks = chunks;
}

static void sample(txMachine *the, const char *name)
{
	const char *last = getenv("XS_LAST_SAMPLE");
	tell(the, name, 1);
	if (last && 0 == strcmp(last, name))
		_exit(0);
}

/* The engine is in the midst of something: nothing may be collected any more. */
void probeAborting(txScreen *aborting)
{
	if (aborting->machine)
		tell(aborting->machine, "abort", 0);
}

void census(txMachine *the, void *library, const char *title);

static void stress(const char *value)
{
	int *flag = dlsym(library, "gxStress");
	if (flag)
		*flag = atoi(value);
	fprintf(stdout, "probe {\"name\":\"stress\",\"able\":%s}\n", flag ? "true" : "false");
	fflush(stdout);
}

/* @returns 0 if it is none; a script's string may lie where nobody can write */
int probeCommand(const char *text)
{
	char command[128];
	snprintf(command, sizeof(command), "%.*s", (int)strcspn(text, "\n"), text);
	if (0 == strncmp(command, "sample ", 7))
		sample(screen->machine, command + 7);
	else if (0 == strncmp(command, "stress ", 7))
		stress(command + 7);
	else if (0 == strncmp(command, "classes ", 8)) {
		(*collect)(screen->machine);
		census(screen->machine, library, command + 8);
	}
	else if (0 == strcmp(command, "exit"))
		exit(0);
	else
		return 0;
	return 1;
}

static gboolean readCommands(gpointer data)
{
	static char buffer[65536];
	static int length;
	int count = read(0, buffer + length, sizeof(buffer) - 1 - length);
	if (count <= 0)
		return G_SOURCE_CONTINUE;
	length += count;
	buffer[length] = 0;
	char *line = buffer, *end;
	while ((end = strchr(line, '\n'))) {
		*end = 0;
		if (screen->machine && !probeCommand(line))
			(*screen->invoke)(screen, line, 0);
		line = end + 1;
	}
	length -= line - buffer;
	memmove(buffer, line, length);
	return G_SOURCE_CONTINUE;
}

void probeLoaded(void *loaded)
{
	library = loaded;
	/* a connection that breaks is an error of write(), as in lwIP and with GIO */
	signal(SIGPIPE, SIG_IGN);
	collect = dlsym(library, "fxCollectGarbage");
	const char *given = getenv("XS_CREATION"), *every = getenv("XS_COLLECT");
	owning = getenv("XS_OWN") != NULL;
	if (every && (collectEvery = atoi(every)) > 0)
		countdown = dlsym(library, "gxStress");
	if (given) {
		void *(*preparation)(txCreation **creation) = dlsym(library, "xsPreparationAndCreation");
		txCreation *creation;
		(*preparation)(&creation);
		/* it is constant, and so in a page that can't be written to */
		uintptr_t page = (uintptr_t)creation & ~(uintptr_t)4095;
		mprotect((void *)page, 8192, PROT_READ | PROT_WRITE);
		int chunks, moreChunks, slots, moreSlots, stack;
		if (5 != sscanf(given, "%d,%d,%d,%d,%d", &chunks, &moreChunks, &slots, &moreSlots, &stack)) {
			fprintf(stderr, "XS_CREATION is \"%s\": not five numbers\n", given);
			_exit(64);
		}
		creation->initialChunkSize = chunks;
		creation->incrementalChunkSize = moreChunks;
		creation->initialHeapCount = slots;
		creation->incrementalHeapCount = moreSlots;
		creation->stackCount = stack;
	}
	fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
}

void probeLaunching(txScreen *launching)
{
	screen = launching;
	g_timeout_add(5, readCommands, NULL);
}
