import { CLOSE, RFC6455_CLOSE, TAIL_ERRORS } from '@millrace/schemas';
import { markdownTable } from './markdown-table.mjs';

const MAY_RECONNECT = { resume: 'yes, resuming', fresh: 'yes, with a new ticket', no: 'no' };

/** Close codes and error codes of the tail protocol. */
export function closeCodesPage() {
  const rows = [...RFC6455_CLOSE, ...Object.values(CLOSE)].map(({ code, name, meaning, mayReconnect }) => [
    String(code),
    `\`${name}\``,
    meaning,
    MAY_RECONNECT[mayReconnect],
  ]);
  return `# Codes of the tail protocol

See [the protocol](../../apps/websocket-fanout/PROTOCOL.md). From 4000 a client may reconnect with its resume token and
cursors, from 4100 with a new ticket, from 4200 only once something was changed.

## Close codes

${markdownTable(['code', 'reason', 'meaning', 'may reconnect'], rows)}

## Codes of \`error\` messages

${TAIL_ERRORS.map((code) => `- \`${code}\``).join('\n')}
`;
}
