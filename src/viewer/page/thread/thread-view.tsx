import { useEffect, useState } from "preact/hooks";
import { plainText } from "../../../records/plain-text.js";
import type { Thread } from "../../page-api/page-data.js";
import { ask, queryText } from "../api/client.js";
import { onChangedTraces, serverRevision } from "../api/live-connection.js";
import { useLoaded } from "../api/loaded.js";
import { Crumbs } from "../frame/crumbs.js";
import { Link } from "../frame/link.js";
import { search, tracesHref } from "../frame/route.js";
import { LoadingState, ProblemState, State } from "../frame/states.js";
import { useTitle } from "../frame/title.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { TurnView } from "./turn-view.js";

/** A conversation: its turns from the first to the newest, each a trace. */
export function ThreadView({ threadId }: { readonly threadId: string }) {
  useTitle(`Thread ${plainText(threadId)}`);
  const project = search.value.get("project") ?? undefined;
  const path = `threads/${encodeURIComponent(threadId)}?${queryText({ project })}`;
  const loaded = useLoaded(path, useChanges() + serverRevision.value, (signal) => ask<Thread>(path, signal));
  if (loaded.state === "loading") return <LoadingState what="the thread" />;
  if (loaded.state === "failed") return <ProblemState what="The thread" problem={loaded.problem} />;
  const { turns } = loaded.value;
  if (turns.length === 0) {
    return (
      <State title="This thread has no traces">
        <Link class="button" href={tracesHref()}>
          To the traces
        </Link>
      </State>
    );
  }
  return (
    <div class="scroll thread" tabIndex={0} role="region" aria-label="Conversation">
      <header class="thread-head">
        <div class="title">
          <Crumbs title={plainText(threadId)} />
          <Link class="button" href={tracesHref({ thread: threadId, project })}>
            As a list
          </Link>
        </div>
        <p class="faint">{totalsText(loaded.value)}</p>
      </header>
      <ol class="turns">
        {turns.map((turn, index) => (
          <TurnView key={turn.id} turn={turn} number={index + 1} />
        ))}
      </ol>
    </div>
  );
}

function totalsText({ turns }: Thread): string {
  const sum = (amounts: readonly (number | undefined)[]) =>
    amounts.reduce<number>((total, one) => total + (one ?? 0), 0);
  const failed = turns.filter(({ status }) => status === "error").length;
  const isEstimate = turns.some(({ costEstimated }) => costEstimated === true);
  return [
    `${countText(turns.length)} ${turns.length === 1 ? "turn" : "turns"}`,
    millisText(sum(turns.map(({ durationMs }) => durationMs))),
    `${countText(sum(turns.map(({ totalTokens }) => totalTokens)))} tokens`,
    moneyText(sum(turns.map(({ cost }) => cost)), isEstimate),
    ...(failed > 0 ? [`${countText(failed)} failed`] : []),
  ].join(" · ");
}

/** How often any trace has changed: one of them may be a new turn. */
function useChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(
    () =>
      onChangedTraces(() => {
        setChanges((before) => before + 1);
      }),
    [],
  );
  return changes;
}
