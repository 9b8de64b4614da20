import { z } from 'zod';
import type { GroupSession } from './group-session.js';
import { restoreSession, storeSession } from './stored-session.js';

/** Sessions of a lane as documents by name; undefined means that a document is gone. */
export type SessionDocuments = ReadonlyMap<string, object | undefined>;

/**
 * Between a lane's sessions and the documents that are kept of them. The ids of a session's logs are most of it and only
 * become more: each {@link IDS_PER_CHUNK} are a document of their own, which is written once, so that what a save writes of a group
 * does not grow with it. One for each owner of a lane: it knows which of them are kept.
 */
export interface StoredSessions {
  /** Documents that changed sessions are to be kept as; every one that is returned has to be kept in its order. */
  write(changed: ReadonlyMap<number, GroupSession | undefined>): SessionDocuments;
  /** The sessions that documents, in any order, were written of. @throws ZodError when one is none of them */
  restore(documents: readonly object[]): readonly GroupSession[];
}

/** Ids of one document, 23 bytes each. */
export const IDS_PER_CHUNK = 200;

const count = z.int().min(0);
const idChunkSchema = z.object({ idsOf: count, at: count, ids: z.string() });

/** See {@link StoredSessions}. */
export function createStoredSessions(): StoredSessions {
  /** How many chunks of a session were written. */
  const written = new Map<number, number>();
  return {
    write(changed) {
      const documents = new Map<string, object | undefined>();
      for (const [number, session] of changed) {
        const before = written.get(number) ?? 0;
        const ids = session ? [...session.ids] : [];
        const full = Math.floor(ids.length / IDS_PER_CHUNK);
        for (let at = full; at < before; at += 1) documents.set(chunkName(number, at), undefined);
        for (let at = before; at < full; at += 1)
          documents.set(chunkName(number, at), { idsOf: number, at, ids: chunkOf(ids, at) });
        documents.set(String(number), session && storeSession(session, full * IDS_PER_CHUNK));
        if (full > 0) written.set(number, full);
        else written.delete(number);
      }
      return documents;
    },
    restore(documents) {
      const chunks = documents.filter(isChunk).map((document) => idChunkSchema.parse(document));
      const chunked = Map.groupBy(
        chunks.sort((one, other) => one.at - other.at),
        ({ idsOf }) => idsOf,
      );
      for (const [number, own] of chunked) written.set(number, own.length);
      return documents
        .filter((document) => !isChunk(document))
        .map((document) => {
          const own = chunked.get((document as { number?: number }).number ?? Number.NaN) ?? [];
          return restoreSession(
            document,
            own.flatMap(({ ids }) => ids.split(' ')),
          );
        });
    },
  };
}

function isChunk(document: object): boolean {
  return 'idsOf' in document;
}

function chunkName(number: number, at: number): string {
  return `${number}/${at}`;
}

function chunkOf(ids: readonly string[], at: number): string {
  return ids.slice(at * IDS_PER_CHUNK, (at + 1) * IDS_PER_CHUNK).join(' ');
}
