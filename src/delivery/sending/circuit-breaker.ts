import type { CircuitBreakerPolicy } from "cockatiel";
import type { DeliveryHealth } from "../../records/delivery-health.js";
import { isJestFile } from "../../runtime/test-runners.js";
import { type ExportResult, isServerFailure } from "../batch-exporter.js";
import type { Clock } from "../clock.js";
import type { DeliveryLimits } from "../delivery-settings.js";

/** Whether a request may go to the server now. */
export type Admission =
  | { readonly kind: "allowed" }
  /** The server asked for a pause (`Retry-After`). */
  | { readonly kind: "delayed"; readonly forMs: number }
  /** The server fails or refuses everything, or another request is trying it. */
  | { readonly kind: "open"; readonly forMs: number };

interface Stop {
  readonly untilMs: number;
  readonly end: () => void;
}

interface CircuitBreakerOptions extends Pick<DeliveryLimits, "breakerFailures" | "breakerResetAfterMs"> {
  readonly clock: Clock;
  /** Called when the breaker opens, half-opens, or closes. */
  readonly onChange: () => void;
}

/**
 * Keeps requests from a server that fails or asked for a pause. The breaker counts failures and keeps the state; the
 * time is kept here, by the delivery's own clock.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #clock: Clock;
  #loading: Promise<CircuitBreakerPolicy | undefined> | undefined;
  #policy: CircuitBreakerPolicy | undefined;
  #state: DeliveryHealth["breaker"] = "closed";
  #opensAtMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #stop: Stop | undefined;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
    this.#clock = options.clock;
    if (isJestFile()) void this.ready();
  }

  get state(): DeliveryHealth["breaker"] {
    return this.#state;
  }

  /** What may be done at this moment; it stays true as long as the caller does not wait. */
  admission(): Admission {
    const nowMs = this.#clock.elapsedMs();
    if (this.#stop !== undefined && this.#stop.untilMs > nowMs) return open(this.#stop.untilMs - nowMs);
    this.#endStop();
    if (this.#state === "half_open") return open(this.#options.breakerResetAfterMs);
    if (this.#state === "open" && this.#opensAtMs > nowMs) return open(this.#opensAtMs - nowMs);
    if (this.#pausedUntilMs > nowMs) return { kind: "delayed", forMs: this.#pausedUntilMs - nowMs };
    return { kind: "allowed" };
  }

  /**
   * Loads the breaker. It is awaited before `admission()` is called, so that nothing waits between that and `send()`.
   */
  async ready(): Promise<void> {
    // If it can't be loaded, requests are made without a breaker.
    this.#loading ??= this.#loadPolicy().catch(() => undefined);
    this.#policy = await this.#loading;
  }

  /** Makes a request, and learns from its answer. */
  async send(request: () => Promise<ExportResult>): Promise<ExportResult> {
    if (this.#policy === undefined) return request();
    try {
      return await this.#policy.execute(() => throwingFailures(request));
    } catch (error) {
      if (error instanceof ServerFailure) return error.outcome;
      throw error;
    }
  }

  /** A shorter pause never ends a longer one. */
  pause(durationMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.elapsedMs() + durationMs);
  }

  /** Sends nothing for this long, whatever answers still come. */
  holdOpen(durationMs: number): void {
    const isolated = this.#policy?.isolate();
    this.#endStop();
    this.#stop = { untilMs: this.#clock.elapsedMs() + durationMs, end: () => isolated?.dispose() };
    // What went to disk meanwhile should be sent then, even if no new record arrives.
    this.#clock.after(durationMs, () => this.admission());
  }

  #endStop(): void {
    const stop = this.#stop;
    this.#stop = undefined;
    stop?.end();
  }

  async #loadPolicy(): Promise<CircuitBreakerPolicy> {
    const { CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } = await import("cockatiel");
    const { breakerFailures, breakerResetAfterMs, onChange } = this.#options;
    const breaker = new ConsecutiveBreaker(breakerFailures);
    // It reads `Date`, which a program's tests may set back: so its own wait is set to be over at any time.
    const halfOpenAfter = Number.NEGATIVE_INFINITY;
    const policy = circuitBreaker(handleType(ServerFailure), { halfOpenAfter, breaker });
    policy.onStateChange((state) => {
      if (state === CircuitState.Open) this.#opensAtMs = this.#clock.elapsedMs() + breakerResetAfterMs;
      this.#state = state === CircuitState.Closed ? "closed" : state === CircuitState.HalfOpen ? "half_open" : "open";
      onChange();
    });
    return policy;
  }
}

/** A failure in the form that the breaker counts. */
class ServerFailure extends Error {
  constructor(readonly outcome: ExportResult) {
    super();
  }
}

async function throwingFailures(request: () => Promise<ExportResult>): Promise<ExportResult> {
  const outcome = await request();
  if (isServerFailure(outcome)) throw new ServerFailure(outcome);
  return outcome;
}

function open(forMs: number): Admission {
  return { kind: "open", forMs };
}
