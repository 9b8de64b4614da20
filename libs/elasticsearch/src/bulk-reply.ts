/** What became of one document of a bulk request, in the order of the request. */
export interface BulkItem {
  readonly status: number;
  /** Elasticsearch's `error.type`; absent on success. */
  readonly errorType?: string;
  /** Quotes values of the document: redact it before it is shown or stored. */
  readonly errorReason?: string;
  /** `used` when the document went to a failure store instead of the index. */
  readonly failureStore?: string;
}

/** The least that tells every outcome apart; with it a reply is 26 bytes a created document. */
export const BULK_FILTER_PATH =
  'errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.failure_store,error.type,error.reason';

const HEAD = Buffer.from('{"errors":false,"items":[');
const CREATED_ITEM = '{"create":{"status":201}},';
const TAIL = Buffer.from(']}');
const CREATED: BulkItem = Object.freeze({ status: 201 });
const COMPARED_ITEMS = 4096;
const CREATED_RUN = Buffer.from(CREATED_ITEM.repeat(COMPARED_ITEMS));

interface RawItem {
  readonly status?: unknown;
  readonly error?: { readonly type?: unknown; readonly reason?: unknown };
  readonly failure_store?: unknown;
}

/**
 * Items of a filtered bulk reply to `count` create actions. The ordinary reply, in which every document was created,
 * is recognised by comparing bytes and costs no parse. Returns undefined when the reply is not one item per action in
 * JSON: nothing is then known about any of them.
 */
export function parseBulkReply(reply: Buffer, count: number): readonly BulkItem[] | undefined {
  if (isAllCreated(reply, count)) return Array.from({ length: count }, () => CREATED);
  const items = rawItems(reply);
  if (items?.length !== count) return undefined;
  const parsed = items.map(parseItem);
  return parsed.every((item) => item !== undefined) ? parsed : undefined;
}

/** Whether the reply is, byte for byte, that of `count` created documents. */
export function isAllCreated(reply: Buffer, count: number): boolean {
  const end = HEAD.length + count * CREATED_ITEM.length - 1;
  if (count < 1 || reply.length !== end + TAIL.length) return false;
  if (reply.compare(HEAD, 0, HEAD.length, 0, HEAD.length) !== 0) return false;
  if (reply.compare(TAIL, 0, TAIL.length, end) !== 0) return false;
  for (let from = HEAD.length; from < end; from += CREATED_RUN.length) {
    const length = Math.min(CREATED_RUN.length, end - from);
    if (reply.compare(CREATED_RUN, 0, length, from, from + length) !== 0) return false;
  }
  return true;
}

function rawItems(reply: Buffer): readonly unknown[] | undefined {
  try {
    const items = (JSON.parse(reply.toString('utf8')) as { items?: unknown } | null)?.items;
    return Array.isArray(items) ? items : undefined;
  } catch {
    return undefined;
  }
}

function parseItem(item: unknown): BulkItem | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const raw = Object.values(item)[0] as RawItem | undefined;
  if (typeof raw?.status !== 'number') return undefined;
  return {
    status: raw.status,
    ...(typeof raw.error?.type === 'string' && { errorType: raw.error.type }),
    ...(typeof raw.error?.reason === 'string' && { errorReason: raw.error.reason }),
    ...(typeof raw.failure_store === 'string' && { failureStore: raw.failure_store }),
  };
}
