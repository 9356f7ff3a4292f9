import { crc32 } from "node:zlib";

/** Events in the binary form in which Bedrock streams (application/vnd.amazon.eventstream). */
export function awsEventStream(events: readonly { readonly type: string; readonly body: unknown }[]): Uint8Array {
  return Buffer.concat(events.map(({ type, body }) => frame(type, Buffer.from(JSON.stringify(body)))));
}

function frame(eventType: string, payload: Buffer): Buffer {
  const headers = Buffer.concat([
    header(":event-type", eventType),
    header(":content-type", "application/json"),
    header(":message-type", "event"),
  ]);
  const lengths = Buffer.concat([uint32(16 + headers.length + payload.length), uint32(headers.length)]);
  const checked = Buffer.concat([lengths, uint32(crc32(lengths)), headers, payload]);
  return Buffer.concat([checked, uint32(crc32(checked))]);
}

function header(name: string, value: string): Buffer {
  const stringType = 7;
  const valueLength = Buffer.alloc(2);
  valueLength.writeUInt16BE(value.length);
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([stringType]),
    valueLength,
    Buffer.from(value),
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
