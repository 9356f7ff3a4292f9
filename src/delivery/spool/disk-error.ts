import { PrivacyRefusal } from "../../runtime/private-files.js";

/** The code of a file system's error, such as `ENOSPC`: its message repeats the path. */
function diskErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Whether there is no such file or folder: another process was faster, or removed the folder. */
export function isMissing(error: unknown): boolean {
  return diskErrorCode(error) === "ENOENT";
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "a file may not become this large",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the disk is read-only",
  EIO: "the disk failed",
  ERR_ACCESS_DENIED: "the permissions of this process forbid it",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "a part of the path is a file",
};

/** One sentence for a person: what failed, where, and why. */
export function diskErrorMessage(path: string, error: unknown): string {
  if (error instanceof PrivacyRefusal) {
    return `The spool folder ${error.path} is not used: ${error.reason}. Remove it, or name another folder as spoolDir.`;
  }
  const code = diskErrorCode(error) ?? "unknown error";
  const reason = ADVICE[code];
  return `The spool folder ${path} can't be written: ${reason === undefined ? code : `${reason} (${code})`}.`;
}
