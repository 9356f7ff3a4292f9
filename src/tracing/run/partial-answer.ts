import { cutName, cutText } from "../../records/json/text-limit.js";

/** A tool call, as far as it had come. */
export interface PartialToolCall {
  readonly id: string | undefined;
  readonly name: string;
  readonly args: string;
}

// No tool has a longer name: a text in more pieces is not a name, and cutting it again for each piece would take long.
const MAX_TOOL_NAME_LENGTH = 200;

function joinedName(before: string, piece: string): string {
  return before.length > MAX_TOOL_NAME_LENGTH ? before : cutName(before + piece);
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
    this.#text += this.#fitting(this.#text, text);
  }

  /** Adds a piece of the call at `index` among the calls of the answer. */
  addToolCall(index: number, piece: Partial<PartialToolCall>): void {
    const call = this.#toolCalls.get(index);
    const args = call?.args ?? "";
    this.#toolCalls.set(index, {
      id: call?.id ?? piece.id,
      name: joinedName(call?.name ?? "", piece.name ?? ""),
      args: args + this.#fitting(args, piece.args ?? ""),
    });
  }

  /** The part of a piece that is kept. A long piece is not joined to others, for it may be too long to be looked at. */
  #fitting(before: string, piece: string): string {
    const room = this.#maxLength - before.length;
    if (room <= 0) return "";
    return piece.length <= this.#maxLength ? piece : cutText(piece, this.#maxLength);
  }

  /** Replaces what is known about the call at `index`. */
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
