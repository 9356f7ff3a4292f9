// The parts of platforms and test runners that programs of the pages import, as far as those call them: what is given
// to them is kept, and called by the test as the platform would.
export { expect } from "vitest";

type Work = () => unknown;

const works: Work[] = [];

type CloudFunction = (request: { body: unknown }, response: { json: (answer: unknown) => void }) => unknown;

/** `waitUntil` of Vercel. */
export function waitUntil(work: Promise<unknown>): void {
  works.push(() => work);
}

/** `after` of Next.js. */
export function after(work: Work): void {
  works.push(work);
}

/** `http` of Google's functions framework. */
export function http(_name: string, answer: CloudFunction): void {
  works.push(() => answer({ body: { question: "What is a function?" } }, { json: () => undefined }));
}

/** `test` of a test runner. */
export function test(_title: string, body: Work): void {
  works.push(body);
}

/** `afterAll` of a test runner. */
export function afterAll(body: Work): void {
  works.push(body);
}

/** Does what has been given since the last call, in that order. */
export async function doWorks(): Promise<void> {
  for (const work of works.splice(0)) await work();
}
