import { waitFor } from '@millrace/testing';
import { expect, it } from 'vitest';
import type { ControlBus } from './control-bus.js';
import { keepJoined } from './keep-joined.js';
import type { KeepJoinedOptions } from './keep-joined.js';

/** A join that takes as long as the test lets it, and what was done. */
function harness(own: Partial<KeepJoinedOptions> = {}) {
  const calls: string[] = [];
  const joining = Promise.withResolvers<ControlBus>();
  const note = (call: string) => async () => void calls.push(call);
  const bus = { publish: async () => undefined, close: note('close'), closed: new AbortController().signal };
  const kept = keepJoined({
    join: () => joining.promise,
    everyMs: 5,
    whileJoined: note('announce'),
    onLeaving: note('withdraw'),
    onFailed: () => void calls.push('failed'),
    onLost: () => void calls.push('lost'),
    ...own,
  });
  return { kept, calls, joining, bus };
}

it('stops without waiting for a join under way, and leaves what is joined after all', async () => {
  const { kept, calls, joining, bus } = harness();
  await kept.stop();
  expect(calls).toEqual(['withdraw']);
  joining.resolve(bus);
  await waitFor(() => calls.includes('close'));
  expect(calls).toEqual(['withdraw', 'close']);
  expect(kept.current()).toBeUndefined();
});

it('tells a join that its result is not wanted any more, and takes no failure of it for one', async () => {
  const seen: AbortSignal[] = [];
  const { promise, reject } = Promise.withResolvers<ControlBus>();
  const { kept, calls } = harness({ join: (signal) => (seen.push(signal), promise) });
  await kept.stop();
  reject(new Error('gave up'));
  expect(seen.map(({ aborted }) => aborted)).toEqual([true]);
  expect(calls).toEqual(['withdraw']);
});

it('leaves what is lost before it joins again', async () => {
  const lost = new AbortController();
  const { kept, calls, joining, bus } = harness();
  joining.resolve({ ...bus, closed: lost.signal });
  await waitFor(() => kept.current() !== undefined);
  calls.length = 0;
  lost.abort(new Error('crashed'));
  expect(kept.current()).toBeUndefined();
  await waitFor(() => calls.includes('lost') && calls.includes('close'));
  expect(calls.filter((call) => call !== 'announce').slice(0, 3)).toEqual(['lost', 'withdraw', 'close']);
  await kept.stop();
});
