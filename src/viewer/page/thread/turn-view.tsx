import { saidText } from "../../../trace-view/readable-value.js";
import type { Thread } from "../../page-api/page-data.js";
import { Link } from "../frame/link.js";
import { traceHref } from "../frame/route.js";
import { countText, millisText, moneyText } from "../text/amounts.js";
import { LongText } from "../text/long-text.js";
import { shownName } from "../text/shown-name.js";
import { startText, wholeTimeText } from "../text/times.js";
import { TraceMarks } from "../traces/trace-marks.js";

interface TurnViewProps {
  readonly turn: Thread["turns"][number];
  /** From 1. */
  readonly number: number;
}

/** One turn: the question, the answer, and its time, tokens and cost. */
export function TurnView({ turn, number }: TurnViewProps) {
  const { id, name, input, output, startTime, errorMessage, status } = turn;
  return (
    <li class="turn">
      <header>
        <Link href={traceHref(id)}>
          <span class="faint">{number}</span> <bdi>{shownName(name)}</bdi>
        </Link>
        <TraceMarks row={turn} />
        <span class="turn-facts" title={wholeTimeText(startTime)}>
          {factsText(turn)} · {startText(startTime)}
        </span>
      </header>
      <div class="message" data-role="user">
        <p class="who">
          <span class="role">user</span>
        </p>
        {input === undefined ? <p class="faint">nothing recorded</p> : <LongText text={saidText(input)} />}
      </div>
      <div class="message" data-role="assistant">
        <p class="who">
          <span class="role">assistant</span>
        </p>
        {output !== undefined && <LongText text={saidText(output)} />}
        {output === undefined && status === "error" && (
          <div class="bad">
            <LongText text={errorMessage ?? "It failed."} />
          </div>
        )}
        {output === undefined && status !== "error" && (
          <p class="faint">{status === "open" ? "has not answered yet" : "nothing recorded"}</p>
        )}
      </div>
    </li>
  );
}

function factsText({ model, durationMs, totalTokens, cost, costEstimated }: TurnViewProps["turn"]): string {
  return [
    model,
    durationMs === undefined ? undefined : millisText(durationMs),
    totalTokens === undefined ? undefined : `${countText(totalTokens)} tokens`,
    cost === undefined ? undefined : moneyText(cost, costEstimated),
  ]
    .filter((text) => text !== undefined)
    .join(" · ");
}
