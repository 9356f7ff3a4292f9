import { firstLineOf, plainText } from "../../../records/plain-text.js";
import type { TraceRow } from "../../page-api/page-data.js";
import { countText } from "../text/amounts.js";

/** Anything unusual about a trace, in words. */
export function TraceMarks({
  row: { status, errorType, errorMessage, retries = 0, fallbacks = 0 },
}: {
  readonly row: TraceRow;
}) {
  return (
    <>
      {status === "error" && (
        <span class="badge bad" title={errorMessage === undefined ? undefined : firstLineOf(errorMessage)}>
          <span class="only-read">failed: </span>
          <bdi>{errorType === undefined ? "failed" : plainText(errorType)}</bdi>
        </span>
      )}
      {status === "abandoned" && <span class="badge warn">abandoned</span>}
      {status === "open" && <span class="badge live">in progress</span>}
      {fallbacks > 0 && <span class="badge warn">fell back{fallbacks > 1 ? ` ×${countText(fallbacks)}` : ""}</span>}
      {retries > 0 && <span class="badge warn">retried{retries > 1 ? ` ×${countText(retries)}` : ""}</span>}
    </>
  );
}
