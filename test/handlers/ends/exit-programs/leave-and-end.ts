/** Leaves a model's stream after its first words, lets go of the model, and has nothing more to do. */
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "../../../../src/index.js";

const { TEST_API_URL = "", TEST_MODEL_URL = "" } = process.env;
const handler = new OpikCallbackHandler({ apiUrl: TEST_API_URL });
const model = new ChatOpenAI({
  model: "gpt-4o-mini",
  apiKey: "sk-test-key",
  configuration: { baseURL: TEST_MODEL_URL },
}).withConfig({ callbacks: [handler] });

for await (const chunk of await model.stream("What is an owl?")) {
  if (chunk.text === "is") break;
}
process.stdout.write("left\n");
