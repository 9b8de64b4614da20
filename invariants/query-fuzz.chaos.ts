import { scenarioOptions } from '@millrace/testing';
import { printTable } from './harness/print-table.js';
import { fuzzQueries } from './query-fuzz/fuzz-queries.js';
import { growthOfDeciding, growthOfReading } from './query-fuzz/growth.js';
import type { Growth } from './query-fuzz/growth.js';

/**
 * Reads random texts as queries, and measures how the time for the worst of them grows with their length.
 *
 * Every text is either understood or refused with a place inside of it; what was understood means the same in its
 * canonical text, and decides on any document at all. Eight times the length takes about eight times as long.
 */
const { inputs, seed } = scenarioOptions({
  file: import.meta.filename,
  servers: [],
  options: {
    inputs: { about: 'random texts', fallback: 1_000_000 },
    seed: { about: 'seed of the first 20,000 of them; 0 for a random one', fallback: 0, min: 0 },
  },
});
const CHUNK = 20_000;
const PROGRESS_EVERY_MS = 5_000;
/** Between linear, which is 8, and quadratic, which is 64; what takes next to no time is not measured well. */
const GROWTH = { most: 24, negligibleMs: 0.5 };

const first = seed || Math.floor(Math.random() * 2 ** 31);
console.log(`seed ${first}`);
const faults = [...fuzz(), ...measure([...growthOfReading(), ...growthOfDeciding()])];
for (const fault of faults) console.log(`FAULT  ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;

function fuzz(): readonly string[] {
  const totals: Record<string, number> = {};
  let toldAt = performance.now();
  for (let done = 0; done < inputs; done += CHUNK) {
    const { counts, fault } = fuzzQueries(first + done / CHUNK, Math.min(CHUNK, inputs - done));
    for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count;
    if (fault !== undefined) return [`seed ${first + done / CHUNK}: ${fault}`];
    if (performance.now() - toldAt < PROGRESS_EVERY_MS) continue;
    toldAt = performance.now();
    console.log(`${(done + CHUNK).toLocaleString('en-US')} texts`);
  }
  printTable(['taken as', 'texts'], Object.entries(totals));
  return [];
}

function measure(growths: readonly Growth[]): readonly string[] {
  const rated = growths.map(({ name, timesMs }) => {
    const [shortest = 0, , , longest = 0] = timesMs;
    return { name, timesMs, longest, ratio: longest / shortest };
  });
  printTable(
    ['work', 'n, ms', '2n', '4n', '8n', '8n to n'],
    rated.map(({ name, timesMs, ratio }) => [name, ...timesMs.map((ms) => ms.toFixed(3)), ratio.toFixed(1)]),
  );
  return rated
    .filter(({ longest, ratio }) => longest > GROWTH.negligibleMs && ratio > GROWTH.most)
    .map(({ name, ratio }) => `${name}: eight times the length takes ${ratio.toFixed(1)} times as long`);
}
