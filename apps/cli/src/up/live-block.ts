import type { OutputStream } from '../output/terminal.js';

/** Lines on a terminal that are rewritten where they stand. */
export interface LiveBlock {
  /** One line by key, in the order in which the keys came. */
  readonly lines: Map<string, string>;
  /** Draws all lines over those drawn before; each is cut at the terminal's width, because a wrapped line would shift the rest. */
  draw(): void;
}

/** Erases the line the cursor is on (ECMA-48, EL). */
const ERASE_LINE = '\u001b[2K';

const USUAL_WIDTH = 80;

/** A block that begins at the cursor's line, which must be empty. */
export function createLiveBlock(
  output: OutputStream,
  lines: ReadonlyMap<string, string> = new Map(),
): LiveBlock {
  const own = new Map(lines);
  let drawn = 0;
  return {
    lines: own,
    draw() {
      // A terminal of unknown size says 0.
      const width = (output.columns || USUAL_WIDTH) - 1;
      const cursorUp = drawn > 0 ? `\u001b[${drawn}A` : '';
      const body = [...own.values()].map((line) => `${ERASE_LINE}${line.slice(0, width)}\n`).join('');
      output.write(`${cursorUp}${body}`);
      drawn = own.size;
    },
  };
}
