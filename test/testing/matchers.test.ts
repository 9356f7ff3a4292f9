import { stripVTControlCharacters } from "node:util";
// Brings the async context that config travels in by itself; `langchain` and LangGraph load it too.
import "@langchain/core/context";
import { RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, test } from "vitest";
import { recordTraces } from "../../src/testing/index.js";
import "../../src/testing/vitest.js";
import { down } from "../support/models/scripted-models.js";
import { textMatching } from "../support/traces/text-matchers.js";
import { traceWorld } from "../support/traces/traced-world.js";

/** A question that `large` can't answer and `small` can. */
async function fallenBack() {
  const world = await traceWorld(down("large"));
  const traces = recordTraces();
  const model = world.chatModel({ model: "large" }).withFallbacks([world.chatModel({ model: "small" })]);
  await RunnableLambda.from(() => model.invoke("why?")).invoke(0, { callbacks: [traces.handler], runName: "ask" });
  return traces;
}

async function answered(model: string, runName = "ask") {
  const world = await traceWorld();
  const traces = recordTraces();
  await world.chatModel({ model }).invoke("why?", { callbacks: [traces.handler], runName });
  return traces;
}

/** What a failed expectation says, without colours. */
function complaint(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    if (error instanceof Error) return stripVTControlCharacters(error.message);
  }
  throw new Error("The expectation held.");
}

describe("toHaveSpan", () => {
  test("toHaveSpan finds a span by its name, or by any of its fields as toMatchObject does", async () => {
    const traces = await fallenBack();

    expect(traces).toHaveSpan("ChatOpenAI");
    expect(traces).toHaveSpan({ type: "llm", model: "small", metadata: { attempt: { number: 2 } } });
    expect(traces).toHaveSpan({ name: textMatching(/^Chat/), error_info: { exception_type: textMatching(/Error$/) } });
    expect(traces).not.toHaveSpan("search");
    expect(traces).not.toHaveSpan({ name: "ChatOpenAI", model: "medium" });
  });

  test("toHaveSpan shows the tree when there is no span of the name", async () => {
    const traces = await fallenBack();

    expect(
      complaint(() => {
        expect(traces).toHaveSpan("search");
      }),
    ).toMatchInlineSnapshot(`
      "Expected a span named "search", but there is none.

      ask
        RunnableWithFallbacks
          ✗ ChatOpenAI (llm large) [fallback 1 failed]: InternalServerError: 503 scripted 503
          ChatOpenAI (llm small) [fallback 2 answered, after InternalServerError 503 of large]"
    `);
  });

  test("toHaveSpan shows the fields of the spans that have the name", async () => {
    const traces = await fallenBack();

    expect(
      complaint(() => {
        expect(traces).toHaveSpan({ name: "ChatOpenAI", model: "medium" });
      }),
    ).toMatchInlineSnapshot(`
      "Expected a span like Object {
        "model": "medium",
        "name": "ChatOpenAI",
      }, but there is none.
      The spans of that name have:
      Object {
        "model": "large",
        "name": "ChatOpenAI",
      }
      Object {
        "model": "small",
        "name": "ChatOpenAI",
      }

      ask
        RunnableWithFallbacks
          ✗ ChatOpenAI (llm large) [fallback 1 failed]: InternalServerError: 503 scripted 503
          ChatOpenAI (llm small) [fallback 2 answered, after InternalServerError 503 of large]"
    `);
  });

  test("the opposite of toHaveSpan shows the tree when there is such a span", async () => {
    const traces = await fallenBack();

    expect(
      complaint(() => {
        expect(traces).not.toHaveSpan("ChatOpenAI");
      }),
    ).toMatchInlineSnapshot(`
      "Expected no span named "ChatOpenAI", but there is one.

      ask
        RunnableWithFallbacks
          ✗ ChatOpenAI (llm large) [fallback 1 failed]: InternalServerError: 503 scripted 503
          ChatOpenAI (llm small) [fallback 2 answered, after InternalServerError 503 of large]"
    `);
  });
});

describe("toHaveAnsweredBy", () => {
  test("toHaveAnsweredBy holds only for the model of the last answer", async () => {
    const traces = await fallenBack();

    expect(traces).toHaveAnsweredBy("small");
    expect(traces).not.toHaveAnsweredBy("large");
  });

  test("toHaveAnsweredBy asks of every trace that it was answered by the model, and its opposite of none", async () => {
    const [one, other] = [await answered("small"), await answered("medium", "other")];
    const both = { traces: [...one.traces, ...other.traces], spans: [...one.spans, ...other.spans] };

    expect(
      complaint(() => {
        expect(both).toHaveAnsweredBy("small");
      }),
    ).toMatchInlineSnapshot(`
      "Expected every trace to be answered by "small". Answered: ask by "small", other by "medium".

      ask
        ask (llm small)

      other
        other (llm medium)"
    `);
    expect(
      complaint(() => {
        expect(both).not.toHaveAnsweredBy("small");
      }),
    ).toContain("Expected no trace to be answered by");
  });

  test("toHaveAnsweredBy fails where nothing was recorded", () => {
    expect(
      complaint(() => {
        expect(recordTraces()).toHaveAnsweredBy("small");
      }),
    ).toMatchInlineSnapshot(`
      "Expected every trace to be answered by "small". No model answered.

      (Nothing was recorded.)"
    `);
  });
});

describe("toHaveNoErrors", () => {
  test("toHaveNoErrors holds where no run failed", async () => {
    expect(await answered("small")).toHaveNoErrors();
  });

  test("toHaveNoErrors fails for a failed try even if a later one answered, and shows it", async () => {
    const traces = await fallenBack();

    expect(traces).not.toHaveNoErrors();
    expect(
      complaint(() => {
        expect(traces).toHaveNoErrors();
      }),
    ).toMatchInlineSnapshot(`
      "Expected no errors, but some runs failed (✗).

      ask
        RunnableWithFallbacks
          ✗ ChatOpenAI (llm large) [fallback 1 failed]: InternalServerError: 503 scripted 503
          ChatOpenAI (llm small) [fallback 2 answered, after InternalServerError 503 of large]"
    `);
  });

  test("toHaveNoErrors fails for a trace that failed without a failed span", async () => {
    const traces = recordTraces();
    const failing = RunnableLambda.from(() => {
      throw new Error("no");
    });
    await expect(failing.invoke(0, { callbacks: [traces.handler] })).rejects.toThrow("no");

    expect(traces.spans).toEqual([]);
    expect(traces).not.toHaveNoErrors();
  });
});

describe("arguments that can be no span and no model", () => {
  const NO_FIELDS = [/search/, [], new Map(), 7, null, undefined, "", () => 1, { nane: "search" }];

  test.each(NO_FIELDS.map((given) => ({ given })))("toHaveSpan and its opposite refuse $given", async ({ given }) => {
    const traces = await answered("small");

    for (const expectation of [expect(traces), expect(traces).not]) {
      expect(() => {
        expectation.toHaveSpan(given as never);
      }).toThrow(/toHaveSpan\(\) was given .+ It takes the name of a span, or an object of these fields: id, /);
    }
  });

  test.each([/small/, "", 7, null, undefined].map((given) => ({ given })))(
    "toHaveAnsweredBy and its opposite refuse $given",
    async ({ given }) => {
      const traces = await answered("small");

      for (const expectation of [expect(traces), expect(traces).not]) {
        expect(() => {
          expectation.toHaveAnsweredBy(given as never);
        }).toThrow(/toHaveAnsweredBy\(\) was given .+ It takes the name of a model/);
      }
    },
  );
});

test("the matchers accept matchers of the test runner in place of a span or a model", async () => {
  const traces = await answered("small", "ask");

  expect(traces).toHaveSpan(expect.objectContaining({ name: "ask" }) as object);
  expect(traces).toHaveAnsweredBy(textMatching(/^sm/) as string);
  expect(traces).not.toHaveAnsweredBy(textMatching(/^la/) as string);
});

test("the matchers refuse what is no recording, and so do their opposites", () => {
  for (const value of [undefined, [], { traces: [] }, { traces: [null], spans: [1] }]) {
    expect(
      complaint(() => {
        expect(value).not.toHaveSpan("search");
      }),
    ).toContain("recordTraces()");
  }
});
