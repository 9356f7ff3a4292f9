import { Server } from "node:http";
import { ChatOpenAI } from "@langchain/openai";
import { OpikCallbackHandler } from "../../../src/index.js";
import type { Exported } from "./build-programs.js";

const QUESTION = "What is a trace?";

/** Asks a model with the handler that a program makes. */
export async function askWith({ handler }: Exported): Promise<void> {
  if (!isHandler(handler)) throw new Error("The program has no handler that could be asked with.");
  await new ChatOpenAI({ model: "gpt-4o-mini" }).invoke(QUESTION, { callbacks: [handler] });
}

/** Calls what a program exports as its platform would, and then what it has given to that (`platforms.ts`). */
export async function callAsPlatform(
  { default: worker, POST, handler, agent, server }: Exported,
  { doWorks }: Exported,
): Promise<void> {
  if (isWorker(worker)) await callWorker(worker);
  if (isFunction(POST)) await textOf(POST(new Request("http://site/", jsonRequest({ question: QUESTION }))));
  if (isFunction(handler)) await handler({ question: QUESTION });
  if (isFunction(agent)) await agent(QUESTION);
  if (isFunction(doWorks)) await doWorks(undefined);
  if (server instanceof Server) await textOf(fetch(`http://localhost:${process.env.PORT ?? ""}/`));
}

async function callWorker(worker: Worker): Promise<void> {
  const pending: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>) => pending.push(work);
  const env = { OPENAI_API_KEY: "no-key-needed", OPIK_API_KEY: "a-key", OPIK_WORKSPACE: "default" };
  await textOf(worker.fetch(new Request("http://site/", { method: "POST", body: QUESTION }), env, { waitUntil }));
  await Promise.all(pending);
}

/** Reads an answer whole, as a visitor does: a streamed one goes on meanwhile. */
async function textOf(answer: unknown): Promise<string> {
  const response = await answer;
  if (!(response instanceof Response) || !response.ok) throw new Error("The program did not answer the request.");
  return response.text();
}

function jsonRequest(body: unknown): RequestInit {
  return { method: "POST", body: JSON.stringify(body) };
}

interface Worker {
  readonly fetch: (...given: readonly unknown[]) => unknown;
}

function isWorker(value: unknown): value is Worker {
  return typeof value === "object" && value !== null && "fetch" in value;
}

function isFunction(value: unknown): value is (given: unknown) => unknown {
  return typeof value === "function";
}

/** The programs have a copy of the class of their own. */
function isHandler(value: unknown): value is OpikCallbackHandler {
  return typeof value === "object" && value !== null && value.constructor.name === OpikCallbackHandler.name;
}
