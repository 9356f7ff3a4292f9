import { plainText } from "../../../records/plain-text.js";
import type { SpanLine } from "../../page-api/page-data.js";
import { millisText } from "../text/amounts.js";
import { type AttemptChain, waitBefore } from "../trace/attempt-chains.js";
import type { TraceModel } from "../trace/trace-model.js";
import { Section } from "./section.js";

interface AttemptPictureProps {
  readonly model: TraceModel;
  readonly shownId: string;
}

/** All tries of a call in their order: the model of each, why it was given up, and which of them answered. */
export function AttemptPicture({ model, shownId }: AttemptPictureProps) {
  const chain = model.chains.value.get(shownId) ?? [];
  if (chain.length < 2) return null;
  return (
    <Section title="Tries of this call">
      <ol class="attempts">
        {chain.map((one, index) => (
          <Attempt
            key={one.id}
            model={model}
            chain={chain}
            span={one}
            isShown={one.id === shownId}
            isFirst={index === 0}
          />
        ))}
      </ol>
    </Section>
  );
}

interface AttemptProps {
  readonly model: TraceModel;
  readonly chain: AttemptChain;
  readonly span: SpanLine;
  readonly isShown: boolean;
  readonly isFirst: boolean;
}

function Attempt({ model, chain, span, isShown, isFirst }: AttemptProps) {
  const { id, name, model: asked, status, durationMs, attemptNumber, errorType } = span;
  return (
    <li data-status={status}>
      {!isFirst && <p class="between">{betweenText(chain, span)}</p>}
      <button
        type="button"
        class="attempt"
        aria-current={isShown}
        onClick={() => {
          model.select(id);
        }}
      >
        <span class="number">{attemptNumber}</span>
        <bdi class="who">{plainText(asked ?? name)}</bdi>
        <span class={status === "error" ? "bad" : "outcome"}>
          {status === "error" ? plainText(errorType ?? "failed") : status === "open" ? "in progress" : "answered"}
        </span>
        <span class="took">{durationMs === undefined ? "" : millisText(durationMs)}</span>
      </button>
    </li>
  );
}

/** `falls back because of RateLimitError, after 7 ms`. */
function betweenText(chain: AttemptChain, { id, attemptKind, attemptReason }: SpanLine): string {
  const wait = waitBefore(chain, id);
  const what = attemptKind === "fallback" ? "falls back" : "tries again";
  const why = attemptReason === undefined ? "" : ` because of ${plainText(attemptReason)}`;
  const after = wait === undefined ? "" : `, after ${millisText((wait.toMicros - wait.fromMicros) / 1000)}`;
  return `${what}${why}${after}`;
}
