import { listKeys } from "../../records/json/few-members.js";
import type { JsonObject } from "../../records/json/json-object.js";
import type { JsonWriter } from "../../records/json/json-writer.js";
import { REDACTED } from "../../records/redaction/redaction.js";
import { writtenMetadata } from "../../records/written-metadata.js";

/**
 * Metadata of a named LangGraph below another run that is not an agent of `createAgent`, such as a supervisor's expert.
 */
export const GRAPH_NAME = "opik.graph_name";

/**
 * For each key of a record's metadata: the keys under which a run may give it, the first of which wins, and the tag.
 */
const ROWS = [
  { key: "user_id", aliases: ["user_id", "userId", "langfuseUserId"], tag: "user" },
  { key: "tenant_id", aliases: ["tenant_id", "tenantId"], tag: "tenant" },
  { key: "agent_name", aliases: ["agent_name", "agentName", "lc_agent_name", GRAPH_NAME], tag: "agent" },
  { key: "agent_tier", aliases: ["agent_tier", "agentTier"], tag: "tier" },
  { key: "skill", aliases: ["skill"], tag: "skill" },
] as const;

/** The keys of each row. */
export const ATTRIBUTION_KEYS: readonly (readonly string[])[] = ROWS.map(({ aliases }) => aliases);

const ALL_KEYS = new Set(ATTRIBUTION_KEYS.flat());

type Names = Readonly<Partial<Record<(typeof ROWS)[number]["key"], string>>>;

/** Whom a run works for, and who does the work. */
export interface Attribution {
  /** For the record's metadata, which is redacted when it is written. */
  readonly given: Names;
  /** The same values in written form, for tags. */
  readonly written: Names;
}

export const NO_ATTRIBUTION: Attribution = { given: {}, written: {} };

/** What a run inherits from its parent, or from the settings of its handler. */
export interface InheritedAttribution {
  readonly metadata: JsonObject;
  readonly attribution: Attribution;
}

// A longer text is a description and not a name: it would be of no use as a tag.
const MAX_NAME_LENGTH = 200;

/**
 * What a run inherits, overridden by its own metadata. LangChain passes metadata down, so a value that the parent's
 * metadata has under the same key belongs to the parent.
 */
export function attributionOf(metadata: JsonObject, inherited: InheritedAttribution, writer: JsonWriter): Attribution {
  // This is so for nearly every run, and looking for each of the keys would take longer.
  if (!listKeys(metadata).keys.some((key) => ALL_KEYS.has(key))) return inherited.attribution;
  const changes: NameChange[] = [];
  for (const { key, aliases } of ROWS) {
    const alias = changedAlias(aliases, metadata, inherited.metadata);
    if (alias !== undefined) changes.push({ key, alias });
  }
  if (changes.length === 0) return inherited.attribution;
  const given = givenNames(changes, metadata, writer);
  const written = writtenMetadata(given, writer);
  const writtenNames = changes.map(({ key }) => [key, nameIn(written[key]) ?? REDACTED] as const);
  return {
    given: { ...inherited.attribution.given, ...given },
    written: { ...inherited.attribution.written, ...Object.fromEntries(writtenNames) },
  };
}

// A value given under another key than the record's is redacted under that key too: a redactor may recognise it only
// there.
function givenNames(changes: readonly NameChange[], metadata: JsonObject, writer: JsonWriter): Names {
  const renamed = changes
    .filter(({ key, alias }) => key !== alias)
    .map(({ alias }) => [alias, metadata[alias]] as const);
  const values = { ...metadata, ...(renamed.length > 0 && writtenMetadata(Object.fromEntries(renamed), writer)) };
  return Object.fromEntries(changes.map(({ key, alias }) => [key, nameIn(values[alias]) ?? REDACTED] as const));
}

interface NameChange {
  readonly key: keyof Names;
  /** The key under which the run's own metadata has it. */
  readonly alias: string;
}

// Called for every run: a loop costs a fraction of `find`.
function changedAlias(aliases: readonly string[], metadata: JsonObject, inherited: JsonObject): string | undefined {
  for (const alias of aliases) {
    const value = metadata[alias];
    if (value !== undefined && value !== inherited[alias] && nameIn(value) !== undefined) return alias;
  }
  return undefined;
}

function nameIn(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" && value.length <= MAX_NAME_LENGTH ? value : undefined;
}

/** A tag such as `user:42` for each value that is not inherited. */
export function attributionTags(own: Attribution, inherited: Attribution): readonly string[] {
  if (own === inherited) return [];
  return ROWS.flatMap(({ key, tag }) => {
    const value = own.written[key];
    return value === undefined || own.given[key] === inherited.given[key] ? [] : [`${tag}:${value}`];
  });
}
