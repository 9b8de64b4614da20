/**
 * Ends the process when whoever reads its output has seen enough (`millrace search … | head`), with the status that
 * shells give a program ended by SIGPIPE. Other faults of the stream stay faults.
 */
export function endOnClosedPipe(stream: NodeJS.WritableStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(SIGPIPE_STATUS);
  });
}

/** 128 and the signal's number. */
const SIGPIPE_STATUS = 141;
