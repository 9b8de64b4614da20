import { deadLetterViewSchema, type DeadLetterView } from '@millrace/schemas';
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
  if (options.bytes) terminal.printBytes(Buffer.from(letter.base64 ?? '', 'base64'));
  else if (options.json) terminal.print(JSON.stringify(letter));
  else for (const line of renderLetter(letter, terminal)) terminal.print(line);
}

function renderLetter(letter: DeadLetterView, { paint }: Terminal): string[] {
  const facts = Object.entries(letter.envelope).filter(([, value]) => value !== undefined);
  const headers = Object.entries(letter.headers);
  return [
    paint('bold', printable(letter.id)),
    ...facts.map(([name, value]) => `  ${printable(name).padEnd(14)} ${printable(String(value))}`),
    ...(headers.length > 0 ? ['', paint('bold', 'Headers')] : []),
    ...headers.map(([name, value]) => `  ${printable(name)}: ${printable(value)}`),
    '',
    paint('bold', 'Record, after redaction'),
    ...bytesOf(letter),
  ];
}

function bytesOf(letter: DeadLetterView): string[] {
  if (letter.base64 === undefined) return ['  (no value)'];
  if (letter.text !== undefined) return [printableBlock(letter.text)];
  return ['  (not UTF-8; base64 follows, --bytes prints the bytes)', letter.base64];
}
