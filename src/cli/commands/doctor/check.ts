/** Result of one check. */
export type CheckResult =
  | { readonly status: "ok"; readonly detail: string }
  /** Traces arrive, but something may surprise. */
  | { readonly status: "warning"; readonly detail: string; readonly advice: string }
  /** Traces would not arrive. */
  | { readonly status: "failed"; readonly detail: string; readonly advice: string }
  /** Not run, because a check before it failed, or found that this one can't be. */
  | { readonly status: "skipped"; readonly detail: string };

export type NamedCheckResult = CheckResult & { readonly name: string };

export interface Check {
  readonly name: string;
  readonly run: () => CheckResult | Promise<CheckResult>;
  /** Checks after whose failure this one still runs: it cleans up after them. */
  readonly evenAfter?: readonly string[];
}

export function ok(detail: string): CheckResult {
  return { status: "ok", detail };
}

export function warning(detail: string, advice: string): CheckResult {
  return { status: "warning", detail, advice };
}

export function failed(detail: string, advice: string): CheckResult {
  return { status: "failed", detail, advice };
}

export function skipped(detail: string): CheckResult {
  return { status: "skipped", detail };
}

/**
 * Runs the checks in order. Those after a failure are skipped, since they would only repeat it.
 *
 * @param failedBefore - a check that failed before the first of these
 */
export async function* runInOrder(checks: readonly Check[], failedBefore?: string): AsyncGenerator<NamedCheckResult> {
  let failedName = failedBefore;
  for (const { name, run, evenAfter } of checks) {
    const isDue = failedName === undefined || evenAfter?.includes(failedName) === true;
    const result: CheckResult = isDue ? await run() : skipped(`"${failedName ?? ""}" must pass first`);
    if (result.status === "failed") failedName ??= name;
    yield { name, ...result };
  }
}
