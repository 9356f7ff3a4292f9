/** What the programs of the soak and its server both know. */

/** Names the program that sends a request. */
export const SENDER_HEADER = "x-soak-program";
/** The server refuses a trace whose name ends so. */
export const REFUSED = "-refused";

/** The program that made a run, by the run's name. */
export function makerOf(runName: string): string {
  return runName.split("-")[0] ?? "";
}
