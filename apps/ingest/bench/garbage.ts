import { gzipSync } from 'node:zlib';

/** One kind of garbage: what is sent, and the answer it must get every time. */
export interface Garbage {
  readonly name: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** The key it is sent with; the one that may ingest when absent. */
  readonly key?: 'none' | 'wrong' | 'search';
  readonly status: number;
  /** Must be in the answer's body. */
  readonly answer: string;
  /** One costs far more than the others, so that it is sent less often unless asked for. */
  readonly costly?: boolean;
}

const MIB = 1_048_576;
const good = Buffer.from('{"message":"good","@timestamp":"2026-11-21T12:00:00Z"}\n');
const smuggled = JSON.stringify({
  message: 'a\n{"delete":{"_index":"x","_id":"y"}}\n',
  '@timestamp': '2026-11-21T12:00:00Z',
});

/** What ingest must survive. */
export const GARBAGE: readonly Garbage[] = [
  {
    name: 'invalid UTF-8',
    body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d, 0x0a]),
    status: 200,
    answer: '"code":"invalid-utf8"',
  },
  {
    name: '10 MB line',
    body: Buffer.concat([Buffer.from('{"message":"'), Buffer.alloc(10_000_000, 'a'), Buffer.from('"}\n')]),
    status: 200,
    answer: '"code":"record-too-large"',
    costly: true,
  },
  {
    name: 'deep JSON',
    body: Buffer.from(`{"a":${'['.repeat(10_000)}`),
    status: 200,
    answer: '"code":"too-deep"',
  },
  {
    name: 'wrong types',
    body: Buffer.from('{"message":{"a":[1,null]},"level":[],"@timestamp":{},"service":7}\n[1]\n"x"\n'),
    status: 200,
    answer: '"code":"not-an-object"',
  },
  { name: 'smuggled line', body: Buffer.from(smuggled), status: 200, answer: '"accepted":1,"rejected":0' },
  {
    name: 'unknown content type',
    body: Buffer.from('<log/>'),
    headers: { 'content-type': 'application/xml' },
    status: 415,
    answer: '"code":"unsupported-content-type"',
  },
  { name: 'no key', body: good, key: 'none', status: 401, answer: '"code":"missing-key"' },
  { name: 'wrong key', body: good, key: 'wrong', status: 401, answer: '"code":"invalid-key"' },
  { name: 'wrong scope', body: good, key: 'search', status: 403, answer: '"code":"missing-scope"' },
  {
    name: 'truncated gzip',
    body: gzipSync(good).subarray(0, 40),
    headers: { 'content-encoding': 'gzip' },
    status: 400,
    answer: '"code":"invalid-encoding"',
  },
  {
    name: 'gzip bomb',
    body: gzipSync(Buffer.alloc(64 * MIB)),
    headers: { 'content-encoding': 'gzip' },
    status: 413,
    answer: '"code":"too-large"',
    costly: true,
  },
];
