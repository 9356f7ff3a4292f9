import { sharedState } from "../../runtime/shared-state.js";
import type { Delivery } from "../delivery.js";
import type { Destination } from "../destination.js";
import type { MemoryBudget } from "../queue/memory-use.js";
import type { DeliveryTotals } from "../stats/delivery-totals.js";

/** A delivery in use, and its destination. */
export interface SharedDelivery {
  readonly delivery: Delivery;
  readonly destination: DestinationKind;
  /** Used when a flush of the whole process names no time. */
  readonly flushTimeoutMs: number;
  /** Compares instead of exposing: a dump of the process must not print the API key. */
  readonly serves: (destination: Destination) => boolean;
  users: number;
  /** The counts that flushes of the whole process have reported of it. */
  told: DeliveryTotals;
}

/** Opik servers, or trace stores: a record that goes to both is counted for each. */
export type DestinationKind = Destination["kind"];

/** Called with the reason that the process ends, such as a signal's name; undefined: it has run out of work. */
export type ExitHook = (endedBy?: string) => void;

/**
 * The state that all copies of this package in one process share, the ESM and the CommonJS build among them. They may
 * be of different versions: the names of the properties must not change.
 */
export interface ProcessRegistry {
  readonly deliveries: Set<SharedDelivery>;
  /** What is counted outside these deliveries and not reported yet, for each destination so far. */
  readonly untold: Map<DestinationKind, DeliveryTotals>;
  /** Records that sampling dropped on their way to any of them, not reported yet. */
  sampledOut: number;
  readonly exitHooks: Set<ExitHook>;
  /** Called before all deliveries are flushed. */
  readonly flushHooks: Set<() => void>;
  readonly memory: MemoryBudget;
  /** Ends the watch of the ways in which the process can end; undefined while nothing is watched. */
  unwatchExits: (() => void) | undefined;
}

const REGISTRY_KEY = Symbol.for("langchain-opik.deliveries");

export function processRegistry(): ProcessRegistry {
  return sharedState(REGISTRY_KEY, isRegistry, () => ({
    deliveries: new Set(),
    untold: new Map(),
    sampledOut: 0,
    exitHooks: new Set(),
    flushHooks: new Set(),
    memory: { heldBytes: 0 },
    unwatchExits: undefined,
  }));
}

function isRegistry(value: unknown): value is ProcessRegistry {
  return (
    typeof value === "object" &&
    value !== null &&
    "deliveries" in value &&
    value.deliveries instanceof Set &&
    "untold" in value &&
    value.untold instanceof Map &&
    "sampledOut" in value &&
    "exitHooks" in value &&
    value.exitHooks instanceof Set &&
    "flushHooks" in value &&
    value.flushHooks instanceof Set &&
    "memory" in value
  );
}
