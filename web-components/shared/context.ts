import { createContext } from '@lit/context';
import type { Connection } from '../data/connection.ts';

/** What <sessions-provider> gives to the elements inside it. */
export interface SessionsContext {
  readonly connection: Connection;
  /** BCP 47 tag, such as de; undefined: that of the page. */
  readonly locale: string | undefined;
  /** IANA name, such as Europe/Berlin; undefined: that of the browser. */
  readonly timeZone: string | undefined;
  /** Address of the page with the explorer, where links to sessions lead; undefined: this page. */
  readonly sessionsPage: string | undefined;
  /** Prefix of the explorer's parameters in that address. */
  readonly urlKey: string;
}

/** Prefix of the explorer's parameters, unless the host chooses another: `?s.method=POST`. */
export const DEFAULT_URL_KEY = 's';

/** By a name of the whole page: copies of this library that were loaded apart meet here. */
export const sessionsContext = createContext<SessionsContext>(Symbol.for('@api-sessions/elements/context/v1'));
