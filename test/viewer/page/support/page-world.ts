import { rm } from "node:fs/promises";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { buildPage } from "./built-page.js";
import { launchChromium } from "./launch-chromium.js";
import { PageServer } from "./page-server.js";
import { TraceBook } from "./trace-book.js";

/** The built page, its server and a browser. What the browser complains of fails the test. */
export class PageWorld {
  readonly book = new TraceBook();
  readonly #complaints: string[] = [];
  #browser: Browser | undefined;
  #server: PageServer | undefined;

  get server(): PageServer {
    if (this.#server === undefined) throw new Error("The server has not been started.");
    return this.#server;
  }

  async start(folder: string): Promise<void> {
    this.#browser = await launchChromium();
    this.#server = new PageServer(this.book, folder);
    await this.#server.start();
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.#server?.stop();
  }

  /** Opens an address of the page in a browser of its own. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser?.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context?.newPage();
    if (page === undefined) throw new Error("The browser has not been started.");
    page.on("pageerror", (error) => this.#complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.#complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!/^(?:data|blob):/.test(url) && !url.startsWith(this.server.url)) this.#complaints.push(`asked for ${url}`);
    });
    await page.goto(this.server.url + path);
    return page;
  }

  /** What browsers have complained of since the last call. */
  complaints(): readonly string[] {
    return this.#complaints.splice(0);
  }

  async clear(): Promise<void> {
    for (const context of this.#browser?.contexts() ?? []) await context.close();
    this.book.clear();
  }
}

/** A world for the tests of a file, empty before each. */
export function pageWorld(): PageWorld {
  const world = new PageWorld();
  let folder = "";
  beforeAll(async () => {
    folder = await buildPage();
    await world.start(folder);
  });
  beforeEach(async () => {
    await world.clear();
  });
  afterEach(() => {
    expect(world.complaints()).toEqual([]);
  });
  afterAll(async () => {
    await world.stop();
    await rm(folder, { recursive: true });
  });
  return world;
}
