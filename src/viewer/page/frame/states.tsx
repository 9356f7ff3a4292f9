import type { ComponentChildren } from "preact";
import type { Problem } from "../api/client.js";
import { Link } from "./link.js";
import { tracesHref } from "./route.js";

interface StateProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** What a view shows in place of its content. */
export function State({ title, children }: StateProps) {
  return (
    <section class="state">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function LoadingState({ what }: { readonly what: string }) {
  return (
    <section class="state loading" aria-busy="true">
      <p role="status">Loading {what}…</p>
    </section>
  );
}

interface ProblemStateProps {
  readonly problem: Problem;
  readonly what: string;
}

export function ProblemState({ problem, what }: ProblemStateProps) {
  if (problem.kind === "gone") {
    return (
      <State title="The server does not answer">
        <p>Is `npx langchain-opik ui` still running? {what} is shown here as soon as it answers.</p>
      </State>
    );
  }
  return (
    <State title={problem.kind === "not-found" ? `${what} was not found` : `${what} could not be read`}>
      <p>{problem.message}</p>
      <Link class="button" href={tracesHref()}>
        To the traces
      </Link>
    </State>
  );
}

export function NowhereState() {
  return (
    <State title="There is no such page">
      <p>The address leads to nothing that this page can show.</p>
      <Link class="button" href={tracesHref()}>
        To the traces
      </Link>
    </State>
  );
}
