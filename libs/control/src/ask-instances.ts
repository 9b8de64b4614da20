import { randomUUID } from 'node:crypto';
import { ALL_INSTANCES, controlReplySchema } from '@millrace/schemas';
import type { AnnouncedInstance, ControlReply, ControlRequest } from '@millrace/schemas';

/** A question to one instance, those of a service, or all. */
export interface ControlQuestion {
  readonly target: string;
  readonly command: string;
  /** Who asks, for the log. */
  readonly from: string;
}

/** What came of a question. */
export interface ControlAnswers {
  /** Instances that were expected to answer. */
  readonly expected: readonly AnnouncedInstance[];
  readonly replies: readonly ControlReply[];
  /** Instances that did not answer within the deadline. */
  readonly unanswered: readonly string[];
}

/** What asking needs. */
export interface AskOptions {
  readonly announced: () => Promise<readonly AnnouncedInstance[]>;
  /** Rejects when it was not acknowledged. */
  readonly publish: (request: ControlRequest) => Promise<void>;
  readonly now: () => number;
  readonly deadlineMs: number;
}

/** Asks instances, and hears their replies. */
export interface AskInstances {
  /**
   * Resolves once every announced instance that is meant has answered, or at the deadline. Rejects when the request
   * could not be sent. Nobody is expected where nobody is announced: the answer is empty at once.
   */
  ask(question: ControlQuestion): Promise<ControlAnswers>;
  /** A message of `control.replies`; what belongs to nobody's question is passed over. */
  take(message: unknown): void;
}

interface OpenQuestion {
  readonly waiting: Set<string>;
  readonly replies: Map<string, ControlReply>;
  readonly done: () => void;
}

/** See {@link AskInstances}. */
export function createAskInstances(options: AskOptions): AskInstances {
  const open = new Map<string, OpenQuestion>();
  return {
    async ask(question) {
      const announced = await options.announced();
      const expected = announced.filter((one) => isMeant(question.target, one));
      if (expected.length === 0) return { expected, replies: [], unanswered: [] };
      const id = randomUUID();
      const all = Promise.withResolvers<void>();
      const waiting = new Set(expected.map(({ instance }) => instance));
      const asked: OpenQuestion = { waiting, replies: new Map(), done: all.resolve };
      open.set(id, asked);
      const late = setTimeout(all.resolve, options.deadlineMs);
      try {
        const expiresAt = new Date(options.now() + options.deadlineMs).toISOString();
        await Promise.race([options.publish({ ...question, id, expiresAt }), all.promise]);
        await all.promise;
      } finally {
        clearTimeout(late);
        open.delete(id);
      }
      return { expected, replies: [...asked.replies.values()], unanswered: [...waiting] };
    },
    take(message) {
      const parsed = controlReplySchema.safeParse(message);
      const asked = parsed.success ? open.get(parsed.data.request) : undefined;
      if (!parsed.success || asked === undefined) return;
      asked.replies.set(parsed.data.instance, parsed.data);
      asked.waiting.delete(parsed.data.instance);
      if (asked.waiting.size === 0) asked.done();
    },
  };
}

function isMeant(target: string, { instance, service }: AnnouncedInstance): boolean {
  return target === ALL_INSTANCES || target === service || target === instance;
}
