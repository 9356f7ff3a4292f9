import type * as Net from "node:net";
import type * as Vm from "node:vm";
import { globalTime, nowOf, type StartTimer, type TimeSources, timerOf } from "./global-time.js";

/**
 * Time as it really passes: from Node's own modules where they are at hand, because neither fake timers nor a simulated
 * browser, whose timers are numbers, stand between.
 */
export function realTime(): TimeSources {
  const found = globalTime();
  const host: { readonly process?: Partial<Pick<typeof process, "getBuiltinModule">> } = globalThis;
  if (host.process?.getBuiltinModule === undefined) return found;
  const timers = host.process.getBuiltinModule("node:timers");
  const { performance } = host.process.getBuiltinModule("node:perf_hooks");
  const isDateReplaced = !isNative(found.wallTimeMs);
  return {
    wallTimeMs: isDateReplaced ? anotherDateNow(host.process.getBuiltinModule("node:vm")) : found.wallTimeMs,
    elapsedMs: nowOf(performance),
    startTimer: isMock(timers.setTimeout) ? socketTimer(host.process.getBuiltinModule("node:net")) : timerOf(timers),
  };
}

function isNative(work: () => number): boolean {
  return Function.prototype.toString.call(work).includes("[native code]");
}

/** A new context has its own `Date`, which nobody has replaced. */
function anotherDateNow({ runInNewContext }: Pick<typeof Vm, "runInNewContext">): () => number {
  const now: unknown = runInNewContext("Date.now");
  return typeof now === "function" ? () => Number(Reflect.apply(now, undefined, [])) : Date.now;
}

/** Node's own `mock.timers`, switched on before this package was loaded. The originals cannot be reached. */
function isMock({ name }: { readonly name: string }): boolean {
  return name !== "setTimeout";
}

/**
 * The timeout of a socket that is never connected is a timer that nothing replaces. It keeps no process alive by
 * itself.
 */
function socketTimer({ Socket }: Pick<typeof Net, "Socket">): StartTimer {
  return (delayMs, work, holdsProcess) => {
    const socket = new Socket();
    const hold = holdsProcess ? new MessageChannel().port1 : undefined;
    hold?.addEventListener("message", () => undefined);
    hold?.start();
    const cancel = () => {
      socket.destroy();
      hold?.close();
    };
    socket.setTimeout(Math.max(1, delayMs), () => {
      cancel();
      work();
    });
    return cancel;
  };
}
