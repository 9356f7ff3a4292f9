import type { ComponentChildren, TargetedMouseEvent } from "preact";
import { goTo } from "./route.js";

interface LinkProps {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly class?: string | undefined;
  readonly title?: string | undefined;
  readonly tabIndex?: number;
  readonly "aria-current"?: "page" | undefined;
}

/** A link to another view of this page: without reloading, unless it is to open elsewhere. */
export function Link(props: LinkProps) {
  const follow = (event: TargetedMouseEvent<HTMLAnchorElement>) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(props.href);
  };
  return <a {...props} onClick={follow} />;
}
