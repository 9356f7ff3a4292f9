import type { TraceStore } from "../../../../src/store/index.js";
import { isTraceRecording, type TraceRecording } from "../../../../src/testing/trace-recording.js";
import { eachTrace, movedRecording } from "./moved-recording.js";
import { NUMBERS, type ShopTraces } from "./shop-traces.js";

const SHOP_TRACES = 2_000;

// The start of the newest trace, and how much before it the next one started.
const NEWEST_MICROS = Date.parse("2026-03-02T16:00:00Z") * 1_000;
const STEP_MICROS = 40_000_000;

/** Fills a store with a day of a shop: five things have gone wrong in it, far below the newest traces. */
export async function fillShopStore(store: TraceStore, shop: ShopTraces): Promise<void> {
  const placed = guiltyTraces(shop);
  const all = Array.from({ length: SHOP_TRACES }, (_, index) =>
    movedRecording(placed.get(index) ?? usualTrace(shop, index), NEWEST_MICROS - index * STEP_MICROS),
  );
  await store.write(
    "trace",
    all.flatMap(({ traces }) => traces),
  );
  await store.write(
    "span",
    all.flatMap(({ spans }) => spans),
  );
}

/** By how many traces are newer. */
function guiltyTraces(shop: ShopTraces): ReadonlyMap<number, TraceRecording> {
  const [firstTurn, secondTurn, thirdTurn] = eachTrace(shop.lostSystemMessage);
  const places: readonly (readonly [number, TraceRecording | undefined])[] = [
    [410, shop.wrongArgument],
    [760, shop.fallback],
    [1_120, shop.supersededDocument],
    [1_503, thirdTurn],
    [1_508, secondTurn],
    [1_511, firstTurn],
    [1_870, shop.dearCall],
  ];
  return new Map(places.flatMap(([place, trace]) => (trace === undefined ? [] : [[place, trace] as const])));
}

/** One of many, about an order or an article of its own. */
function usualTrace(shop: ShopTraces, index: number): TraceRecording {
  const text = JSON.stringify(usualRecording(shop, index));
  const numbered: unknown = JSON.parse(text.replace(NUMBERS, String(60_000 + index)));
  if (!isTraceRecording(numbered)) throw new Error("A recording with another number is none.");
  return numbered;
}

function usualRecording({ usual, fallback }: ShopTraces, index: number): TraceRecording {
  if (index % 50 === 7) return fallback;
  if (index % 20 === 3) return usual.digest;
  if (index % 10 === 1) return usual.order;
  return index % 5 === 2 ? usual.rule : usual.chat;
}
