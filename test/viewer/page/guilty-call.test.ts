import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CountedActions } from "./shop/counted-actions.js";
import { openShopViewer, type ShopViewer } from "./shop/shop-viewer.js";
import { describeInBrowser } from "./support/chromium.js";

interface Hunt {
  readonly because: string;
  readonly find: (person: CountedActions, page: Page) => Promise<void>;
  /** What a person reads that says what went wrong, each on screen at once. */
  readonly guilty: (page: Page) => readonly Locator[];
}

const HUNTS: readonly Hunt[] = [
  {
    because: "a tool was given a wrong argument",
    async find(person, page) {
      await searchFor(person, page, "order 7318");
      await person.click(traceRow(page, "Where is my order 7318?"));
      await person.click(spanRow(page, "look_up_order"));
    },
    guilty: (page) => [section(page, "Input").getByText("7381", { exact: true })],
  },
  {
    because: "a rate limit made another model answer",
    async find(person, page) {
      await searchFor(person, page, "order 1042");
      await person.click(traceRow(page, "Where is my order 1042"));
      await page.getByRole("treegrid").waitFor();
      await person.press("e");
    },
    guilty: (page) => [
      page.locator(".error .long-text").filter({ hasText: "Rate limit reached for gpt-4o" }),
      spanRow(page, "fallback 2").first().getByText("fallback 2"),
    ],
  },
  {
    because: "a retriever found a superseded document",
    async find(person, page) {
      await searchFor(person, page, "lamps be back");
      await person.click(traceRow(page, "When must lamps be back"));
      await person.click(spanRow(page, "ShopRetriever"));
    },
    guilty: (page) => [
      section(page, "Output").getByText("superseded_by"),
      section(page, "Output").getByText("returns-2025.md", { exact: true }),
      section(page, "Output").getByText("Lamps and other light fittings can be returned within 14 days."),
    ],
  },
  {
    because: "a prompt lost its system message on the third turn",
    async find(person, page) {
      await searchFor(person, page, "Geld zurück");
      await person.click(traceRow(page, "Und bekomme ich Geld zurück?"));
      await person.click(spanRow(page, "ChatOpenAI"));
    },
    guilty: (page) => [
      page.getByText(/Since the turn before, ChatOpenAI: .*gone/),
      page.getByRole("listitem").filter({ hasText: /^system\s*gone\s*Answer in German, and never promise a refund/ }),
    ],
  },
  {
    because: "one call cost twenty times as much as the others",
    async find(person, page) {
      await person.press("f");
      await person.fillIn(page.getByLabel("Dearer than, in dollars"), "0.002");
      await person.press("Enter");
      await person.click(traceRow(page, "review-digest"));
    },
    guilty: (page) => [spanRow(page, /~\$0\.003\d, 20× the others/)],
  },
];

describeInBrowser("from a wrong answer among 2,000 traces to the call that went wrong", () => {
  let viewer: ShopViewer;
  beforeAll(async () => {
    viewer = await openShopViewer();
  });
  afterAll(async () => {
    await viewer.close();
  });

  it.each(HUNTS)("the guilty call is found in at most four actions where $because", async ({ find, guilty }) => {
    const page = await viewer.openList();
    await page.getByRole("row").nth(1).waitFor();
    for (const value of guilty(page)) expect(await value.count()).toBe(0);

    await find(new CountedActions(page, 4), page);

    for (const value of guilty(page)) {
      await value.waitFor();
      expect(await isOnScreen(value)).toBe(true);
    }
    await page.context().close();
  });
});

async function searchFor(person: CountedActions, page: Page, text: string): Promise<void> {
  await person.fillIn(page.getByRole("searchbox", { name: "Search inputs and outputs" }), text);
  await person.press("Enter");
}

function traceRow(page: Page, text: string): Locator {
  return page.getByRole("grid", { name: "Traces" }).getByRole("row").filter({ hasText: text });
}

function spanRow(page: Page, text: string | RegExp): Locator {
  return page.getByRole("treegrid").getByRole("row").filter({ hasText: text });
}

/** A part of what stands beside the tree. */
function section(page: Page, title: string): Locator {
  return page.locator("section").filter({ has: page.getByRole("heading", { name: title, level: 3 }) });
}

/** Whether nobody need scroll to see it, and nothing covers it. */
function isOnScreen(value: Locator): Promise<boolean> {
  return value.evaluate((element: DrawnElement) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const seen = element.ownerDocument.elementFromPoint(left + width / 2, top + height / 2);
    return seen !== null && element.contains(seen);
  });
}

/** What is needed of the browser's elements, whose types tests do not have. */
interface DrawnElement {
  readonly ownerDocument: { elementFromPoint(x: number, y: number): DrawnElement | null };
  getBoundingClientRect(): Readonly<Record<"left" | "top" | "width" | "height", number>>;
  contains(other: DrawnElement): boolean;
}
