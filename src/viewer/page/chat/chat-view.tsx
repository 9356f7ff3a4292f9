import { useState } from "preact/hooks";
import { countText } from "../text/amounts.js";
import { MoreButton } from "../text/more-button.js";
import type { ChatMessage } from "./chat-message.js";
import { MessageView } from "./message-view.js";
import { type PromptLine, promptChange } from "./prompt-change.js";

interface ChatViewProps {
  readonly messages: readonly ChatMessage[];
  /** The messages to compare them with, to mark the differences. */
  readonly before?: EarlierMessages | undefined;
}

export interface EarlierMessages {
  readonly messages: readonly ChatMessage[];
  /** Shown before the changes, such as `Since the call before`. */
  readonly since: string;
  /** Shown where nothing has changed. */
  readonly same: string;
}

/** Messages as a chat. The result of a tool is shown with the call that asked for it. */
export function ChatView({ messages, before }: ChatViewProps) {
  if (before === undefined) return <Messages lines={messages.map((message) => ({ state: "plain", message }))} />;
  return <ChangedMessages lines={promptChange(before.messages, messages)} before={before} />;
}

interface ChangedMessagesProps {
  readonly lines: readonly PromptLine[];
  readonly before: EarlierMessages;
}

const LEAST_FOLDED = 2;

function ChangedMessages({ lines, before: { since, same: sameText } }: ChangedMessagesProps) {
  const [showsAll, showAll] = useState(false);
  const same = lines.findIndex(({ state }) => state !== "same");
  if (same < 0) {
    return (
      <>
        <p class="since">{sameText}</p>
        <Messages lines={lines} />
      </>
    );
  }
  const isFolded = !showsAll && same >= LEAST_FOLDED;
  return (
    <>
      <p class="since">
        {since}: {changeText(lines)}
      </p>
      {isFolded && (
        <button
          type="button"
          class="button quiet small same-messages"
          onClick={() => {
            showAll(true);
          }}
        >
          {countText(same)} messages as before
        </button>
      )}
      <Messages lines={lines} from={isFolded ? same : 0} />
    </>
  );
}

function changeText(lines: readonly PromptLine[]): string {
  const counts = (["new", "changed", "gone"] as const).map((state) => {
    const count = lines.filter((line) => line.state === state).length;
    return count === 0 ? "" : `${countText(count)} ${state}`;
  });
  return counts.filter((text) => text !== "").join(", ");
}

type Line = PromptLine | { readonly state: "plain"; readonly message: ChatMessage };

const MOST_SHOWN = 200;

/** The messages from a place on; of very many the newest, until more are asked for. */
function Messages({ lines, from: asked = 0 }: { readonly lines: readonly Line[]; readonly from?: number }) {
  const [most, setMost] = useState(MOST_SHOWN);
  const from = Math.max(asked, lines.length - most);
  const shown = lines.slice(from);
  const called = new Set(shown.flatMap(({ message }) => message.calls.flatMap(({ id }) => id ?? [])));
  const results = new Map(
    shown.flatMap(({ message }) => (message.answers === undefined ? [] : [[message.answers, message] as const])),
  );
  return (
    <>
      {from > asked && (
        <MoreButton
          more={Math.min(from - asked, MOST_SHOWN)}
          total={lines.length - asked}
          what="messages"
          onPress={() => setMost(most + MOST_SHOWN)}
        />
      )}
      <ol class="chat">
        {shown.map((line, index) =>
          line.message.answers !== undefined && called.has(line.message.answers) ? null : (
            <MessageView
              key={from + index}
              message={line.message}
              state={line.state}
              before={line.state === "changed" ? line.before : undefined}
              results={results}
            />
          ),
        )}
      </ol>
    </>
  );
}
