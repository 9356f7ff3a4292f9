import { serverStatus } from "../api/server-status.js";
import { CopyButton } from "../frame/copy-button.js";

/** Shown before the first trace has come: how to send one. It disappears by itself. */
export function FirstTraceState() {
  const url = serverStatus.value?.ingestUrl ?? `${window.location.origin}/api`;
  const lines = `export OPIK_URL_OVERRIDE=${url}\nnode --import langchain-opik/register your-program.js`;
  return (
    <section class="state first-trace">
      <h2>No traces yet</h2>
      <p>Run a program that uses LangChain with these two lines. Its trace is shown here as soon as it comes.</p>
      <div class="lines">
        <pre tabIndex={0}>{lines}</pre>
        <CopyButton label="Copy" text={() => lines} />
      </div>
      <p class="waiting" role="status">
        Waiting for the first trace
      </p>
    </section>
  );
}
