import type { RunnableConfig } from "@langchain/core/runnables";
import { recordTraces } from "../../../../src/testing/index.js";
import type { TraceRecording } from "../../../../src/testing/trace-recording.js";
import { chatModel } from "../../../support/models/scripted-chat.js";
import { agentTraces } from "../support/agent-traces.js";
import { MISREAD_ORDER, startShopModels } from "./shop-models.js";
import { askForOrder, askForRule, chat, sumUp } from "./shop-programs.js";

/** What the real handler records of a shop's programs: each thing that goes wrong once, and the same going well. */
export interface ShopTraces {
  readonly wrongArgument: TraceRecording;
  readonly fallback: TraceRecording;
  readonly supersededDocument: TraceRecording;
  /** Three turns, each a trace. */
  readonly lostSystemMessage: TraceRecording;
  readonly dearCall: TraceRecording;
  readonly usual: Readonly<Record<"order" | "rule" | "chat" | "digest", TraceRecording>>;
}

const USUAL_NUMBER = "5550000";

/** What stands in each usual trace, and in the one with the fallback, where a number of its own makes it one of many. */
export const NUMBERS = new RegExp(`${USUAL_NUMBER}|\\b1042\\b`, "g");

const REVIEW = "The parcel came a day late, and the lamp is as bright as the page said that it would be.";
// A customer has pasted a whole exchange of mails.
const LONG_REVIEW = Array.from({ length: 64 }, () => REVIEW).join("\n");
const REVIEWS = [REVIEW, REVIEW, REVIEW, REVIEW];

export async function shopTraces(): Promise<ShopTraces> {
  const models = await startShopModels();
  const model = chatModel(models, "gpt-4o-mini");
  const largeModel = chatModel(models, "gpt-4o");
  try {
    return {
      fallback: await agentTraces(),
      wrongArgument: await recordingOf((config) => askForOrder(model, MISREAD_ORDER.asked, config)),
      supersededDocument: await recordingOf((config) =>
        askForRule(model, "When must lamps be back at the latest?", config),
      ),
      lostSystemMessage: await recordingOf((config) =>
        chat(model, ["Kann ich die Lampe umtauschen?", "Auch ohne Karton?", "Und bekomme ich Geld zurück?"], {
          ...config,
          configurable: { thread_id: "customer-88" },
        }),
      ),
      dearCall: await recordingOf((config) => sumUp(largeModel, [...REVIEWS, LONG_REVIEW], config)),
      usual: {
        order: await recordingOf((config) => askForOrder(model, USUAL_NUMBER, config)),
        rule: await recordingOf((config) => askForRule(model, `Can article ${USUAL_NUMBER} be returned?`, config)),
        chat: await recordingOf((config) => chat(model, [`Do you still have article ${USUAL_NUMBER}?`], config)),
        digest: await recordingOf((config) =>
          sumUp(largeModel, [`Number ${USUAL_NUMBER}. ${REVIEW}`, ...REVIEWS], config),
        ),
      },
    };
  } finally {
    await models.close();
  }
}

type Program = (config: RunnableConfig) => Promise<void>;

async function recordingOf(run: Program): Promise<TraceRecording> {
  const recorded = recordTraces({ projectName: "shop" });
  await run({ callbacks: [recorded.handler] });
  await recorded.handler.flush();
  return { traces: recorded.traces, spans: recorded.spans };
}
