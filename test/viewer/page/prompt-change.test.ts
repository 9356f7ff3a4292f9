import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../../src/viewer/page/chat/chat-message.js";
import { promptChange } from "../../../src/viewer/page/chat/prompt-change.js";

describe("a prompt beside the one before it", () => {
  it("the messages of a prompt are marked as new, gone, changed or the same as in the prompt before", () => {
    const before = [said("system", "be kind"), said("user", "hello"), said("assistant", "hi"), said("user", "why?")];
    const now = [said("system", "be brief"), said("user", "hello"), said("user", "why?"), said("tool", "42")];
    expect(promptChange(before, now).map(({ state, message }) => [state, message.role])).toEqual([
      ["changed", "system"],
      ["same", "user"],
      ["gone", "assistant"],
      ["same", "user"],
      ["new", "tool"],
    ]);
  });

  it("the marked messages contain both prompts whole, whatever they are", () => {
    const prompt = fc.array(fc.record({ role: fc.constantFrom("user", "tool"), text: fc.constantFrom("a", "b", "c") }));
    fc.assert(
      fc.property(prompt, prompt, (one, other) => {
        const [before, now] = [one, other].map((all) => all.map(({ role, text }) => said(role, text)));
        const lines = promptChange(before ?? [], now ?? []);
        expect(lines.flatMap((line) => (line.state === "gone" ? [] : [line.message]))).toEqual(now);
        expect(
          lines.flatMap((line) =>
            line.state === "new" ? [] : [line.state === "changed" ? line.before : line.message],
          ),
        ).toEqual(before);
      }),
    );
  });

  it("the change of a prompt is found for prompts of thousands of messages", () => {
    const many = Array.from({ length: 5_000 }, (_, index) => said("user", String(index)));
    const lines = promptChange(many, [...many, said("user", "more")]);
    expect(lines.filter(({ state }) => state === "new")).toHaveLength(1);
    expect(promptChange(many, many.toReversed()).length).toBeGreaterThan(0);
  });
});

function said(role: string, text: string): ChatMessage {
  return { role, name: undefined, parts: [{ kind: "text", text }], calls: [], answers: undefined };
}
