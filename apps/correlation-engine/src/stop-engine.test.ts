import { waitFor } from '@millrace/testing';
import { expect, test } from 'vitest';
import { stopEngine } from './stop-engine.js';

test('drains at once, tells what is kept, and closes servers last, however long leaving the control plane takes', async () => {
  const calls: string[] = [];
  const note = (call: string) => async () => void calls.push(call);
  const left = Promise.withResolvers<void>();
  const stopping = stopEngine(
    {
      watching: { stop: note('watching') },
      control: { stop: () => left.promise },
      consumer: { stop: async (deadlineMs) => void calls.push(`consumer ${deadlineMs}`) },
      lanes: { idle: note('lanes'), end: () => void calls.push('ended') },
      servers: { close: note('servers') },
    },
    1_000,
  );
  await waitFor(() => calls.includes('ended'));
  expect(calls).toEqual(['watching', 'consumer 700', 'lanes', 'ended']);
  left.resolve();
  await stopping;
  expect(calls.at(-1)).toBe('servers');
});

test('closes what is open when draining fails', async () => {
  const calls: string[] = [];
  const stopping = stopEngine(
    {
      watching: { stop: async () => undefined },
      control: undefined,
      consumer: { stop: async () => Promise.reject(new Error('late')) },
      lanes: { idle: async () => undefined, end: () => void calls.push('ended') },
      servers: { close: async () => void calls.push('servers') },
    },
    1_000,
  );
  await expect(stopping).rejects.toThrow('late');
  expect(calls).toEqual(['ended', 'servers']);
});
