import type * as Fs from "node:fs";

/** The error codes of systems and file systems that can't open folders like files, or can't sync them. */
const NOT_FOR_FOLDERS = new Set<unknown>(["EISDIR", "EACCES", "EPERM", "EINVAL", "EBADF", "ENOTSUP"]);

/**
 * Resolves when the data of an open file is on disk. It uses the file descriptor, as the file system of Yarn's
 * Plug'n'Play can't sync a handle.
 */
export function syncFile(descriptor: number, fs: typeof Fs): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.fsync(descriptor, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/**
 * Resolves when the names of a folder's files are on disk, so that they survive a loss of power. Where folders can't be
 * synced, the names are as safe as the file system makes them.
 */
export async function syncFolder(folder: string, fs: typeof Fs): Promise<void> {
  try {
    const handle = await fs.promises.open(folder, "r");
    try {
      await syncFile(handle.fd, fs);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isNotForFolders(error)) throw error;
  }
}

/** The same, synchronously: the event loop stands still meanwhile. */
export function syncFolderNow(folder: string, fs: typeof Fs): void {
  try {
    const descriptor = fs.openSync(folder, "r");
    try {
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    if (!isNotForFolders(error)) throw error;
  }
}

function isNotForFolders(error: unknown): boolean {
  return error instanceof Error && "code" in error && NOT_FOR_FOLDERS.has(error.code);
}
