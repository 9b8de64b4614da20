import { scenarioOptions } from '@millrace/testing';
import { printTable } from './harness/print-table.js';
import { TALLY_HEADINGS } from './one-language/cell-tally.js';
import { describeDifference } from './one-language/describe-difference.js';
import { createProofIndex } from './one-language/proof-index.js';
import { compareTokens } from './one-language/compare-tokens.js';
import { cellName } from './one-language/proof-cells.js';
import { proveEqual } from './one-language/prove-equal.js';
import type { Difference } from './one-language/prove-equal.js';
import { shrinkDifference } from './one-language/shrink-difference.js';
import { boundarySequences, everyCharacter, randomTexts } from './one-language/token-texts.js';

/**
 * Asks the tail's predicate and the real Elasticsearch the same random filters on the same random documents.
 *
 * Documents are those that ingest can leave, awkward ones among them; filters are made from their values, for every
 * operator on every type of field. A pair of which the two do not say the same is made as small as it gets and printed.
 * Texts of all kinds are first split into words by both. Holds when nothing differs, every operator × field type has at least 500 pairs, and 30 % of all pairs match.
 */
const { pairs, texts, seed } = scenarioOptions({
  file: import.meta.filename,
  servers: ['ELASTICSEARCH_URL'],
  options: {
    pairs: { about: 'pairs of a filter and a document, at least', fallback: 200_000 },
    texts: { about: 'random texts that are split into words', fallback: 100_000 },
    seed: { about: 'seed of the first batch; 0 for a random one', fallback: 0, min: 0 },
  },
});
const NEEDED = { pairs: 500, share: 0.3 };
const SHOWN = 3;
const PROGRESS_EVERY_MS = 5_000;

const first = seed || Math.floor(Math.random() * 2 ** 31);
const startedAt = performance.now();
const seconds = (): string => `${((performance.now() - startedAt) / 1_000).toFixed(0)} s`;
console.log(`seed ${first}`);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
const index = await createProofIndex(process.env['ELASTICSEARCH_URL'] ?? '', stopping.signal);
try {
  const faults = [...(await proveTokens()), ...(await prove())];
  for (const fault of faults) console.log(`FAULT  ${fault}`);
  console.log(`\n${faults.length === 0 ? 'equal' : 'NOT PROVEN'} after ${seconds()}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} catch (error) {
  if (!stopping.signal.aborted) throw error;
  console.log('interrupted');
  process.exitCode = 1;
} finally {
  await index.remove();
}

async function prove(): Promise<readonly string[]> {
  let toldAt = startedAt;
  const { tally, differences } = await proveEqual(index, {
    pairs,
    seed: first,
    onProgress: ({ all }) => {
      if (performance.now() - toldAt < PROGRESS_EVERY_MS) return;
      toldAt = performance.now();
      console.log(`${all.pairs.toLocaleString('en-US')} pairs, ${all.differences} differ, ${seconds()}`);
    },
  });
  printTable(TALLY_HEADINGS, tally.rows());
  for (const difference of oneEach(differences).slice(0, SHOWN))
    console.log(`\n${describeDifference(await shrinkDifference(index, difference))}`);
  return [
    ...tally.faults(NEEDED),
    ...(tally.all.differences > 0 ? [`${tally.all.differences} pairs differ`] : []),
  ];
}

/** Words first: nothing is equal that is split into other words. */
async function proveTokens(): Promise<readonly string[]> {
  const kinds: Readonly<Record<string, Iterable<string>>> = {
    'each assigned character': everyCharacter(1),
    'each three kinds of characters': boundarySequences(1),
    'random texts': randomTexts(first, texts),
  };
  const rows: (string | number)[][] = [];
  for (const [name, each] of Object.entries(kinds)) {
    const { texts: count, differences } = await compareTokens(index, each);
    rows.push([name, count, differences.length]);
    for (const difference of differences.slice(0, SHOWN)) console.log(JSON.stringify(difference));
  }
  printTable(['split into words', 'texts', 'differ'], rows);
  console.log('');
  return rows.filter(([, , differ]) => differ !== 0).map(([name]) => `${name ?? ''}: words differ`);
}

/** The first of each cell: those of one cell are mostly the same fault again. */
function oneEach(differences: readonly Difference[]): readonly Difference[] {
  return [
    ...new Map(differences.toReversed().map((each) => [cellName(each.cell), each])).values(),
  ].toReversed();
}
