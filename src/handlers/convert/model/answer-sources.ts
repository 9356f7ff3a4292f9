import { fewItems } from "../../../records/json/few-members.js";
import { asJsonObject, asList, asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import { generationsOf, responseNotes } from "./generations.js";

/** A source of an answer's text. */
interface Source {
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  readonly file_id?: string | undefined;
}

const MAX_SOURCES = 200;
/** Parts of an answer, and sources of each, that are looked at. */
const MAX_PARTS = 1_000;

/** The sources that a model names, each once, in their order; undefined where it names none. */
export function answerSources(result: unknown): readonly Source[] | undefined {
  const [first] = generationsOf(result);
  if (first === undefined) return undefined;
  const named = [...citedIn(asJsonObject(first.message)), ...responseNotes(first).flatMap(citedBeside)];
  const sources = new Map<string, Source>();
  for (const one of named) {
    const source = readSource(one);
    const key = source?.url ?? source?.file_id ?? source?.title;
    if (source !== undefined && key !== undefined && sources.size < MAX_SOURCES && !sources.has(key)) {
      sources.set(key, source);
    }
  }
  return sources.size === 0 ? undefined : [...sources.values()];
}

// OpenAI and LangChain have `annotations`, Anthropic `citations`, each with its part of the text.
function citedIn({ content }: JsonObject): readonly unknown[] {
  return fewItems(asList(content), MAX_PARTS)
    .filter(isJsonObject)
    .flatMap(({ annotations, citations }) => [...firstSources(annotations), ...firstSources(citations)]);
}

// Google has grounding metadata; xAI, Perplexity and OpenRouter a list for the whole answer.
function citedBeside(notes: JsonObject): readonly unknown[] {
  const grounding = asJsonObject(notes.groundingMetadata ?? notes.grounding_metadata);
  return [
    ...firstSources(grounding.groundingChunks),
    ...firstSources(asJsonObject(notes.citationMetadata).citationSources),
    ...["citations", "search_results", "annotations"].flatMap((name) => firstSources(notes[name])),
  ];
}

function firstSources(list: unknown): readonly unknown[] {
  return asList(list).slice(0, MAX_PARTS);
}

function readSource(value: unknown): Source | undefined {
  if (typeof value === "string") return asText(value) === undefined ? undefined : { url: value };
  if (!isJsonObject(value)) return undefined;
  const place = [value.web, value.retrievedContext, value.maps, value.url_citation].find(isJsonObject) ?? value;
  const url = asText(place.url) ?? asText(place.uri) ?? asText(place.source);
  const title = asText(place.title) ?? asText(place.document_title) ?? asText(place.filename);
  return { url, title, file_id: asText(place.file_id) };
}
