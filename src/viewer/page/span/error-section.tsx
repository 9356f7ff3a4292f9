import { plainText } from "../../../records/plain-text.js";
import type { ErrorInfo } from "../../../records/record.js";
import { LongText } from "../text/long-text.js";
import { visibleText } from "../text/visible-text.js";
import { Section } from "./section.js";

/** What went wrong: its type and message at once, its stack and cause when they are asked for. */
export function ErrorSection({ error }: { readonly error: ErrorInfo | undefined }) {
  if (error === undefined) return null;
  const { exception_type: type, message = "", traceback } = error;
  return (
    <Section title="Error" copied={[`${type}: ${message}`, traceback].join("\n\n")}>
      <div class="error">
        <p class="error-type">
          <bdi>{plainText(type)}</bdi>
        </p>
        {message !== "" && <LongText text={message} />}
        <details>
          <summary>Stack{/\bcaused by\b|\[cause\]/i.test(traceback) && " and cause"}</summary>
          <pre class="stack">{visibleText(withoutMessage(traceback, message))}</pre>
        </details>
      </div>
    </Section>
  );
}

/** A stack begins with the message, which is already shown above it. */
function withoutMessage(traceback: string, message: string): string {
  const end = message === "" ? -1 : traceback.indexOf(message);
  const frames = end < 0 ? "" : traceback.slice(end + message.length).trimStart();
  return frames === "" ? traceback : frames;
}
