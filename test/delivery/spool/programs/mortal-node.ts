import { type NodeModules, nodeModules } from "../../../../src/runtime/node-modules.js";

/** What changes a disk; reading can be interrupted without harm. */
const STEPS = [
  ...["mkdirSync", "writeFileSync", "renameSync", "rmSync", "openSync", "writeSync", "closeSync", "unlinkSync"],
  ...["chmodSync", "fchmodSync", "open"],
  ...["mkdir", "writeFile", "appendFile", "rename", "rm", "unlink", "truncate"],
];

/**
 * Node's modules for a process that kills itself at a step on disk: just before it, or, when `torn`, in the middle
 * of what the step writes.
 */
export function mortalNode(deathStep: number, torn: boolean): NodeModules {
  const node = nodeModules();
  if (node === undefined) throw new Error("This Node has no process.getBuiltinModule.");
  let step = 0;
  const mortal = <T extends object>(functions: T): T =>
    new Proxy(functions, {
      get(target, name) {
        const real: unknown = Reflect.get(target, name);
        if (name === "promises" && typeof real === "object" && real !== null) return mortal(real);
        if (typeof real !== "function" || typeof name !== "string" || !STEPS.includes(name)) return real;
        return (place: unknown, data: unknown, ...rest: unknown[]): unknown => {
          step += 1;
          if (step === deathStep) {
            if (torn && Buffer.isBuffer(data)) writeHalf(node, place, data, rest);
            process.kill(process.pid, "SIGKILL");
          }
          return Reflect.apply(real, target, [place, data, ...rest]);
        };
      },
    });
  return { ...node, fs: mortal(node.fs) };
}

function writeHalf({ fs }: NodeModules, place: unknown, data: Buffer, [options, , position]: unknown[]): void {
  const half = data.subarray(0, data.byteLength / 2);
  if (typeof place === "number") fs.writeSync(place, half, 0, half.byteLength, Number(position));
  const isAppending = typeof options === "object" && options !== null && !("mode" in options);
  if (typeof place === "string") fs.writeFileSync(place, half, { flag: isAppending ? "a" : "wx" });
}
