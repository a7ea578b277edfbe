import type { Client } from './client.ts';

/** What a request must be, whatever else is drawn for it. */
export interface Wanted {
  method: string;
  status: number;
  type?: string;
}

/**
 * What questions for rare combinations look for: a client of every day makes these requests in the minutes before midnight,
 * so that there are some in traffic of any size.
 */
export const RARE: readonly Wanted[] = [
  { method: 'POST', status: 500 },
  { method: 'POST', status: 403, type: 'sqli' },
  { method: 'POST', status: 502 },
];

export const RARE_CLIENT = 'rare';

export function asRare(client: Client): Client {
  return {
    ...client,
    country: 'DE',
    host: 'shop.example.com',
    user: 'zoe.quill@example.com',
    role: 'customer',
    attack: null,
  };
}
