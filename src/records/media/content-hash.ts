import { nodeModules } from "../../runtime/node-modules.js";
import { decodedPieces } from "./base64.js";

const LENGTH = 24;

/** Differs from process to process, so that no text from outside can name media that it does not contain. */
let salt: string | undefined;

/** The same for the same type and the same base64 within one process, of 24 hexadecimal digits. */
export function contentHash(type: string, base64: string): string {
  salt ??= globalThis.crypto.randomUUID();
  const crypto = nodeModules()?.crypto;
  if (crypto === undefined) return plainHash(salt, type + base64);
  const hash = crypto.createHash("sha1").update(salt).update(type);
  for (const piece of decodedPieces(base64)) hash.update(piece);
  return hash.digest("hex").slice(0, LENGTH);
}

const SEEDS = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b];

function plainHash(salt: string, text: string): string {
  const sums = Uint32Array.from(SEEDS);
  for (const part of [salt, text]) {
    for (let index = 0; index < part.length; index += 1) {
      const code = part.charCodeAt(index);
      sums[0] = Math.imul((sums[0] ?? 0) ^ code, 0x01000193);
      sums[1] = Math.imul((sums[1] ?? 0) ^ code, 0x5bd1e995) + (sums[0] >>> 15);
      sums[2] = Math.imul((sums[2] ?? 0) ^ code, 0xcc9e2d51) + (sums[1] >>> 13);
    }
  }
  return [...sums].map((sum) => sum.toString(16).padStart(8, "0")).join("");
}
