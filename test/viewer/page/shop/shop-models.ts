import { asText } from "../../../../src/records/json/json-object.js";
import {
  type ModelCall,
  type ModelReply,
  type ModelServer,
  startModelServer,
} from "../../../support/models/model-server.js";

const CHARACTERS_PER_TOKEN = 4;
const ANSWER_TOKENS = 12;
/** The order that the model misreads. */
export const MISREAD_ORDER = { asked: "7318", given: "7381" };

/** The model of a shop's programs: it looks up orders, and answers all else in a sentence. It counts tokens as it is given text. */
export function startShopModels(): Promise<ModelServer> {
  return startModelServer(replyTo);
}

function replyTo({ messages, question, body }: ModelCall): ModelReply {
  const order = /order (\d+)/.exec(question)?.[1];
  if (order !== undefined && Array.isArray(body.tools)) {
    const given = order === MISREAD_ORDER.asked ? MISREAD_ORDER.given : order;
    return { kind: "tools", tools: [{ id: "call_order", name: "look_up_order", args: { order_id: given } }] };
  }
  const characters = messages.reduce((sum, { content }) => sum + (asText(content)?.length ?? 0), 0);
  const promptTokens = Math.ceil(characters / CHARACTERS_PER_TOKEN);
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: ANSWER_TOKENS,
    total_tokens: promptTokens + ANSWER_TOKENS,
  };
  const instructions = messages
    .flatMap(({ role, content }) => (role === "system" ? [asText(content) ?? ""] : []))
    .join("\n");
  return { kind: "text", text: answerTo(question, instructions), usage };
}

function answerTo(question: string, instructions: string): string {
  if (question.includes('"unknown"')) return "I am sorry, I find no such order.";
  if (question.includes('"shipped"')) return "Your order is on its way and arrives on Thursday.";
  const days = /within (\d+) days/.exec(question)?.[1];
  if (days !== undefined) return `You can return it within ${days} days.`;
  if (question.startsWith("Review:")) return "The customer is content.";
  if (instructions.includes("in German")) return "Ja, das geht.";
  return "Yes, we refund you in full.";
}
