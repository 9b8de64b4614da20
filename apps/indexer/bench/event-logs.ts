import { createHash } from 'node:crypto';
import type { OutboundRecord } from '@millrace/pipeline';
import { sampleLog } from '../test/sample-logs.js';
import type { TestPlace } from '../test/running-indexer.js';

/** Bytes of each value: the mean of a canonical OpenSSH line. */
export const VALUE_BYTES = 401;
const SPREAD_MS = 3_600_000;

/** One log of a benchmark: its own time, addresses, ports and correlation id, and exactly {@link VALUE_BYTES} long. */
export function eventLog(
  place: Pick<TestPlace, 'id' | 'tenant' | 'streams'>,
  at: number,
  timeMs?: number,
): OutboundRecord {
  const noise = createHash('sha256').update(`${place.id}${at}`).digest();
  const ip = `${noise[0]}.${noise[1]}.${noise[2]}.${noise[3]}`;
  const build = (padding: string) =>
    sampleLog({
      topic: place.streams.logs.name,
      tenant: place.tenant,
      eventId: `${place.id}${String(at).padStart(8, '0')}`,
      timeMs: timeMs ?? Date.UTC(2026, 10, 21, 12) + Math.floor((at * SPREAD_MS) / 1e6),
      fields: {
        message: `Failed password for root from ${ip} port ${noise.readUInt16LE(4)} ssh2${padding}`,
        'host.name': `lab-${noise.readUInt8(6) % 20}`,
        'correlation.id': noise.toString('hex', 8, 16),
        'correlation.source': undefined,
        attributes: undefined,
        numbers: { seq: at },
      },
    });
  const missing = VALUE_BYTES - (build('').value?.length ?? 0);
  if (missing < 0) throw new Error(`a benchmark log is ${-missing} bytes too long`);
  return build(` ${noise.toString('hex')}${noise.toString('hex')}`.slice(0, missing));
}
