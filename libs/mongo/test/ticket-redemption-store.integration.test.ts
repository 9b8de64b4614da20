import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTicketRedemptionStore } from '../src/ticket-redemption-store.js';
import { scratchDatabase } from './scratch-database.js';

describe('redeemed tickets in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('are redeemed once, however many nodes they are shown to at the same time', async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, () => createTicketRedemptionStore(database)));
    const answers = await Promise.all(stores.map((store) => store.redeem('ticket', Date.now())));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await stores[0]!.redeem('another', Date.now())).toBe(true);
  });
});
