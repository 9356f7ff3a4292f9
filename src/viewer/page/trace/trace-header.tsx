import type { ComponentChildren } from "preact";
import { asJsonObject } from "../../../records/json/json-object.js";
import { plainText } from "../../../records/plain-text.js";
import type { TraceRow } from "../../page-api/page-data.js";
import { serverStatus } from "../api/server-status.js";
import { chosenTrace } from "../compare/chosen-trace.js";
import { CopyButton } from "../frame/copy-button.js";
import { Crumbs } from "../frame/crumbs.js";
import { useKeys } from "../frame/keys.js";
import { Link } from "../frame/link.js";
import { goTo, listHref, threadHref, tracesHref } from "../frame/route.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { shownName } from "../text/shown-name.js";
import { wholeTimeText } from "../text/times.js";
import { ExportMenu } from "./export-menu.js";
import type { TraceModel } from "./trace-model.js";

/** The trace's name, status and totals. Its facts lead to similar traces. */
export function TraceHeader({ model }: { readonly model: TraceModel }) {
  const { row } = model.detail.value;
  useKeys({
    u: () => {
      goTo(listHref.value);
    },
  });
  return (
    <header class="trace-header">
      <div class="title">
        <Crumbs title={shownName(row.name)} />
        <StatusBadge row={row} />
        <div class="actions">
          <OpikLink traceId={row.id} />
          <button
            type="button"
            class="button"
            onClick={() => {
              chosenTrace.value = row;
              goTo(listHref.value);
            }}
          >
            Compare
          </button>
          <ExportMenu traceId={row.id} />
          <CopyButton class="button" label="Copy id" text={() => row.id} />
        </div>
      </div>
      <Facts model={model} />
    </header>
  );
}

function StatusBadge({ row: { status, errorType } }: { readonly row: TraceRow }) {
  if (status === "ok") return null;
  if (status === "open") return <span class="badge live">in progress</span>;
  if (status === "abandoned") return <span class="badge warn">abandoned</span>;
  return <bdi class="badge bad">{errorType === undefined ? "failed" : `failed: ${plainText(errorType)}`}</bdi>;
}

function Facts({ model }: { readonly model: TraceModel }) {
  const { row, trace, spans } = model.detail.value;
  const { time_lost_ms: lostMs } = asJsonObject(trace?.metadata?.summary);
  const { retries = 0, fallbacks = 0 } = row;
  return (
    <dl class="facts">
      {row.durationMs !== undefined && <Fact name="Duration">{millisText(row.durationMs)}</Fact>}
      {row.ttftMs !== undefined && <Fact name="First token">{millisText(row.ttftMs)}</Fact>}
      {typeof lostMs === "number" && lostMs > 0 && (
        <Fact name="Lost to failed tries">
          <span class="warn">{millisText(lostMs)}</span>
        </Fact>
      )}
      {(row.totalTokens ?? 0) > 0 && <Fact name="Tokens">{tokensText(row)}</Fact>}
      {row.cost !== undefined && <Fact name="Cost">{moneyText(row.cost, row.costEstimated)}</Fact>}
      {row.model !== undefined && (
        <Fact name="Answered by">
          <Link href={tracesHref({ model: row.model })}>{plainText(row.model)}</Link>
        </Fact>
      )}
      {retries > 0 && <Fact name="Retries">{countText(retries)}</Fact>}
      {fallbacks > 0 && <Fact name="Fallbacks">{countText(fallbacks)}</Fact>}
      <Fact name="Spans">{countText(spans.length)}</Fact>
      {row.agent !== undefined && (
        <Fact name="Agent">
          <Link href={tracesHref({ agent: row.agent })}>{plainText(row.agent)}</Link>
        </Fact>
      )}
      {row.thread !== undefined && (
        <Fact name="Thread">
          <Link href={threadHref(row.thread, row.project)}>{plainText(row.thread)}</Link>
        </Fact>
      )}
      <Fact name="Started">{wholeTimeText(row.startTime)}</Fact>
      {row.tags.length > 0 && (
        <Fact name="Tags">
          {row.tags.map((tag) => (
            <Link key={tag} class="tag" href={tracesHref({ tag })}>
              {plainText(tag)}
            </Link>
          ))}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function tokensText({ promptTokens, completionTokens, totalTokens = 0 }: TraceRow): string {
  if (promptTokens === undefined || completionTokens === undefined) return countText(totalTokens);
  return `${countText(promptTokens)} → ${countText(completionTokens)}`;
}

function OpikLink({ traceId }: { readonly traceId: string }) {
  const start = serverStatus.value?.opikTraceUrl;
  if (start === undefined || !/^https?:\/\//i.test(start)) return null;
  return (
    <a class="button" href={start + encodeURIComponent(traceId)} target="_blank" rel="noreferrer">
      Open in Opik
    </a>
  );
}
