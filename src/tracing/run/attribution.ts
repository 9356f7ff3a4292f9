import type { JsonWriter } from "../../records/json/json-text.js";
import type { Shape } from "../../records/json/shape.js";
import { REDACTED } from "../../records/redaction/redaction.js";
import { writtenMetadata } from "../../records/written-metadata.js";

/** Metadata of a run of a named LangGraph below another run: what no agent of `createAgent` is, such as a supervisor's expert. */
export const GRAPH_NAME = "opik.graph_name";

/** For each key of a record's metadata: the keys under which a run may say it, the first before the others, and the tag. */
const ROWS = [
  { key: "user_id", saidAs: ["user_id", "userId", "langfuseUserId"], tag: "user" },
  { key: "tenant_id", saidAs: ["tenant_id", "tenantId"], tag: "tenant" },
  { key: "agent_name", saidAs: ["agent_name", "agentName", "lc_agent_name", GRAPH_NAME], tag: "agent" },
  { key: "agent_tier", saidAs: ["agent_tier", "agentTier"], tag: "tier" },
  { key: "skill", saidAs: ["skill"], tag: "skill" },
] as const;

type Names = Readonly<Partial<Record<(typeof ROWS)[number]["key"], string>>>;

/** Whom a run works for, and who does the work. */
export interface Attribution {
  /** For the record's metadata, which is redacted when it is written. */
  readonly given: Names;
  /** The same as it will then stand there: for tags. */
  readonly written: Names;
}

export const NOBODY: Attribution = { given: {}, written: {} };

/** What is known around a run: of its parent, or of all runs of a handler. */
export interface Surroundings {
  readonly metadata: Shape;
  readonly attribution: Attribution;
}

// What is longer is a description and no name: as a tag it would be of no use.
const MAX_NAME_LENGTH = 200;

/**
 * The attribution of what is around a run, with what the run itself says anew. LangChain hands metadata down, so what
 * already stood in its parent's under the same key was said of the parent.
 */
export function attributionOf(metadata: Shape, around: Surroundings, writer: JsonWriter): Attribution {
  const news: News[] = [];
  for (const { key, saidAs } of ROWS) {
    const name = saidAnew(saidAs, metadata, around.metadata);
    if (name !== undefined) news.push({ key, name });
  }
  if (news.length === 0) return around.attribution;
  const given = givenNames(news, metadata, writer);
  const written = writtenMetadata(given, writer);
  const writtenNames = news.map(({ key }) => [key, nameIn(written[key]) ?? REDACTED] as const);
  return {
    given: { ...around.attribution.given, ...given },
    written: { ...around.attribution.written, ...Object.fromEntries(writtenNames) },
  };
}

// What is given under another key than the record's is redacted under that one too: a redactor may know it only there.
function givenNames(news: readonly News[], metadata: Shape, writer: JsonWriter): Names {
  const aliases = news.filter(({ key, name }) => key !== name).map(({ name }) => [name, metadata[name]] as const);
  const values = { ...metadata, ...(aliases.length > 0 && writtenMetadata(Object.fromEntries(aliases), writer)) };
  return Object.fromEntries(news.map(({ key, name }) => [key, nameIn(values[name]) ?? REDACTED] as const));
}

interface News {
  readonly key: keyof Names;
  /** The key under which the run says it. */
  readonly name: string;
}

// Asked of every run: loops, because they cost a fraction of `find`.
function saidAnew(saidAs: readonly string[], metadata: Shape, around: Shape): string | undefined {
  for (const name of saidAs) {
    const value = metadata[name];
    if (value !== undefined && value !== around[name] && nameIn(value) !== undefined) return name;
  }
  return undefined;
}

function nameIn(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" && value.length <= MAX_NAME_LENGTH ? value : undefined;
}

/** A tag such as `user:42` for each value that is not known around. */
export function attributionTags(own: Attribution, around: Attribution): readonly string[] {
  if (own === around) return [];
  return ROWS.flatMap(({ key, tag }) => {
    const value = own.written[key];
    return value === undefined || own.given[key] === around.given[key] ? [] : [`${tag}:${value}`];
  });
}
