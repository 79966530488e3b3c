/*
 * fault_vfs.c - owns the failing file system for the tests of the store. All else is passed on to
 * SQLite's own. One for the process, as SQLite has it; used by one thread.
 */
#include "fault_vfs.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

struct file {
	sqlite3_file base;
	sqlite3_file *real; /* behind this struct */
};

static struct {
	sqlite3_vfs vfs, *real;
	enum fault_kind kind;
	unsigned n, count;
	bool struck;
} fault;

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct file *)file)->real;
}

/* Whether the operation that is about to be done is to fail. */
static bool strikes(void)
{
	if (fault.kind == FAULT_NONE)
		return false;
	fault.count++;
	bool now = fault.kind == FAULT_ONCE || fault.kind == FAULT_KILL ? fault.count == fault.n
									: fault.count >= fault.n;
	fault.struck = fault.struck || now;
	return now;
}

static void die(void)
{
	if (fault.kind == FAULT_KILL) {
		kill(getpid(), SIGKILL);
		pause();
	}
}

static int pass_close(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int pass_read(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
	return real_of(file)->pMethods->xRead(real_of(file), data, size, offset);
}

static int fail_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
	bool strike = strikes();
	int code = real_of(file)->pMethods->xWrite(
		real_of(file), data, strike ? size / 2 : size, offset);
	if (!strike)
		return code;
	die();
	return fault.kind == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int fail_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	if (strikes()) {
		die();
		return SQLITE_IOERR_TRUNCATE;
	}
	return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int fail_sync(sqlite3_file *file, int flags)
{
	if (strikes()) {
		die();
		return fault.kind == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_FSYNC;
	}
	return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int pass_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int pass_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int pass_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int pass_check_lock(sqlite3_file *file, int *out)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int pass_control(sqlite3_file *file, int operation, void *argument)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int pass_sector_size(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int pass_characteristics(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int fail_shm_map(
	sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
	if (extend != 0 && strikes()) {
		die();
		return fault.kind == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_SHMSIZE;
	}
	return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, memory);
}

static int pass_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void pass_shm_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int pass_shm_unmap(sqlite3_file *file, int remove)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* without memory-mapped reading */
	.xClose = pass_close,
	.xRead = pass_read,
	.xWrite = fail_write,
	.xTruncate = fail_truncate,
	.xSync = fail_sync,
	.xFileSize = pass_size,
	.xLock = pass_lock,
	.xUnlock = pass_unlock,
	.xCheckReservedLock = pass_check_lock,
	.xFileControl = pass_control,
	.xSectorSize = pass_sector_size,
	.xDeviceCharacteristics = pass_characteristics,
	.xShmMap = fail_shm_map,
	.xShmLock = pass_shm_lock,
	.xShmBarrier = pass_shm_barrier,
	.xShmUnmap = pass_shm_unmap,
};

static int open_file(
	sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags, int *out_flags)
{
	struct file *file = (struct file *)base;
	(void)vfs;
	file->real = (sqlite3_file *)(file + 1);
	int code = fault.real->xOpen(fault.real, name, file->real, flags, out_flags);
	file->base.pMethods = file->real->pMethods == NULL ? NULL : &methods;
	return code;
}

static int fail_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	(void)vfs;
	if (strikes()) {
		die();
		return SQLITE_IOERR_DELETE;
	}
	return fault.real->xDelete(fault.real, name, sync_folder);
}

void fault_vfs_install(void)
{
	fault.real = sqlite3_vfs_find(NULL);
	if (fault.real == NULL)
		abort();
	fault.vfs = *fault.real;
	fault.vfs.pNext = NULL;
	fault.vfs.zName = "fault";
	fault.vfs.szOsFile = (int)sizeof(struct file) + fault.real->szOsFile;
	fault.vfs.xOpen = open_file;
	fault.vfs.xDelete = fail_delete;
	if (sqlite3_vfs_register(&fault.vfs, 1) != SQLITE_OK)
		abort();
}

void fault_vfs_arm(enum fault_kind kind, unsigned n)
{
	fault.kind = kind;
	fault.n = n;
	fault.count = 0;
	fault.struck = false;
}

int fault_vfs_disarm(void)
{
	fault.kind = FAULT_NONE;
	return fault.struck;
}
