import type { ExportForm } from "../../page-api/page-data.js";
import { Menu } from "../frame/menu.js";

const FORMS: readonly (readonly [form: ExportForm, name: string, meaning: string])[] = [
  ["expectation", "Test", "with langchain-opik/testing"],
  ["dataset-item", "Dataset item", "as Opik takes it into a dataset"],
  ["ndjson", "NDJSON", "the trace and its spans, for the command import"],
];

/** Saves the trace as a file: to test for it, to evaluate with it, or to keep it. */
export function ExportMenu({ traceId }: { readonly traceId: string }) {
  return (
    <Menu label="Export">
      {FORMS.map(([form, name, meaning]) => (
        <a
          key={form}
          class="entry"
          href={`/viewer/api/traces/${encodeURIComponent(traceId)}/export?as=${form}`}
          download
        >
          {name}
          <small>{meaning}</small>
        </a>
      ))}
    </Menu>
  );
}
