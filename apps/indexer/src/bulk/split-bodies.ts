import type { BulkDocument } from './bulk-body.js';
import { bulkDocumentBytes } from './bulk-body.js';

/**
 * Documents in runs whose bodies stay within `maxBytes`, in order, about equally long: a batch a little over the
 * bound makes two halves, not a full body and a crumb. A document over the bound by itself makes a run of its own.
 */
export function splitBodies<D extends BulkDocument>(
  documents: readonly D[],
  maxBytes: number,
): readonly D[][] {
  const sizes = documents.map(bulkDocumentBytes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const target = total / Math.max(1, Math.ceil(total / maxBytes));
  const runs: D[][] = [];
  let run: D[] = [];
  let bytes = 0;
  documents.forEach((document, at) => {
    const size = sizes[at] ?? 0;
    const full = bytes + size > maxBytes || bytes >= target;
    if (run.length > 0 && full) {
      runs.push(run);
      run = [];
      bytes = 0;
    }
    run.push(document);
    bytes += size;
  });
  if (run.length > 0) runs.push(run);
  return runs;
}
