import { type NodeModules, nodeModules } from "../../runtime/node-modules.js";
import type { Clock } from "../clock.js";
import type { DeliverySettings } from "../delivery-settings.js";
import { BatchClaim, readClaimed } from "./batch-claim.js";
import { BatchFiles, type BatchLimits } from "./batch-files.js";
import { DeadLetters } from "./dead-letters.js";
import { spoolRoot } from "./default-spool-dir.js";
import { diskErrorMessage } from "./disk-error.js";
import { SharedClaim, someAtOnce } from "./shared-claim.js";
import type {
  DeadLetter,
  DeadLetterWrite,
  DiskFailure,
  Journal,
  MaySend,
  OnSpoolDrop,
  Spool,
  SpoolBatch,
  SpoolClaim,
  SpoolContents,
  SpoolWrite,
} from "./spool.js";
import type { OwnedFile, WaitingFile } from "./spool-file.js";
import { SpoolFolder } from "./spool-folder.js";
import type { SpoolParts } from "./spool-guard.js";
import { SpoolJournal } from "./spool-journal.js";
import { SEEN_FOR_MS, type SpoolLimits, SpoolRetention } from "./spool-retention.js";
import { type SpoolTarget, spoolTarget } from "./spool-target.js";
import { waitingUnderOtherKeys } from "./survey.js";
import { WaitingFiles } from "./waiting-files.js";

export interface NodeSpoolOptions extends SpoolTarget, SpoolLimits, BatchLimits {
  /** The folder of all servers' records. Default: the user's state folder. */
  readonly dir?: string | undefined;
  readonly clock: Pick<Clock, "wallTimeMs" | "elapsedMs">;
  readonly onDrop: OnSpoolDrop;
}

/** A spool on disk, shared by all processes of this user; undefined without Node's modules, or any folder to use. */
export function createNodeSpool(options: NodeSpoolOptions, node = nodeModules()): NodeSpool | undefined {
  if (node === undefined) return undefined;
  try {
    return new NodeSpool(options, node);
  } catch {
    // A user without a home folder has no default one.
    return undefined;
  }
}

/** The spool that the settings name; undefined when they want none, or the runtime has no disk. */
export function openNodeSpool(settings: DeliverySettings, onDrop: OnSpoolDrop, clock: Clock): SpoolParts | undefined {
  if (settings.disk === undefined) return undefined;
  const node = nodeModules();
  if (node === undefined) return undefined;
  const target = spoolTarget(settings.destination, node);
  const spool = createNodeSpool({ ...settings, ...settings.disk, ...target, clock, onDrop }, node);
  if (spool === undefined) return undefined;
  return { spool, ...(settings.disk.durable && { journal: spool.openJournal() }) };
}

interface LastLook {
  readonly files: WaitingFiles;
  readonly seenAtMs: number;
}

const NO_FILES = new WaitingFiles([]);

/**
 * Touches the disk with the first record, not before. Written without `fsync`: it outlives the process, not the loss of
 * power.
 */
class NodeSpool implements Spool {
  readonly #folder: SpoolFolder;
  readonly #files: BatchFiles;
  readonly #retention: SpoolRetention;
  readonly #claimParts: ConstructorParameters<typeof BatchClaim>[2];
  readonly #deadLetters: DeadLetters;
  readonly #options: NodeSpoolOptions;
  #problem: string | undefined;
  #lastLook: LastLook = { files: NO_FILES, seenAtMs: Number.NEGATIVE_INFINITY };

  constructor(options: NodeSpoolOptions, node: NodeModules) {
    const { clock, onDrop } = options;
    this.#options = options;
    this.#folder = new SpoolFolder(node, spoolRoot(options.dir, node), options);
    this.#files = new BatchFiles(this.#folder, clock, options);
    this.#retention = new SpoolRetention({ folder: this.#folder, clock, limits: options, onDrop });
    this.#claimParts = { folder: this.#folder, files: this.#files, retention: this.#retention };
    this.#deadLetters = new DeadLetters(this.#folder, clock);
  }

  /** Where its files are. */
  get path(): string {
    return this.#folder.path;
  }

  async keep(batch: SpoolBatch): Promise<SpoolWrite> {
    let written: Awaited<ReturnType<BatchFiles["write"]>>;
    try {
      written = await this.#files.write(batch);
      this.#retention.added(written);
    } catch (error) {
      return this.#failed(error);
    }
    await this.#retention.keepWithinLimits().catch(() => undefined);
    return { kind: "written", ids: [written.id] };
  }

  keepNow(batch: SpoolBatch): SpoolWrite {
    try {
      const written = this.#files.writeNow(batch);
      this.#retention.added(written);
      return { kind: "written", ids: [written.id] };
    } catch (error) {
      return this.#failed(error);
    }
  }

  async persist(batch: SpoolBatch): Promise<SpoolClaim | undefined> {
    try {
      const file = await this.#files.writeClaimed(batch);
      this.#retention.added({ ...file, files: 1 });
      return new BatchClaim(batch, file, this.#claimParts);
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  async claimOldest(maySend: MaySend = () => true): Promise<SpoolClaim | undefined> {
    try {
      return (await this.#claimFrom(this.#seen, maySend)) ?? (await this.#claimFrom(await this.#look(), maySend));
    } catch {
      // A folder that can't be read has nothing to send.
      return undefined;
    }
  }

  async addDeadLetter(letter: DeadLetter): Promise<DeadLetterWrite> {
    try {
      return { kind: (await this.#deadLetters.add(letter)) ? "written" : "full" };
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Lets the dead letters wait again, to be sent once more. Returns how many there were. */
  reviveDeadLetters(): Promise<number> {
    return this.#deadLetters.revive((batch) => this.keep(batch));
  }

  async underOtherKeys(): Promise<number> {
    const { node } = this.#folder;
    return waitingUnderOtherKeys(spoolRoot(this.#options.dir, node), this.#options, node);
  }

  problem(): string | undefined {
    return this.#problem;
  }

  contents(): SpoolContents {
    return this.#retention.contents;
  }

  openJournal(): Journal {
    return new SpoolJournal(this.#folder, this.#options.clock, (error) => {
      this.#failed(error);
    });
  }

  async #look(): Promise<WaitingFiles> {
    const seenAtMs = this.#options.clock.elapsedMs();
    const files = new WaitingFiles(await this.#retention.waiting());
    this.#lastLook = { files, seenAtMs };
    return files;
  }

  /** What is left of the last look: to read a folder of thousands of files for each of them would take hours. */
  get #seen(): WaitingFiles {
    const isStale = this.#options.clock.elapsedMs() - this.#lastLook.seenAtMs > SEEN_FOR_MS;
    return isStale ? NO_FILES : this.#lastLook.files;
  }

  async #claimFrom(files: WaitingFiles, maySend: MaySend): Promise<SpoolClaim | undefined> {
    for (;;) {
      const taken = files.take(maySend, this.#options);
      const [first] = taken;
      if (first === undefined) return undefined;
      const claims = (await someAtOnce(taken, (file) => this.#claim(file))).filter((claim) => claim !== undefined);
      const [claim] = claims;
      if (claim !== undefined) return claims.length === 1 ? claim : new SharedClaim(first.kind, claims);
    }
  }

  /** Undefined when another process was faster, or nothing in the file is whole. */
  async #claim(waitingFile: WaitingFile): Promise<SpoolClaim | undefined> {
    const file = await this.#retention.claim(waitingFile);
    if (file === undefined) return undefined;
    let batch: SpoolBatch;
    try {
      batch = await readClaimed(file, this.#folder);
    } catch {
      await this.#folder.rename(file, waitingFile).catch(() => false);
      return undefined;
    }
    const claim = new BatchClaim(batch, await this.#withoutLoss(file, batch), this.#claimParts);
    if (batch.records.length > 0) return claim;
    await claim.remove();
    return undefined;
  }

  /** Counts what is missing, and takes it out of the name, so that it is not counted again by whoever comes next. */
  async #withoutLoss(file: OwnedFile, { records }: SpoolBatch): Promise<OwnedFile> {
    const lost = file.records - records.length;
    if (lost <= 0) return file;
    const rest = { ...file, records: records.length };
    const isRenamed = await this.#folder.rename(file, rest).catch(() => false);
    this.#options.onDrop("spool_damaged", lost);
    return isRenamed ? rest : file;
  }

  #failed(error: unknown): DiskFailure {
    this.#problem = diskErrorMessage(this.path, error);
    return { kind: "failed", message: this.#problem };
  }
}

export type { NodeSpool };
