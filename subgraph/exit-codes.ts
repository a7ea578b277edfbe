/** How a command ends. docs/importing.md and --help list them. */
export const EXIT = {
  done: 0,
  /** It could not do what it was asked for, or `verify` found differences. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** An import read nothing that was accepted or known already. */
  nothing: 3,
  /** The input of an import was cut or damaged; what was read before is imported. */
  brokeOff: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For --help. */
export const EXIT_CODES = `
Exit codes:
  0  done; an import: something was accepted or known already
  1  failed: one line says why; verify: there are differences
  2  the command line is wrong
  3  import: no record was accepted or known already
  4  import: an input was cut or damaged; what was read before it broke off is imported`;
