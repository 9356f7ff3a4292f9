import { parsedJson } from "../../../records/json/json-object.js";
import { plainText } from "../../../records/plain-text.js";
import { JsonTree } from "../json/json-tree.js";
import { LongText } from "../text/long-text.js";
import type { ChatMessage, MessagePart, ToolCall } from "./chat-message.js";
import { AudioPart, ImagePart } from "./media-part.js";
import { TextChange } from "./text-change.js";

interface MessageViewProps {
  readonly message: ChatMessage;
  readonly state: "plain" | "same" | "new" | "gone" | "changed";
  readonly before: ChatMessage | undefined;
  /** Results of tools, by the id of the call. */
  readonly results: ReadonlyMap<string, ChatMessage>;
}

const STATE_WORDS = { plain: "", same: "", new: "new", gone: "gone", changed: "changed" } as const;

export function MessageView({ message, state, before, results }: MessageViewProps) {
  const { role, name, parts, calls } = message;
  return (
    <li class="message" data-role={role} data-state={state}>
      <p class="who">
        <span class="role">{plainText(role)}</span>
        {name !== undefined && <bdi class="faint">{plainText(name)}</bdi>}
        {STATE_WORDS[state] !== "" && <span class="change">{STATE_WORDS[state]}</span>}
      </p>
      {before === undefined ? (
        parts.map((part, index) => <PartView key={index} part={part} isResult={role === "tool"} />)
      ) : (
        <TextChange before={textOf(before)} now={textOf(message)} />
      )}
      {calls.map((call, index) => (
        <CallView key={call.id ?? index} call={call} result={results.get(call.id ?? "")} />
      ))}
    </li>
  );
}

function PartView({ part, isResult }: { readonly part: MessagePart; readonly isResult: boolean }) {
  switch (part.kind) {
    case "text":
      return isResult ? <ResultText text={part.text} /> : <LongText text={part.text} />;
    case "reasoning":
      return (
        <details class="reasoning">
          <summary>Reasoning</summary>
          <LongText text={part.text} />
        </details>
      );
    case "image":
      return <ImagePart source={part.source} />;
    case "audio":
      return <AudioPart source={part.source} format={part.format} />;
    case "other":
      return <JsonTree value={part.value} />;
  }
}

/** The result of a tool is often JSON in a text. */
function ResultText({ text }: { readonly text: string }) {
  const value = /^\s*[[{]/.test(text) ? parsedJson(text) : text;
  return typeof value === "string" ? <LongText text={value} /> : <JsonTree value={value} />;
}

function CallView({ call, result }: { readonly call: ToolCall; readonly result: ChatMessage | undefined }) {
  return (
    <div class="call">
      <p class="call-name">
        <span class="faint">calls</span> <bdi>{plainText(call.name)}</bdi>
      </p>
      <div class="call-values">
        <div class="given">
          {typeof call.given === "string" ? <LongText text={call.given} /> : <JsonTree value={call.given} />}
        </div>
        {result !== undefined && (
          <div class="result">
            <p class="faint">returned</p>
            {result.parts.map((part, index) => (
              <PartView key={index} part={part} isResult />
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

function textOf({ parts, calls }: ChatMessage): string {
  const texts = parts.map((part) => ("text" in part ? part.text : JSON.stringify(part)));
  return [...texts, ...calls.map(({ name, given }) => `${name}(${JSON.stringify(given)})`)].join("\n");
}
