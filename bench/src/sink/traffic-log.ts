import { gunzipSync } from "node:zlib";
import { endedTraces } from "./ended-traces.js";
import type { SinkRequest, Traffic } from "./traffic.js";

export interface ArrivedRequest extends SinkRequest {
  /** As it was on the wire. */
  readonly body: Buffer;
  readonly gzipped: boolean;
}

/** Keeps bodies as they come and reads them only when asked: the reading must not take time from the measured process. */
export class TrafficLog {
  #arrived: ArrivedRequest[] = [];

  add(request: ArrivedRequest): void {
    this.#arrived.push(request);
  }

  /** Forgets everything, so that a warm-up is not counted. */
  reset(): void {
    this.#arrived = [];
  }

  read(): Traffic {
    const ended = new Set<string>();
    let wireBytes = 0;
    let plainBytes = 0;
    for (const request of this.#arrived) {
      const body = request.gzipped ? gunzipSync(request.body) : request.body;
      wireBytes += request.body.length;
      plainBytes += body.length;
      for (const id of endedTraces({ ...request, body })) ended.add(id);
    }
    return { requests: this.#arrived.length, wireBytes, plainBytes, endedTraces: ended.size };
  }
}
