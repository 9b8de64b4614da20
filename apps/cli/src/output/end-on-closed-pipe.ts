import { EXIT } from '../exit-code.js';

/**
 * Ends the process when its output cannot be written: when whoever reads it has seen enough
 * (`millrace search … | head`) with the status that shells give a program ended by SIGPIPE, else (a full disk) as a
 * command that failed, once `fail` has said why.
 */
export function endOnClosedPipe(stream: NodeJS.WritableStream, fail: (reason: string) => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(SIGPIPE_STATUS);
    fail(`writing the output: ${error.message}`);
    process.exit(EXIT.failed);
  });
}

/** 128 and the signal's number. */
const SIGPIPE_STATUS = 141;
