import { deadLetterViewSchema, type DeadLetterView } from '../replies/dead-letter-reply.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import { printable, printableBlock } from '../output/printable.js';
import type { Terminal } from '../output/terminal.js';

/** Prints one dead letter. @throws CliError when there is none of this id */
export async function showDeadLetter(
  id: string,
  options: { readonly json?: true; readonly bytes?: true },
  context: CliContext,
): Promise<void> {
  const api = await findService('api', context.config);
  const path = `/v1/dead-letters/${encodeURIComponent(id)}`;
  const letter = await readJson(api, { path, reply: deadLetterViewSchema }, context.interrupted());
  const { terminal } = context;
  if (options.bytes) terminal.printBytes(Buffer.from(letter.base64, 'base64'));
  else if (options.json) terminal.printJson(letter);
  else for (const line of renderLetter(letter, terminal)) terminal.print(line);
}

/** Shown by themselves below the facts. */
const APART: ReadonlySet<string> = new Set(['headers', 'base64', 'text']);

function renderLetter(letter: DeadLetterView, { paint }: Terminal): string[] {
  const facts = Object.entries(letter).filter(([name, value]) => value !== undefined && !APART.has(name));
  const headers = Object.entries(letter.headers);
  return [
    ...facts.map(
      ([name, value]) => `${paint('dim', printable(name).padEnd(12))} ${printable(String(value))}`,
    ),
    ...(headers.length > 0 ? ['', paint('bold', 'Headers')] : []),
    ...headers.map(([name, value]) => `${printable(name)}: ${printable(value)}`),
    '',
    paint('bold', 'Record, after redaction'),
    ...bytesOf(letter),
  ];
}

function bytesOf({ text, base64 }: DeadLetterView): string[] {
  if (text !== undefined) return [printableBlock(text)];
  return ['(not UTF-8; base64 follows, --bytes prints the bytes)', base64];
}
