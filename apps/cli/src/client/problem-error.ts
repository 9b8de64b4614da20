import { z } from 'zod';
import { CliError } from '../cli-error.js';
import type { CliErrorDetails } from '../cli-error.js';
import { EXIT } from '../exit-code.js';
import { printable } from '../output/printable.js';
import type { ServiceAddress } from './service-client.js';

const problemSchema = z.looseObject({
  code: z.string(),
  title: z.string().optional(),
  detail: z.string().optional(),
});

/** An RFC 9457 problem document, with whatever members it has. */
export type ProblemDocument = z.infer<typeof problemSchema>;

const HINTS: Readonly<Record<string, string>> = {
  'missing-key': 'Set MILLRACE_API_KEY, or start Millrace here with npm start.',
  'invalid-key': 'Check MILLRACE_API_KEY, or run npm start again: it writes fresh local credentials.',
  'missing-scope': 'Use a key with that scope: millrace key create --scope SCOPE, made with an admin key.',
  'too-busy': 'Try again in a moment.',
  unavailable: 'One of the servers does not answer; see /readyz of the service for which.',
};

/** A service answered, and refused. */
export class RefusedError extends CliError {
  constructor(
    message: string,
    private readonly answer: { readonly status: number; readonly problem: ProblemDocument | undefined },
    details: CliErrorDetails,
  ) {
    super(message, details);
  }

  /** The status of the answer. */
  get status(): number {
    return this.answer.status;
  }

  /** The problem document, where the answer was one. */
  get problem(): ProblemDocument | undefined {
    return this.answer.problem;
  }

  /** The stable code of the problem; undefined where the answer was none. */
  get code(): string | undefined {
    return this.answer.problem?.code;
  }
}

/** A refusal of a service as an error a person can act on; understands RFC 9457 problem documents. */
export function problemError(address: ServiceAddress, response: Response, body: string): RefusedError {
  const problem = problemSchema.safeParse(parse(body)).data;
  const said = problem
    ? `${problem.detail ?? problem.title ?? 'no details given'} (${problem.code})`
    : body.trim().slice(0, 200) || 'no details given';
  const hint = problem && HINTS[problem.code];
  // The request is made of the command line and nothing else.
  const exitCode = problem && response.status === 400 ? EXIT.usage : EXIT.failed;
  return new RefusedError(
    `${address.service} at ${address.url} answered ${response.status}: ${printable(said)}`,
    { status: response.status, problem },
    hint === undefined ? { exitCode } : { hint, exitCode },
  );
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
