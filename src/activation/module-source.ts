import { announceManagers, MANAGER_FILE, MANAGER_MARK } from "./manager-source.js";
import { parsesAsCommonJs } from "./module-syntax.js";
import { MODULE_JOIN, SDK_FILE } from "./sdk-source.js";

/** What an ES module is to be loaded with instead of its own source. */
export interface ChangedModule {
  readonly source: string;
  /** Whether it is JavaScript for sure: in other files, what looks like a method may stand in a regular expression. */
  readonly isSure: boolean;
}

/** Undefined: it holds no manager, and is not Opik's SDK. */
export function changedModule(url: string, source: string | Uint8Array): ChangedModule | undefined {
  const bytes = asBuffer(source);
  if (SDK_FILE.test(url)) return joinedSdk(bytes.toString());
  if (!bytes.includes(MARK) || url.endsWith(".json")) return undefined;
  return { source: announceManagers(bytes.toString()), isSure: MANAGER_FILE.test(url) };
}

const MARK = Buffer.from(MANAGER_MARK);

/** In CommonJS, the import that is added would make an ES module of it. */
function joinedSdk(source: string): ChangedModule | undefined {
  return parsesAsCommonJs(source) ? undefined : { source: source + MODULE_JOIN, isSure: true };
}

function asBuffer(source: string | Uint8Array): Buffer {
  if (typeof source === "string") return Buffer.from(source);
  return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
}
