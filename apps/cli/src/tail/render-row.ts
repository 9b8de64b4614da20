import type { TailStream } from '@millrace/schemas';
import type { TailRow } from '@millrace/tail-client';
import { groupLine } from '../correlations/group-line.js';
import { printableJson } from '../output/printable.js';
import type { Style } from '../output/terminal.js';
import { groupSchema } from '../replies/correlation-reply.js';
import { foundLogSchema } from '../replies/search-reply.js';
import { renderLog } from '../search/render-log.js';

type Paint = (style: Style, text: string) => string;

/** A row as one line: a log as search shows it, a correlation group with its facts. */
export function renderRow({ document }: TailRow, stream: TailStream, paint: Paint): string {
  if (stream === 'logs') {
    const log = foundLogSchema.safeParse(document);
    if (log.success) return renderLog(log.data, [{ text: log.data.message, match: false }], paint);
  }
  const group = groupSchema.safeParse(document);
  if (group.success) return groupLine(group.data, paint);
  return printableJson(document);
}
