/** What a log may have of an error. */
export interface ErrorFacts {
  type: string;
  /** Of the system, or SQLSTATE of the database. */
  code?: string;
  message: string;
  /** Where it was thrown, frame by frame. */
  stack: readonly string[];
}

const MOST_CHARACTERS = 300;
const MOST_FRAMES = 12;

/**
 * Type, code, place and the first line of the message. PostgreSQL and JSON repeat the value that they do not understand, in quotes, and
 * Prisma the statement, over several lines: values are left out, and so is everything else that an error carries along.
 */
export function factsOf(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { type: typeof error, message: 'it was no error', stack: [] };
  const { code, meta } = error as { code?: unknown; meta?: { driverAdapterError?: { cause?: Cause } } };
  const cause = meta?.driverAdapterError?.cause;
  return {
    type: error.name,
    ...codeOf(cause?.originalCode ?? code),
    message: withoutValues(firstLine(cause?.originalMessage ?? error.message)),
    stack: framesOf(error.stack ?? ''),
  };
}

type Cause = { originalCode?: unknown; originalMessage?: string };

function codeOf(code: unknown): { code?: string } {
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? { code } : {};
}

function firstLine(message: string): string {
  return (message.split('\n').find((line) => line.trim() !== '') ?? '').trim();
}

/** From the first quote to the last: what is quoted may have quotes itself. */
function withoutValues(message: string): string {
  return message
    .replace(/"(.*"|.*$)/, '…')
    .replace(/(['`]).*\1/, '…')
    .slice(0, MOST_CHARACTERS);
}

/** Frames only: what stands before them is the message, as long as it may be. */
function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, MOST_FRAMES);
}
