import { DEAD_LETTER_CODES, OUTCOMES, PROBLEMS } from '@millrace/schemas';
import { markdownTable } from './markdown-table.mjs';

const list = (/** @type {readonly string[]} */ codes) => codes.map((code) => `- \`${code}\``).join('\n');

/** Closed sets a client may branch on: problem codes, dead-letter codes, outcomes. */
export function errorCodesPage() {
  const rows = Object.entries(PROBLEMS).map(([code, { status, title }]) => [
    `\`${code}\``,
    String(status),
    title,
  ]);
  return `# Codes

## Problem documents

Errors over HTTP are RFC 9457 problem documents (\`application/problem+json\`) with one of these in \`code\`.

${markdownTable(['code', 'status', 'title'], rows)}

## Dead letters (\`x-dl-code\`)

${list(DEAD_LETTER_CODES)}

## Outcomes

${list(OUTCOMES)}
`;
}
