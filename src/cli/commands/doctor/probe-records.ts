import { isoTime, nowMicros } from "../../../records/clock.js";
import type { SpanRecord, TraceRecord } from "../../../records/record.js";
import { uuidV7 } from "../../../records/uuid-v7.js";

export interface ProbeRecords {
  readonly trace: TraceRecord;
  readonly span: SpanRecord;
}

/** One small trace with one span, as a program would send them. */
export function probeRecords(projectName: string): ProbeRecords {
  const micros = nowMicros();
  const time = isoTime(micros);
  const shared = {
    project_name: projectName,
    start_time: time,
    end_time: time,
    last_updated_at: time,
    source: "sdk",
    tags: ["langchain-opik-doctor"],
  } as const;
  const trace = { ...shared, id: uuidV7(micros), name: "langchain-opik doctor" };
  const span: SpanRecord = { ...shared, id: uuidV7(micros), trace_id: trace.id, name: "probe", type: "general" };
  return { trace, span };
}
