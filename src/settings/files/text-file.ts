/** Far larger than any real file, and far smaller than what would be noticed. */
const MAX_FILE_BYTES = 1_000_000;

/** The content of a text file. A reason never repeats a part of the file. */
export type TextFile =
  | { readonly status: "missing" }
  | { readonly status: "unreadable"; readonly reason: string }
  | { readonly status: "read"; readonly text: string };

/** Reads synchronously, through `process`, because an import of `node:fs` would break runtimes without it. */
export function readTextFile(path: string): TextFile {
  const host: { readonly process?: { readonly getBuiltinModule?: typeof process.getBuiltinModule } } = globalThis;
  try {
    const fs = host.process?.getBuiltinModule?.("node:fs");
    const os = host.process?.getBuiltinModule?.("node:os");
    if (fs === undefined || os === undefined) return { status: "missing" };
    const fullPath = path.replace(/^~(?=$|[/\\])/, () => os.homedir());
    const stats = fs.statSync(fullPath, { throwIfNoEntry: false });
    if (stats === undefined) return { status: "missing" };
    if (!stats.isFile()) return { status: "unreadable", reason: "not a file" };
    if (stats.size > MAX_FILE_BYTES) return { status: "unreadable", reason: `larger than ${MAX_FILE_BYTES} bytes` };
    return { status: "read", text: fs.readFileSync(fullPath, "utf8") };
  } catch (error) {
    return { status: "unreadable", reason: errorCode(error) };
  }
}

/** Only the code: the message of a file error repeats the path. */
function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
}
