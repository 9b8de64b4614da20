import type { TailStream } from '@millrace/schemas';
import { z } from 'zod';
import { printable } from '../output/printable.js';
import type { Style } from '../output/terminal.js';
import { foundLogSchema } from '../replies/search-reply.js';
import { renderLog } from '../search/render-log.js';
import type { TailRow } from './tail-follower.js';

type Paint = (style: Style, text: string) => string;

const groupSchema = z.looseObject({ 'correlation.id': z.string(), status: z.string() });

/** A row as one line: a log as search shows it, a correlation group by its id and state. */
export function renderRow({ document }: TailRow, stream: TailStream, paint: Paint): string {
  if (stream === 'logs') {
    const log = foundLogSchema.safeParse(document);
    if (log.success) return renderLog(log.data, [{ text: log.data.message, match: false }], paint);
  }
  const group = groupSchema.safeParse(document);
  if (group.success) return `${printable(group.data['correlation.id'])} ${printable(group.data.status)}`;
  return printable(JSON.stringify(document));
}
