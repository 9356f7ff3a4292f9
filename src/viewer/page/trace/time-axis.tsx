import { useRef, useState } from "preact/hooks";
import { durationText } from "../../../terminal/amounts.js";
import { placeIn, type TimeRange, ticksIn } from "./time-range.js";
import type { TraceModel } from "./trace-model.js";

const ABOUT_TICKS = 5;
const LEAST_DRAG_PERCENT = 1;
// Beyond this a label would be cut off.
const LABELLED_PERCENT = 86;

/** The scale above the bars. Dragging over a part of it zooms to that part; below it the lost time is shown. */
export function TimeAxis({ model }: { readonly model: TraceModel }) {
  const track = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<{ readonly from: number; readonly to: number } | undefined>(undefined);
  const seen = model.seen.value;
  const whole = model.whole.value;
  const percentAt = ({ clientX }: PointerEvent) => {
    const { left, width } = track.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.min(100, Math.max(0, ((clientX - left) / width) * 100));
  };
  const zoomToDragged = () => {
    setDragged(undefined);
    if (dragged === undefined || Math.abs(dragged.to - dragged.from) < LEAST_DRAG_PERCENT) return;
    const at = (percent: number) => seen.fromMicros + ((seen.toMicros - seen.fromMicros) * percent) / 100;
    const [from, to] = [Math.min(dragged.from, dragged.to), Math.max(dragged.from, dragged.to)];
    model.see({ fromMicros: at(from), toMicros: at(to) });
  };
  return (
    <div class="axis" aria-hidden="true">
      <span class="axis-label">Span</span>
      <div
        ref={track}
        class="axis-track"
        title="Drag to zoom, double click for the whole trace"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragged({ from: percentAt(event), to: percentAt(event) });
        }}
        onPointerMove={(event) => {
          if (dragged !== undefined) setDragged({ from: dragged.from, to: percentAt(event) });
        }}
        onPointerUp={zoomToDragged}
        onPointerCancel={() => {
          setDragged(undefined);
        }}
        onDblClick={() => {
          model.see(undefined);
        }}
      >
        {ticksIn(seen, whole, ABOUT_TICKS).map((micros) => (
          <span
            key={micros}
            class="tick"
            data-last={tickPlace(micros, seen, whole) > LABELLED_PERCENT}
            style={{ left: `${tickPlace(micros, seen, whole)}%` }}
          >
            {tickText(micros)}
          </span>
        ))}
        {model.lost.value.map((range) => (
          <LostTime key={range.fromMicros} range={range} seen={seen} />
        ))}
        {dragged !== undefined && (
          <span
            class="dragged"
            style={{
              left: `${Math.min(dragged.from, dragged.to)}%`,
              width: `${Math.abs(dragged.to - dragged.from)}%`,
            }}
          />
        )}
      </div>
      <span class="axis-end">Took</span>
    </div>
  );
}

function LostTime({ range, seen }: { readonly range: TimeRange; readonly seen: TimeRange }) {
  const { left, width } = placeIn(range, seen);
  return <span class="lost" style={{ left: `${left}%`, width: `${width}%` }} />;
}

/** The lines of the ticks, through all rows. */
export function TickLines({ model }: { readonly model: TraceModel }) {
  const seen = model.seen.value;
  const whole = model.whole.value;
  return (
    <div class="tick-lines" aria-hidden="true">
      <div>
        {ticksIn(seen, whole, ABOUT_TICKS).map((micros) => (
          <span key={micros} style={{ left: `${tickPlace(micros, seen, whole)}%` }} />
        ))}
      </div>
    </div>
  );
}

function tickText(micros: number): string {
  return micros === 0 ? "0" : durationText(micros).replace(/(?:[.]0+|([.]\d*?[1-9])0+) /, "$1 ");
}

function tickPlace(micros: number, seen: TimeRange, whole: TimeRange): number {
  const at = whole.fromMicros + micros;
  return placeIn({ fromMicros: at, toMicros: at }, seen).left;
}
