import { createRequire } from 'node:module';

interface Header {
  readonly key: string | null;
  readonly value: Buffer | null;
}
type Headers = Record<string, Buffer | Buffer[]>;
type ReadList = (this: unknown, read: (decoder: unknown) => Header) => Header[];

const require = createRequire(import.meta.url);
const fixed = new WeakSet();
const NO_BYTES = Buffer.alloc(0);

/**
 * kafkajs 2.2.4 collects the headers of a record by copying all of them once for each: 10,000 of them, which fit a record
 * of 70 kB, hold the process for half a minute, and even eight cost a third of a record's decoding. It also looks each name
 * up in what every object has, so that a header named `constructor` brings a function with it, and hands a missing
 * value over as null. The list it collects from, made for nothing but headers, is given a way of its own to collect:
 * linear, with an empty value for a missing one, and a name that is repeated with all of its values. Done once a
 * process; nothing happens should a later kafkajs be shaped otherwise.
 */
export function fixRecordHeaders(): void {
  const { prototype } = require('kafkajs/src/protocol/decoder') as {
    readonly prototype?: { readVarIntArray?: ReadList };
  };
  const readList = prototype?.readVarIntArray;
  if (!prototype || !readList || fixed.has(prototype)) return;
  fixed.add(prototype);
  prototype.readVarIntArray = function (read) {
    const list = readList.call(this, read);
    return Object.assign(list, { reduce: collectHeaders });
  };
}

function collectHeaders(this: readonly Header[]): Headers {
  const headers: Headers = {};
  for (const { key, value } of this) {
    const name = key ?? '';
    if (name in headers) addOdd(headers, name, value ?? NO_BYTES);
    else headers[name] = value ?? NO_BYTES;
  }
  return headers;
}

/** A header whose name was there before, or is one that every object has. */
function addOdd(headers: Headers, name: string, value: Buffer): void {
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
  // Appended in place: one name may come a hundred thousand times.
  if (Array.isArray(before)) before.push(value);
  else define(headers, name, before === undefined ? value : [before, value]);
}

/** By definition, because a header may be named `__proto__`. */
function define(headers: Headers, name: string, value: Buffer | Buffer[]): void {
  Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
}
