/* One loop of timers on one thread, behind GLib's names; see glib.h. */
#include <stdlib.h>
#include <time.h>
#include <glib.h>
#include <gio/gio.h>

struct GSource {
	GSource *next;
	GSourceFunc function;
	gpointer data;
	guint id;
	gint priority;
	/* milliseconds */
	guint interval;
	/* microseconds of the monotonic clock */
	gint64 due;
};

struct GMainLoop { gboolean running; };

static GSource *sources;
static guint lastId;

static gint64 now(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return (gint64)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/* The SDK's sockets for Linux look every 20 ms whether there is anything. XS_POLL sets other milliseconds, to measure more than that. */
static guint hasten(guint interval)
{
	const char *poll = getenv("XS_POLL");
	return poll && interval == 20 ? (guint)atoi(poll) : interval;
}

static guint attach(GSource *source)
{
	GSource **end = &sources;
	while (*end)
		end = &(*end)->next;
	*end = source;
	source->id = ++lastId;
	source->due = now(CLOCK_MONOTONIC) + (gint64)source->interval * 1000;
	return source->id;
}

static GSource *find(guint id)
{
	GSource *source = sources;
	while (source && source->id != id)
		source = source->next;
	return source;
}

/* The source to call now: of the highest priority, and among those the one that is due longest. Otherwise waits. */
static GSource *await(void)
{
	for (;;) {
		gint64 time = now(CLOCK_MONOTONIC), first = time + 1000000;
		GSource *best = NULL;
		for (GSource *source = sources; source; source = source->next) {
			if (source->due > time) {
				if (source->due < first)
					first = source->due;
			}
			else if (!best || source->priority < best->priority || (source->priority == best->priority && source->due < best->due))
				best = source;
		}
		if (best)
			return best;
		struct timespec pause = { (first - time) / 1000000, (first - time) % 1000000 * 1000 };
		nanosleep(&pause, NULL);
	}
}

GMainLoop *g_main_loop_new(GMainContext *context, gboolean running) { return calloc(1, sizeof(GMainLoop)); }
void g_main_loop_quit(GMainLoop *loop) { loop->running = FALSE; }
GMainContext *g_main_context_get_thread_default(void) { return NULL; }
void g_main_loop_run(GMainLoop *loop)
{
	for (loop->running = TRUE; loop->running;) {
		GSource *source = await();
		guint id = source->id;
		gboolean again = (*source->function)(source->data);
		if (!again)
			g_source_remove(id);
		else if ((source = find(id)))
			source->due = now(CLOCK_MONOTONIC) + (gint64)source->interval * 1000;
	}
}

guint g_timeout_add_full(gint priority, guint interval, GSourceFunc function, gpointer data, GDestroyNotify notify)
{
	GSource *source = calloc(1, sizeof(GSource));
	source->function = function;
	source->data = data;
	source->priority = priority;
	source->interval = hasten(interval);
	return attach(source);
}
guint g_timeout_add(guint interval, GSourceFunc function, gpointer data) { return g_timeout_add_full(G_PRIORITY_DEFAULT, interval, function, data, NULL); }
guint g_idle_add(GSourceFunc function, gpointer data) { return g_timeout_add_full(G_PRIORITY_DEFAULT_IDLE, 0, function, data, NULL); }
gboolean g_source_remove(guint id)
{
	for (GSource **link = &sources; *link; link = &(*link)->next) {
		GSource *source = *link;
		if (source->id == id) {
			*link = source->next;
			free(source);
			return TRUE;
		}
	}
	return FALSE;
}
GSource *g_idle_source_new(void)
{
	GSource *source = calloc(1, sizeof(GSource));
	source->priority = G_PRIORITY_DEFAULT_IDLE;
	return source;
}
void g_source_set_callback(GSource *source, GSourceFunc function, gpointer data, GDestroyNotify notify) { source->function = function; source->data = data; }
void g_source_set_priority(GSource *source, gint priority) { source->priority = priority; }
guint g_source_attach(GSource *source, GMainContext *context) { return attach(source); }
void g_source_unref(GSource *source) {}

void g_mutex_init(GMutex *mutex) {}
void g_mutex_clear(GMutex *mutex) {}
void g_mutex_lock(GMutex *mutex) {}
void g_mutex_unlock(GMutex *mutex) {}
void g_cond_init(GCond *condition) {}
void g_cond_clear(GCond *condition) {}
void g_cond_signal(GCond *condition) {}
void g_cond_wait(GCond *condition, GMutex *mutex) { abort(); }
GThread *g_thread_self(void) { return NULL; }

gint64 g_get_real_time(void) { return now(CLOCK_REALTIME); }
void g_free(gpointer memory) { free(memory); }

struct lookup { GAsyncReadyCallback callback; gpointer data; };
static gboolean answer(gpointer data)
{
	struct lookup *lookup = data;
	(*lookup->callback)(NULL, NULL, lookup->data);
	free(lookup);
	return G_SOURCE_REMOVE;
}
GResolver *g_resolver_get_default(void) { static int one; return (GResolver *)&one; }
void g_resolver_lookup_by_name_async(GResolver *resolver, const gchar *name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
	struct lookup *lookup = malloc(sizeof(struct lookup));
	lookup->callback = callback;
	lookup->data = data;
	g_idle_add(answer, lookup);
}
GList *g_resolver_lookup_by_name_finish(GResolver *resolver, GAsyncResult *result, GError **error) { return NULL; }
void g_resolver_free_addresses(GList *addresses) {}
gchar *g_inet_address_to_string(GInetAddress *address) { return NULL; }
GSocketFamily g_inet_address_get_family(GInetAddress *address) { return 0; }
void g_object_unref(gpointer object) {}
