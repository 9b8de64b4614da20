import type { z } from 'zod';
import { printable, printableJson } from '../output/printable.js';
import type { Terminal } from '../output/terminal.js';
import type { FoundLog, searchReplySchema } from '../replies/search-reply.js';
import { markMatches } from './mark-matches.js';
import { renderLog } from './render-log.js';

/** How the logs of a page are shown. */
export interface FoundLinesOptions {
  readonly ids?: true;
  readonly json?: true;
}

type Page = Pick<z.infer<typeof searchReplySchema>, 'items' | 'highlights'>;

/** The logs of a page as lines, with their matches marked, or as the JSON they are. */
export function foundLines(
  { items, highlights }: Page,
  options: FoundLinesOptions,
  { paint }: Pick<Terminal, 'paint'>,
): readonly string[] {
  return items.map((log, index) => {
    if (options.json) return printableJson(log);
    const message = markMatches(log.message, highlights?.[index]?.['message'] ?? []);
    return idText(log, options) + renderLog(log, message, paint);
  });
}

/** Ids have one length, so columns stay columns. */
function idText({ _id: id }: FoundLog, { ids }: FoundLinesOptions): string {
  return ids && id !== undefined ? `${printable(id)} ` : '';
}
