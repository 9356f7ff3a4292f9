/** A tool call, as far as it had come. */
export interface PartialToolCall {
  readonly id: string | undefined;
  readonly name: string;
  readonly args: string;
}

/** What a model had said when its stream broke off. */
export class PartialAnswer {
  #text = "";
  readonly #toolCalls = new Map<number, PartialToolCall>();
  readonly #maxLength: number;

  /** `maxLength`: characters of a text that are kept; the limit of a record's field. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  addText(text: string): void {
    if (this.#text.length < this.#maxLength) this.#text += text;
  }

  /** Adds a piece of the call at `index` among the calls of the answer. */
  addToolCall(index: number, piece: Partial<PartialToolCall>): void {
    const call = this.#toolCalls.get(index);
    const args = call?.args ?? "";
    this.#toolCalls.set(index, {
      id: call?.id ?? piece.id,
      name: (call?.name ?? "") + (piece.name ?? ""),
      args: args.length < this.#maxLength ? args + (piece.args ?? "") : args,
    });
  }

  /** Replaces what is known of the call at `index`. */
  setToolCall(index: number, call: PartialToolCall): void {
    this.#toolCalls.set(index, call);
  }

  /** As the message that Opik shows, or undefined when nothing had come. */
  message(): Readonly<Record<string, unknown>> | undefined {
    if (this.#text === "" && this.#toolCalls.size === 0) return undefined;
    const calls = [...this.#toolCalls.values()].map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.name, arguments: call.args },
    }));
    return { role: "assistant", content: this.#text, ...(calls.length > 0 && { tool_calls: calls }) };
  }
}
