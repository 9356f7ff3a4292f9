import type { TraceSummary } from "../../store/index.js";
import { countText } from "../amounts.js";
import type { CommandResult } from "../command-result.js";
import { piece, type StyledLine } from "../styled-line.js";
import { countOf, type FilterFlags, filterOf } from "./filter-flags.js";
import { millisText } from "./stat-texts.js";
import { type StoreFlags, withStore } from "./store-place.js";
import { type Column, tableLines } from "./table.js";

export interface TracesFlags extends StoreFlags, FilterFlags {
  readonly limit: string;
  /** `next` of the list before. */
  readonly after?: string;
}

/** `langchain-opik traces`: the newest traces that fit. */
export function tracesCommand(flags: TracesFlags): Promise<CommandResult> {
  return withStore(flags, async ({ store }) => {
    const limit = countOf("--limit", flags.limit);
    const page = await store.findTraces({
      ...filterOf(flags),
      limit,
      ...(flags.after !== undefined && { after: flags.after }),
    });
    return { exitCode: 0, lines: listLines(page.items, page.next), json: page };
  });
}

function listLines(items: readonly TraceSummary[], next: string | undefined): readonly StyledLine[] {
  if (items.length === 0) return [[piece("No trace fits.")]];
  const more = next === undefined ? [] : [[], [piece(`More: --after ${next}`, "dim")]];
  return [...tableLines(items, COLUMNS), ...more];
}

const COLUMNS: readonly Column<TraceSummary>[] = [
  { title: "started (UTC)", text: ({ startTime }) => startTime.slice(0, 19).replace("T", " ") },
  { title: "id", text: ({ id }) => id },
  { title: "name", text: ({ name }) => name },
  { title: "status", text: ({ status }) => status },
  {
    title: "took",
    align: "right",
    text: ({ durationMs }) => (durationMs === undefined ? "-" : millisText(durationMs)),
  },
  {
    title: "tokens",
    align: "right",
    text: ({ totalTokens }) => (totalTokens === undefined ? "-" : countText(totalTokens)),
  },
  { title: "agent", text: ({ agent }) => agent ?? "" },
];
