import type { CollectorStore } from "../../store/collector-store.js";
import { isStoreError } from "../../store/index.js";

type Way = "read" | "write";

/** Whether the store works, for the page and for senders. A full disk can still be read. */
export class StoreHealth {
  readonly #changed: () => void;
  readonly #problems = new Map<Way, string>();

  /** @param changed - called when the store fails in another way, or works again */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** In words for a person; undefined while the store works. */
  get problem(): string | undefined {
    return this.#problems.get("write") ?? this.#problems.get("read");
  }

  /** The store, with the outcome of every call noted. */
  watch(store: CollectorStore): CollectorStore {
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        const way = WRITING.test(String(name)) ? "write" : "read";
        return (...given: unknown[]) => this.#noted(way, Reflect.apply(member, target, given));
      },
    });
  }

  async #noted(way: Way, answer: unknown): Promise<unknown> {
    const before = this.problem;
    try {
      const value = await answer;
      this.#problems.delete(way);
      return value;
    } catch (error) {
      // An invalid call says nothing about the store.
      if (isStoreError(error) && error.code !== "bad_option") this.#problems.set(way, error.message);
      throw error;
    } finally {
      if (this.problem !== before) this.#changed();
    }
  }
}

const WRITING = /^(?:write|delete)/;
