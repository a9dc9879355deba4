/*
 * Counts the slots and the bytes of chunks that the instances in the heap own, by class: of an instance its own slot,
 * its properties, private fields and closures. What belongs to no instance (keys, stacks of calls) is not in it.
 */
#include "xsAll.h"
#include <dlfcn.h>

#define MAXIMUM 4096

struct line { char name[80]; int instances, slots, chunks; };

static struct line lines[MAXIMUM];
static int count;
static char *(*keyName)(txMachine *the, txID id);

static struct line *lineOf(const char *name)
{
	for (int i = 0; i < count; i++) {
		if (0 == strncmp(lines[i].name, name, sizeof(lines[i].name) - 1))
			return &lines[i];
	}
	if (count == MAXIMUM)
		return &lines[MAXIMUM - 1];
	struct line *line = &lines[count++];
	memset(line, 0, sizeof(*line));
	strncpy(line->name, name, sizeof(line->name) - 1);
	return line;
}

static int isFunction(txSlot *instance) { return mxIsFunction(instance); }

static const char *functionName(txMachine *the, txSlot *function)
{
	txID id = mxFunctionInstanceCode(function)->ID;
	char *name = id == XS_NO_ID ? NULL : (*keyName)(the, id);
	return name && *name ? name : "anonymous";
}

static void nameOf(txMachine *the, txSlot *instance, char *name, size_t size)
{
	txSlot *prototype = instance->value.instance.prototype;
	if (isFunction(instance)) {
		snprintf(name, size, "function %s", functionName(the, instance));
		return;
	}
	if (prototype && instance->next && instance->next->ID == mxID(_constructor) && instance->next->kind == XS_REFERENCE_KIND) {
		snprintf(name, size, "prototype of %s", functionName(the, instance->next->value.reference));
		return;
	}
	for (; prototype; prototype = prototype->value.instance.prototype) {
		for (txSlot *property = prototype->next; property; property = property->next) {
			if (property->ID == mxID(_constructor) && property->kind == XS_REFERENCE_KIND && isFunction(property->value.reference)) {
				snprintf(name, size, "%s", functionName(the, property->value.reference));
				return;
			}
		}
	}
	if (instance->next && instance->next->kind == XS_MODULE_KIND)
		snprintf(name, size, "module");
	else
		snprintf(name, size, "scope or internal");
}

static int sizeOf(const void *data) { return data ? ((txChunk *)((txByte *)data - sizeof(txChunk)))->size : 0; }

static int inHeap(txMachine *the, txSlot *slot)
{
	for (txSlot *heap = the->firstHeap; heap; heap = heap->next) {
		if (slot > heap && slot < heap->value.reference)
			return 1;
	}
	return 0;
}

static void add(txMachine *the, struct line *line, txSlot *property)
{
	for (; property; property = property->next) {
		if (!inHeap(the, property))
			return;
		line->slots++;
		switch (property->kind) {
		case XS_STRING_KIND: line->chunks += sizeOf(property->value.string); break;
		case XS_BIGINT_KIND: line->chunks += sizeOf(property->value.bigint.data); break;
		case XS_ARRAY_KIND: line->chunks += sizeOf(property->value.array.address); break;
		case XS_ARRAY_BUFFER_KIND: line->chunks += sizeOf(property->value.arrayBuffer.address); break;
		case XS_CODE_KIND: line->chunks += sizeOf(property->value.code.address); break;
		case XS_MAP_KIND:
		case XS_SET_KIND: line->chunks += sizeOf(property->value.table.address); break;
		case XS_LIST_KIND: add(the, line, property->value.list.first); break;
		case XS_PRIVATE_KIND: add(the, line, property->value.private.first); break;
		case XS_CLOSURE_KIND:
			if (inHeap(the, property->value.closure) && !(property->value.closure->flag & XS_MARK_FLAG)) {
				/* shared by the closures that see it: counted for the first */
				property->value.closure->flag |= XS_MARK_FLAG;
				line->slots++;
				if (property->value.closure->kind == XS_STRING_KIND)
					line->chunks += sizeOf(property->value.closure->value.string);
			}
			break;
		}
	}
}

static int compare(const void *a, const void *b) { return ((const struct line *)b)->slots - ((const struct line *)a)->slots; }

/* Garbage must have been collected, as an instance that is not free counts. */
void census(txMachine *the, void *library, const char *title)
{
	char name[80];
	keyName = dlsym(library, "fxGetKeyName");
	count = 0;
	/* first the functions, since what a function has captured is counted with it */
	for (int pass = 0; pass < 2; pass++) for (txSlot *heap = the->firstHeap; heap; heap = heap->next) {
		for (txSlot *slot = heap + 1; slot < heap->value.reference; slot++) {
			if (slot->kind != XS_INSTANCE_KIND || (slot->flag & XS_MARK_FLAG) || isFunction(slot) != !pass)
				continue;
			nameOf(the, slot, name, sizeof(name));
			struct line *line = lineOf(name);
			line->instances++;
			line->slots++;
			add(the, line, slot->next);
			if (!pass) {
				txSlot *scope = mxFunctionInstanceCode(slot)->value.code.closures;
				if (scope && inHeap(the, scope) && !(scope->flag & XS_MARK_FLAG)) {
					scope->flag |= XS_MARK_FLAG;
					line->slots++;
					add(the, line, scope->next);
				}
			}
		}
	}
	for (txSlot *heap = the->firstHeap; heap; heap = heap->next) {
		for (txSlot *slot = heap + 1; slot < heap->value.reference; slot++)
			slot->flag &= ~XS_MARK_FLAG;
	}
	qsort(lines, count, sizeof(struct line), compare);
	fprintf(stdout, "probe {\"name\":\"%s\",\"classes\":[", title);
	for (int i = 0; i < count; i++)
		fprintf(stdout, "%s[\"%s\",%d,%d,%d]", i ? "," : "", lines[i].name, lines[i].instances, lines[i].slots, lines[i].chunks);
	fprintf(stdout, "]}\n");
	fflush(stdout);
}
