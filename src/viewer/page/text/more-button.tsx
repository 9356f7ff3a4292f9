import { countText } from "./amounts.js";

interface MoreButtonProps {
  /** How many more each press shows. */
  readonly more: number;
  readonly total: number;
  /** What is counted, such as `characters`; nothing where that is plain. */
  readonly what?: string;
  readonly onPress: () => void;
}

/** Shows more of something that is too long to be shown at once. */
export function MoreButton({ more, total, what = "", onPress }: MoreButtonProps) {
  return (
    <button type="button" class="button quiet small" onClick={onPress}>
      {`${countText(more)} more of ${countText(total)} ${what}`.trim()}
    </button>
  );
}
