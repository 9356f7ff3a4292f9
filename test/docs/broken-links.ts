import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { headingAnchors, linkTargets, type MarkdownPage } from "./markdown-page.js";

const REPOSITORY = resolve(import.meta.dirname, "../..");

/** The links within the repository that lead nowhere, each as `page -> target`. Addresses of the web are not asked. */
export function brokenLinks(pages: readonly MarkdownPage[]): readonly string[] {
  const anchors = new Map(pages.map((page) => [page.path, headingAnchors(page)]));
  return pages.flatMap((page) =>
    linkTargets(page)
      .filter((target) => !/^[a-z]+:/i.test(target) && !leadsSomewhere(page, target, anchors))
      .map((target) => `${page.path} -> ${target}`),
  );
}

function leadsSomewhere(
  { path }: MarkdownPage,
  target: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const [file = "", anchor] = target.split("#");
  const linked = file === "" ? path : join(dirname(path), file);
  if (anchor !== undefined) return anchors.get(linked)?.has(anchor) ?? false;
  return anchors.has(linked) || existsSync(resolve(REPOSITORY, linked));
}
