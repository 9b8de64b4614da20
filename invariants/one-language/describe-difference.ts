import type { Difference } from './prove-equal.js';

/** What is wrong, in few lines: the query, the document, both answers, and how to see it again. */
export function describeDifference({ query, document, tail, search, seed }: Difference): string {
  const { tenant: _tenant, 'event.id': _id, ...told } = document;
  return [
    `query     ${JSON.stringify(query)}`,
    `document  ${JSON.stringify(told)}`,
    `tail      ${tail}`,
    `search    ${search}`,
    `again     npm run chaos -- one-language --pairs 1 --seed ${seed}`,
  ].join('\n');
}
