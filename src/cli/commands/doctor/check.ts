/** What one look at one thing found. */
export type Finding =
  | { readonly status: "ok"; readonly detail: string }
  /** Traces arrive, but something may surprise. */
  | { readonly status: "warning"; readonly detail: string; readonly advice: string }
  /** Traces would not arrive. */
  | { readonly status: "failed"; readonly detail: string; readonly advice: string }
  /** Not looked at, because something before it failed. */
  | { readonly status: "skipped"; readonly detail: string };

export type Check = Finding & { readonly name: string };

export interface NamedLook {
  readonly name: string;
  readonly look: () => Finding | Promise<Finding>;
  /** The looks whose failure does not make this one needless: it cleans up behind them. */
  readonly evenAfter?: readonly string[];
}

export function ok(detail: string): Finding {
  return { status: "ok", detail };
}

export function warning(detail: string, advice: string): Finding {
  return { status: "warning", detail, advice };
}

export function failed(detail: string, advice: string): Finding {
  return { status: "failed", detail, advice };
}

function skipped(detail: string): Finding {
  return { status: "skipped", detail };
}

/** Looks at one thing after the other; what comes after a failure would only repeat it. */
export async function* lookInTurn(looks: readonly NamedLook[]): AsyncGenerator<Check> {
  let failedName: string | undefined;
  for (const { name, look, evenAfter } of looks) {
    const isDue = failedName === undefined || evenAfter?.includes(failedName) === true;
    const finding: Finding = isDue ? await look() : skipped(`"${failedName ?? ""}" has to be right first`);
    if (finding.status === "failed") failedName ??= name;
    yield { name, ...finding };
  }
}
