import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../api/client.js";
import { LoadingState, ProblemState } from "./states.js";

type Module = { readonly default: ComponentType };

interface LateViewProps {
  readonly what: string;
  readonly load: () => Promise<Module>;
}

/** A view whose code is loaded when it is first shown, so that the first view need not wait for it. */
export function LateView({ what, load }: LateViewProps) {
  const [View, setView] = useState<ComponentType | undefined>(undefined);
  const [isFailed, setFailed] = useState(false);
  useEffect(() => {
    load().then(
      (module) => setView(() => module.default),
      () => setFailed(true),
    );
  }, []);
  if (View !== undefined) return <View />;
  if (isFailed) return <ProblemState what={what} problem={new Problem("gone", "The server does not answer.")} />;
  return <LoadingState what={what.toLowerCase()} />;
}
