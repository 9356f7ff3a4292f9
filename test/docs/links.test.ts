import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenLinks, inPackage } from "./broken-links.js";
import { linkTargets, userPages } from "./markdown-page.js";

const PAGES = userPages();

describe("the links of the documentation", () => {
  it("the links of the documentation lead to pages and headings that exist", () => {
    expect(brokenLinks(PAGES)).toEqual([]);
  });

  it("the links of packed pages lead to files that are packed", () => {
    const isPacked = inPackage();
    const packed = PAGES.filter(({ path }) => isPacked(path));

    expect(packed.map(({ path }) => path)).toContain("README.md");
    expect(brokenLinks(packed, isPacked)).toEqual([]);
  });

  it("the README links to every page of docs/", () => {
    const readme = PAGES.filter(({ path }) => path === "README.md");
    const linked = readme.flatMap(linkTargets).map((target) => join(target.replace(/#.*/, "")));
    const pages = PAGES.map(({ path }) => path).filter((path) => path.startsWith("docs/"));

    expect(pages.filter((path) => !linked.includes(path))).toEqual([]);
  });
});

it.each([
  { path: "SECURITY.md", atLeast: 20 },
  { path: "docs/reliability.md", atLeast: 2 },
  { path: "docs/architecture.md", atLeast: 10 },
  { path: "CONTRIBUTING.md", atLeast: 10 },
])("the test files that $path names exist", ({ path, atLeast }) => {
  const [page] = PAGES.filter((one) => one.path === path);
  const named = [...(page?.text ?? "").matchAll(/`(test\/[\w./-]+)`/g)].map(([, test = ""]) => test);

  expect(named.length).toBeGreaterThanOrEqual(atLeast);
  expect(named.filter((test) => !existsSync(test))).toEqual([]);
});

describe("the check of links", () => {
  const HEADED = { path: "docs/a.md", text: "# One\n\n## What `flush()` tells: all\n" };

  it.each([
    "[gone](gone.md)",
    "[up](../docs/gone.md)",
    "[no heading](a.md#two)",
    "[not here](#one)",
    "[file without headings](../package.json#one)",
  ])("the check of links detects %s", (link) => {
    const target = /\((.+)\)/.exec(link)?.[1];
    expect(brokenLinks([HEADED, { path: "docs/b.md", text: `See ${link}.` }])).toEqual([`docs/b.md -> ${target}`]);
  });

  it.each([
    "[page](a.md)",
    "[heading](a.md#what-flush-tells-all)",
    "[file](../package.json)",
    "[folder](../examples/)",
    "[the web](https://example.com/gone)",
    "`[code](gone.md)`",
    "```md\n[code](gone.md)\n```",
  ])("the check of links accepts %s", (link) => {
    expect(brokenLinks([HEADED, { path: "docs/b.md", text: link }])).toEqual([]);
  });
});
