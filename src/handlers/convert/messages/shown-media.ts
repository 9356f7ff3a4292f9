import { cutName } from "../../../records/json/text-limit.js";
import { currentMedia, type GivenMedia, type PlacedMedia } from "../../../records/media/media-collector.js";
import { leftOutNote, sizeInWords } from "../../../records/media/media-note.js";

/** Media that a part of a message holds. */
export type FoundMedia = Pick<GivenMedia, "data" | "type" | "name">;

type Placeable = FoundMedia & { readonly otherType: string; readonly isFile?: boolean };

/** What replaces it. If nothing is recorded, as when a text is searched for, that is the data itself. */
export function placeMedia({ isFile = false, ...found }: Placeable): PlacedMedia {
  const { data, type, name, otherType } = found;
  const placed = currentMedia()?.place({ ...found, isFile });
  if (placed !== undefined) return placed;
  if (typeof data !== "string")
    return { kind: "left_out", note: leftOutNote(type ?? otherType, data.byteLength, name) };
  return { kind: "inline", base64: data.replace(/^data:[^,]{0,500},/, ""), type: type ?? otherType };
}

/** `format`: as the part names it. */
export function shownSound(found: FoundMedia, format: string | undefined): unknown {
  const placed = placeMedia({ ...found, otherType: "audio/wav" });
  if (placed.kind === "left_out") return { type: "text", text: placed.note };
  const data = placed.kind === "attached" ? placed.token : placed.base64;
  return { type: "input_audio", input_audio: { data, format: format ?? placed.type.split("/")[1] } };
}

// Opik's page shows a file with data as a video.
export function shownVideo(found: FoundMedia): unknown {
  const placed = placeMedia({ ...found, otherType: "video/mp4" });
  if (placed.kind === "left_out") return { type: "text", text: placed.note };
  const data = placed.kind === "attached" ? placed.token : `data:${placed.type};base64,${placed.base64}`;
  return {
    type: "file",
    file: { file_data: data, format: placed.type, ...(found.name !== undefined && { filename: found.name }) },
  };
}

/** The page shows no other file: what a person can read of it is its name, type and size. */
export function shownFile(found: FoundMedia): unknown {
  const placed = placeMedia({ ...found, otherType: "application/octet-stream", isFile: true });
  const name = cutName(found.name ?? "file");
  switch (placed.kind) {
    case "left_out":
      return { type: "text", text: placed.note };
    case "attached":
      return { type: "text", text: `${name} (${placed.type}, ${sizeInWords(placed.bytes)}): ${placed.token}` };
    case "inline":
      return { type: "file", file: { filename: name, file_data: `data:${placed.type};base64,${placed.base64}` } };
  }
}
