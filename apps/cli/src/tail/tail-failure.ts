import { TailFrameError } from '@millrace/tail-client';
import { UpgradeRefusedError } from '@millrace/websocket';
import { CliError } from '../cli-error.js';
import { RefusedError } from '../client/problem-error.js';
import { UnreachableError } from '../client/service-client.js';
import { printable } from '../output/printable.js';

const TOO_MANY_REQUESTS = 429;

/** Whether what kept a connection from opening may be over in a while: nothing answered, or it was busy. */
export function isPassing(error: Error): boolean {
  if (error instanceof UpgradeRefusedError) return error.status >= 500;
  if (error instanceof RefusedError) return error.status >= 500 || error.status === TOO_MANY_REQUESTS;
  return error instanceof UnreachableError || 'code' in error;
}

/** The same for a person. Where the api gave a ticket, Millrace runs: what failed is the fan-out alone. */
export function explained(error: Error): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof TailFrameError)
    return new CliError(error.message, { hint: 'The service may be of another version than this command.' });
  const hint =
    'The api answers, the fan-out does not: it may be starting. Try again in a moment, or read its log.';
  return new CliError(`reaching the fan-out: ${printable(error.message)}`, {
    ...(isPassing(error) && { hint }),
    cause: error,
  });
}
