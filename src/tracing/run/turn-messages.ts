import { tryOr } from "../../records/json/guarded-read.js";
import { isObject } from "../../records/json/json-object.js";
import { MAX_NAME_LENGTH } from "../../records/json/text-limit.js";

// A value with more messages is not a conversation.
export const MAX_MESSAGES = 20_000;

/**
 * The messages that a root run started with: those of its input, and the stored conversation of its graph, which the
 * first nodes are given. Any further messages at the end of the run were added by it.
 */
export class TurnMessages {
  readonly #found = new Set<unknown>();
  #fromRoot = 0;
  #hasNodes = false;
  #isComplete = false;
  #isTold = false;

  /** How many were in the root's own input. */
  get fromRoot(): number {
    return this.#fromRoot;
  }

  /** Whether a node of a graph ran. */
  get hasNodes(): boolean {
    return this.#hasNodes;
  }

  /** Whether a span says everything that the root was given. */
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

  /** The input of a node: until a node has added messages, it is the stored conversation. */
  findInNode(messages: readonly unknown[]): void {
    this.#hasNodes = true;
    if (!this.#isComplete) this.#find(messages);
  }

  /** A node has added messages: the input of others is no longer only the stored conversation. */
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

// A message with the same id is the same one, even when it was stored in between, or edited.
function idOf(message: unknown): string | undefined {
  const id: unknown = tryOr(() => (isObject(message) ? message.id : undefined), undefined);
  return typeof id === "string" && !isLongText(id) ? id : undefined;
}

// Finding a text again means reading all of it. A conversation has few bare texts, and graphs turn them into messages.
function isLongText(message: unknown): boolean {
  return typeof message === "string" && message.length > MAX_NAME_LENGTH;
}
