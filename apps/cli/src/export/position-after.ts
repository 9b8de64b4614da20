import { z } from 'zod';

const placedSchema = z.looseObject({ '@timestamp': z.string(), 'event.id': z.string() });

/** Where an export goes on after a line of it, as the api takes it; undefined when the line is no log. */
export function positionAfter(line: string): string | undefined {
  const log = placedSchema.safeParse(parse(line)).data;
  return log && `${log['@timestamp']},${log['event.id']}`;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
