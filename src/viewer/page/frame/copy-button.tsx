import { useState } from "preact/hooks";

interface CopyButtonProps {
  readonly label: string;
  readonly class?: string;
  /** Called to get the text when it is copied: it may have to be fetched first. */
  readonly text: () => string | Promise<string>;
}

const TOLD_MS = 2_000;

type Outcome = "none" | "working" | "copied" | "failed";

/** Copies a text, and says in its own place whether it did. */
export function CopyButton({ label, text, class: style = "button quiet small" }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>("none");
  const copy = async () => {
    setOutcome("working");
    try {
      await copyText(await text());
      setOutcome("copied");
    } catch {
      setOutcome("failed");
    }
    window.setTimeout(setOutcome, TOLD_MS, "none");
  };
  const words: Readonly<Record<Outcome, string>> = {
    none: label,
    working: "…",
    copied: "Copied",
    failed: "Not copied",
  };
  return (
    <button type="button" class={style} onClick={() => void copy()}>
      <span aria-live="polite">{words[outcome]}</span>
    </button>
  );
}

async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
