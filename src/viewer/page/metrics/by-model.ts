import { plainText } from "../../../records/plain-text.js";
import type { MetricsData } from "../../page-api/page-data.js";
import type { ChartLine } from "./chart.js";
import { type ShownTime, timeSeries } from "./time-series.js";

type TokenRow = MetricsData["tokensByModelOverTime"][number];

const COLOURS = ["--kind-llm", "--kind-tool", "--kind-retrieval", "--kind-guardrail"];
const OTHERS = { name: "others", colour: "--kind-chain" };

interface ModelSeries {
  readonly startsMs: readonly number[];
  readonly tokens: readonly ChartLine[];
  readonly cost: readonly ChartLine[];
}

/** Tokens and cost over time of the models with the most tokens, and of all others together. */
export function byModel(rows: readonly TokenRow[], stepMs: number, time: ShownTime): ModelSeries {
  // Each bucket once: rows of several models share their start.
  const buckets = timeSeries([...new Map(rows.map((row) => [row.from, row])).values()], stepMs, time);
  const lines = modelLines(rows);
  const shown = (amountOf: (row: TokenRow) => number) =>
    lines.map(({ name, colour, rows: own }) => {
      const sums = new Map<number, number>();
      for (const row of own) {
        const start = Date.parse(row.from ?? "");
        sums.set(start, (sums.get(start) ?? 0) + amountOf(row));
      }
      return { name, colour, values: buckets.startsMs.map((start) => sums.get(start) ?? 0) };
    });
  return {
    startsMs: buckets.startsMs,
    tokens: shown((row) => row.totalTokens),
    cost: shown(({ cost: { recorded = 0, estimated = 0 } }) => recorded + estimated),
  };
}

function modelLines(rows: readonly TokenRow[]) {
  const byName = new Map<string, readonly TokenRow[]>();
  for (const row of rows) {
    const name = row.key === undefined ? "unknown" : plainText(row.key);
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  const tokens = (of: readonly TokenRow[]) => of.reduce((sum, row) => sum + row.totalTokens, 0);
  const busiest = [...byName].sort(([, one], [, other]) => tokens(other) - tokens(one));
  const named = COLOURS.flatMap((colour, index) => {
    const [name, own] = busiest[index] ?? [];
    return name === undefined || own === undefined ? [] : [{ name, colour, rows: own }];
  });
  const others = busiest.slice(COLOURS.length).flatMap(([, own]) => own);
  return others.length === 0 ? named : [...named, { ...OTHERS, rows: others }];
}
