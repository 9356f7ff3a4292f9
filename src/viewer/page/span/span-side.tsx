import { asJsonObject, asList, isJsonObject } from "../../../records/json/json-object.js";
import { plainText } from "../../../records/plain-text.js";
import type { SpanRecord } from "../../../records/record.js";
import type { SpanDetail, SpanLine } from "../../page-api/page-data.js";
import { ask } from "../api/client.js";
import { serverRevision } from "../api/live-connection.js";
import { useLoaded } from "../api/loaded.js";
import { chatIn } from "../chat/chat-message.js";
import type { EarlierMessages } from "../chat/chat-view.js";
import { CopyButton } from "../frame/copy-button.js";
import { Link } from "../frame/link.js";
import { tracesHref } from "../frame/route.js";
import { LoadingState, ProblemState } from "../frame/states.js";
import { JsonPanel } from "../json/json-panel.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { startText, wholeTimeText } from "../text/times.js";
import { KindMark } from "../trace/kind-mark.js";
import type { TraceModel } from "../trace/trace-model.js";
import { AttemptPicture } from "./attempt-picture.js";
import { CopyForModel } from "./copy-for-model.js";
import { ErrorSection } from "./error-section.js";
import { FactsList } from "./facts-list.js";
import { FoldedJson } from "./folded-json.js";
import { HttpAttempts } from "./http-attempts.js";
import { ScoresSection } from "./scores-section.js";
import { Section } from "./section.js";
import { ValueSection } from "./value-section.js";

interface SpanSideProps {
  readonly model: TraceModel;
  readonly line: SpanLine;
}

/** One span: the facts from the list at once, and the rest as soon as it is loaded. */
export function SpanSide({ model, line }: SpanSideProps) {
  const path = `traces/${encodeURIComponent(line.traceId)}/spans/${encodeURIComponent(line.id)}`;
  const loaded = useLoaded(path, model.updates.value + serverRevision.value, (signal) => ask<SpanDetail>(path, signal));
  return (
    <>
      <header class="side-head">
        <h2>
          <KindMark kind={line.kind} />
          <bdi>{plainText(line.name)}</bdi>
        </h2>
        <CopyForModel model={model} span={line} />
        <CopyButton label="Copy id" text={() => line.id} />
      </header>
      <SpanFacts line={line} />
      <AttemptPicture model={model} shownId={line.id} />
      {loaded.state === "loading" && <LoadingState what="the span" />}
      {loaded.state === "failed" && <ProblemState what="The span" problem={loaded.problem} />}
      {loaded.state === "ready" && <SpanContent detail={loaded.value} />}
    </>
  );
}

function SpanFacts({ line }: { readonly line: SpanLine }) {
  const { kind, model, provider, durationMs, ttftMs, promptTokens, completionTokens, cost, costEstimated } = line;
  return (
    <FactsList
      rows={[
        ["Kind", kind],
        ["Model", model !== undefined && <Link href={tracesHref({ model })}>{plainText(model)}</Link>],
        ["Provider", provider === undefined ? "" : plainText(provider)],
        ["Took", durationMs === undefined ? "still open" : millisText(durationMs)],
        ["First token", ttftMs === undefined ? "" : `after ${millisText(ttftMs)}`],
        ["Tokens", tokensText(promptTokens, completionTokens)],
        [
          "Cost",
          cost === undefined ? "" : `${moneyText(cost, costEstimated)}${costEstimated === true ? " (estimate)" : ""}`,
        ],
        ["Graph node", line.graphNode === undefined ? "" : plainText(line.graphNode)],
        ["Started", <span title={wholeTimeText(line.startTime)}>{startText(line.startTime)}</span>],
      ]}
    />
  );
}

function tokensText(prompt: number | undefined, completion: number | undefined): string {
  if (prompt === undefined && completion === undefined) return "";
  return `${countText(prompt ?? 0)} in, ${countText(completion ?? 0)} out`;
}

function SpanContent({ detail: { span, previousCall, scores } }: { readonly detail: SpanDetail }) {
  const {
    invocation_params: parameters,
    tools,
    attempt: _attempt,
    http_attempts: requests,
    ...metadata
  } = span.metadata ?? {};
  return (
    <>
      <ErrorSection error={span.error_info} />
      <HttpAttempts requests={asList(requests).filter(isJsonObject)} />
      <ValueSection title="Input" value={span.input} before={previousCall && promptBefore(previousCall, span)} />
      <ValueSection title="Output" value={span.output} />
      <ScoresSection scores={scores} />
      <UsageSection span={span} />
      {parameters !== undefined && Object.keys(asJsonObject(parameters)).length > 0 && (
        <Section title="Parameters" copied={parameters}>
          <JsonPanel value={parameters} label="parameters" />
        </Section>
      )}
      <FoldedJson title="Tools it could call" value={tools} />
      <FoldedJson title="Metadata" value={metadata} />
    </>
  );
}

function promptBefore(
  { name, traceId, input }: NonNullable<SpanDetail["previousCall"]>,
  span: SpanRecord,
): EarlierMessages | undefined {
  const chat = chatIn(input);
  const call = `the ${traceId === span.trace_id ? "call" : "turn"} before, ${plainText(name)}`;
  return chat && { messages: chat.messages, since: `Since ${call}`, same: `The same prompt as in ${call}` };
}

function UsageSection({ span: { usage } }: { readonly span: SpanRecord }) {
  if (usage === undefined || Object.keys(usage).length === 0) return null;
  // The provider's own counts repeat the first three under other names.
  const own = Object.entries(usage).filter(([name]) => !name.startsWith("original_usage."));
  const provider = Object.entries(usage).filter(([name, count]) => name.startsWith("original_usage.") && count > 0);
  return (
    <Section title="Usage" copied={usage}>
      <FactsList rows={own.map(([name, count]) => [plainText(name.replaceAll("_", " ")), countText(count)])} />
      {provider.length > own.length && (
        <details class="as-provider">
          <summary>As the provider counts</summary>
          <FactsList
            rows={provider.map(([name, count]) => [plainText(name.replace("original_usage.", "")), countText(count)])}
          />
        </details>
      )}
    </Section>
  );
}
