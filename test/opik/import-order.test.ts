import { track } from "opik";
import { expect, test } from "vitest";
import { continueTrace } from "../../src/chains/index.js";
import { uuidV7 } from "../../src/records/uuid-v7.js";
import { sdkWorlds } from "./sdk-world.js";

const sdkWorld = sdkWorlds();

test("a tracked function is the parent, not its caller's headers, even if the bridge is imported after a request", async () => {
  const world = await sdkWorld();
  const headers = { opik_trace_id: uuidV7(Date.now() * 1000) };
  const answer = track({ name: "answer" }, async () => {
    await world.chatModel().invoke("hi", { callbacks: [world.handler] });
  });

  continueTrace(headers, () => "an earlier request");
  await import("../../src/opik/index.js");
  await continueTrace(headers, async () => {
    await answer();
  });

  const { trace, spans } = await world.onlyTrace();
  expect(spans.map((span) => span.trace_id)).toEqual([trace.id, trace.id]);
});
