import fc from 'fast-check';
import { documentId } from '@millrace/schemas';
import { expect, test } from 'vitest';
import { buildBulkBody, bulkDocumentBytes } from './bulk-body.js';
import { splitBodies } from './split-bodies.js';

const document = fc.record(
  {
    index: fc.constantFrom('millrace-logs-a-2026.11.21', 'millrace-logs-b-2026.11.22'),
    version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    documentId: fc.nat().map((at) => documentId('t', `e${at}`, at)),
    record: fc
      .dictionary(fc.string(), fc.string({ unit: 'binary' }))
      .map((fields) => ({ value: Buffer.from(JSON.stringify(fields)) })),
  },
  { requiredKeys: ['index', 'documentId', 'record'] },
);

test('a body is one action and the unchanged value for each document, in order: create, or index by version', () => {
  fc.assert(
    fc.property(fc.array(document, { maxLength: 20 }), (documents) => {
      const lines = buildBulkBody(documents).toString('utf8').split('\n');
      expect(lines.pop()).toBe('');
      expect(lines).toHaveLength(documents.length * 2);
      documents.forEach(({ index, documentId: id, version, record }, at) => {
        const place = { _index: index, _id: id };
        const action =
          version === undefined
            ? { create: place }
            : { index: { ...place, version, version_type: 'external' } };
        expect(JSON.parse(lines[at * 2]!)).toEqual(action);
        expect(lines[at * 2 + 1]).toBe(record.value.toString('utf8'));
      });
    }),
  );
});

test('a body has the length that was reckoned', () => {
  fc.assert(
    fc.property(fc.array(document), (documents) => {
      const reckoned = documents.reduce((total, each) => total + bulkDocumentBytes(each), 0);
      expect(buildBulkBody(documents)).toHaveLength(reckoned);
    }),
  );
});

test('runs keep every document in order and stay within the bound unless one document is over it alone', () => {
  fc.assert(
    fc.property(fc.array(document), fc.integer({ min: 100, max: 2000 }), (documents, maxBytes) => {
      const runs = splitBodies(documents, maxBytes);
      expect(runs.flat()).toEqual(documents);
      for (const run of runs) {
        const bytes = run.reduce((total, each) => total + bulkDocumentBytes(each), 0);
        expect(bytes <= maxBytes || run.length === 1).toBe(true);
      }
    }),
  );
});

test('a batch a little over the bound makes two halves, not a full body and a crumb', () => {
  const documents = Array.from({ length: 110 }, () => ({
    index: 'i',
    documentId: 'x'.repeat(22),
    record: { value: Buffer.alloc(920) },
  }));
  const size = bulkDocumentBytes(documents[0]!);
  const runs = splitBodies(documents, size * 100);
  expect(runs.map((run) => run.length)).toEqual([55, 55]);
});
