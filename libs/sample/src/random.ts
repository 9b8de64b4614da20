import { createHash } from 'node:crypto';

/** Numbers that look random and follow from a seed alone. */
export interface Random {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** How long something takes that usually takes `typicalMs`: mostly near it, sometimes up to four times as long. */
  duration(typicalMs: number): number;
  hex(bytes: number): string;
}

const DIGEST_BYTES = 32;
const WORD_BYTES = 4;

/** Draws from SHA-256 in counter mode: the same seed gives the same numbers on every machine. */
export function createRandom(seed: string): Random {
  let block = Buffer.alloc(0);
  let blocks = 0;
  let at = DIGEST_BYTES;
  const fraction = (): number => {
    if (at === DIGEST_BYTES) {
      block = createHash('sha256').update(`${seed}/${blocks++}`).digest();
      at = 0;
    }
    at += WORD_BYTES;
    return block.readUInt32BE(at - WORD_BYTES) / 2 ** 32;
  };
  const whole = (min: number, max: number): number => min + Math.floor(fraction() * (max - min + 1));
  return {
    fraction,
    whole,
    chance: (probability) => fraction() < probability,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
    duration: (typicalMs) =>
      Math.max(1, Math.round(typicalMs * Math.exp(fraction() + fraction() + fraction() - 1.5))),
    hex: (bytes) => Array.from({ length: bytes }, () => whole(0, 255).toString(16).padStart(2, '0')).join(''),
  };
}
