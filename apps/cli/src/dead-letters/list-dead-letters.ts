import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import { formatCount } from '../output/table.js';
import type { Terminal } from '../output/terminal.js';
import { deadLetterPageSchema, type DeadLetterSummary } from '../replies/dead-letter-reply.js';
import { groupLetters, type LetterGroup } from './group-letters.js';

/** Options of the command as the user gave them. */
export interface ListOptions {
  readonly code?: string;
  readonly limit: number;
  readonly each?: true;
  readonly json?: true;
}

const PAGE_SIZE = 500;

/** Prints the newest dead letters, grouped by their cause unless each is wanted. */
export async function listDeadLetters(options: ListOptions, context: CliContext): Promise<void> {
  const api = await findService('api', context.config);
  const { terminal } = context;
  const { letters, more } = await newestLetters(api, options, context.interrupted());
  if (options.json) {
    for (const letter of letters) terminal.printJson(letter);
    return;
  }
  if (letters.length === 0) terminal.print('There are no dead letters.');
  const lines = options.each
    ? letters.map((letter) => letterLine(letter, terminal.paint))
    : groupLetters(letters).flatMap((group) => groupLines(group, terminal.paint));
  for (const line of lines) terminal.print(line);
  if (more) terminal.note(`There are more: these are the newest ${formatCount(letters.length)}.`);
}

async function newestLetters(api: ServiceAddress, { code, limit }: ListOptions, signal: AbortSignal) {
  const letters: DeadLetterSummary[] = [];
  let cursor: string | undefined;
  do {
    const query = { code, cursor, limit: String(Math.min(PAGE_SIZE, limit - letters.length)) };
    const page = await readJson(
      api,
      { path: '/v1/dead-letters', query, reply: deadLetterPageSchema },
      signal,
    );
    letters.push(...page.items);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined && letters.length < limit);
  return { letters, more: cursor !== undefined };
}

function groupLines({ count, newest, since }: LetterGroup, paint: Terminal['paint']): string[] {
  const times = count === 1 ? `at ${newest.appendedAt}` : `from ${since} to ${newest.appendedAt}`;
  return [
    `${paint('bold', formatCount(count).padStart(7))}  ${paint('yellow', printable(newest.code))}  ${printable(newest.reason)}`,
    `         in ${printable(newest.app)}, from ${printable(newest.topic)}, ${printable(times)}`,
    `         ${paint('dim', `millrace dead-letters show ${printable(newest.id)}`)}`,
  ];
}

function letterLine(letter: DeadLetterSummary, paint: Terminal['paint']): string {
  return [
    paint('dim', printable(letter.appendedAt)),
    paint('yellow', printable(letter.code)),
    printable(letter.reason),
    paint('dim', printable(letter.id)),
  ].join(' ');
}
