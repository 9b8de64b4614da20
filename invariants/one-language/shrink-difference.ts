import { canonicalDocumentSchema } from '@millrace/schemas';
import type { CanonicalDocument } from '@millrace/schemas';
import { uniqueName } from '@millrace/testing';
import fc from 'fast-check';
import { compareAnswers } from './compare-answers.js';
import type { Answers } from './compare-answers.js';
import type { ProofIndex } from './proof-index.js';
import type { Difference } from './prove-equal.js';

/** Time for making one difference smaller: what is found by then is good enough to read. */
const SHRINKING_MS = 20_000;
const LONGEST_TEXT = 70_000;

const text = fc.string({ unit: 'binary', maxLength: LONGEST_TEXT, size: 'max' });
const value = fc.oneof(text, fc.boolean(), fc.array(fc.oneof(text, fc.boolean()), { maxLength: 4 }));
const TEXTS = [
  'host.name',
  'error.type',
  'error.message',
  'error.stack_trace',
  'log.level',
  'trace.id',
] as const;

/** Both answers when they still differ. */
type AskAgain = (pair: Pair) => Promise<(Answers & { document: CanonicalDocument }) | undefined>;

interface Pair {
  readonly document: Partial<CanonicalDocument>;
  readonly query: string;
}

/**
 * The shortest query and the smallest document found that the two still disagree on, by leaving out what is not needed
 * for it. Documents that ingest could not have made are not considered.
 */
export async function shrinkDifference(index: ProofIndex, difference: Difference): Promise<Difference> {
  const askAgain = createAsking(index);
  let smallest = await withoutNeedless(difference, askAgain);
  const { query, document } = smallest;
  const property = fc.asyncProperty(pairsLike(document), async (pair) => {
    const found = await askAgain(pair);
    if (found === undefined) return;
    smallest = { ...difference, ...found, query: pair.query };
    throw new Error('still different');
  });
  const { tenant: _tenant, 'event.id': _id, ...rest } = document;
  await fc.check(property, {
    examples: [[{ document: rest, query }]],
    numRuns: 1,
    interruptAfterTimeLimit: SHRINKING_MS,
  });
  return smallest;
}

/** Whole fields first, each tried once: most have nothing to do with it. */
async function withoutNeedless(difference: Difference, askAgain: AskAgain): Promise<Difference> {
  let smallest = difference;
  for (const field of Object.keys(difference.document)) {
    const { [field as keyof CanonicalDocument]: _left, ...document } = smallest.document;
    const found = await askAgain({ document, query: difference.query });
    if (found) smallest = { ...smallest, ...found };
  }
  return smallest;
}

/** Only shrunk from the pair that is given as an example, so what they would generate does not matter. */
function pairsLike(document: CanonicalDocument): fc.Arbitrary<Pair> {
  const names = Object.keys(document.numbers ?? {});
  const keys = {
    '@timestamp': fc.constant(document['@timestamp']),
    'event.created': fc.constant(document['event.created']),
    message: text,
    severity: fc.integer({ min: 0, max: 24 }),
    'service.name': text,
    ...Object.fromEntries(TEXTS.map((name) => [name, text])),
    'event.truncated': fc.array(text, { maxLength: 4 }),
    'event.sample_weight': fc.constant(document['event.sample_weight']),
    attributes: fc.dictionary(text, value, { maxKeys: 20 }),
    numbers: fc.record(
      Object.fromEntries(names.map((name) => [name, fc.constant(document.numbers?.[name])])),
      { requiredKeys: [] },
    ),
  };
  const requiredKeys: (keyof typeof keys)[] = [
    '@timestamp',
    'event.created',
    'message',
    'severity',
    'service.name',
  ];
  // The document first: a query is tried on it without indexing it anew.
  return fc.record({
    document: fc.record(keys, { requiredKeys }) as fc.Arbitrary<Partial<CanonicalDocument>>,
    query: text,
  });
}

/** Asks about one document after the other, and indexes one only when it is not the one before. */
function createAsking(index: ProofIndex): AskAgain {
  let known = { text: '', tenant: '' };
  return async ({ document, query }) => {
    const written = JSON.stringify(document);
    const tenant = written === known.text ? known.tenant : uniqueName('s').replace('-', '_');
    const parsed = canonicalDocumentSchema.safeParse({ ...document, tenant, 'event.id': tenant });
    if (!parsed.success) return undefined;
    if (tenant !== known.tenant) await index.add([parsed.data]);
    known = { text: written, tenant };
    const [comparison] = await compareAnswers(index, [parsed.data], [query]);
    return comparison?.kind === 'compared' ? comparison.differences[0] : undefined;
  };
}
