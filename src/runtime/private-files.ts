import type * as Fs from "node:fs";
import type * as Path from "node:path";
import { syncFile } from "./synced-files.js";

/**
 * Writes everything that may hold prompts or keys: readable by the owner only, whatever the umask, and never through a
 * link or into a file that somebody else put there. Windows has neither modes nor owners of this kind; there the user's
 * folder protects its files.
 */

export interface FileModules {
  readonly fs: typeof Fs;
  readonly path: typeof Path;
}

/** How files are written. */
export interface Writing {
  readonly fs: typeof Fs;
  /** Whether the data is on disk when the write is done, so that it survives a loss of power. */
  readonly isSynced: boolean;
}

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const GROUP_OR_OTHERS_WRITE = 0o022;
const GROUP_OR_OTHERS = 0o077;

/** Why a file or folder is not used. */
export class PrivacyRefusal extends Error {
  override readonly name = "PrivacyRefusal";
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path} is not used: ${reason}.`);
    this.path = path;
    this.reason = reason;
  }
}

/** Makes a folder, with the missing ones above it, for the owner only. Existing folders stay as they are. */
export function makePrivateFolders(folder: string, modules: FileModules): void {
  const { fs, path } = modules;
  const parent = path.dirname(folder);
  if (parent !== folder && !fs.existsSync(parent)) makePrivateFolders(parent, modules);
  makePrivateFolder(folder, fs);
}

/** The same for a folder whose parent exists. */
export function makePrivateFolder(folder: string, fs: typeof Fs): void {
  // A link that leads nowhere counts as existing, so that no folder is made where it points.
  if (fs.lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  try {
    fs.mkdirSync(folder, { mode: OWNER_ONLY_FOLDER });
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    throw error;
  }
  // The umask may have taken the owner's own rights, too.
  fs.chmodSync(folder, OWNER_ONLY_FOLDER);
}

/** Requires a folder, not a link to one. @throws PrivacyRefusal */
export function requireFolder(folder: string, fs: typeof Fs): void {
  if (!fs.lstatSync(folder).isDirectory()) throw new PrivacyRefusal(folder, "it is a file or a link");
}

/** Who owns a file, folder or link. Where there are no owners, everything belongs to this user. */
export function ownerOf(place: string, fs: typeof Fs): "this user" | "the system" | "another user" {
  const user = currentUser();
  const { uid } = fs.lstatSync(place);
  if (user === undefined || uid === user) return "this user";
  return uid === 0 ? "the system" : "another user";
}

export function isSystemUser(): boolean {
  return currentUser() === 0;
}

/** Gives a new file to the owner of its folder, who could not read it where root made it. */
export function giveToOwnerOf(folder: string, file: string, fs: typeof Fs): void {
  if (!isSystemUser()) return;
  const { uid, gid } = fs.statSync(folder);
  if (uid !== 0) fs.lchownSync(file, uid, gid);
}

/**
 * Requires a folder that belongs to this user, and to which only this user can write: others could take what is
 * written, or add files that would then be sent in this user's name.
 *
 * @throws PrivacyRefusal
 */
export function requireUnsharedFolder(folder: string, fs: typeof Fs): void {
  requireFolder(folder, fs);
  if (ownerOf(folder, fs) !== "this user") throw new PrivacyRefusal(folder, "it belongs to another user");
  if (currentUser() !== undefined && (fs.lstatSync(folder).mode & GROUP_OR_OTHERS_WRITE) !== 0) {
    throw new PrivacyRefusal(folder, "other users may write to it");
  }
}

/**
 * Removes the rights of the group and of others from a folder that this package made.
 *
 * @returns whether they could do anything
 */
export function tightenFolder(folder: string, fs: typeof Fs): boolean {
  const isOpen = currentUser() !== undefined && (fs.lstatSync(folder).mode & GROUP_OR_OTHERS) !== 0;
  if (isOpen) fs.chmodSync(folder, OWNER_ONLY_FOLDER);
  return isOpen;
}

/** Links that lead to links end somewhere, or never. */
const MAX_LINKS = 40;

/**
 * The real path of an existing folder, without links. Every folder and link on the way must belong to this user or to
 * root: another user could replace it at any time.
 *
 * @throws PrivacyRefusal
 */
export function trustedPath(folder: string, modules: FileModules): string {
  const { fs, path } = modules;
  const absolute = path.resolve(folder);
  const user = currentUser();
  if (user === undefined) return absolute;
  const { root } = path.parse(absolute);
  // In a user namespace without root, the owner of the root folder takes its place.
  const trusted = new Set([user, 0, lookAt(root, fs)?.uid]);
  const rest = namesIn(absolute, path);
  let current = root;
  let links = 0;
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const next = path.join(current, name);
    const stats = lookAt(next, fs);
    if (stats !== undefined && !trusted.has(stats.uid)) {
      throw new PrivacyRefusal(folder, `${next === absolute ? "it" : next} belongs to another user`);
    }
    if (stats?.isSymbolicLink() !== true) {
      current = next;
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw new PrivacyRefusal(folder, `${next} is a link without an end`);
    rest.unshift(...namesIn(path.resolve(current, fs.readlinkSync(next)), path));
    current = root;
  }
  return current;
}

/** Undefined where a sandbox forbids looking at the folders above one that may be used. */
function lookAt(place: string, fs: typeof Fs): Fs.Stats | undefined {
  try {
    return fs.lstatSync(place);
  } catch {
    return undefined;
  }
}

function namesIn(absolute: string, path: typeof Path): string[] {
  return absolute
    .slice(path.parse(absolute).root.length)
    .split(path.sep)
    .filter((name) => name !== "");
}

/**
 * A umask removes rights from a new file, at times even the owner's own. Checked before the mode is changed, which
 * Node's permission model forbids for open files.
 */
function lacksOwnerRights({ mode }: Pick<Fs.Stats, "mode">): boolean {
  return (mode & OWNER_ONLY_FILE) !== OWNER_ONLY_FILE;
}

/** Opens a new file for writing. @throws where anything, even a link, exists at its path */
export function openNewFile(file: string, fs: typeof Fs): number {
  const descriptor = fs.openSync(file, "wx", OWNER_ONLY_FILE);
  try {
    if (lacksOwnerRights(fs.fstatSync(descriptor))) fs.fchmodSync(descriptor, OWNER_ONLY_FILE);
    return descriptor;
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

/** Writes a new file. @throws where anything, even a link, exists at its path */
export function writeNewFile(file: string, text: string, fs: typeof Fs): void {
  writeNewFileInPiecesNow(file, [text], { fs, isSynced: false });
}

/** The same piece by piece. */
export function writeNewFileInPiecesNow(file: string, pieces: Iterable<string>, { fs, isSynced }: Writing): void {
  const descriptor = openNewFile(file, fs);
  try {
    for (const piece of pieces) fs.writeFileSync(descriptor, piece);
    if (isSynced) fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Opens a new file for writing, without blocking. @throws where anything, even a link, exists at its path */
export async function openNewFileAsync(file: string, fs: typeof Fs): Promise<Fs.promises.FileHandle> {
  const handle = await fs.promises.open(file, "wx", OWNER_ONLY_FILE);
  try {
    if (lacksOwnerRights(await handle.stat())) await handle.chmod(OWNER_ONLY_FILE);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Writes a new file piece by piece, without blocking. @throws where anything, even a link, exists at its path */
export async function writeNewFileInPieces(file: string, pieces: Iterable<string>, writing: Writing): Promise<void> {
  const handle = await openNewFileAsync(file, writing.fs);
  try {
    await writePieces(handle, pieces, writing);
  } finally {
    await handle.close();
  }
}

/** One by one: the file system of Yarn's Plug'n'Play takes no iterable as a whole. */
async function writePieces(
  handle: Fs.promises.FileHandle,
  pieces: Iterable<string>,
  { fs, isSynced }: Writing,
): Promise<void> {
  for (const piece of pieces) await handle.writeFile(piece);
  if (isSynced) await syncFile(handle.fd, fs);
}

/** How a file of this user's is opened. */
type Access = "read" | "append" | "append or make" | "write";

/**
 * Opens a file that is there: a plain one of this user's, and no link. A FIFO is refused, too, where opening it would
 * wait for somebody at its other end.
 *
 * @throws PrivacyRefusal, or what the disk says
 */
function openOwnFile(file: string, access: Access, fs: typeof Fs): number {
  const descriptor = openSync(file, flagsFor(access, fs), fs);
  try {
    requireOwnFile(file, access, fs.fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

/** Opens it without blocking, and closes it after use. */
async function useOwnFile<T>(
  file: string,
  access: Access,
  fs: typeof Fs,
  use: (handle: Fs.promises.FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await fs.promises.open(file, flagsFor(access, fs), OWNER_ONLY_FILE).catch((error: unknown) => {
    throw openingError(file, error);
  });
  try {
    requireOwnFile(file, access, await handle.stat());
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/**
 * The text of a plain file of this user's.
 *
 * @param maxBytes - a larger file is not read
 * @throws PrivacyRefusal, or what the disk says
 */
export function readOwnFile(file: string, fs: typeof Fs, maxBytes = Number.POSITIVE_INFINITY): string {
  const descriptor = openOwnFile(file, "read", fs);
  try {
    if (fs.fstatSync(descriptor).size > maxBytes) throw new PrivacyRefusal(file, `it has more than ${maxBytes} bytes`);
    return fs.readFileSync(descriptor, "utf8");
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The same without blocking, as bytes. */
export async function readOwnFileAsync(file: string, fs: typeof Fs): Promise<Buffer> {
  return useOwnFile(file, "read", fs, (handle) => handle.readFile());
}

/** Adds to a plain file of this user's. @throws PrivacyRefusal, or what the disk says */
export async function appendToOwnFile(file: string, pieces: Iterable<string>, writing: Writing): Promise<void> {
  await useOwnFile(file, "append", writing.fs, (handle) => writePieces(handle, pieces, writing));
}

/** The same for a file that is created where it is missing. */
export async function appendToPrivateFile(file: string, pieces: Iterable<string>, writing: Writing): Promise<void> {
  await useOwnFile(file, "append or make", writing.fs, async (handle) => {
    await handle.chmod(OWNER_ONLY_FILE);
    await writePieces(handle, pieces, writing);
  });
}

/** Truncates a plain file of this user's. @throws PrivacyRefusal, or what the disk says */
export async function truncateOwnFile(file: string, bytes: number, fs: typeof Fs): Promise<void> {
  await useOwnFile(file, "write", fs, (handle) => handle.truncate(bytes));
}

/**
 * Removes the rights of the group and of others from the files of a folder, and of the folders below it. No link is
 * followed.
 */
export function tightenFilesIn(folder: string, modules: FileModules): void {
  const { fs, path } = modules;
  if (currentUser() === undefined) return;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) tightenFilesIn(place, modules);
    if (entry.isDirectory() || entry.isFile()) {
      fs.chmodSync(place, entry.isDirectory() ? OWNER_ONLY_FOLDER : OWNER_ONLY_FILE);
    }
  }
}

/**
 * Replaces the text of a plain file, whose mode stays. A file that holds a key must belong to this user, and becomes
 * private to its owner.
 *
 * @throws PrivacyRefusal, or what the disk says
 */
export function replaceText(
  file: string,
  text: string,
  { holdsKey, fs }: { readonly holdsKey: boolean; readonly fs: typeof Fs },
): void {
  const descriptor = openSync(file, flagsFor("write", fs), fs);
  try {
    const stats = fs.fstatSync(descriptor);
    if (holdsKey) requireOwnFile(file, "write", stats);
    else requirePlainFile(file, stats);
    if (holdsKey) fs.fchmodSync(descriptor, stats.mode & OWNER_ONLY_FILE);
    fs.ftruncateSync(descriptor);
    fs.writeFileSync(descriptor, text);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Empties a plain file of this user's. @throws PrivacyRefusal, or what the disk says */
export function emptyOwnFile(file: string, fs: typeof Fs): void {
  const descriptor = openOwnFile(file, "write", fs);
  try {
    fs.ftruncateSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function flagsFor(access: Access, { constants }: typeof Fs): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
  const append = O_WRONLY | O_APPEND;
  const mode = { read: O_RDONLY, append, "append or make": append | O_CREAT, write: O_WRONLY }[access];
  // Windows lacks both, and they count as 0 there.
  return mode | O_NOFOLLOW | O_NONBLOCK;
}

function openSync(file: string, flags: number, fs: typeof Fs): number {
  try {
    return fs.openSync(file, flags, OWNER_ONLY_FILE);
  } catch (error) {
    throw openingError(file, error);
  }
}

/** The system's error codes for a link that must not be followed, and for a FIFO that nobody reads. */
function openingError(file: string, error: unknown): unknown {
  const code = codeOf(error);
  return code === "ELOOP" || code === "EMLINK" || code === "ENXIO"
    ? new PrivacyRefusal(file, "it is a link or not a plain file")
    : error;
}

function requirePlainFile(file: string, stats: Fs.Stats): void {
  if (!stats.isFile()) throw new PrivacyRefusal(file, "it is not a plain file");
}

function requireOwnFile(file: string, access: Access, stats: Fs.Stats): void {
  requirePlainFile(file, stats);
  const user = currentUser();
  if (user === undefined) return;
  // Root may work on the files of others, once their folders have passed the checks.
  if (stats.uid !== user && user !== 0) throw new PrivacyRefusal(file, "it belongs to another user");
  // The text would appear under the other name, too.
  if (access !== "read" && stats.nlink > 1) throw new PrivacyRefusal(file, "it has a second name elsewhere");
}

/** Undefined on Windows. The effective user: new files belong to it. */
function currentUser(): number | undefined {
  return process.geteuid?.();
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
