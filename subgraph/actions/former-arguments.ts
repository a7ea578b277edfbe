import { badUserInput } from '../bad-user-input.ts';

/** Of the arguments that stood in the place of an input, when clients that use them learn of it. */
export const FORMER_ARGUMENT = 'Say it in `input`.';

/**
 * What a mutation is given: its input, or the arguments that stood in its place before.
 * @throws BAD_USER_INPUT: both, or not all of them
 */
export function inputOrFormer<Input extends Record<string, string>>(
  input: Input | null | undefined,
  former: { [Name in keyof Input]: string | null | undefined },
): Input {
  const names = Object.keys(former);
  const given = names.find((name) => former[name] != null);
  const missing = names.find((name) => former[name] == null);
  if (input && given) throw badUserInput(given, 'is in input already: leave it out');
  if (!input && missing) throw badUserInput(given ? missing : 'input', 'must be given');
  return input ?? (former as Input);
}
