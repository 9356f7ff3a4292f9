import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { inject } from "vitest";
import { UPDATES_PICTURES } from "../../../support/environment.js";
import { indexedPng } from "./indexed-png.js";

const KEPT = join(import.meta.dirname, "pictures");

/** Other versions of a browser blend the edges of letters a little otherwise: such shades are not told apart. */
const COLOUR_TOLERANCE = 0.15;
/**
 * A word in another place or of another colour differs in more pixels than that, and so does a line that is gone.
 */
const MOST_DIFFERENT_PIXELS = 60;

/** Undefined where the picture is as the kept one; else in words how it differs, and where the new one is. */
export async function differenceFromKept(name: string, taken: Buffer): Promise<string | undefined> {
  const path = join(KEPT, `${name}.png`);
  const now = PNG.sync.read(taken);
  const kept = await readFile(path).then(
    (bytes) => PNG.sync.read(bytes),
    () => undefined,
  );
  const difference = kept === undefined ? "There is no such picture yet." : differenceBetween(kept, now);
  if (difference === undefined) return undefined;
  if (UPDATES_PICTURES) {
    await mkdir(KEPT, { recursive: true });
    await writeFile(path, indexedPng(now));
    return undefined;
  }
  const newPath = join(inject("runFolder"), `${name}.png`);
  await writeFile(newPath, taken);
  return `${name}: ${difference} (${newPath})`;
}

function differenceBetween(kept: PNG, now: PNG): string | undefined {
  const { width, height } = kept;
  if (width !== now.width || height !== now.height) return `It has ${now.width} × ${now.height} pixels.`;
  const count = pixelmatch(kept.data, now.data, undefined, width, height, { threshold: COLOUR_TOLERANCE });
  return count > MOST_DIFFERENT_PIXELS ? `${count} pixels are others.` : undefined;
}
