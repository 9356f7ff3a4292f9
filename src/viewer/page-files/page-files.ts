import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Answer } from "../http/answer.js";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  woff2: "font/woff2",
  json: "application/json",
};

/**
 * Paths of a build's files: letters, digits and hyphens, in folders, with an extension. No such path leads out of the
 * folder.
 */
const FILE_PATH = /^(?:[\w-]+\/){0,3}[\w-]+(?:\.[\w-]+){1,3}$/;
/** Where a build puts the files that `index.html` names. */
const ASSETS = "assets/";
/** A file with a hash in its name never changes. */
const HASHED = /[.-][\w-]{8,}\.\w+(?:\.br|\.gz)?$/;

/** The page, as it was built into a folder. */
export class PageFiles {
  readonly #folder: string;
  readonly #known = new Map<string, Uint8Array>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Paths of the page's views are answered with `index.html`, which shows them. */
  async answer(path: string, acceptEncoding: string): Promise<Answer> {
    const name = path.slice(1);
    const found = FILE_PATH.test(name) ? await this.#file(name, acceptEncoding) : undefined;
    if (found !== undefined) return found;
    if (name.startsWith(ASSETS)) return NOT_FOUND;
    return (await this.#file("index.html", acceptEncoding)) ?? NOT_BUILT;
  }

  async #file(name: string, acceptEncoding: string): Promise<Answer | undefined> {
    for (const [encoding, ending] of ENCODINGS) {
      if (encoding !== undefined && !acceptEncoding.includes(encoding)) continue;
      const content = await this.#read(name + ending);
      if (content !== undefined) return fileAnswer(name, content, encoding);
    }
    return undefined;
  }

  async #read(name: string): Promise<Uint8Array | undefined> {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const content = await readFile(join(this.#folder, name)).catch(() => undefined);
    // A file with a hash in its name never changes; a page may be built while this server runs.
    if (content !== undefined && HASHED.test(name)) this.#known.set(name, content);
    return content;
  }
}

const ENCODINGS = [
  ["br", ".br"],
  ["gzip", ".gz"],
  [undefined, ""],
] as const;

const NOT_FOUND: Answer = { kind: "content", status: 404, type: "text/plain", content: "There is no such file.\n" };
const NOT_BUILT: Answer = {
  kind: "content",
  status: 200,
  type: "text/plain; charset=utf-8",
  content:
    "This server accepts traces. Its page is not built here: run npm run build. langchain-opik traces lists the traces that have come.\n",
};

function fileAnswer(name: string, content: Uint8Array, encoding: string | undefined): Answer {
  const ending = name.slice(name.lastIndexOf(".") + 1);
  return {
    kind: "content",
    status: 200,
    type: TYPES[ending] ?? "application/octet-stream",
    content,
    headers: {
      "cache-control": HASHED.test(name) ? "public, max-age=31536000, immutable" : "no-cache",
      vary: "accept-encoding",
      ...(encoding !== undefined && { "content-encoding": encoding }),
    },
  };
}
