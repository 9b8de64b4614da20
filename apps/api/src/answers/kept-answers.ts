import { createHash } from 'node:crypto';
import type { IndexViews } from '@millrace/elasticsearch';
import { canonicalQuery } from '@millrace/filter';
import { logsIndexPattern, parseDayIndex } from '@millrace/schemas';
import type { CompletenessWatch } from '../completeness/completeness-watch.js';
import { isWithin } from '../search/cost/cost-guard.js';
import type { InquiryMembers } from '../search/log-inquiry.js';
import type { LogScope } from '../search/log-scope.js';
import type { AnswerCache } from './answer-cache.js';
import { createSharedWork } from './shared-work.js';

/** A question whose answer depends on nothing but itself and the logs that searches see. */
export interface KeptQuestion {
  readonly kind: 'histogram' | 'fields' | 'patterns';
  readonly scope: LogScope;
  /** All that the answer depends on beside; a JSON value. */
  readonly parameters: unknown;
}

/** Answers from the cache where the logs they were made from are those that a search would see now. */
export interface KeptAnswers {
  /**
   * What `find` gives, or gave before over the same logs. One `find` answers all who ask the same at a time; its signal
   * aborts when the last of them has left. What the answer covers is read anew for each. Rejects as `find` does.
   */
  answer<Answer extends InquiryMembers>(
    question: KeptQuestion,
    find: (signal: AbortSignal) => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Answer>;
}

/** How a question was answered; `uncached`: it was not known what searches see. */
export type AnswerOutcome = 'hit' | 'joined' | 'miss' | 'uncached';

/** What keeping answers needs. */
export interface KeptAnswersParts {
  readonly cache: AnswerCache;
  readonly views: IndexViews;
  readonly completeness: CompletenessWatch;
  readonly count: (outcome: AnswerOutcome) => void;
}

/** Of what only spares work: beyond that, the work is done. */
const MARK_TIMEOUT_MS = 2_000;
/** Another where what is kept changes its form. */
const VERSION = 1;

/**
 * Completeness is read first, then the mark of what searches see, then the question is put: so an answer under a mark
 * has at least what the mark stands for, which has what completeness promises; that holds for those who join too, since
 * each takes a mark of its own. Kept is an answer only when the mark after it is the one before. A refresh in between
 * could else put an answer that was made before it under the mark of after it, where nothing would ever replace it.
 */
export function createKeptAnswers({ cache, views, completeness, count }: KeptAnswersParts): KeptAnswers {
  const shared = createSharedWork<InquiryMembers>();
  return {
    async answer<Answer extends InquiryMembers>(
      question: KeptQuestion,
      find: (signal: AbortSignal) => Promise<Answer>,
      signal: AbortSignal,
    ) {
      const covered = completeness.read(question.scope);
      const mark = await markOf(views, question.scope, signal);
      if (mark === undefined) {
        count('uncached');
        return await find(signal);
      }
      const key = keyOf(question, mark);
      const kept = await unlessItFails(cache.get(key), signal);
      if (kept !== undefined) {
        count('hit');
        return { ...JSON.parse(kept.toString()), tookMs: 0, ...covered } as Answer;
      }
      count(shared.runs(key) ? 'joined' : 'miss');
      const work = (working: AbortSignal) =>
        keeping({ question, mark, key, find }, { cache, views }, working);
      // Whoever asks under the same key asks for an answer of the same form.
      const found = (await shared.do(key, work, signal)) as Answer;
      return { ...found, ...covered };
    },
  };
}

/** Answers without a cache: each question is put. */
export const NO_KEPT_ANSWERS: KeptAnswers = {
  answer: (_question, find, signal) => find(signal),
};

/** A log lies in the index of its day; what names no day may hold any. */
function mayHold(index: string, range: Pick<LogScope, 'from' | 'to'>): boolean {
  const day = parseDayIndex(index)?.day;
  return day === undefined || isWithin(day, range);
}

interface Finding<Answer> {
  readonly question: KeptQuestion;
  readonly mark: string;
  readonly key: string;
  readonly find: (signal: AbortSignal) => Promise<Answer>;
}

async function keeping<Answer extends InquiryMembers>(
  { question, mark, key, find }: Finding<Answer>,
  { cache, views }: Pick<KeptAnswersParts, 'cache' | 'views'>,
  signal: AbortSignal,
): Promise<Answer> {
  const answer = await find(signal);
  if (answer.incomplete === undefined && (await markOf(views, question.scope, signal)) === mark)
    await unlessItFails(cache.set(key, lasting(answer)), signal);
  return answer;
}

function markOf(views: IndexViews, scope: LogScope, signal: AbortSignal): Promise<string | undefined> {
  const indices = {
    pattern: logsIndexPattern(scope.tenant),
    takes: (index: string) => mayHold(index, scope),
  };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(MARK_TIMEOUT_MS)]);
  return unlessItFails(views.mark(indices, limited), signal);
}

/** What of an answer is true as long as its key is. */
function lasting(answer: InquiryMembers): Buffer {
  const { tookMs: _, completeness: _completeness, tailCursor: _cursor, ...rest } = answer;
  return Buffer.from(JSON.stringify(rest));
}

function keyOf({ kind, scope, parameters }: KeptQuestion, mark: string): string {
  const { tenant, query, from = null, to = null } = scope;
  const parts = [VERSION, tenant, kind, canonicalQuery(query), from, to, parameters, mark];
  return `${tenant}:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;
}

/** What only spares work must not be what fails; a caller who left is told so. */
async function unlessItFails<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  try {
    return await work;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
