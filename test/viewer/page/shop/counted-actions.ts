import type { Locator, Page } from "playwright-core";

/** What a person does on a page: each click, each key and each field that is filled in is one action. */
export class CountedActions {
  readonly #page: Page;
  readonly #most: number;
  #done = 0;

  constructor(page: Page, most: number) {
    this.#page = page;
    this.#most = most;
  }

  async click(what: Locator): Promise<void> {
    this.#count();
    await what.click();
  }

  async press(key: string): Promise<void> {
    this.#count();
    await this.#page.keyboard.press(key);
  }

  async fillIn(field: Locator, text: string): Promise<void> {
    this.#count();
    await field.fill(text);
  }

  #count(): void {
    this.#done += 1;
    if (this.#done > this.#most) throw new Error(`This takes more than ${this.#most} actions.`);
  }
}
