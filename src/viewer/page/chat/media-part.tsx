import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { plainText } from "../../../records/plain-text.js";
import type { TraceDetail } from "../../page-api/page-data.js";

/** The attachments of the trace that is shown, which messages name. */
export const Attachments = createContext<TraceDetail["attachments"]>([]);

/**
 * An image that is in the trace. For an image elsewhere only its address is shown: nothing is fetched from other
 * machines.
 */
export function ImagePart({ source }: { readonly source: string }) {
  const attached = useAttached(source);
  const shown = attached ?? (/^data:image\/[\w.+-]+[;,]/i.test(source) ? source : undefined);
  if (shown === undefined) return <Elsewhere what="Image" source={source} />;
  return <img class="media" src={shown} alt={attached === undefined ? "Image of the message" : plainText(source)} />;
}

export function AudioPart({ source, format }: { readonly source: string; readonly format: string }) {
  const attached = useAttached(source);
  const own = useBlob(attached === undefined ? source : undefined, `audio/${format.replace(/[^\w.+-]/g, "")}`);
  const shown = attached ?? own;
  if (shown === undefined) return <Elsewhere what="Sound" source={source} />;
  // biome-ignore lint/a11y/useMediaCaption: what was said stands in the message where the model told it
  return <audio class="media" controls preload="metadata" src={shown} aria-label="Sound of the message" />;
}

function Elsewhere({ what, source }: { readonly what: string; readonly source: string }) {
  return (
    <p class="elsewhere">
      <span class="faint">{what} that is not in the trace:</span> <code>{plainText(source.slice(0, 300))}</code>
    </p>
  );
}

/** The address of an attachment, where the source is the name of one in brackets. */
function useAttached(source: string): string | undefined {
  const name = /^\[(.+)\]$/.exec(source)?.[1];
  const found = useContext(Attachments).find((one) => one.name === name);
  return found && `/viewer/api/attachments/${encodeURIComponent(found.id)}`;
}

/** A blob URL for base64: the content policy allows no `data:` URL for sounds. */
function useBlob(base64: string | undefined, type: string): string | undefined {
  const [url, setUrl] = useState<string | undefined>(undefined);
  useEffect(() => {
    const bytes = base64 === undefined ? undefined : bytesOf(base64);
    if (bytes === undefined) return;
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
    };
  }, [base64, type]);
  return url;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64.replace(/^data:[^,]*,/, "")), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
