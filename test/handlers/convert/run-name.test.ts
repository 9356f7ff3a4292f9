import { describe, expect, it } from "vitest";
import { routerName, runName } from "../../../src/handlers/convert/run-identity.js";

const serialized = (className: string) => ({ lc: 1, type: "constructor", id: ["langchain", "llms", className] });

describe("the name of a run", () => {
  it("a run has the name that it was given", () => {
    expect(runName("answer", serialized("ChatOpenAI"), "gpt-4o-mini")).toBe("answer");
  });

  it.each(["ChatOpenAI", "RAG", "FakeLLM"])(
    "a run that was given no name is named after its class, such as %s",
    (name) => {
      expect(runName(undefined, serialized(name), "gpt-4o-mini")).toBe(name);
    },
  );

  it.each(["t", "eA", "tR", "n3x", "$a"])(
    "a run is not named %s, which a minifier has left of its class name",
    (name) => {
      expect(runName(undefined, serialized(name), "gpt-4o-mini")).toBe("gpt-4o-mini");
    },
  );

  it("a run whose class is unknown is named by the fallback for its kind", () => {
    expect(runName(undefined, undefined, "model")).toBe("model");
  });
});

describe("the name of a router", () => {
  it.each([
    ["Branch<agent,route>", "route"],
    ["Branch<agent, with a comma,route>", "route"],
    ["Branch<route>", "route"],
  ])("a router that LangGraph names %s is recorded under the name of its function", (name, router) => {
    expect(routerName(name)).toBe(router);
  });

  it.each(["Branch", "Branch<>", "route", "My Branch<a,b>", "Branch<a,b> of mine"])(
    "no router name is read from another name, such as %s",
    (name) => {
      expect(routerName(name)).toBeUndefined();
    },
  );
});
