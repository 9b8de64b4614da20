import { promisify } from 'node:util';
import { gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';
import { lz4Compress, lz4Decompress, snappyCompress, snappyDecompress } from '@platformatic/wasm-utils';

/** How the records of a batch may be compressed, in Kafka's own words. */
export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** See {@link COMPRESSIONS}. */
export type Compression = (typeof COMPRESSIONS)[number];

/** Compresses and decompresses the records of one batch. Decompressing rejects on bytes that are not of its format. */
export interface RecordCodec {
  compress(records: Buffer): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

/**
 * Bytes one batch may decompress to. LZ4 cannot exceed 255:1 and brokers take batches of 1 MiB, so LZ4 stays below by
 * itself; gzip and zstd are cut off here, since a batch of theirs could fill the memory.
 */
const MAX_DECOMPRESSED_BYTES = 256 * 1024 * 1024;

const gzipBytes = promisify<Buffer, Buffer>(gzip);
const gunzipBytes = (bytes: Buffer) =>
  promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)(bytes, {
    maxOutputLength: MAX_DECOMPRESSED_BYTES,
  });
const zstdBytes = promisify<Buffer, Buffer>(zstdCompress);
const unzstdBytes = (bytes: Buffer) =>
  promisify<Buffer, { maxOutputLength: number }, Buffer>(zstdDecompress)(bytes, {
    maxOutputLength: MAX_DECOMPRESSED_BYTES,
  });

/** The codecs by name; formats are those of Kafka's Java clients, tested against them. */
export const RECORD_CODECS: Readonly<Record<Exclude<Compression, 'none'>, RecordCodec>> = Object.freeze({
  gzip: { compress: gzipBytes, decompress: gunzipBytes },
  snappy: {
    compress: async (records: Buffer) => snappyCompress(records),
    decompress: async (bytes: Buffer) => decompressSnappy(bytes),
  },
  lz4: {
    compress: async (records: Buffer) => lz4Compress(records),
    decompress: async (bytes: Buffer) => lz4Decompress(bytes),
  },
  zstd: { compress: zstdBytes, decompress: unzstdBytes },
});

/** snappy-java's stream format, which Kafka's Java producer writes: magic, two versions, then blocks with a length. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;
const LENGTH_BYTES = 4;

function decompressSnappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return snappyDecompress(bytes);
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length;) {
    const start = at + LENGTH_BYTES;
    const end = start + bytes.readUInt32BE(at);
    if (end > bytes.length)
      throw new RangeError(`decompressing snappy: block ends at ${end} of ${bytes.length}`);
    blocks.push(snappyDecompress(bytes.subarray(start, end)));
    at = end;
  }
  return Buffer.concat(blocks);
}
