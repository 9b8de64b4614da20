import type { MongoConnection } from './connect-mongo.js';
import { isDuplicateKey } from './is-duplicate-key.js';

/** Lets each ticket open one connection, on whichever node. */
export interface TicketRedemptionStore {
  /** false when it was redeemed before. Rejects without MongoDB. */
  redeem(ticketId: string, expiresAtMs: number): Promise<boolean>;
}

interface RedemptionDocument {
  readonly _id: string;
  readonly expiresAt: Date;
}

/** Kept so long after the ticket has expired anyway, for clocks that differ. */
const KEPT_AFTER_EXPIRY_SECONDS = 600;

/** The redemptions of a database; ensures the index that forgets them. */
export async function createTicketRedemptionStore({ db }: MongoConnection): Promise<TicketRedemptionStore> {
  const redemptions = db.collection<RedemptionDocument>('redeemed_tickets');
  await redemptions.createIndex({ expiresAt: 1 }, { expireAfterSeconds: KEPT_AFTER_EXPIRY_SECONDS }, {});
  return {
    async redeem(ticketId, expiresAtMs) {
      try {
        await redemptions.insertOne({ _id: ticketId, expiresAt: new Date(expiresAtMs) });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
