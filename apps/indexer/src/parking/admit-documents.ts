import type { RoutedDocument } from '../bulk/routed-document.js';
import type { ParkedIndices } from './parked-indices.js';

/** Documents that may be tried now, and those whose index is parked. */
export interface AdmittedDocuments {
  readonly admitted: readonly RoutedDocument[];
  readonly barred: readonly RoutedDocument[];
}

/** Asks each index once, so that a batch probes a parked one with all of its documents or none. */
export function admitDocuments(
  parked: Pick<ParkedIndices, 'admit'>,
  documents: readonly RoutedDocument[],
): AdmittedDocuments {
  const answers = new Map<string, boolean>();
  const admitted: RoutedDocument[] = [];
  const barred: RoutedDocument[] = [];
  for (const document of documents) {
    const answer = answers.get(document.index) ?? parked.admit(document.index);
    answers.set(document.index, answer);
    (answer ? admitted : barred).push(document);
  }
  return { admitted, barred };
}
