import { useEffect, useState } from "preact/hooks";
import { onChangedTraces } from "../api/live-connection.js";

const EVERY_MS = 5_000;

/** Grows when traces have changed, but not more often than every five seconds: figures that flicker cannot be read. */
export function useSlowTicks(): number {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    let timer: number | undefined;
    const stop = onChangedTraces(() => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        setTicks((before) => before + 1);
      }, EVERY_MS);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, []);
  return ticks;
}
