/** Everything that a stream brings, once it has ended. */
export async function readAll<Chunk>(stream: AsyncIterable<Chunk> | Promise<AsyncIterable<Chunk>>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of await stream) chunks.push(chunk);
  return chunks;
}
