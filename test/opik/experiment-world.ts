import { ChatPromptTemplate } from "@langchain/core/prompts";
import { BaseMetric, Opik } from "opik";
import { z } from "zod";
import type { DatasetApi } from "./dataset-api.js";
import type { SdkWorld } from "./sdk-world.js";

/** An item of the tests' data sets. */
export interface Item {
  readonly [field: string]: unknown;
  readonly input: string;
}

let named = 0;

/** A data set with these questions, and with a name of its own. */
export async function datasetOf(questions: readonly string[], client = new Opik()) {
  named += 1;
  const dataset = await client.createDataset<Item>(`questions ${named}`);
  await dataset.insert(questions.map((input) => ({ input })));
  return dataset;
}

/** A chain that asks `gpt-4o`. */
export function chainOf(world: SdkWorld) {
  const chain = ChatPromptTemplate.fromTemplate<Item>("{input}").pipe(world.chatModel("gpt-4o"));
  return chain.withConfig({ runName: "answer", callbacks: [world.handler] });
}

/** A metric that is 1 unless `judge` throws. */
export class Opinion extends BaseMetric {
  readonly validationSchema = z.object({ output: z.string() });
  readonly #judge: (output: string) => Promise<unknown>;

  constructor(judge: (output: string) => Promise<unknown>, name = "opinion") {
    super(name);
    this.#judge = judge;
  }

  async score({ output }: { readonly output: string }) {
    await this.#judge(output);
    return { name: this.name, value: 1 };
  }
}

/** The scores of a trace that have arrived, by name. */
export function scoresOf(api: DatasetApi, traceId: string): Readonly<Record<string, unknown>> {
  const own = api.scores.filter(({ id }) => id === traceId);
  return Object.fromEntries(own.map(({ name, value }) => [String(name), value]));
}
