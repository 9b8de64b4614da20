import type { Collection } from 'mongodb';
import type { MongoConnection } from './connect-mongo.js';
import { firstLaneEpoch } from './first-lane-epoch.js';
import { isDuplicateKey } from './is-duplicate-key.js';

/** What is kept of one partition beside its groups. */
export interface LaneManifest {
  /** Raised by each new owner, also of a lane that was lost and begins anew; a write under an older one fails. */
  readonly epoch: number;
  /** Up to where the groups hold what was read; undefined until the first save. */
  readonly offset: number | undefined;
  /** The books as they stood there, as text. */
  readonly ledger: string | undefined;
  /** What time it was there, as text. */
  readonly clocks: string | undefined;
  /** Revisions that may not have been told yet, as text. */
  readonly outbox: readonly string[];
}

/** Groups as plain data, by a name of each; undefined means that it is gone. */
export type StoredGroups = ReadonlyMap<string, object | undefined>;

/** What a save holds. */
export interface LaneSave {
  readonly epoch: number;
  readonly offset: number;
  readonly ledger: string;
  readonly clocks: string;
  readonly outbox: readonly string[];
  /** Groups that changed since the last save. */
  readonly changes: StoredGroups;
}

/** State of the correlation engine: groups and position of each partition, always of one and the same moment. */
export interface CorrelationStore {
  /** Takes a lane over: raises its epoch, so that no earlier owner can save any more. */
  claim(lane: string): Promise<LaneManifest>;
  /** All groups of a lane. */
  load(lane: string): Promise<readonly object[]>;
  /** Keeps changes and position in one transaction. false when another owner has come; then nothing is kept. */
  save(lane: string, save: LaneSave): Promise<boolean>;
  /** Forgets the revisions that this owner and those before it saved: they were told. */
  clearOutbox(lane: string, epoch: number): Promise<void>;
}

interface ManifestDocument {
  readonly _id: string;
  readonly epoch: number;
  readonly offset?: number;
  readonly ledger?: string;
  readonly clocks?: string;
}

interface OutboxDocument {
  readonly lane: string;
  readonly epoch: number;
  readonly revisions: readonly string[];
}

/** A document of its own for each group: one for all of an id could grow beyond what MongoDB takes. */
interface GroupDocument {
  readonly _id: string;
  readonly lane: string;
  readonly group: object;
}

/** UTF-16 units of one outbox document, which MongoDB bounds at 16 MiB. */
const OUTBOX_CHARACTERS = 3_000_000;

/** The state in a database, which has to be a replica set: a save is a transaction. Ensures the indices. */
export async function createCorrelationStore(
  connection: MongoConnection,
  now: () => number = Date.now,
): Promise<CorrelationStore> {
  const { db } = connection;
  const manifests = db.collection<ManifestDocument>('correlation_lanes');
  const groups = db.collection<GroupDocument>('correlation_groups');
  const outboxes = db.collection<OutboxDocument>('correlation_outbox');
  await groups.createIndex({ lane: 1 });
  await outboxes.createIndex({ lane: 1, epoch: 1 });
  return {
    async claim(lane) {
      const { epoch, offset, ledger, clocks } = await claim(manifests, lane, firstLaneEpoch(now()));
      const untold = await outboxes.find({ lane }).sort({ epoch: 1, _id: 1 }).toArray();
      return { epoch, offset, ledger, clocks, outbox: untold.flatMap(({ revisions }) => revisions) };
    },
    async load(lane) {
      const found: object[] = [];
      for await (const { group } of groups.find({ lane })) found.push(group);
      return found;
    },
    save: (lane, save) =>
      db.client.withSession((session) =>
        session.withTransaction(async () => {
          const { epoch, offset, ledger, clocks, outbox, changes } = save;
          // First, so that owners who meet conflict here and not in the midst of their groups.
          const flipped = await manifests.updateOne(
            { _id: lane, epoch },
            { $set: { offset, ledger, clocks } },
            { session },
          );
          if (flipped.matchedCount === 0) return false;
          if (changes.size > 0) await groups.bulkWrite(writesOf(lane, changes), { session, ordered: false });
          if (outbox.length > 0) await outboxes.insertMany(outboxOf({ lane, epoch }, outbox), { session });
          return true;
        }),
      ),
    async clearOutbox(lane, epoch) {
      await outboxes.deleteMany({ lane, epoch: { $lte: epoch } });
    },
  };
}

async function claim(
  manifests: Collection<ManifestDocument>,
  lane: string,
  firstEpoch: number,
): Promise<ManifestDocument> {
  const epoch = { $add: [{ $ifNull: ['$epoch', firstEpoch - 1] }, 1] };
  const options = { upsert: true, returnDocument: 'after' } as const;
  const raise = () => manifests.findOneAndUpdate({ _id: lane }, [{ $set: { epoch } }], options);
  const manifest = await raise().catch((error: unknown) => {
    if (isDuplicateKey(error)) return raise();
    throw error;
  });
  if (!manifest) throw new Error(`claiming ${lane}: MongoDB returned nothing`);
  return manifest;
}

function outboxOf(of: Omit<OutboxDocument, 'revisions'>, revisions: readonly string[]): OutboxDocument[] {
  const documents: OutboxDocument[] = [];
  let chunk: string[] = [];
  let characters = 0;
  for (const revision of revisions) {
    if (chunk.length === 0 || characters + revision.length > OUTBOX_CHARACTERS) {
      chunk = [];
      characters = 0;
      documents.push({ ...of, revisions: chunk });
    }
    chunk.push(revision);
    characters += revision.length;
  }
  return documents;
}

function writesOf(lane: string, changes: StoredGroups) {
  return [...changes].map(([name, group]) => {
    const _id = `${lane}/${name}`;
    return group === undefined
      ? { deleteOne: { filter: { _id } } }
      : { replaceOne: { filter: { _id }, replacement: { lane, group }, upsert: true } };
  });
}
