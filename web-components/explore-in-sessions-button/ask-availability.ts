import type { Connection } from '../data/connection.ts';
import {
  SessionAvailabilityDocument,
  type SessionAvailabilityQuery,
  type SessionTarget,
} from '../data/documents.generated.ts';
import { fetchOf } from '../data/fetch-of.ts';
import { wantsSignIn } from '../data/sign-in.ts';

/** Whether one target leads to sessions, and to how many. */
export type TargetAnswer = NonNullable<SessionAvailabilityQuery['sessionAvailability']>[number];

interface GraphAnswer {
  readonly data?: SessionAvailabilityQuery | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
}

/** Why there is no answer. */
export class NoAnswer extends Error {
  constructor(readonly wantsSignIn: boolean) {
    super('no answer');
  }
}

/**
 * Asks once for all these targets, at most 100, and gives the answers in their order. Without a client library: the button
 * is too small to carry one.
 */
export async function askAvailability(
  connection: Connection,
  targets: readonly SessionTarget[],
): Promise<readonly TargetAnswer[]> {
  const { status, answer } = await (connection.client
    ? askClient(connection, targets)
    : askEndpoint(connection, targets));
  const answers = answer.data?.sessionAvailability;
  if (!answers) {
    throw new NoAnswer(
      wantsSignIn(
        status,
        (answer.errors ?? []).map(({ extensions }) => extensions?.code),
      ),
    );
  }
  return answers;
}

interface Exchange {
  readonly status: number | undefined;
  readonly answer: GraphAnswer;
}

async function askEndpoint(connection: Connection, targets: readonly SessionTarget[]): Promise<Exchange> {
  const response = await fetchOf(connection)(connection.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({
      operationName: 'SessionAvailability',
      query: SessionAvailabilityDocument,
      variables: { targets },
    }),
  });
  // A gateway may refuse in words of its own that are no JSON.
  const answer: GraphAnswer = await response.json().catch(() => ({}));
  return { status: response.status, answer };
}

async function askClient({ client }: Connection, targets: readonly SessionTarget[]): Promise<Exchange> {
  const { data, error } = await client!.query(SessionAvailabilityDocument as string, { targets }).toPromise();
  return {
    status: error?.response?.status,
    answer: { data: data as GraphAnswer['data'], errors: error?.graphQLErrors },
  };
}
