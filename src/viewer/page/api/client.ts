import type { PageError } from "../../page-api/page-data.js";

/** Why the server did not give what it was asked for, in words for a person. */
export class Problem extends Error {
  readonly kind: "gone" | "not-found" | "refused";

  constructor(kind: Problem["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * Requests JSON from the server. Its type is the one that `page-data.ts` promises for the address: server and page are
 * built together, so the page need not check it.
 * @throws Problem
 */
export async function ask<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return (await (await answerOf(path, signal)).json()) as Answer;
}

/** The same for an answer that is text. @throws Problem */
export async function askText(path: string, signal?: AbortSignal): Promise<string> {
  return (await answerOf(path, signal)).text();
}

async function answerOf(path: string, signal: AbortSignal | undefined): Promise<Response> {
  const response = await fetch(`/viewer/api/${path}`, {
    ...(signal !== undefined && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw new Problem("gone", "The server does not answer.");
  });
  if (response.ok) return response;
  throw new Problem(response.status === 404 ? "not-found" : "refused", await messageOf(response));
}

async function messageOf(response: Response): Promise<string> {
  try {
    const { message } = (await response.json()) as Partial<PageError>;
    return message ?? statusMessage(response);
  } catch {
    return statusMessage(response);
  }
}

function statusMessage({ status }: Response): string {
  return `The server answered with status ${status}.`;
}

/** `name=value&…`, without what is not given. */
export function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const present = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return new URLSearchParams(present).toString();
}
