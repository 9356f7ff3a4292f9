import { RunnableLambda } from "@langchain/core/runnables";
import { disableLogger, Opik } from "opik";
import { expect, test, vi } from "vitest";
import { opikAgent, tracked } from "../../src/opik/index.js";

// The hosted Opik, and no key for it: the SDK's client then throws when it is made.
test("tracked functions and agents work where the SDK has no key, and one line says so", async () => {
  disableLogger();
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  expect(() => new Opik()).toThrow();

  const double = tracked({ name: "double" }, (value: number) => value * 2);
  const ask = opikAgent({
    name: "support",
    params: [{ name: "question", type: "string" }],
    config: { fallback: { tone: "friendly" } },
    build: ({ tone }) => RunnableLambda.from(({ question }: { question: string }) => `${question} ${tone}`),
  });

  expect(await double(2)).toBe(4);
  expect(await ask("hi")).toBe("hi friendly");
  expect(warn.mock.calls.flat().sort()).toEqual([
    expect.stringMatching(/functions are called without Opik's track/),
    expect.stringMatching(/nothing is sent, because .* needs an API key/),
    expect.stringMatching(/runs with the fallback of its configuration/),
  ]);
  warn.mockRestore();
});
