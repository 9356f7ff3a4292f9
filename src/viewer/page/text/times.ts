const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY_AND_CLOCK = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const WHOLE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });

/** `15:32:43` today, otherwise `29 Nov, 15:32`, in the time zone of the browser. */
export function startText(isoTime: string, nowMs = Date.now()): string {
  const time = new Date(isoTime);
  if (Number.isNaN(time.getTime())) return isoTime;
  const isToday = time.toDateString() === new Date(nowMs).toDateString();
  return (isToday ? CLOCK : DAY_AND_CLOCK).format(time);
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const MINUTE = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY_SECONDS = 86_400;

/** The labels below a chart: `15:30`, or `29 Nov` where its marks are days apart. */
export function axisTimeText(timeMs: number, stepSeconds: number): string {
  return (stepSeconds < DAY_SECONDS ? MINUTE : DAY).format(timeMs);
}

/** With day, year and zone. */
export function wholeTimeText(isoTime: string): string {
  const time = new Date(isoTime);
  return Number.isNaN(time.getTime()) ? isoTime : WHOLE.format(time);
}
