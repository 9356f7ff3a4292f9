import { useRef } from "preact/hooks";
import type { SpanLine } from "../../page-api/page-data.js";
import { CopyButton } from "../frame/copy-button.js";
import { useKeys } from "../frame/keys.js";
import type { TraceModel } from "../trace/trace-model.js";

interface CopyForModelProps {
  readonly model: TraceModel;
  /** The span to copy with everything below it; undefined for the whole trace. */
  readonly span: SpanLine | undefined;
}

/** Copies a trace, or a span with everything below it, as compact text for a language model. */
export function CopyForModel({ model, span }: CopyForModelProps) {
  const box = useRef<HTMLSpanElement>(null);
  useKeys({ c: () => box.current?.querySelector("button")?.click() });
  const text = async () => {
    const { textForModel } = await import("./text-for-model.js");
    return textForModel(model.detail.value.row.id, span?.id);
  };
  return (
    <span ref={box} class="copy-for-model">
      <CopyButton label="Copy for a model" text={text} />
    </span>
  );
}
