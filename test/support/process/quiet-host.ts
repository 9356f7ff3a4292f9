import { expect, onTestFinished, vi } from "vitest";

/** The host sees nothing of the tracer: nothing is printed, warned of, or thrown past everyone, until the test ends. */
export function expectQuietHost(): void {
  const heard: unknown[] = [];
  const hear = (...said: unknown[]) => {
    heard.push(said);
  };
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation(hear);
  }
  for (const event of ["warning", "uncaughtException", "unhandledRejection"]) process.on(event, hear);
  onTestFinished(() => {
    vi.restoreAllMocks();
    for (const event of ["warning", "uncaughtException", "unhandledRejection"]) process.off(event, hear);
    expect(heard).toEqual([]);
  });
}
