import type { Env } from '../env.ts';
import type { Mode } from '../federation/mode.ts';

/** Options of `api-sessions schema`. */
export interface SchemaCommandOptions {
  mode?: Mode;
}

/** Prints the GraphQL schema that a gateway composes. */
export async function schemaCommand(env: Env, { mode }: SchemaCommandOptions): Promise<void> {
  // Loaded when needed: GraphQL doubles the time that every other command takes to start.
  const { printSchema } = await import('../schema.ts');
  process.stdout.write(await printSchema(mode ?? env.mode, env.switches));
}
