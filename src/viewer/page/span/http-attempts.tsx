import { asJsonObject, asText, type JsonObject } from "../../../records/json/json-object.js";
import { plainText } from "../../../records/plain-text.js";
import { millisText } from "../text/amounts.js";
import { Section } from "./section.js";

/** The requests of one call of a model, where its HTTP client made more than one. */
export function HttpAttempts({ requests }: { readonly requests: readonly JsonObject[] }) {
  if (requests.length === 0) return null;
  return (
    <Section title="HTTP requests">
      <ol class="attempts">
        {requests.map((request, index) => (
          <li key={index} data-status={request.outcome === "failed" ? "error" : "ok"}>
            <p class="attempt">
              <span class="number">{index + 1}</span>
              <span class={request.outcome === "failed" ? "bad" : "outcome"}>{outcomeText(request)}</span>
              <span class="took">{millisIn(request.duration_ms)}</span>
            </p>
            {typeof request.wait_ms === "number" && <p class="between">waits {millisText(request.wait_ms)}</p>}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function outcomeText({ outcome, error }: JsonObject): string {
  const { type, status } = asJsonObject(error);
  if (outcome !== "failed") return plainText(asText(outcome) ?? "unknown");
  return [typeof status === "number" ? String(status) : "", plainText(asText(type) ?? "failed")].join(" ").trim();
}

function millisIn(value: unknown): string {
  return typeof value === "number" ? millisText(value) : "";
}
