import type { Filter, TraceRecords, TraceStore } from "../../store/index.js";

const TRACES_A_PAGE = 100;

/** All traces that fit, page by page, newest first. */
export async function* everyTrace(store: TraceStore, filter: Filter): AsyncGenerator<readonly TraceRecords[]> {
  let after: string | undefined;
  do {
    const { items, next } = await store.readTraces({
      ...filter,
      limit: TRACES_A_PAGE,
      ...(after !== undefined && { after }),
    });
    yield items;
    after = next;
  } while (after !== undefined);
}
