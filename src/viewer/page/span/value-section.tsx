import { useState } from "preact/hooks";
import { asJsonObject } from "../../../records/json/json-object.js";
import { chatIn } from "../chat/chat-message.js";
import { ChatView, type EarlierMessages } from "../chat/chat-view.js";
import { JsonPanel } from "../json/json-panel.js";
import { LongText } from "../text/long-text.js";
import { DocumentsView, documentsIn } from "./documents-view.js";
import { Section } from "./section.js";

interface ValueSectionProps {
  readonly title: string;
  readonly value: unknown;
  readonly before?: EarlierMessages | undefined;
}

/**
 * An input or an output: messages as a chat, documents with their metadata, a text as a text, everything else as JSON;
 * and always as JSON on request.
 */
export function ValueSection({ title, value, before }: ValueSectionProps) {
  const [showsJson, showJson] = useState(false);
  if (value === undefined || value === null) return null;
  const readable = readableView(value, before);
  return (
    <Section
      title={title}
      copied={value}
      tools={
        readable !== undefined && (
          <button
            type="button"
            class="button quiet small"
            aria-pressed={showsJson}
            onClick={() => {
              showJson(!showsJson);
            }}
          >
            JSON
          </button>
        )
      }
    >
      {showsJson || readable === undefined ? <JsonPanel value={value} label={title.toLowerCase()} /> : readable}
    </Section>
  );
}

function readableView(value: unknown, before: ValueSectionProps["before"]) {
  if (typeof value === "string") return <LongText text={value} />;
  const chat = chatIn(value);
  if (chat !== undefined) {
    return (
      <>
        <ChatView messages={chat.messages} before={before} />
        {Object.keys(chat.rest).length > 0 && <JsonPanel value={chat.rest} label="what stands beside the messages" />}
      </>
    );
  }
  const documents = documentsIn(value);
  if (documents !== undefined) return <DocumentsView documents={documents} />;
  const text = onlyText(value);
  return text === undefined ? undefined : <LongText text={text} />;
}

/** The input or output of a run is often a text under one name. */
function onlyText(value: unknown): string | undefined {
  const values = Object.values(asJsonObject(value));
  return values.length === 1 && typeof values[0] === "string" && values[0] !== "" ? values[0] : undefined;
}
