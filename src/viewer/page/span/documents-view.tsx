import { asJsonObject, isJsonObject, isObject, type JsonObject } from "../../../records/json/json-object.js";
import { plainText } from "../../../records/plain-text.js";
import { JsonTree } from "../json/json-tree.js";
import { LongText } from "../text/long-text.js";
import { FactsList } from "./facts-list.js";

interface FoundDocument {
  readonly pageContent: string;
  readonly metadata: JsonObject;
}

/** The documents that a retriever found. Undefined where the value holds anything else. */
export function documentsIn(value: unknown): readonly FoundDocument[] | undefined {
  const { documents, ...rest } = asJsonObject(value);
  if (!Array.isArray(documents) || documents.length === 0 || Object.keys(rest).length > 0) return undefined;
  const found = documents.flatMap((one) => foundDocument(one) ?? []);
  return found.length === documents.length ? found : undefined;
}

function foundDocument(value: unknown): FoundDocument | undefined {
  if (!isJsonObject(value)) return undefined;
  const { pageContent, metadata } = value;
  return typeof pageContent === "string" ? { pageContent, metadata: asJsonObject(metadata) } : undefined;
}

/** Each document as a text, below its metadata. */
export function DocumentsView({ documents }: { readonly documents: readonly FoundDocument[] }) {
  return (
    <ol class="documents">
      {documents.map(({ pageContent, metadata }, index) => (
        <li key={index}>
          <FactsList rows={Object.entries(metadata).map(([name, fact]) => [plainText(name), <Fact value={fact} />])} />
          <LongText text={pageContent} />
        </li>
      ))}
    </ol>
  );
}

function Fact({ value }: { readonly value: unknown }) {
  if (isObject(value)) return <JsonTree value={value} />;
  return <LongText text={typeof value === "string" ? value : JSON.stringify(value)} />;
}
