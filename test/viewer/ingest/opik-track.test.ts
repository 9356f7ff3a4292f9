import { disableLogger, flushAll, track } from "opik";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openTestViewer, type TestViewer } from "../support/test-viewer.js";

let viewer: TestViewer;
beforeAll(async () => {
  disableLogger();
  viewer = await openTestViewer();
  // The client behind `track` is made with the first call, and asks the environment.
  vi.stubEnv("OPIK_URL_OVERRIDE", viewer.apiUrl);
  vi.stubEnv("OPIK_PROJECT_NAME", "tracked");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await viewer.close();
});

it("functions traced with Opik's track arrive, one below the other, with the errors they failed with", async () => {
  const inner = track({ name: "inner", type: "tool" }, (text: string) => text.toUpperCase());
  const outer = track(
    { name: "outer" },
    async (text: string): Promise<unknown> => Promise.resolve<unknown>(inner(text)),
  );
  const failing = track({ name: "failing" }, () => Promise.reject(new TypeError("no owl")));
  expect(await outer("hoo")).toBe("HOO");
  await expect(failing()).rejects.toThrow("no owl");
  await flushAll();

  const { items } = await viewer.store.findTraces({ project: "tracked" });
  const [failed, traced] = items;
  expect(failed).toMatchObject({ name: "failing", status: "error", errorMessage: "no owl" });
  expect(traced).toMatchObject({ name: "outer", status: "ok" });
  const spans = await viewer.store.findTraceSpans(traced?.id ?? "");
  expect(spans).toMatchObject([
    { name: "outer", kind: "llm" },
    { name: "inner", kind: "tool", parentSpanId: spans[0]?.id },
  ]);
});
