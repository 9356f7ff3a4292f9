import { expect, it } from "vitest";
import { traceWorld } from "../support/traces/traced-world.js";
import { CHAT_PROGRAMS } from "./chat-programs.js";
import { opensAsChat, recognition, shownText } from "./chat-rules.js";

it.each(Object.entries(CHAT_PROGRAMS))(
  "Opik's page recognises as a chat what it should in the trace of %s",
  async (_, { run, script, thread, spans: expected }) => {
    const world = await traceWorld(script);

    await run(world);

    const { trace, spans } = await world.onlyTrace();
    const namesOf = (isChat: boolean) => spans.filter((span) => opensAsChat(span) === isChat).map(({ name }) => name);
    expect(new Set(namesOf(true))).toEqual(new Set(expected.chat));
    expect(new Set(namesOf(false))).toEqual(new Set(expected.json));
    expect(opensAsChat(trace)).toBe(thread !== undefined);
    if (thread === undefined) return;
    const shown = { asked: shownText(trace.input, "input"), answered: shownText(trace.output, "output") };
    expect(shown).toEqual(thread);
  },
);

it("Opik's page recognises a text as a chat in an output, and not in an input", () => {
  expect(recognition({ input: "Why?" }, "input")).toBe("json");
  expect(recognition({ output: "Because." }, "output")).toBe("chat");
});
