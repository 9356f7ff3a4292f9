import { tryOr } from "../../records/json/guarded-read.js";
import { isObject } from "../../records/json/json-object.js";
import { MAX_NAME_LENGTH } from "../../records/json/text-limit.js";

// What has more is no conversation.
export const MAX_MESSAGES = 20_000;

/**
 * The messages that a root run found: those of its input, and what its graph had kept of the conversation, which the
 * first nodes are given. What the run has beyond them at its end, it added.
 */
export class TurnMessages {
  readonly #found = new Set<unknown>();
  #fromRoot = 0;
  #hasNodes = false;
  #isComplete = false;
  #isTold = false;

  /** How many stood in the root's own input. */
  get fromRoot(): number {
    return this.#fromRoot;
  }

  /** Whether a node of a graph ran. */
  get hasNodes(): boolean {
    return this.#hasNodes;
  }

  /** Whether a span says all that the root was given. */
  get isTold(): boolean {
    return this.#isTold;
  }

  tell(): void {
    this.#isTold = true;
  }

  findInRoot(messages: readonly unknown[]): void {
    this.#fromRoot = messages.length;
    this.#find(messages);
  }

  /** What a node is given: until one has added to it, that is what the graph had kept. */
  findInNode(messages: readonly unknown[]): void {
    this.#hasNodes = true;
    if (!this.#isComplete) this.#find(messages);
  }

  /** A node has added messages: what others are given is no longer only what was found. */
  complete(): void {
    this.#isComplete = true;
  }

  has(message: unknown): boolean {
    return (!isLongText(message) && this.#found.has(message)) || this.#found.has(idOf(message));
  }

  #find(messages: readonly unknown[]): void {
    for (const message of messages) {
      if (this.#found.size >= MAX_MESSAGES) return;
      if (!isLongText(message)) this.#found.add(message);
      const id = idOf(message);
      if (id !== undefined) this.#found.add(id);
    }
  }
}

// Under its id a message is the same when it was stored in between, or edited.
function idOf(message: unknown): string | undefined {
  const id: unknown = tryOr(() => (isObject(message) ? message.id : undefined), undefined);
  return typeof id === "string" && !isLongText(id) ? id : undefined;
}

// To find a text again is to look at all of it. Of bare texts a conversation has few, and graphs make messages of them.
function isLongText(message: unknown): boolean {
  return typeof message === "string" && message.length > MAX_NAME_LENGTH;
}
