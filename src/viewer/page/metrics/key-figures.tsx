import type { MetricsData } from "../../page-api/page-data.js";
import { Link } from "../frame/link.js";
import { tracesHref } from "../frame/route.js";
import { countText, millisText, moneyText, percentText } from "../text/amounts.js";
import { metricsQuery } from "./metrics-window.js";

/** The figures of the whole stretch of time. */
export function KeyFigures({ data }: { readonly data: MetricsData }) {
  const { errors, tokensByModel, fallbacks, cache } = data;
  const [latency] = data.latency;
  const runs = sum(errors.rates.map((rate) => rate.runs));
  const failed = sum(errors.rates.map((rate) => rate.errors));
  const cost = sum(tokensByModel.map(({ cost: { recorded = 0, estimated = 0 } }) => recorded + estimated));
  const unpriced = sum(tokensByModel.map((row) => row.cost.unpricedCalls));
  const isEstimate = tokensByModel.some((row) => (row.cost.estimated ?? 0) > 0);
  const calls = sum(cache.map((row) => row.calls));
  const prompt = sum(cache.map((row) => row.promptTokens));
  const cached = sum(cache.map((row) => row.cachedPromptTokens));
  const hits = sum(cache.map((row) => row.hits));
  return (
    <dl class="key-figures">
      <Figure name="Traces" value={countText(runs)} filter={{}} />
      <Figure
        name="Failed"
        value={percentText(runs === 0 ? 0 : failed / runs)}
        note={countText(failed)}
        filter={{ failed: "true" }}
        isBad={failed > 0}
      />
      {latency !== undefined && (
        <Figure
          name="p95 duration"
          value={millisText(latency.p95Ms)}
          note={`p50 ${millisText(latency.p50Ms)}, p99 ${millisText(latency.p99Ms)}`}
          filter={{ slowerThanMs: String(latency.p95Ms), sort: "duration" }}
        />
      )}
      <Figure
        name="Tokens"
        value={countText(sum(tokensByModel.map((row) => row.totalTokens)))}
        note={cached === 0 ? undefined : `${percentText(cached / prompt)} of prompts from a provider's cache`}
        filter={{}}
      />
      <Figure
        name="Cost"
        value={moneyText(cost, isEstimate)}
        note={unpriced === 0 ? undefined : `${countText(unpriced)} calls without a price`}
        filter={{ sort: "cost" }}
      />
      <Figure
        name="Fell back"
        value={percentText(fallbacks.rate)}
        note={countText(fallbacks.tracesWithFallback)}
        filter={{ fellBack: "true" }}
      />
      <Figure name="Lost to failed tries" value={millisText(fallbacks.lostMs)} filter={{ fellBack: "true" }} />
      <Figure
        name="Answered by the cache"
        value={percentText(calls === 0 ? 0 : hits / calls)}
        note={`${countText(hits)} of ${countText(calls)} calls`}
        filter={{}}
      />
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly filter: Readonly<Record<string, string>>;
  readonly isBad?: boolean;
}

function Figure({ name, value, note, filter, isBad = false }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Link class={isBad ? "bad" : undefined} href={tracesHref({ ...metricsQuery(), ...filter })}>
          {value}
        </Link>
        {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  );
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
