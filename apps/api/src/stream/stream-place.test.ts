import { describe, expect, it } from 'vitest';
import { placeToken, readPlaceToken } from './stream-place.js';

const after = { time: '2026-11-21T12:00:00.000000001Z', eventId: 'a~b\n' };
const HEADER = 'last-event-id';

describe('the place of a stream', () => {
  it.each([{ after }, { after, cursor: 'AT-_1' }, { cursor: 'AT-_1' }])(
    'is read as it was written: %j',
    (place) => {
      const token = placeToken(place);
      expect(token).not.toMatch(/[\n\0]/);
      expect(readPlaceToken(token, true, HEADER)).toEqual(place);
    },
  );

  it('with a cursor is refused by a stream that is not live, which would give no more', () => {
    for (const place of [{ cursor: 'AT' }, { after, cursor: 'AT' }])
      expect(() => readPlaceToken(placeToken(place), false, HEADER)).toThrow(
        'last-event-id: it is of a live stream, expected live=true',
      );
    expect(readPlaceToken(placeToken({ after }), false, HEADER)).toEqual({ after });
  });

  it.each(['', '~', 'AT~x', 'x', 'A T~'])('that was never given out is refused: %j', (token) => {
    expect(() => readPlaceToken(token, true, HEADER)).toThrow('last-event-id: given');
  });
});
