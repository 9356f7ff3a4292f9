import type { Delivery } from "./delivery.js";
import type { DeliveryTarget } from "./delivery-settings.js";
import type { MemoryBudget } from "./memory-budget.js";

/** A delivery in use, and for whom it is. */
export interface SharedDelivery {
  readonly delivery: Delivery;
  /** Compares instead of showing: the API key must not stand where a dump of the process prints it. */
  readonly serves: (target: DeliveryTarget) => boolean;
  users: number;
}

/** Told what ends the process, such as a signal's name; undefined: it has run out of work. */
export type ExitHook = (endedBy?: string) => void;

/** What all copies of this package in one process share, the ESM and the CommonJS build among them. */
export interface ProcessRegistry {
  readonly deliveries: Set<SharedDelivery>;
  readonly exitHooks: Set<ExitHook>;
  readonly memory: MemoryBudget;
  /** Ends the watch of the ways in which the process can end; undefined while nothing is watched. */
  unwatchExits: (() => void) | undefined;
}

const REGISTRY_KEY = Symbol.for("langchain-opik.deliveries");

export function processRegistry(): ProcessRegistry {
  const known: unknown = Reflect.get(globalThis, REGISTRY_KEY);
  if (isRegistry(known)) return known;
  const registry: ProcessRegistry = {
    deliveries: new Set(),
    exitHooks: new Set(),
    memory: { heldBytes: 0 },
    unwatchExits: undefined,
  };
  Object.defineProperty(globalThis, REGISTRY_KEY, { value: registry, configurable: true });
  return registry;
}

function isRegistry(value: unknown): value is ProcessRegistry {
  return (
    typeof value === "object" &&
    value !== null &&
    "deliveries" in value &&
    value.deliveries instanceof Set &&
    "exitHooks" in value &&
    value.exitHooks instanceof Set &&
    "memory" in value
  );
}
