/**
 * What the process's status says, the same for every command.
 *
 * `found` is for a command that did its work and found something wrong: a refused line, books that do not add up.
 */
export const EXIT = Object.freeze({
  ok: 0,
  found: 1,
  usage: 2,
  failed: 3,
  interrupted: 130,
});

/** A status of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The table at the end of `millrace --help`. */
export const EXIT_CODE_HELP = `
Exit status:
  0    done
  1    done, and something is wrong: a line was refused, the books do not add up
  2    the command line is not valid
  3    not done: a server or file cannot be reached, access is denied, a setting is wrong
  130  interrupted with Ctrl-C`;
