import type * as Crypto from "node:crypto";
import type * as Fs from "node:fs";
import type * as Os from "node:os";
import type * as Path from "node:path";

/** Node's own modules, as far as the spool uses them. */
export interface NodeModules {
  readonly fs: typeof Fs;
  readonly os: typeof Os;
  readonly path: typeof Path;
  readonly crypto: typeof Crypto;
}

/** Obtained through `process`, because an import would break runtimes without them; undefined there. */
export function nodeModules(): NodeModules | undefined {
  const host: { readonly process?: { readonly getBuiltinModule?: typeof process.getBuiltinModule } } = globalThis;
  const fs = host.process?.getBuiltinModule?.("node:fs");
  const os = host.process?.getBuiltinModule?.("node:os");
  const path = host.process?.getBuiltinModule?.("node:path");
  const crypto = host.process?.getBuiltinModule?.("node:crypto");
  if (fs === undefined || os === undefined || path === undefined || crypto === undefined) return undefined;
  return { fs, os, path, crypto };
}

/** The first characters of a hash: enough to tell a handful of names apart. */
export function shortHash(text: string, { crypto }: Pick<NodeModules, "crypto">): string {
  return crypto.createHash("sha256").update(text).digest("hex").slice(0, 8);
}
