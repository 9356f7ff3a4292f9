const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const POOL_BYTES = 4096;
const RANDOM_BYTES_PER_ID = 8;

const pool = new Uint8Array(POOL_BYTES);
let poolOffset = POOL_BYTES;
let lastTick = -1;

function hex(byte: number | undefined): string {
  return HEX[byte ?? 0] ?? "00";
}

function randomOffset(): number {
  if (poolOffset === POOL_BYTES) {
    globalThis.crypto.getRandomValues(pool);
    poolOffset = 0;
  }
  const offset = poolOffset;
  poolOffset += RANDOM_BYTES_PER_ID;
  return offset;
}

/**
 * A UUID of version 7 for something that started at `startMicros` (microseconds since 1970).
 * Ids of one process sort in the order in which they were asked for: the 12 bits after the millisecond hold the
 * microsecond, and an id that would not be greater than the one before takes the next free tick.
 */
export function uuidV7(startMicros: number): string {
  // 4096 ticks a millisecond: room for each microsecond, four times over.
  const asked = Math.floor(startMicros / 1000) * 4096 + (startMicros % 1000) * 4;
  lastTick = asked > lastTick || lastTick - asked > MAX_AHEAD_TICKS ? asked : lastTick + 1;
  return format(Math.floor(lastTick / 4096), lastTick % 4096, randomOffset());
}

// When the wall clock was set back by more than a second, ids follow it: the server refuses times far from its own.
const MAX_AHEAD_TICKS = 4096 * 1000;

let formattedMillis = -1;
let millisText = "";

// Many ids fall into the same millisecond, and formatting its digits is the costly part.
function timeText(millis: number): string {
  if (millis !== formattedMillis) {
    formattedMillis = millis;
    millisText = millis.toString(16).padStart(12, "0");
    millisText = `${millisText.slice(0, 8)}-${millisText.slice(8)}`;
  }
  return millisText;
}

// `join` gives one flat text. With `+` it would keep its parts in memory, four times as much, for as long as it is
// used.
function format(millis: number, subMillis: number, at: number): string {
  const fraction = subMillis.toString(16).padStart(3, "0");
  const variant = hex(0x80 | ((pool[at] ?? 0) & 0x3f));
  const node = [hex(pool[at + 2]), hex(pool[at + 3]), hex(pool[at + 4]), hex(pool[at + 5]), hex(pool[at + 6])];
  return [timeText(millis), "-7", fraction, "-", variant, hex(pool[at + 1]), "-", ...node, hex(pool[at + 7])].join("");
}
