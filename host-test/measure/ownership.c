/*
 * Counts what only the simulator has: the slots of instances whose class or code lies in modules/simulator/, and of what
 * nothing but these holds. What both hold, and what nobody can be told to hold, is the firmware's.
 */
#include "xsAll.h"
#include <stdlib.h>
#include <string.h>

#define SIMULATOR "modules/simulator/"

enum { UNKNOWN, FIRMWARE, SIMULATED };

static unsigned char *owners;
static txSlot **queue;
static int queued;

/* Where a slot is counted, from 0; -1: in flash, or in a chunk. */
static int placeOf(txMachine *the, txSlot *slot)
{
	int base = 0;
	for (txSlot *heap = the->firstHeap; heap; heap = heap->next) {
		if (slot > heap && slot < heap->value.reference)
			return base + (int)(slot - heap);
		base += (int)(heap->value.reference - heap);
	}
	return -1;
}

static int ownerOfCode(txMachine *the, txSlot *function)
{
	txSlot *code = mxFunctionInstanceCode(function);
	txPreparation *preparation = the->preparation;
	if (code->kind != XS_CODE_KIND && code->kind != XS_CODE_X_KIND)
		return UNKNOWN;
	for (int i = 0; i < preparation->scriptCount; i++) {
		txScript *script = &preparation->scripts[i];
		txByte *start = (txByte *)script->codeBuffer;
		if (code->value.code.address >= start && code->value.code.address < start + script->codeSize)
			return 0 == strncmp(script->path, SIMULATOR, sizeof(SIMULATOR) - 1) ? SIMULATED : FIRMWARE;
	}
	return FIRMWARE;
}

static int ownerOfInstance(txMachine *the, txSlot *instance)
{
	if (mxIsFunction(instance))
		return ownerOfCode(the, instance);
	for (txSlot *object = instance; object; object = object->value.instance.prototype) {
		for (txSlot *property = object->next; property; property = property->next) {
			if (property->ID == mxID(_constructor) && property->kind == XS_REFERENCE_KIND && mxIsFunction(property->value.reference)) {
				int owner = ownerOfCode(the, property->value.reference);
				if (owner != UNKNOWN)
					return owner;
			}
		}
	}
	return UNKNOWN;
}

static void reach(txMachine *the, txSlot *instance, int owner)
{
	int place = placeOf(the, instance);
	if (place < 0 || instance->kind != XS_INSTANCE_KIND || owners[place] != UNKNOWN)
		return;
	owners[place] = owner;
	queue[queued++] = instance;
}

static void reachSlots(txMachine *the, txSlot *slot, int count, int owner);

static void reachSlot(txMachine *the, txSlot *slot, int owner)
{
	switch (slot->kind) {
	case XS_REFERENCE_KIND: reach(the, slot->value.reference, owner); break;
	case XS_CLOSURE_KIND: if (slot->value.closure->kind == XS_REFERENCE_KIND) reach(the, slot->value.closure->value.reference, owner); break;
	case XS_ARRAY_KIND: reachSlots(the, slot->value.array.address, (int)slot->value.array.length, owner); break;
	case XS_LIST_KIND: for (txSlot *entry = slot->value.list.first; entry; entry = entry->next) reachSlot(the, entry, owner); break;
	case XS_PRIVATE_KIND: for (txSlot *field = slot->value.private.first; field; field = field->next) reachSlot(the, field, owner); break;
	case XS_HOME_KIND: if (slot->value.home.object) reach(the, slot->value.home.object, owner); break;
	case XS_CODE_KIND: case XS_CODE_X_KIND: if (slot->value.code.closures) reach(the, slot->value.code.closures, owner); break;
	case XS_ACCESSOR_KIND:
		if (slot->value.accessor.getter) reach(the, slot->value.accessor.getter, owner);
		if (slot->value.accessor.setter) reach(the, slot->value.accessor.setter, owner);
		break;
	}
}

static void reachSlots(txMachine *the, txSlot *slot, int count, int owner)
{
	for (int i = 0; slot && i < count; i++)
		reachSlot(the, slot + i, owner);
}

/* From all that is known to be the owner's to what is not known. */
static void flood(txMachine *the, int owner)
{
	int base = 0;
	queued = 0;
	for (txSlot *heap = the->firstHeap; heap; base += (int)(heap->value.reference - heap), heap = heap->next) {
		for (txSlot *slot = heap + 1; slot < heap->value.reference; slot++) {
			if (slot->kind == XS_INSTANCE_KIND && owners[base + (slot - heap)] == owner)
				queue[queued++] = slot;
		}
	}
	while (queued > 0) {
		for (txSlot *property = queue[--queued]->next; property; property = property->next)
			reachSlot(the, property, owner);
	}
}

static int lengthOf(txMachine *the, txSlot *slot)
{
	int length = 0;
	for (; slot && placeOf(the, slot) >= 0; slot = slot->next) {
		length++;
		if (slot->kind == XS_LIST_KIND)
			length += lengthOf(the, slot->value.list.first);
		else if (slot->kind == XS_PRIVATE_KIND)
			length += lengthOf(the, slot->value.private.first);
		/* shared by the functions that see it: counted for the first */
		else if (slot->kind == XS_CLOSURE_KIND) {
			int place = placeOf(the, slot->value.closure);
			if (place >= 0 && owners[place] == UNKNOWN) {
				owners[place] = SIMULATED;
				length++;
			}
		}
	}
	return length;
}

/* Garbage must have been collected. */
int simulatedSlots(txMachine *the)
{
	int size = 0, count = 0, base = 0;
	for (txSlot *heap = the->firstHeap; heap; heap = heap->next)
		size += (int)(heap->value.reference - heap);
	owners = calloc(size, 1);
	queue = malloc(size * sizeof(txSlot *));
	for (txSlot *heap = the->firstHeap; heap; base += (int)(heap->value.reference - heap), heap = heap->next) {
		for (txSlot *slot = heap + 1; slot < heap->value.reference; slot++) {
			if (slot->kind == XS_INSTANCE_KIND)
				owners[base + (slot - heap)] = ownerOfInstance(the, slot);
		}
	}
	flood(the, FIRMWARE);
	flood(the, SIMULATED);
	base = 0;
	for (txSlot *heap = the->firstHeap; heap; base += (int)(heap->value.reference - heap), heap = heap->next) {
		for (txSlot *slot = heap + 1; slot < heap->value.reference; slot++) {
			if (slot->kind == XS_INSTANCE_KIND && owners[base + (slot - heap)] == SIMULATED)
				count += 1 + lengthOf(the, slot->next);
		}
	}
	free(owners);
	free(queue);
	return count;
}
