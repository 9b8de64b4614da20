import fc from 'fast-check';
import { expect, it } from 'vitest';
import { positionToken, readPosition, readPositionToken } from './log-position.js';

const time = '2026-11-21T12:00:00.123456789Z';

it('is read back as it was written, whatever the id, from a token without control characters', () => {
  const eventId = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 30 })
    .filter((id) => id.isWellFormed());
  fc.assert(
    fc.property(eventId, (id) => {
      expect(readPosition(`${time},${id}`, 'after')).toEqual({ time, eventId: id });
      const token = positionToken({ time, eventId: id });
      expect(token).toMatch(/^[\x21-\x7e]+$/);
      expect(readPositionToken(token, 'last-event-id')).toEqual({ time, eventId: id });
    }),
  );
});

it.each([
  '',
  ',',
  time,
  `${time},`,
  `x,${time}`,
  `${time},${'é'.repeat(65)}`,
  '2262-01-01T00:00:00.000000000Z,a',
  '2026-13-01T00:00:00.000000000Z,a',
])('refuses %j, saying where and what was expected', (text) => {
  expect(() => readPosition(text, 'after')).toThrow(
    /^after: given ".*", expected the @timestamp and the event.id of a log with a comma between them$/,
  );
});

it('refuses a token that is not spelt right', () => {
  expect(() => readPositionToken(`${time},%zz`, 'last-event-id')).toThrow('last-event-id: given');
});
