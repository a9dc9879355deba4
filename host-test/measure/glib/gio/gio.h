/* As glib.h: what the SDK's resolver for Linux names of GIO. No name resolves; the measurements connect to addresses. */
#ifndef gattway_gio_h
#define gattway_gio_h

#include <glib.h>

typedef struct GObject GObject;
typedef struct GAsyncResult GAsyncResult;
typedef struct GCancellable GCancellable;
typedef struct GError GError;
typedef struct GInetAddress GInetAddress;
typedef struct GResolver GResolver;
typedef struct GSocket GSocket;
typedef struct { gpointer data; } GList;
typedef void (*GAsyncReadyCallback)(GObject *source, GAsyncResult *result, gpointer data);
typedef enum { G_SOCKET_FAMILY_IPV4 = 2 } GSocketFamily;

GResolver *g_resolver_get_default(void);
void g_resolver_lookup_by_name_async(GResolver *resolver, const gchar *name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GList *g_resolver_lookup_by_name_finish(GResolver *resolver, GAsyncResult *result, GError **error);
void g_resolver_free_addresses(GList *addresses);
gchar *g_inet_address_to_string(GInetAddress *address);
GSocketFamily g_inet_address_get_family(GInetAddress *address);
void g_object_unref(gpointer object);

#endif
