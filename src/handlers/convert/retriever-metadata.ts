import { nameOf, type Shape } from "../../records/json/shape-fields.js";
import { className } from "./run-identity.js";

// Names that say nothing of where the documents come from.
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

/** What Opik knows a retrieval by. */
export function retrieverMetadata(serialized: unknown, metadata: Shape): Shape {
  const provider =
    nameOf(metadata.ls_vector_store_provider) ?? nameOf(metadata.ls_retriever_name) ?? className(serialized);
  const known = provider !== undefined && !GENERIC.has(provider.toLowerCase());
  return { "opik.kind": "retrieval", "opik.operation": "retrieve", ...(known && { "opik.provider": provider }) };
}
