import { cutToBytes, fitsBytes } from './cut-to-bytes.js';
import type { Redactor, RedactionTally } from '../redaction/redactor.js';

/** Redacts and bounds the texts of one log, and remembers what it did. */
export interface TextFitter {
  /** The text well-formed, without secrets, cut to `limit` bytes under the name `field`. */
  fit(field: string, text: string, limit: number): string;
  readonly tally: RedactionTally;
  /** Names of what was cut, without repetition. */
  readonly truncated: Set<string>;
}

/** See {@link TextFitter}. */
export function createTextFitter(redactor: Redactor): TextFitter {
  const tally = { count: 0 };
  const truncated = new Set<string>();
  return {
    tally,
    truncated,
    fit(field, text, limit) {
      const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
      const clean = mayBeJson(text) ? redactor.json(wellFormed, tally) : redactor.text(wellFormed, tally);
      if (fitsBytes(clean, limit)) return clean;
      truncated.add(field);
      return cutToBytes(clean, limit);
    },
  };
}

/** A list of objects, or a log without a message, is kept as its JSON text. */
function mayBeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === OPEN_BRACE || first === OPEN_BRACKET || (first <= SPACE && /^\s*[[{]/.test(text));
}

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const SPACE = 0x20;
