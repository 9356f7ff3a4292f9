import { hasFields } from "../../records/json/few-members.js";
import { isJsonObject } from "../../records/json/json-object.js";
import { commandInput, commandUpdate } from "./commands.js";
import type { TurnSide } from "./messages/chat-turn.js";
import { isMessageList, isMessageObject } from "./messages/read-message.js";

/**
 * The input or output of a chain, as it is shown: of a command its update, and messages as a state has them, which Opik
 * recognises as a chat. May throw if the value throws when read.
 */
export function chainValue(value: unknown, side: TurnSide): unknown {
  const shown = (side === "input" ? commandInput(value) : commandUpdate(value)) ?? value;
  const messages = bareMessages(shown, side);
  return messages === undefined ? shown : { messages };
}

// LangChain puts a list under `input` or `output`.
function bareMessages(value: unknown, side: TurnSide): readonly unknown[] | undefined {
  if (isMessageList(value)) return value;
  if (!isJsonObject(value)) return undefined;
  if (isMessageObject(value)) return [value];
  return isMessageList(value[side]) && hasFields(value, 1) ? value[side] : undefined;
}
