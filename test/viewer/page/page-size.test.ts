import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPage } from "./support/built-page.js";

const MAX_FIRST_VIEW_BYTES = 100_000;

describe("the built page", () => {
  let folder = "";
  let index = "";
  beforeAll(async () => {
    folder = await buildPage();
    index = await readFile(join(folder, "index.html"), "utf8");
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("the built page takes at most 100 kB, compressed, until its first view is there", async () => {
    const named = [...index.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path = ""]) => path);
    expect(named.some((path) => path.endsWith(".js"))).toBe(true);
    expect(named.some((path) => path.endsWith(".css"))).toBe(true);
    const files = await Promise.all(["index.html", ...named].map((path) => readFile(join(folder, path))));
    const bytes = files.reduce((sum, content) => sum + gzipSync(content).byteLength, 0);
    expect(bytes).toBeLessThanOrEqual(MAX_FIRST_VIEW_BYTES);
  });

  it("the HTML of the built page has no script or style in it, which the content policy forbids", () => {
    expect(index).not.toMatch(/<style|<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=/i);
  });

  it("each asset of the built page has a hash in its name", async () => {
    const assets = await readdir(join(folder, "assets"));
    expect(assets.filter((name) => !/-[\w-]{8,}\.(?:js|css|svg)$/.test(name))).toEqual([]);
  });
});
