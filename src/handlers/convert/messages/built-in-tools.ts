import { fewFields, fewItems } from "../../../records/json/few-members.js";
import { asText, isJsonObject, type JsonObject } from "../../../records/json/json-object.js";
import { cutText } from "../../../records/json/text-limit.js";

/**
 * What a provider's built-in tools leave in an answer: calls and results of searches, code, and hosted MCP servers, as
 * OpenAI, Anthropic, Google, xAI and LangChain name them.
 */
const BUILT_IN_TOOL =
  /^(server_tool_|mcp_|executableCode$|codeExecutionResult$)|^(web_search|x_search|file_search|code_interpreter|computer|local_shell|shell|apply_patch|tool_search)_call|_tool_result$/;

/** Long, and of use to the provider alone. */
const SEALED = new Set(["encrypted_content", "encrypted_index", "encrypted_stdout", "signature", "thoughtSignature"]);
const MAX_DEPTH = 8;
/** How many members are copied, in all. */
const MAX_MEMBERS = 5_000;

/** How many members may still be copied. */
interface Members {
  left: number;
}

/** A part of a message's content as text, if it is a step of a provider's built-in tool: Opik shows no such part. */
export function builtInToolText(part: unknown, toText: (value: unknown) => string): unknown {
  if (!isJsonObject(part)) return part;
  const type = asText(part.type) ?? "";
  if (type.length > MAX_TYPE_LENGTH || !BUILT_IN_TOOL.test(type)) return part;
  const { type: _, id: __, index: ___, ...said } = fewFields(part);
  const text = toText(openFields(said, MAX_DEPTH, { left: MAX_MEMBERS }));
  return { type: "text", text: `[${type}] ${cutText(text, MAX_TEXT_LENGTH)}` };
}

const MAX_TYPE_LENGTH = 100;
// The text of the answer is beside it.
const MAX_TEXT_LENGTH = 20_000;

// What is written must not cost so much that nothing is left for the text of the answer.
function withoutSealed(value: unknown, depth: number, members: Members): unknown {
  members.left -= 1;
  if (typeof value === "object" && value !== null && (depth === 0 || members.left < 0)) return "[cut]";
  if (Array.isArray(value)) return fewItems(value).map((item) => withoutSealed(item, depth - 1, members));
  return isJsonObject(value) ? openFields(value, depth - 1, members) : value;
}

function openFields(fields: JsonObject, depth: number, members: Members): JsonObject {
  const open = Object.entries(fewFields(fields)).filter(([name]) => !SEALED.has(name));
  return Object.fromEntries(open.map(([name, value]) => [name, withoutSealed(value, depth, members)]));
}
