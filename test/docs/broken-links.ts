import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { headingAnchors, linkTargets, type MarkdownPage } from "./markdown-page.js";

const REPOSITORY = resolve(import.meta.dirname, "../..");

/** Whether a file or folder is there for the reader of a page, by its path from the root of the repository. */
type IsThere = (path: string) => boolean;

const IN_REPOSITORY: IsThere = (path) => existsSync(resolve(REPOSITORY, path));

/** What `npm pack` takes along, whether or not it was built. */
export function inPackage(): IsThere {
  const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: REPOSITORY,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const paths = [...listed.matchAll(/"path": "([^"]+)"/g)].map(([, path = ""]) => path);
  return (path) => paths.some((packed) => packed === path || packed.startsWith(path.endsWith("/") ? path : `${path}/`));
}

/** The links of pages that lead nowhere, each as `page -> target`. Addresses of the web are not asked. */
export function brokenLinks(pages: readonly MarkdownPage[], isThere: IsThere = IN_REPOSITORY): readonly string[] {
  const anchors = new Map(pages.map((page) => [page.path, headingAnchors(page)]));
  return pages.flatMap((page) =>
    linkTargets(page)
      .filter((target) => !/^[a-z]+:/i.test(target) && !leadsSomewhere(page, target, anchors, isThere))
      .map((target) => `${page.path} -> ${target}`),
  );
}

function leadsSomewhere(
  { path }: MarkdownPage,
  target: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  isThere: IsThere,
): boolean {
  const [file = "", anchor] = target.split("#");
  const linked = file === "" ? path : join(dirname(path), file);
  if (anchor !== undefined) return anchors.get(linked)?.has(anchor) ?? false;
  return anchors.has(linked) || isThere(linked);
}
