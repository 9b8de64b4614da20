/**
 * Keeps answers as bytes under keys that never mean anything else: nothing is ever cleared, and what is not kept any
 * more is merely asked anew. A second layer that several copies of the api share implements the same.
 */
export interface AnswerCache {
  /** undefined where there is none; rejects only where the cache cannot be reached. */
  get(key: string): Promise<Buffer | undefined>;
  /** May pass the answer over, or drop others for it. */
  set(key: string, answer: Buffer): Promise<void>;
}
