import { ChatPrompt, Opik, Prompt, setGlobalClient } from "opik";

export const VERSION = {
  promptId: "p-1",
  versionId: "v-1",
  commit: "c0ffee12",
  synced: true,
  type: "mustache",
} as const;

// Nothing listens there. The SDK's prompts want a client, which it fails to make by itself.
setGlobalClient(new Opik({ apiUrl: "http://127.0.0.1:9/api" }));

/** A prompt that is saved already: nothing is sent for it. */
export function textPrompt(name: string, prompt = "What is {{subject}}?"): Prompt {
  return new Prompt({ ...VERSION, name, prompt });
}

export function chatPrompt(name = "support"): ChatPrompt {
  const messages = [
    { role: "system" as const, content: "You help {{customer}}." },
    {
      role: "user" as const,
      content: [
        { type: "text" as const, text: "{{question}}" },
        { type: "image_url" as const, image_url: { url: "https://example.com/{{picture}}.png" } },
      ],
    },
  ];
  return new ChatPrompt({ ...VERSION, name, messages });
}
