import { signal } from "@preact/signals";
import type { TraceRow } from "../../page-api/page-data.js";

/** The trace that another is to be compared with, until that is chosen. */
export const chosenTrace = signal<Pick<TraceRow, "id" | "name" | "startTime"> | undefined>(undefined);
