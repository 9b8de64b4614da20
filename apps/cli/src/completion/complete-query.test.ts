import { expect, it } from 'vitest';
import { completeQuery } from './complete-query.js';
import type { CompletionSource } from './completion.js';

const VALUES: Readonly<Record<string, readonly string[]>> = {
  'service.name': ['checkout', 'check "in"'],
  latency_ms: ['7'],
};
const source: CompletionSource = {
  fieldNames: (prefix) =>
    Promise.resolve([...Object.keys(VALUES), 'severity'].filter((name) => name.startsWith(prefix))),
  searchNames: () => Promise.resolve([]),
  fieldValues: (field, prefix) =>
    Promise.resolve((VALUES[field] ?? []).filter((value) => value.startsWith(prefix))),
};

it.each([
  ['serv', ['service.name:']],
  ['failed -serv', ['failed -service.name:']],
  ['(error OR serv', ['(error OR service.name:']],
  ['"payment failed" sev', ['"payment failed" severity:']],
  ['service.name:', ['service.name:checkout', 'service.name:"check \\"in\\""']],
  ['a service.name:"chec', ['a service.name:checkout', 'a service.name:"check \\"in\\""']],
  ['latency_ms>=', ['latency_ms>=7']],
  ['level:wa', ['level:warn']],
  ['severity:>=e', ['severity:>=error']],
])('goes on from %s', async (typed, expected) => {
  expect((await completeQuery(typed, source)).map(({ word }) => word)).toEqual(expected);
});

it.each([
  '',
  'failed ',
  '"serv',
  'service.name:"checkout" ',
  'sshd[24',
  '/var/serv',
  'service.name:"checkout"',
])('leaves %j alone', async (typed) => {
  expect(await completeQuery(typed, source)).toEqual([]);
});
