import { BaseCallbackHandler } from "@langchain/core/callbacks/base";

/** What LangChain reported of one run. */
export interface WitnessedRun {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string | undefined;
  readonly isHidden: boolean;
  readonly input: unknown;
  /** Undefined: no end was reported. */
  end: { readonly output: unknown } | { readonly error: unknown } | undefined;
}

type Start = readonly [runId: string, parentId: string | undefined, tags: unknown, name: string | undefined];

/** A second, independent handler, which only writes down what it is told. */
export class Witness extends BaseCallbackHandler {
  readonly name = "witness";
  override readonly awaitHandlers = true;
  readonly runs = new Map<string, WitnessedRun>();
  /** Everything that came twice, or for a run that nobody knows. */
  readonly oddities: string[] = [];
  /** How many starts and ends it has been told of. */
  told = 0;

  override handleChainStart(...[chain, input, id, parentId, tags, , , name]: Parameters<ChainStart>): void {
    this.#started(input, [id, parentId, tags, name ?? classOf(chain)]);
  }

  override handleChatModelStart(...[model, input, id, parentId, , tags, , name]: Parameters<ChatModelStart>): void {
    this.#started(input, [id, parentId, tags, name ?? classOf(model)]);
  }

  override handleToolStart(...[tool, input, id, parentId, tags, , name]: Parameters<ToolStart>): void {
    this.#started(input, [id, parentId, tags, name ?? classOf(tool)]);
  }

  override handleChainEnd(output: unknown, id: string): void {
    this.#ended(id, { output });
  }

  override handleLLMEnd(output: unknown, id: string): void {
    this.#ended(id, { output });
  }

  override handleToolEnd(output: unknown, id: string): void {
    this.#ended(id, { output });
  }

  override handleChainError(error: unknown, id: string): void {
    this.#ended(id, { error });
  }

  override handleLLMError(error: unknown, id: string): void {
    this.#ended(id, { error });
  }

  override handleToolError(error: unknown, id: string): void {
    this.#ended(id, { error });
  }

  #started(input: unknown, [id, parentId, tags, name]: Start): void {
    this.told += 1;
    if (this.runs.has(id)) this.oddities.push(`${name ?? id} started twice`);
    const isHidden = Array.isArray(tags) && tags.includes("langsmith:hidden");
    this.runs.set(id, { id, parentId, name, isHidden, input, end: undefined });
  }

  #ended(id: string, end: NonNullable<WitnessedRun["end"]>): void {
    this.told += 1;
    const run = this.runs.get(id);
    if (run === undefined) this.oddities.push(`${id} ended and had not started`);
    else run.end = end;
  }
}

function classOf({ id }: { readonly id: readonly string[] }): string | undefined {
  return id.at(-1);
}

type ChainStart = NonNullable<BaseCallbackHandler["handleChainStart"]>;
type ChatModelStart = NonNullable<BaseCallbackHandler["handleChatModelStart"]>;
type ToolStart = NonNullable<BaseCallbackHandler["handleToolStart"]>;
