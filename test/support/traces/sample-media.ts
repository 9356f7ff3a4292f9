/** What a file of each type begins with. */
const HEADS = {
  "image/png": [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  "image/jpeg": [0xff, 0xd8, 0xff, 0xe0],
  "audio/wav": [...Buffer.from("RIFF\0\0\0\0WAVE", "latin1")],
  "audio/mpeg": [...Buffer.from("ID3", "latin1")],
  "video/mp4": [0, 0, 0, 0x18, ...Buffer.from("ftypisom", "latin1")],
  "application/pdf": [...Buffer.from("%PDF-1.7\n", "latin1")],
} as const;

/** Bytes that look like a file of the type, others for each `seed`, and like compressed data behind its head. */
export function sampleMedia(type: keyof typeof HEADS, size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed * 2_654_435_761;
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  bytes.set(HEADS[type]);
  return bytes;
}
