import { piece } from "../../../terminal/styled-line.js";
import type { CommandResult } from "../../command-result.js";
import { countOf, type FilterFlags, filterOf } from "./filter-flags.js";
import { type ListLayout, traceListLines } from "./traces-lines.js";
import { type StoreFlags, withStore } from "./with-store.js";

export interface TracesFlags extends StoreFlags, FilterFlags {
  readonly limit: string;
  /** `next` of the list before. */
  readonly after?: string;
  readonly layout: ListLayout;
}

/** `langchain-opik traces`: the newest traces that match. */
export async function tracesCommand({ after, layout: place, ...flags }: TracesFlags): Promise<CommandResult> {
  const filter = { ...filterOf(flags), limit: countOf("--limit", flags.limit), ...(after !== undefined && { after }) };
  return withStore(flags, async ({ store }) => {
    const page = await store.findTraces({ ...filter, withInput: true });
    if (page.items.length === 0) return { exitCode: 0, lines: [[piece("No trace matches.")]], json: page };
    const more = page.next === undefined ? [] : [[], [piece(`More: --after ${page.next}`, "dim" as const)]];
    return { exitCode: 0, lines: [...traceListLines(page.items, place), ...more], isLong: true, json: page };
  });
}
