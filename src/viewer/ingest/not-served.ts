import { Refusal } from "../http/refusal.js";

/** What Opik's server does below these paths, and this one does not. */
const NOT_SERVED: readonly (readonly [path: string, what: string])[] = [
  ["agent-configs", "agent configurations"],
  ["alerts", "alerts"],
  ["annotation-queues", "annotation queues"],
  ["assertion-results", "assertion results of test suites"],
  ["automations", "online evaluation rules"],
  ["chat", "a model behind Opik"],
  ["dashboards", "dashboards"],
  ["environments", "descriptions of environments (traces keep the name of theirs)"],
  ["feedback-definitions", "definitions of feedback (scores of any name are kept)"],
  ["guardrails", "guardrails"],
  ["llm-provider-key", "keys of model providers"],
  ["local-runners", "runners of agents"],
  ["manual-evaluation", "evaluation by rules"],
  ["optimizations", "optimizations"],
  ["otel", "OpenTelemetry traces"],
  ["workspaces", "workspaces"],
];

/** Says what Opik has below a path and this server has not; undefined for what Opik has not either. */
export function notServed(path: string): Refusal | undefined {
  const [, first, second] = path.replace(/^\/v1\/private\//, "/").split("/");
  const [, what] = NOT_SERVED.find(([known]) => known === first || known === second) ?? [];
  if (what === undefined) return undefined;
  return new Refusal(501, `the local server of langchain-opik ui does not have ${what}: that takes Opik itself`);
}
