import type { ChatMessage } from "./chat-message.js";

/** A message of a prompt, compared with the prompt of the call before. */
export type PromptLine =
  | { readonly state: "same" | "new" | "gone"; readonly message: ChatMessage }
  | { readonly state: "changed"; readonly message: ChatMessage; readonly before: ChatMessage };

/**
 * What a prompt has that the one before did not have, and the other way round. A message that was replaced by one of
 * the same role at the same place has changed.
 */
export function promptChange(before: readonly ChatMessage[], now: readonly ChatMessage[]): readonly PromptLine[] {
  const texts = {
    before: before.map((message) => JSON.stringify(message)),
    now: now.map((message) => JSON.stringify(message)),
  };
  const kept = commonPairs(texts.before, texts.now);
  const lines: PromptLine[] = [];
  let atBefore = 0;
  let atNow = 0;
  for (const [keptBefore, keptNow] of [...kept, [before.length, now.length] as const]) {
    lines.push(...between(before.slice(atBefore, keptBefore), now.slice(atNow, keptNow)));
    const message = now[keptNow];
    if (message !== undefined) lines.push({ state: "same", message });
    atBefore = keptBefore + 1;
    atNow = keptNow + 1;
  }
  return lines;
}

function between(gone: readonly ChatMessage[], added: readonly ChatMessage[]): readonly PromptLine[] {
  const pairs = Math.min(gone.length, added.length);
  const lines: PromptLine[] = [];
  for (let index = 0; index < Math.max(gone.length, added.length); index++) {
    const [before, message] = [gone[index], added[index]];
    if (index < pairs && before !== undefined && message !== undefined && before.role === message.role) {
      lines.push({ state: "changed", message, before });
      continue;
    }
    if (before !== undefined) lines.push({ state: "gone", message: before });
    if (message !== undefined) lines.push({ state: "new", message });
  }
  return lines;
}

// The comparison needs a table of both lengths; longer prompts are compared only from their start and their end.
const MAX_TABLE = 250_000;

/** Positions of messages that are in both, in order: the longest common subsequence. */
export function commonPairs(before: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const start = sameAtStart(before, now);
  const end = sameAtStart(before.slice(start).reverse(), now.slice(start).reverse());
  const middle = commonInMiddle(before.slice(start, before.length - end), now.slice(start, now.length - end));
  const pairs = (count: number, a: number, b: number) =>
    Array.from({ length: count }, (_, index) => [a + index, b + index] as const);
  return [
    ...pairs(start, 0, 0),
    ...middle.map(([a, b]) => [a + start, b + start] as const),
    ...pairs(end, before.length - end, now.length - end),
  ];
}

function sameAtStart(before: readonly string[], now: readonly string[]): number {
  const most = Math.min(before.length, now.length);
  let count = 0;
  while (count < most && before[count] === now[count]) count++;
  return count;
}

function commonInMiddle(before: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const width = now.length + 1;
  if ((before.length + 1) * width > MAX_TABLE) return [];
  const lengths = new Uint16Array((before.length + 1) * width);
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = now.length - 1; b >= 0; b--) {
      lengths[a * width + b] =
        before[a] === now[b]
          ? (lengths[(a + 1) * width + b + 1] ?? 0) + 1
          : Math.max(lengths[(a + 1) * width + b] ?? 0, lengths[a * width + b + 1] ?? 0);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let a = 0, b = 0; a < before.length && b < now.length; ) {
    if (before[a] === now[b]) pairs.push([a++, b++]);
    else if ((lengths[(a + 1) * width + b] ?? 0) >= (lengths[a * width + b + 1] ?? 0)) a++;
    else b++;
  }
  return pairs;
}
