/** A stage of a Dockerfile: its instructions in their order, each on one line. */
export interface Stage {
  name: string | null;
  steps: { instruction: string; text: string }[];
}

/** As much of the syntax as ours uses. Throws at what it does not know, so that nothing is passed over. */
export function stagesOf(dockerfile: string): Stage[] {
  const stages: Stage[] = [];
  const lines = dockerfile
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  for (const line of lines) {
    const [, instruction = '', text = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') stages.push({ name: / AS (\w+)$/.exec(text)?.[1] ?? null, steps: [] });
    else if (!KNOWN.has(instruction)) throw new Error(`what does this line of the Dockerfile mean? ${line}`);
    else stages.at(-1)!.steps.push({ instruction, text });
  }
  return stages;
}

const KNOWN = new Set(['WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD']);

/** The last word about something: `USER node`. */
export const said = ({ steps }: Stage, instruction: string): string | undefined =>
  steps.filter((step) => step.instruction === instruction).at(-1)?.text;

export const environmentOf = ({ steps }: Stage): Record<string, string> =>
  Object.fromEntries(
    steps
      .filter(({ instruction }) => instruction === 'ENV')
      .flatMap(({ text }) => text.split(/\s+/).map((pair) => pair.split('=') as [string, string])),
  );
