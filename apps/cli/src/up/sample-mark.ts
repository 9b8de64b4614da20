import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STATE_FILES } from './workspace-home.js';

/** Remembers a sample that was begun until it is sent, so that a start that was broken off doubles nothing. */
export interface SampleMark {
  /** The time until which the sample that was begun goes, ms since 1970; undefined when there is none. */
  read(): Promise<number | undefined>;
  write(untilMs: number): Promise<void>;
  clear(): Promise<void>;
}

/** The mark as a file of the state directory. */
export function sampleMarkIn(stateDir: string): SampleMark {
  const file = join(stateDir, STATE_FILES.sample);
  return {
    async read() {
      const untilMs = Number(await readFile(file, 'utf8').catch(() => ''));
      return Number.isSafeInteger(untilMs) && untilMs > 0 ? untilMs : undefined;
    },
    write: (untilMs) => writeFile(file, `${untilMs}\n`),
    clear: () => rm(file, { force: true }),
  };
}
