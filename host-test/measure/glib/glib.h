/*
 * As much of GLib's interface as the SDK's platform for Linux and xsrun.c use, for builds whose word is not the
 * machine's own: distributions rarely have a 32-bit GLib at hand. One thread, one loop. See glib.c.
 */
#ifndef gattway_glib_h
#define gattway_glib_h

#include <stdint.h>
#include <sys/types.h>

typedef int gboolean;
typedef int gint;
typedef unsigned int guint;
typedef int64_t gint64;
typedef ssize_t gssize;
typedef char gchar;
typedef void *gpointer;
typedef gboolean (*GSourceFunc)(gpointer data);
typedef void (*GDestroyNotify)(gpointer data);

typedef struct GMainLoop GMainLoop;
typedef struct GMainContext GMainContext;
typedef struct GSource GSource;
typedef struct GThread GThread;
typedef struct { int unused; } GMutex;
typedef struct { int unused; } GCond;

#ifndef FALSE
	#define FALSE 0
	#define TRUE 1
#endif
#define G_SOURCE_REMOVE FALSE
#define G_SOURCE_CONTINUE TRUE
#define G_PRIORITY_HIGH (-100)
#define G_PRIORITY_DEFAULT 0
#define G_PRIORITY_DEFAULT_IDLE 200

GMainLoop *g_main_loop_new(GMainContext *context, gboolean running);
void g_main_loop_run(GMainLoop *loop);
void g_main_loop_quit(GMainLoop *loop);
GMainContext *g_main_context_get_thread_default(void);

guint g_timeout_add(guint interval, GSourceFunc function, gpointer data);
guint g_timeout_add_full(gint priority, guint interval, GSourceFunc function, gpointer data, GDestroyNotify notify);
guint g_idle_add(GSourceFunc function, gpointer data);
gboolean g_source_remove(guint id);
GSource *g_idle_source_new(void);
void g_source_set_callback(GSource *source, GSourceFunc function, gpointer data, GDestroyNotify notify);
void g_source_set_priority(GSource *source, gint priority);
guint g_source_attach(GSource *source, GMainContext *context);
void g_source_unref(GSource *source);

void g_mutex_init(GMutex *mutex);
void g_mutex_clear(GMutex *mutex);
void g_mutex_lock(GMutex *mutex);
void g_mutex_unlock(GMutex *mutex);
void g_cond_init(GCond *condition);
void g_cond_clear(GCond *condition);
void g_cond_signal(GCond *condition);
void g_cond_wait(GCond *condition, GMutex *mutex);
GThread *g_thread_self(void);

gint64 g_get_real_time(void);
void g_free(gpointer memory);

#endif
