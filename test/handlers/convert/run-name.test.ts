import { describe, expect, it } from "vitest";
import { routerName, runName } from "../../../src/handlers/convert/run-identity.js";

const serialized = (className: string) => ({ lc: 1, type: "constructor", id: ["langchain", "llms", className] });

describe("the name of a run", () => {
  it("is the one that it was given", () => {
    expect(runName("answer", serialized("ChatOpenAI"), "gpt-4o-mini")).toBe("answer");
  });

  it.each(["ChatOpenAI", "RAG", "FakeLLM"])("is the name of its class, such as %s, where it was given none", (name) => {
    expect(runName(undefined, serialized(name), "gpt-4o-mini")).toBe(name);
  });

  it.each(["t", "eA", "tR", "n3x", "$a"])("is not %s, which a minifier has left of the class", (name) => {
    expect(runName(undefined, serialized(name), "gpt-4o-mini")).toBe("gpt-4o-mini");
  });

  it("is what stands in for it where nothing tells the class", () => {
    expect(runName(undefined, undefined, "model")).toBe("model");
  });
});

describe("the name of a router", () => {
  it.each([
    ["Branch<agent,route>", "route"],
    ["Branch<agent, with a comma,route>", "route"],
    ["Branch<route>", "route"],
  ])("is that of its function, where LangGraph calls it %s", (name, router) => {
    expect(routerName(name)).toBe(router);
  });

  it.each(["Branch", "Branch<>", "route", "My Branch<a,b>", "Branch<a,b> of mine"])(
    "is not known from another name, such as %s",
    (name) => {
      expect(routerName(name)).toBeUndefined();
    },
  );
});
