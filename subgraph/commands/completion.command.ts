import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A command that can be typed, by its words after the program's name: "" is the program itself. */
interface Typed {
  words: string;
  /** What may stand next, with a sentence for each. */
  next: { word: string; description: string }[];
}

/** Prints what a shell needs to complete the names of commands and options; files are completed by the shell. */
export function completionCommand(program: Command, shell: Shell): void {
  const typed = typedIn(program, '');
  process.stdout.write(shell === 'fish' ? fish(program.name(), typed) : bash(program.name(), typed, shell));
}

function typedIn(command: Command, words: string): Typed[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const options = help.visibleOptions(command);
  const next = [
    ...commands.map((each) => ({ word: each.name(), description: each.description() })),
    ...options.map((each) => ({ word: each.long ?? each.short ?? '', description: each.description })),
  ];
  // The help of commands completes nothing more.
  const inner = command.commands.flatMap((each) => typedIn(each, `${words} ${each.name()}`.trim()));
  return [{ words, next }, ...inner];
}

/** zsh reads it as bash does. */
function bash(name: string, typed: readonly Typed[], shell: Shell): string {
  const own = `_${name.replaceAll('-', '_')}`;
  const steps = typed.filter(({ words }) => words).map(({ words }) => `      "${stepOf(words)}") typed="${words}" ;;`);
  const offers = typed.map(
    ({ words, next }) => `    "${words}") offered="${next.map(({ word }) => word).join(' ')}" ;;`,
  );
  return `${shell === 'zsh' ? 'autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n' : ''}${own}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" typed="" offered="" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$typed>$word" in
${steps.join('\n')}
    esac
  done
  case "$typed" in
${offers.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
}
complete -o default -F ${own} ${name}
`;
}

/** "token create" is "create" after "token". */
function stepOf(words: string): string {
  const all = words.split(' ');
  return `${all.slice(0, -1).join(' ')}>${all.at(-1)}`;
}

function fish(name: string, typed: readonly Typed[]): string {
  const lines = typed.flatMap(({ words, next }) => {
    const seen = words.split(' ').filter(Boolean);
    const here =
      seen.length > 0
        ? seen.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ')
        : '__fish_use_subcommand';
    return next.map(({ word, description }) => {
      const offer = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c ${name} -n '${here}' ${offer} -d '${description.replaceAll(/['\\]/g, '\\$&')}'`;
    });
  });
  return `${lines.join('\n')}\n`;
}
