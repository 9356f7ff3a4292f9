// An experiment: two models answer the same questions, a third one judges, and a bad answer of production becomes a
// question of the next experiment.
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik";
import { addToDataset, langChainJudge } from "langchain-opik/opik";
import { BaseMetric, evaluate, Opik, z } from "opik";
import { showTraces } from "./offline-opik.js";

const handler = new OpikCallbackHandler();
const prompt = ChatPromptTemplate.fromTemplate("Answer in one sentence: {input}");

// What went wrong in production is asked again in every experiment from now on.
const runId = crypto.randomUUID();
await prompt
  .pipe(new ChatOpenAI({ model: "gpt-4o-mini" }))
  .invoke({ input: "What is a span?" }, { callbacks: [handler], runId });
await handler.flush();
await addToDataset(handler.traceOf(runId), { dataset: "questions", fields: { input: "What is a span?" } });

/** Asks a model in words; the SDK's own metrics take the same judge. */
class Clear extends BaseMetric {
  readonly validationSchema = z.object({ output: z.string() });
  readonly #judge = langChainJudge(new ChatOpenAI({ model: "gpt-4.1-nano", temperature: 0 }), { handler });

  constructor() {
    super("clear");
  }

  async score({ output }: { readonly output: string }) {
    const opinion = await this.#judge.generateString(`Is this clear? ${output}`);
    return { name: this.name, value: opinion.length > 0 ? 1 : 0, reason: opinion };
  }
}

const client = new Opik();
const dataset = await client.getDataset("questions");
for (const model of ["gpt-4o-mini", "gpt-4.1-mini"]) {
  const chain = prompt.pipe(new ChatOpenAI({ model }));
  await evaluate({
    client,
    dataset,
    experimentName: model,
    experimentConfig: { model },
    task: async ({ input }) => ({ output: (await chain.invoke({ input }, { callbacks: [handler] })).text }),
    scoringMetrics: [new Clear()],
  });
}

await handler.flush();
await showTraces();
