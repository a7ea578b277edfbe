import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writePage } from './gather.mjs';

const run = promisify(execFile);

/** Writes the reference of the command line: what each command says of itself. */
export async function writeCommandPage(root, target) {
  const help = async (...command) => {
    const args = [join(root, 'subgraph/bin/api-sessions.mjs'), ...command, '--help'];
    const { stdout } = await run(process.execPath, args, { env: { PATH: process.env.PATH } });
    return stdout;
  };
  const whole = await help();
  const [, list] = /^Commands:\n([\s\S]*?)\n\n/m.exec(whole);
  const commands = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
  const sections = await Promise.all(
    commands.map(async (name) => `## ${name}\n\n\`\`\`text\n${(await help(name)).trimEnd()}\n\`\`\``),
  );
  const [before] = whole.split('\nEnvironment (default):');
  writePage(
    target,
    '/command-line',
    `# Command line

\`npx @api-sessions/subgraph COMMAND\`, or \`npm run cli -- COMMAND\` in the repository. What the environment decides is in
[Configuration](/configuration).

\`\`\`text
${before.trimEnd()}
\`\`\`

${sections.join('\n\n')}
`,
  );
}
