/** What a bulk body is made of. */
export interface BulkDocument {
  readonly index: string;
  readonly documentId: string;
  /** External version under which it replaces a lower one; absent for a document that is created once. */
  readonly version?: number;
  /** Its value is the document, unparsed; looked up when it is needed, as a record may have moved its bytes. */
  readonly record: { readonly value: Buffer };
}

const ID_TO_END = Buffer.from('"}}\n');
const LINE_FEED = 0x0a;
/** Length of a document id; every id that reaches a body matches `DOCUMENT_ID_PATTERN`. */
const ID_BYTES = 22;

/** Bytes a document takes in a body: its action line, its value and their line feeds. */
export function bulkDocumentBytes(document: BulkDocument): number {
  const head = actionHead(document.index, document.version);
  return head.length + ID_BYTES + endBytes(document.version) + document.record.value.length + 1;
}

/**
 * A `_bulk` body of `create` actions, or `index` ones where there is a version; values are copied as they are, so they
 * must be one line each.
 */
export function buildBulkBody(documents: readonly BulkDocument[]): Buffer {
  const length = documents.reduce((total, document) => total + bulkDocumentBytes(document), 0);
  const body = Buffer.allocUnsafe(length);
  let at = 0;
  for (const { index, documentId, version, record } of documents) {
    at += actionHead(index, version).copy(body, at);
    at += body.write(documentId, at, 'latin1');
    at += version === undefined ? ID_TO_END.copy(body, at) : body.write(versionedEnd(version), at, 'latin1');
    at += record.value.copy(body, at);
    body[at] = LINE_FEED;
    at += 1;
  }
  return body;
}

/** Heads kept for reuse; cleared when there are more, since names come and go with the days. */
const MAX_HEADS = 4096;
const createHeads = new Map<string, Buffer>();
const indexHeads = new Map<string, Buffer>();

function versionedEnd(version: number): string {
  return `","version":${version},"version_type":"external"}}\n`;
}

function endBytes(version: number | undefined): number {
  return version === undefined ? ID_TO_END.length : versionedEnd(version).length;
}

function actionHead(index: string, version: number | undefined): Buffer {
  return version === undefined
    ? cachedHead(createHeads, 'create', index)
    : cachedHead(indexHeads, 'index', index);
}

function cachedHead(heads: Map<string, Buffer>, action: 'create' | 'index', index: string): Buffer {
  const known = heads.get(index);
  if (known !== undefined) return known;
  if (heads.size >= MAX_HEADS) heads.clear();
  const head = Buffer.from(`{"${action}":{"_index":${JSON.stringify(index)},"_id":"`);
  heads.set(index, head);
  return head;
}
