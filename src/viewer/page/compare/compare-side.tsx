import { saidText } from "../../../trace-view/readable-value.js";
import type { SpanDetail } from "../../page-api/page-data.js";
import { ask } from "../api/client.js";
import { serverRevision } from "../api/live-connection.js";
import { useLoaded } from "../api/loaded.js";
import { chatIn } from "../chat/chat-message.js";
import { ChatView } from "../chat/chat-view.js";
import { TextChange } from "../chat/text-change.js";
import { LoadingState, ProblemState } from "../frame/states.js";
import { Section } from "../span/section.js";
import type { SpanPair } from "./align-spans.js";
import type { TwoTraces } from "./two-traces.js";

interface CompareSideProps {
  readonly traces: TwoTraces;
  /** Undefined for the traces themselves. */
  readonly pair: SpanPair | undefined;
}

interface Values {
  readonly input?: unknown;
  readonly output?: unknown;
}

/** The differences between the inputs and outputs of two spans, or of the traces. */
export function CompareSide({ traces, pair }: CompareSideProps) {
  return (
    <section
      class="side"
      tabIndex={0}
      data-scrolls
      aria-label={pair === undefined ? "Both traces" : "The selected spans"}
    >
      {pair === undefined ? (
        <Differences left={traces.left.trace ?? {}} right={traces.right.trace ?? {}} />
      ) : (
        <SpanDifferences pair={pair} />
      )}
    </section>
  );
}

function SpanDifferences({ pair: { left, right } }: { readonly pair: SpanPair }) {
  const paths = [left, right].map((span) => span && `traces/${span.traceId}/spans/${span.id}`);
  const loaded = useLoaded(paths.join(), serverRevision.value, (signal) =>
    Promise.all(paths.map(async (path) => (path === undefined ? undefined : ask<SpanDetail>(path, signal)))),
  );
  if (loaded.state === "loading") return <LoadingState what="both spans" />;
  if (loaded.state === "failed") return <ProblemState what="One of the spans" problem={loaded.problem} />;
  const [one, other] = loaded.value;
  return <Differences left={one?.span ?? {}} right={other?.span ?? {}} />;
}

function Differences({ left, right }: { readonly left: Values; readonly right: Values }) {
  return (
    <>
      <Difference title="Input" left={left.input} right={right.input} />
      <Difference title="Output" left={left.output} right={right.output} />
    </>
  );
}

interface DifferenceProps {
  readonly title: string;
  readonly left: unknown;
  readonly right: unknown;
}

const WORDS = { since: "On the right", same: "The same in both" } as const;

// Comparing more, line by line, would take a browser too long.
const MAX_CHARACTERS = 200_000;

function Difference({ title, left, right }: DifferenceProps) {
  if (left === undefined && right === undefined) return null;
  const [one, other] = [chatIn(left), chatIn(right)];
  if (one !== undefined && other !== undefined) {
    return (
      <Section title={title}>
        <ChatView messages={other.messages} before={{ messages: one.messages, ...WORDS }} />
      </Section>
    );
  }
  const [before, now] = [textOf(left), textOf(right)];
  return (
    <Section title={title}>
      {before === now && <p class="since">The same in both</p>}
      <TextChange before={before.slice(0, MAX_CHARACTERS)} now={now.slice(0, MAX_CHARACTERS)} />
    </Section>
  );
}

function textOf(value: unknown): string {
  if (value === undefined) return "";
  const said = saidText(value);
  return said.startsWith("{") || said.startsWith("[") ? JSON.stringify(value, null, 2) : said;
}
