import type { ModelReply, ModelScript } from "../../support/models/model-server.js";
import { answeredBy, failsFirst } from "../../support/models/scripted-models.js";
import { collected } from "../../support/models/streamed.js";
import type { TracedWorld } from "../../support/traces/traced-world.js";
import { MECHANISMS, type Mechanism } from "./mechanisms.js";

type Way = (mechanism: Mechanism, questions: readonly string[], world: TracedWorld) => Promise<unknown>;

const WAYS: Readonly<Record<"invoke" | "stream" | "batch", Way>> = {
  invoke: ({ make, input }, questions, world) => {
    const made = make(world);
    return Promise.all(questions.map((one) => made.invoke(input(one), { callbacks: [world.handler] })));
  },
  stream: ({ make, input, streamOptions }, questions, world) => {
    const made = make(world);
    const options = { ...streamOptions, callbacks: [world.handler] };
    return Promise.all(questions.map(async (one) => collected(await made.stream(input(one), options))));
  },
  batch: ({ make, input }, questions, world) => make(world).batch(questions.map(input), { callbacks: [world.handler] }),
};

/** Every mechanism times every way to call it. */
export const CELLS = Object.entries(MECHANISMS).flatMap(([name, mechanism]) =>
  Object.entries(WAYS).map(([way, ask]) => ({
    name,
    way,
    mechanism,
    call: (questions: readonly string[], world: TracedWorld) => ask(mechanism, questions, world),
  })),
);

/** The first two tries of each question fail. What calls the tool in an agent does not. */
export function failsTwice({ kind }: Mechanism, fail: () => ModelReply): ModelScript {
  const retried = failsFirst(2, fail);
  return (call) => {
    if (call.model === "agent") {
      const at = call.messages[0]?.content;
      return call.messages.length === 1
        ? { kind: "tools", tools: [{ id: "call-1", name: "look", args: { at } }] }
        : { kind: "text", text: "seen" };
    }
    if (kind === "retry") return retried(call);
    return call.model === "small" ? answeredBy(call) : fail();
  };
}

/** The attempts of one question that was asked three times, as `attemptLines` has them. */
export function triedThrice({ kind, attemptName, tries }: Mechanism, why: string): string[] {
  const models = kind === "fallback" ? ["large", "mid", "small"] : ["small", "small", "small"];
  const [first, second, third] = models.map((model) => tries ?? model);
  return [
    `${first}: ${kind} 1 failed`,
    `${second}: ${kind} 2 failed, after ${why} of ${models[0]} (${attemptName})`,
    `${third}: ${kind} 3 answered, after ${why} of ${models[1]} (${attemptName})`,
  ];
}
