import { plainText } from "../../../records/plain-text.js";
import { serverStatus } from "../api/server-status.js";
import { replaceSearch, search } from "../frame/route.js";

const WINDOWS: readonly (readonly [window: string, name: string])[] = [
  ["15m", "15 min"],
  ["1h", "1 h"],
  ["24h", "24 h"],
  ["7d", "7 d"],
  ["30d", "30 d"],
];

const DEFAULT_WINDOW = "24h";

/** The window and the project that the whole page covers, from its address. */
export function metricsQuery(): { readonly window: string; readonly project: string | undefined } {
  return { window: search.value.get("window") || DEFAULT_WINDOW, project: search.value.get("project") || undefined };
}

export function MetricsWindow() {
  const { window, project } = metricsQuery();
  const projects = serverStatus.value?.projects ?? [];
  return (
    <div class="metrics-window">
      <div role="group" aria-label="Time">
        {WINDOWS.map(([value, name]) => (
          <button
            key={value}
            type="button"
            class="button"
            aria-pressed={value === window}
            onClick={() => replaceSearch((next) => next.set("window", value))}
          >
            {name}
          </button>
        ))}
      </div>
      <select
        class="field"
        aria-label="Project"
        value={project ?? ""}
        onChange={({ currentTarget: { value } }) => {
          replaceSearch((next) => {
            if (value === "") next.delete("project");
            else next.set("project", value);
          });
        }}
      >
        <option value="">All projects</option>
        {projects.map((name) => (
          <option key={name} value={name}>
            {plainText(name)}
          </option>
        ))}
      </select>
    </div>
  );
}
