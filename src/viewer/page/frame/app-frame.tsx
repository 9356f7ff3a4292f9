import type { ComponentChildren } from "preact";
import type { ServerStatus } from "../../page-api/page-data.js";
import { type Connection, connection } from "../api/live-connection.js";
import { serverStatus } from "../api/server-status.js";
import { useKeys } from "./keys.js";
import { Link } from "./link.js";
import { goTo, route, tracesHref } from "./route.js";
import { openHelp, ShortcutHelp } from "./shortcut-help.js";
import { currentTheme, toggleTheme } from "./theme.js";

const CONNECTION_WORDS: Readonly<Record<Connection, string>> = {
  opening: "Connecting",
  live: "Live",
  gone: "Server is gone",
};

/** The frame around every view: navigation, the state of the server, and the choice of colours. */
export function AppFrame({ children }: { readonly children: ComponentChildren }) {
  useKeys({
    "?": openHelp,
    "g t": () => {
      goTo(tracesHref());
    },
    "g m": () => {
      goTo("/metrics");
    },
    "g d": toggleTheme,
  });
  return (
    <div class="frame">
      <header class="head">
        <Link class="brand" href={tracesHref()}>
          langchain-opik
        </Link>
        <nav aria-label="Views">
          <NavLink href={tracesHref()} views={["traces", "trace", "thread", "compare"]} name="Traces" />
          <NavLink href="/metrics" views={["metrics"]} name="Metrics" />
        </nav>
        <div class="end">
          <ConnectionMark />
          <ThemeButton />
          <button type="button" class="button quiet square" aria-label="Keyboard shortcuts" onClick={openHelp}>
            ?
          </button>
        </div>
      </header>
      <Notices />
      <main>{children}</main>
      <ShortcutHelp />
    </div>
  );
}

interface NavLinkProps {
  readonly href: string;
  readonly views: readonly string[];
  readonly name: string;
}

function NavLink({ href, views, name }: NavLinkProps) {
  return (
    <Link href={href} aria-current={views.includes(route.value.view) ? "page" : undefined}>
      {name}
    </Link>
  );
}

function ConnectionMark() {
  const state = connection.value;
  const store = serverStatus.value?.store;
  return (
    <span class="connection" role="status" data-state={state} title={store && `Traces are kept in ${store}`}>
      <span>{CONNECTION_WORDS[state]}</span>
    </span>
  );
}

function ThemeButton() {
  const other = currentTheme() === "dark" ? "light" : "dark";
  return (
    <button type="button" class="button quiet square" aria-label={`Use ${other} colours`} onClick={toggleTheme}>
      <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" />
        <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
      </svg>
    </button>
  );
}

/** A problem, in a row of its own: only the content below it moves. */
function Notices() {
  const text = noticeOf(connection.value, serverStatus.value);
  return <div role="alert">{text !== undefined && <p class="notice">{text}</p>}</div>;
}

function noticeOf(state: Connection, status: ServerStatus | undefined): string | undefined {
  if (state === "gone")
    return "The server does not answer. This page tries again until it does; what you see is from before.";
  return status?.storeProblem;
}
