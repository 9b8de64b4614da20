import { decodeDeadLetter } from '@millrace/dead-letter';
import type { ScratchServers } from './scratch-servers.js';

/** Reads what ingest wrote to its topics, in the order it was appended, from the last `forget` on. */
export function whatWasWritten(servers: ScratchServers) {
  const { logs, deadLetters } = servers.names.topics;
  let forgotten = { logs: 0, letters: 0 };
  const appended = async (topic: string, from: number) =>
    (await servers.readTopic(topic))
      .toSorted((a, b) => a.timestampMs - b.timestampMs || a.offset - b.offset)
      .slice(from);
  const look = async () => {
    const records = await appended(logs, forgotten.logs);
    const letterRecords = await appended(deadLetters, forgotten.letters);
    const letters = letterRecords.map((record) => {
      const decoded = decodeDeadLetter(record);
      if ('bad' in decoded) throw new Error(`${decoded.bad}: ${decoded.given}`);
      return decoded.letter;
    });
    return {
      records,
      documents: records.map(({ value }) => JSON.parse(String(value))),
      letterRecords,
      letters,
    };
  };
  return {
    look,
    async forget(): Promise<void> {
      const { records, letters } = await look();
      forgotten = {
        logs: forgotten.logs + records.length,
        letters: forgotten.letters + letters.length,
      };
    },
  };
}
