import { accept, type Parsed, refuse } from "./parsed.js";

interface Choices {
  readonly choices: readonly string[];
}

export function parseChoice(value: unknown, { choices }: Choices): Parsed<string> {
  const text = typeof value === "string" ? value.trim() : undefined;
  return text !== undefined && choices.includes(text) ? accept(text) : refuse(`one of ${choices.join(", ")}`);
}

export function parseChoiceList(value: unknown, { choices }: Choices): Parsed<readonly string[]> {
  const items: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  const chosen = items?.filter((item) => typeof item === "string").filter((item) => choices.includes(item));
  return chosen !== undefined && chosen.length === items?.length
    ? accept(chosen)
    : refuse(`a list of ${choices.join(", ")} (in the environment with commas)`);
}
