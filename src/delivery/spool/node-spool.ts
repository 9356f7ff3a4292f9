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
  MemoryRoom,
  OnSpoolDrop,
  Spool,
  SpoolBatch,
  SpoolClaim,
  SpoolContents,
  SpoolWrite,
} from "./spool.js";
import { SpoolCount } from "./spool-count.js";
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
  /** Whether what is written survives a loss of power, and not only the end of the process. */
  readonly isSynced: boolean;
  readonly clock: Pick<Clock, "wallTimeMs" | "elapsedMs">;
  readonly onDrop: OnSpoolDrop;
}

/** A spool on disk, shared by all processes of this user; undefined without Node's modules, or any folder to use. */
export function createNodeSpool(options: NodeSpoolOptions, node = nodeModules()): NodeSpool | undefined {
  if (node === undefined) return undefined;
  try {
    return new NodeSpool(options, node);
  } catch {
    // A user without a home folder has no default folder.
    return undefined;
  }
}

/** The spool that the settings name; undefined if they name none, or the runtime has no disk. */
export function openNodeSpool(settings: DeliverySettings, onDrop: OnSpoolDrop, clock: Clock): SpoolParts | undefined {
  if (settings.disk === undefined) return undefined;
  const node = nodeModules();
  if (node === undefined) return undefined;
  const target = spoolTarget(settings.destination, node);
  const { durable } = settings.disk;
  const isSynced = durable === "power";
  const spool = createNodeSpool({ ...settings, ...settings.disk, ...target, isSynced, clock, onDrop }, node);
  if (spool === undefined) return undefined;
  return { spool, ...(durable !== false && { journal: spool.openJournal() }) };
}

interface LastLook {
  readonly files: WaitingFiles;
  readonly seenAtMs: number;
}

const NO_FILES = new WaitingFiles();
const ANY_ROOM: MemoryRoom = {
  freeBytes: Number.POSITIVE_INFINITY,
  hold: () => undefined,
  letGo: () => undefined,
};

/** Uses the disk with the first record, not before. */
class NodeSpool implements Spool {
  readonly #folder: SpoolFolder;
  readonly #count = new SpoolCount();
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
    this.#folder = new SpoolFolder(node, spoolRoot(options.dir, node), options, options.isSynced);
    const [folder, count] = [this.#folder, this.#count];
    this.#files = new BatchFiles(folder, clock, options, count);
    this.#retention = new SpoolRetention({ folder, count, clock, limits: options, onDrop });
    this.#claimParts = { folder, count, files: this.#files };
    this.#deadLetters = new DeadLetters(this.#folder, clock);
  }

  /** Where its files are. */
  get path(): string {
    return this.#folder.path;
  }

  async keep(batch: SpoolBatch): Promise<SpoolWrite> {
    let written: WaitingFile;
    try {
      written = await this.#files.write(batch);
    } catch (error) {
      return this.#failed(error);
    }
    await this.#retention.keepWithinLimits().catch(() => undefined);
    return { kind: "written", ids: [written.id] };
  }

  keepNow(batch: SpoolBatch): SpoolWrite {
    try {
      return { kind: "written", ids: [this.#files.writeNow(batch).id] };
    } catch (error) {
      return this.#failed(error);
    }
  }

  async persist(batch: SpoolBatch): Promise<SpoolClaim | undefined> {
    try {
      return new BatchClaim(batch, await this.#files.writeClaimed(batch), this.#claimParts);
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  async claimOldest(maySend: MaySend = () => true, room: MemoryRoom = ANY_ROOM): Promise<SpoolClaim | undefined> {
    try {
      const seen = await this.#claimFrom(this.#seen, maySend, room);
      return seen ?? (await this.#claimFrom(await this.#look(), maySend, room));
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
    return this.#count.contents;
  }

  openJournal(): Journal {
    return new SpoolJournal(this.#folder, this.#options.clock, (error) => {
      this.#failed(error);
    });
  }

  async #look(): Promise<WaitingFiles> {
    const seenAtMs = this.#options.clock.elapsedMs();
    const files = await WaitingFiles.inOrder(await this.#retention.waiting());
    this.#lastLook = { files, seenAtMs };
    return files;
  }

  /** The rest of the last listing: reading a folder of thousands of files for each of them would take hours. */
  get #seen(): WaitingFiles {
    const isStale = this.#options.clock.elapsedMs() - this.#lastLook.seenAtMs > SEEN_FOR_MS;
    return isStale ? NO_FILES : this.#lastLook.files;
  }

  async #claimFrom(files: WaitingFiles, maySend: MaySend, room: MemoryRoom): Promise<SpoolClaim | undefined> {
    for (;;) {
      const maxBatchBytes = Math.min(this.#options.maxBatchBytes, room.freeBytes);
      const taken = files.take(maySend, { ...this.#options, maxBatchBytes });
      if (taken.length === 0) return undefined;
      const bytes = taken.reduce((sum, file) => sum + file.bytes, 0);
      room.hold(bytes);
      const claim = await this.#claimTogether(taken);
      room.letGo(bytes - (claim?.bytes ?? 0));
      if (claim !== undefined) return claim;
    }
  }

  async #claimTogether(files: readonly WaitingFile[]): Promise<SpoolClaim | undefined> {
    const claims = (await someAtOnce(files, (file) => this.#claim(file))).filter((claim) => claim !== undefined);
    const [first] = claims;
    return first === undefined || claims.length === 1 ? first : new SharedClaim(first.kind, claims);
  }

  /** Undefined if another process was faster, or nothing in the file is whole. */
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

  /** Counts what is missing, and removes it from the name, so that no other process counts it again. */
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
