import * as fs from "node:fs";
import { realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openNewFileAsync } from "../../../runtime/private-files.js";

/**
 * The path to which a file may be written, with its links followed.
 *
 * @param mayReplace - whether an existing file may be replaced
 * @throws Error that says why not, and what to do
 */
export async function writableFile(file: string, mayReplace: boolean): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) {
    if (await isFolder(dirname(file))) return file;
    throw new Error(`${file} cannot be written: there is no folder ${dirname(file)}.`);
  }
  if (found.isDirectory()) throw new Error(`${file} is a folder. Name a file in it.`);
  if (!found.isFile()) throw new Error(`${file} is no plain file. Use - for standard output.`);
  if (!mayReplace) throw new Error(`${file} exists already. Name another file, or use --force to replace it.`);
  return realpath(file);
}

/** Writes all of a file, or nothing: under another name, until it is complete. Only its owner may read it. */
export async function writeWholeFile(file: string, texts: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  const draft = `${file}.${process.pid}.part`;
  try {
    await rm(draft, { force: true });
    const handle = await openNewFileAsync(draft, fs);
    await pipeline(Readable.from(texts), handle.createWriteStream(), { signal });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
