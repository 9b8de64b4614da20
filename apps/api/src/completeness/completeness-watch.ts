import type { Completeness } from './completeness-reply.js';

/** What is searched, as far as completeness goes. */
export interface CompletenessScope {
  readonly tenant: string;
  /** Event times that are searched, the first inclusive, the second exclusive; open where absent. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The members of an answer, as `completenessMembers` describes them. */
export interface AnswerCompleteness {
  readonly completeness: Completeness;
  /** null while it is not known how far the index has come. */
  readonly tailCursor: string | null;
}

/**
 * Knows how far the index has come. It looks in the background: asking costs no call of any server and never fails;
 * what is not known is said as such.
 */
export interface CompletenessWatch {
  /**
   * What an answer may say of itself. To be asked before its view of the indices is taken (the point in time opened, or
   * the search sent): then whatever the watermark promises is in the view.
   */
  read(scope: CompletenessScope): AnswerCompleteness;
}
