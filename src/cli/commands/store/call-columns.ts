import type { TokenRow } from "../../../store/index.js";
import { countText } from "../../../terminal/amounts.js";
import { dollarsText } from "./stat-texts.js";
import type { Column } from "./table.js";

/** What calls of models used and cost. A cost that nobody knows is a dash, which is not nothing. */
export const CALL_COLUMNS: readonly Column<TokenRow>[] = [
  { title: "calls", align: "right", text: ({ calls }) => countText(calls) },
  { title: "tokens in", align: "right", text: ({ promptTokens }) => countText(promptTokens) },
  { title: "out", align: "right", text: ({ completionTokens }) => countText(completionTokens) },
  { title: "known cost", align: "right", text: ({ cost: { recorded } }) => costText(recorded) },
  { title: "estimated", align: "right", text: ({ cost: { estimated } }) => costText(estimated, "~") },
  { title: "no price", align: "right", text: ({ cost: { unpricedCalls } }) => callsText(unpricedCalls) },
];

function costText(dollars: number | undefined, sign = ""): string {
  return dollars === undefined ? "-" : `${sign}${dollarsText(dollars)}`;
}

function callsText(calls: number): string {
  return calls === 0 ? "-" : `${countText(calls)} ${calls === 1 ? "call" : "calls"}`;
}
