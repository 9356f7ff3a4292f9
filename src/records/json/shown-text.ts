import { currentMedia } from "../media/media-collector.js";
import { mediaNote } from "../media/media-note.js";
import type { JsonText } from "./json-text.js";
import { quoteWithin, unseenText } from "./text-limit.js";
import { seenValues, type WriteState } from "./write-state.js";

/** The text as it is shown: media above the limit as an attachment or a note. */
export function shownText(state: WriteState, text: string): string {
  const media = currentMedia();
  const longest = media?.longestText ?? state.limits.maxMediaLength;
  if (text.length <= longest) return text;
  return lookAt(state, text, () => media?.tokenOfText(text) ?? mediaNote(text, longest) ?? text);
}

/**
 * The text as a JSON string of at most `room` characters. Media that does not fit becomes an attachment or a note,
 * since half an image is useless.
 */
export function cutShownText(state: WriteState, text: string, room: number): JsonText {
  const shown = shownText(state, text);
  if (shown.length <= room) return quoteWithin(shown, room);
  return quoteWithin(
    lookAt(state, shown, () => currentMedia()?.tokenOfText(shown) ?? mediaNote(shown, 0) ?? shown),
    room,
  );
}

/** Does not touch a text that is longer than what may still be looked at. */
function lookAt(state: WriteState, text: string, look: () => string): string {
  const { work } = state;
  const seen = seenValues(state);
  const alike = seen.looked.get(text.length) ?? 0;
  // Even finding it among others of its length means reading it, unless it is the only one.
  if (text.length > work.looks && alike !== 1) return unseenText(text);
  const known = alike === 0 ? undefined : seen.shown.get(text);
  if (known !== undefined) return known;
  seen.looked.set(text.length, alike + 1);
  if (text.length > work.looks) return unseenText(text);
  work.looks -= text.length;
  const shown = look();
  seen.shown.set(text, shown);
  return shown;
}
