import { shownName } from "../text/shown-name.js";
import { startText } from "../text/times.js";
import { chosenTrace } from "./chosen-trace.js";

/** Says above the list which trace the next chosen one is compared with. */
export function ChosenNotice() {
  const chosen = chosenTrace.value;
  if (chosen === undefined) return null;
  return (
    <p class="chosen-notice" role="status">
      <span>
        Choose the trace to compare with <b>{shownName(chosen.name)}</b> of {startText(chosen.startTime)}
      </span>
      <button
        type="button"
        class="button small"
        onClick={() => {
          chosenTrace.value = undefined;
        }}
      >
        Cancel
      </button>
    </p>
  );
}
