// Coming from `opik-langchain`: change the import. Its options, and an `Opik` client, are taken as they are.
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "langchain-opik"; // was: "opik-langchain"
import { Opik } from "opik";
import { showTraces } from "./offline.js";

const client = new Opik({ projectName: "examples" });
const withClient = new OpikCallbackHandler({ client, tags: ["migrated"], metadata: { team: "search" } });
const withConfig = new OpikCallbackHandler({ clientConfig: { projectName: "examples" }, threadId: "conversation-42" });

const model = new ChatOpenAI({ model: "gpt-4o-mini" });
await model.invoke("What is a trace?", { callbacks: [withClient] });
await model.invoke("What is a span?", { callbacks: [withConfig] });

await withClient.flushAsync();
await withConfig.flushAsync();
await showTraces();
