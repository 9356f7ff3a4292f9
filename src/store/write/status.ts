/** The status of a run: still open, ended well, failed, or never seen to end. */
export type Status = "open" | "ok" | "error" | "abandoned";

export const STATUSES: readonly Status[] = ["open", "ok", "error", "abandoned"];

export function isStatus(value: string): value is Status {
  return STATUSES.some((status) => status === value);
}
