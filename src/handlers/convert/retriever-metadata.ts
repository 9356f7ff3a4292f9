import { asName, type JsonObject } from "../../records/json/json-object.js";
import { className } from "./run-identity.js";

// Names that do not reveal where the documents come from.
const GENERIC = new Set([
  "retriever",
  "base",
  "vectorstore",
  "vector_store",
  "vectorstoreretriever",
  "langchain",
  "langchain_core",
  "langchain_community",
]);

/** The metadata by which Opik recognises a retrieval. */
export function retrieverMetadata(serialized: unknown, metadata: JsonObject): JsonObject {
  const provider =
    asName(metadata.ls_vector_store_provider) ?? asName(metadata.ls_retriever_name) ?? className(serialized);
  const known = provider !== undefined && !GENERIC.has(provider.toLowerCase());
  return { "opik.kind": "retrieval", "opik.operation": "retrieve", ...(known && { "opik.provider": provider }) };
}
