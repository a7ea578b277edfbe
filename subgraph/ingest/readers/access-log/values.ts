import type { IncomingHeader } from '../../incoming.type.ts';
import { unescapeField } from '../escapes.ts';
import { finish } from '../finish.ts';
import { header } from '../headers.ts';
import { listedClient } from '../listed-client.ts';
import type { ReadRequest } from '../reader.type.ts';
import { quote, reject } from '../record.ts';
import { requestLine, splitTarget } from '../request-line.ts';
import { clfTime, isoTime } from '../times.ts';
import { type DurationUnit, epochMilliseconds, milliseconds } from './duration.ts';
import type { LogField } from './field.ts';
import { checkUser } from './line-start.ts';

/** The values of one line whose format is known. */
export type LogValue = { field: LogField; text: string };

/** The request that they make. `-` and nothing are: not known. */
export function requestOf(values: readonly LogValue[], now: number, told: DurationUnit | undefined): ReadRequest {
  const known = values
    .filter(({ text }) => text !== '-' && text !== '')
    .map(({ field, text }) => ({ field, text: unescapeField(text) }));
  const text = (role: LogField['role']) => known.find(({ field }) => field.role === role)?.text ?? null;
  const all = headers(known, 'requestHeader');
  // a log without the address of the connection has it in place of one
  const inPlace = text('client') === null ? header(all, 'x-forwarded-for') : null;
  const requestHeaders = inPlace === null ? all : all.filter(({ name }) => name.toLowerCase() !== 'x-forwarded-for');
  const user = text('user') ?? text('identity');
  if (user !== null) checkUser(user);
  const target = place(text);
  const { durationMs, hint } = duration(known, told);
  const status = text('status');
  const request = finish(
    {
      time: time(known),
      ...target,
      host: target.host ?? text('host') ?? header(requestHeaders, 'host'),
      ...listedClient(text('client') ?? inPlace),
      user,
      status: status === null || status === '000' ? null : whole('status', status),
      sizeBytes: text('size') === null ? null : whole('size', text('size')!),
      durationMs,
      requestHeaders,
      responseHeaders: headers(known, 'responseHeader'),
      parameters: known.flatMap(({ field, text: value }) =>
        field.role === 'cookie' ? [{ name: field.key, source: 'REQUEST_COOKIE' as const, value }] : [],
      ),
    },
    now,
  );
  return hint === undefined ? { request } : { request, hint };
}

type Text = (role: LogField['role']) => string | null;

function headers(known: readonly LogValue[], role: 'requestHeader' | 'responseHeader'): IncomingHeader[] {
  return known.flatMap(({ field, text }) => (field.role === role ? [{ name: field.key, value: text }] : []));
}

function place(text: Text) {
  const line = text('request');
  if (line !== null) return requestLine(line);
  const method = text('method') ?? reject('request line is empty: the client sent no request');
  const protocol = text('protocol');
  const target = text('target');
  if (target !== null) return { method, protocol, ...splitTarget(target, method) };
  const path = text('path') ?? reject('path is missing');
  const query = text('query');
  return { method, protocol, ...splitTarget(query === null ? path : `${path}?${query.replace(/^\?/, '')}`, method) };
}

function time(known: readonly LogValue[]): Date {
  let date = '';
  for (const { field, text } of known) {
    switch (field.role) {
      case 'clfTime':
        return clfTime(text.replace(/^\[(.*)\]$/, '$1'));
      case 'isoTime':
        return isoTime(text);
      case 'epoch':
        return new Date(epochMilliseconds(text, field.unit) ?? reject(`time ${quote(text)} should be a number`));
      case 'date':
        date = text;
    }
  }
  const clock = known.find(({ field }) => field.role === 'clock');
  return clock && date !== '' ? isoTime(`${date}T${clock.text}Z`) : reject('time is missing');
}

function whole(name: string, text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : reject(`${name} ${quote(text)} should be a whole number`);
}

function duration(
  known: readonly LogValue[],
  told: DurationUnit | undefined,
): { durationMs: number | null; hint?: string } {
  for (const { field, text } of known) {
    if (field.role !== 'duration') continue;
    const unit = told ?? field.unit;
    if (unit === null) return { durationMs: null, hint: NO_UNIT };
    const ms = milliseconds(text, unit);
    return ms === null ? reject(`${field.name} ${quote(text)} should be a number`) : { durationMs: ms };
  }
  return { durationMs: null };
}

const NO_UNIT = 'the file does not say in which unit its time-taken is: say it with --duration-unit';
