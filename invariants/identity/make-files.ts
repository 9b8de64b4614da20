import { appendFile, writeFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of a scenario and how many logs are in it. */
export interface LogFile {
  readonly path: string;
  readonly logs: number;
}

type Line = (index: number, time: Date) => string;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const clock = (time: Date): string => time.toISOString().slice(11, 19);
const monthDay = (time: Date): string =>
  `${MONTHS[time.getUTCMonth()] ?? ''} ${String(time.getUTCDate()).padStart(2, ' ')}`;

/** One file for each way of stating a time; lines repeat themselves, so that only their place tells them apart. */
const FILES: Readonly<Record<string, Line>> = {
  'auth.log': (index, time) =>
    `${monthDay(time)} ${clock(time)} host sshd[${20_000 + (index % 7)}]: Failed password for root`,
  'access-error.log': (index, time) =>
    `[Sat ${monthDay(time).replace(/ {2}/, ' 0')} ${clock(time)} ${time.getUTCFullYear()}] [error] child ${index % 5} in error state 6`,
  'app.log': (index, time) =>
    index % 10 === 0
      ? `${time.toISOString()} ERROR app failed\njava.io.IOException: broken pipe\n\tat a.B.c(B.java:${index % 3})`
      : `${time.toISOString()} INFO app handled request`,
  'service.jsonl': (index, time) =>
    JSON.stringify({ time: time.toISOString(), level: 'info', service: 'shop', msg: `order ${index % 11}` }),
};

/** Lines written at the same second, so that equal lines are common. */
const LINES_PER_SECOND = 20;
const SECOND_MS = 1_000;

/** Writes the files below a directory, `logs` each, from `startMs` on. Equal arguments give equal bytes. */
export async function makeFiles(
  directory: string,
  logs: number,
  startMs: number,
): Promise<readonly LogFile[]> {
  const modified = new Date(startMs + 3_600_000);
  return await Promise.all(
    Object.entries(FILES).map(async ([name, line]) => {
      const path = join(directory, name);
      await writeFile(path, linesOf(line, { from: 0, to: logs, startMs }));
      await utimes(path, modified, modified);
      return { path, logs };
    }),
  );
}

/** Appends to a file as its service would. */
export async function appendLogs({ path, logs }: LogFile, count: number, startMs: number): Promise<void> {
  const line = Object.entries(FILES).find(([name]) => path.endsWith(name))?.[1];
  if (line === undefined) throw new Error(`appending to ${path}: not a file of this scenario`);
  await appendFile(path, linesOf(line, { from: logs, to: logs + count, startMs }));
}

function linesOf(
  line: Line,
  part: { readonly from: number; readonly to: number; readonly startMs: number },
): string {
  let text = '';
  for (let index = part.from; index < part.to; index++) {
    const time = new Date(part.startMs + Math.floor(index / LINES_PER_SECOND) * SECOND_MS);
    text += `${line(index, time)}\n`;
  }
  return text;
}
