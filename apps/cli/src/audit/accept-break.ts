import { z } from 'zod';
import { CONSUMER_GROUPS } from '@millrace/schemas';
import { usageError } from '../cli-error.js';
import type { CliContext } from '../cli-context.js';
import { findService } from '../client/find-service.js';
import { readJson } from '../client/service-client.js';
import { printable } from '../output/printable.js';

const PLACE = /^(.+)\/(\d{1,6})$/;

/**
 * Accepts the break of one partition's ledger.
 *
 * @param place `topic/partition`
 * @throws CliError when the place is not of that form, nobody reads the topic, or the api refuses
 */
export async function acceptBreak(
  place: string,
  options: { readonly reason: string; readonly group?: string },
  context: CliContext,
): Promise<void> {
  const match = PLACE.exec(place);
  if (!match?.[1])
    throw usageError(`"${place}" is no topic/partition`, 'Write it as the audit shows it: logs/3.');
  const topic = match[1];
  const groupId = options.group ?? readerOf(topic);
  const body = { groupId, topic, partition: Number(match[2]), note: options.reason };
  const api = await findService('api', context.config);
  await readJson(
    api,
    {
      method: 'POST',
      path: '/v1/audit/accept',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      reply: z.looseObject({}),
    },
    context.interrupted(),
  );
  context.terminal.print(
    `Accepted: the books of ${printable(groupId)} for ${printable(place)} begin anew. Start its service again.`,
  );
}

function readerOf(topic: string): string {
  const groups = Object.values(CONSUMER_GROUPS).filter((known) => known.topic === topic);
  const [only, ...others] = groups.map(({ groupId }) => groupId);
  if (only === undefined)
    throw usageError(`nobody is known to read ${topic}`, 'Name the consumer group with --group.');
  if (others.length === 0) return only;
  throw usageError(
    `${topic} is read by several groups: ${[only, ...others].join(', ')}`,
    'Name the one whose books broke with --group, as the audit shows it.',
  );
}
