import { signal } from "@preact/signals";

export type Theme = "light" | "dark";

const KEY = "langchain-opik.theme";
const systemPrefersDark = window.matchMedia("(prefers-color-scheme: dark)");

/** What was chosen here; undefined follows the system. */
const chosen = signal<Theme | undefined>(stored());
const system = signal<Theme>(systemPrefersDark.matches ? "dark" : "light");

export function currentTheme(): Theme {
  return chosen.value ?? system.value;
}

export function applyTheme(): void {
  systemPrefersDark.addEventListener("change", () => {
    system.value = systemPrefersDark.matches ? "dark" : "light";
  });
  show();
}

export function toggleTheme(): void {
  const next: Theme = currentTheme() === "dark" ? "light" : "dark";
  chosen.value = next === system.value ? undefined : next;
  keep(chosen.value);
  show();
}

function show(): void {
  const { documentElement } = document;
  if (chosen.value === undefined) documentElement.removeAttribute("data-theme");
  else documentElement.setAttribute("data-theme", chosen.value);
}

// A browser may not store anything: then the choice lasts until the page is closed.
function keep(theme: Theme | undefined): void {
  try {
    if (theme === undefined) window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}

function stored(): Theme | undefined {
  try {
    const theme = window.localStorage.getItem(KEY);
    return theme === "dark" || theme === "light" ? theme : undefined;
  } catch {
    return undefined;
  }
}
