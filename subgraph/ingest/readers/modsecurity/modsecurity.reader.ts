import type { IncomingBody, IncomingHeader, IncomingRequest } from '../../incoming.type.ts';
import { textBody } from '../body.ts';
import { finish } from '../finish.ts';
import { announcedSize, header } from '../headers.ts';
import { lines } from '../input.ts';
import { array, headersOf, type Json, number, object, statusOf, text, withUnknown } from '../json-document.ts';
import type { Reader } from '../reader.type.ts';
import { type Clock, record, reject, rejected } from '../record.ts';
import { requestLine, splitTarget } from '../request-line.ts';
import { clfTime, dateOf, isoTime, monthNumber } from '../times.ts';
import { unknownIn } from './properties.ts';
import { denied, detectionsOf, parseMessage, type RuleMessage, severityName, sumsUp } from './rules.ts';

/** The JSON audit log, one transaction per line, of ModSecurity 2 and 3 (libmodsecurity) and of Coraza. */
export function modsecurityReader(now: Clock = Date.now): Reader {
  return {
    format: 'modsecurity',
    byLine: true,
    detect: (head) => (/^\ufeff?\s*\{[^\n]{0,200}?"transaction"\s*:\s*\{/.test(head) ? 1 : 0),
    async *read(input) {
      for await (const { number, text, problem, identity } of lines(input)) {
        let document: Json = {};
        const read = () => {
          document = parse(text);
          return requestOf(document, now());
        };
        yield problem
          ? rejected(number, text, problem)
          : withUnknown(record(number, text, read, identity), () => unknownIn(document));
      }
    },
  };
}

function parse(line: string): Json {
  try {
    return object(JSON.parse(line));
  } catch (error) {
    return reject(`the line should be one JSON object: ${error instanceof Error ? error.message : error}`);
  }
}

function requestOf(document: Json, now: number): IncomingRequest {
  const transaction = object(document.transaction);
  if (document.transaction === undefined) return reject('the line should have the property "transaction"');
  // version 2 has its parts beside `transaction`, the others inside it
  const found = document.request !== undefined ? version2(document, transaction) : version3(document, transaction);
  const { requestHeaders, responseHeaders, messages, requestBody, responseBody, ...facts } = found;
  const blocked = found.blocked || messages.some(denied);
  return finish(
    {
      ...facts,
      host: found.host ?? header(requestHeaders, 'host'),
      sizeBytes: announcedSize(found.method, found.status, responseHeaders),
      blocked,
      detections: detectionsOf(messages, blocked),
      requestHeaders,
      requestBody: body(requestBody, requestHeaders),
      responseHeaders,
      responseBody: body(responseBody, responseHeaders),
    },
    now,
  );
}

interface Transaction
  extends Pick<IncomingRequest, 'time' | 'method' | 'protocol' | 'host' | 'path' | 'query' | 'status' | 'ip'> {
  blocked: boolean;
  messages: RuleMessage[];
  requestHeaders: IncomingHeader[];
  requestBody: unknown;
  responseHeaders: IncomingHeader[];
  responseBody: unknown;
}

function version2(document: Json, transaction: Json): Transaction {
  const request = object(document.request);
  const response = object(document.response);
  const audit = object(document.audit_data);
  return {
    ...requestLine(text(request.request_line)),
    time: clfTime(text(transaction.time)),
    status: statusOf(response.status),
    ip: text(transaction.remote_address) || null,
    blocked: object(audit.action).intercepted === true,
    messages: array(audit.messages).flatMap((message) => parseMessage(text(message)) ?? []),
    requestHeaders: headersOf(request.headers),
    requestBody: request.body,
    responseHeaders: headersOf(response.headers),
    responseBody: response.body,
  };
}

function version3(document: Json, transaction: Json): Transaction {
  const request = object(transaction.request);
  const response = object(transaction.response);
  const method = text(request.method);
  const status = statusOf(response.http_code ?? response.status);
  // Coraza has its messages beside the transaction, libmodsecurity inside it
  const messages = array(document.messages ?? transaction.messages).map(ruleMessage);
  return {
    method,
    // libmodsecurity has a number, of which JSON leaves 1 for 1.0; Coraza has the name of the protocol
    protocol: number(request.http_version)?.toFixed(1) ?? (text(request.http_version) || text(request.protocol)),
    ...splitTarget(text(request.uri), method),
    time: time(transaction),
    status,
    ip: text(transaction.client_ip) || null,
    blocked: interrupted(transaction, status, messages),
    messages,
    requestHeaders: headersOf(request.headers),
    requestBody: request.body,
    responseHeaders: headersOf(response.headers),
    responseBody: response.body,
  };
}

/** `details` is the name in libmodsecurity, `data` in Coraza. */
function ruleMessage(value: unknown): RuleMessage {
  const message = object(value);
  const rule = object(message.details ?? message.data);
  return {
    ruleId: text(rule.ruleId) || (number(rule.id) === 0 ? '' : text(rule.id)),
    msg: text(rule.msg) || text(message.message),
    data: text(rule.data),
    severity: severityName(text(rule.severity)),
    tags: array(rule.tags).map(text),
    sentence:
      text(rule.match) ||
      text(message.error_message).replace(/^(?:\[[^\]]*\] )*(?:Coraza|ModSecurity): /, '') ||
      text(message.message),
  };
}

/**
 * Coraza and new versions of libmodsecurity say whether they stopped the request. Others do not: there it takes three signs
 * together, a rule that blocks by score, an engine that is switched on and the answer 403.
 */
function interrupted(transaction: Json, status: number | null, messages: RuleMessage[]): boolean {
  if (typeof transaction.is_interrupted === 'boolean') return transaction.is_interrupted;
  const enabled = text(object(transaction.producer).secrules_engine) === 'Enabled';
  return enabled && status === 403 && messages.some(({ ruleId }) => sumsUp(ruleId) && !ruleId.startsWith('980'));
}

/**
 * Coraza: `unix_timestamp`, in nanoseconds as its code writes it or in seconds as its documentation has it, told by the magnitude.
 * libmodsecurity: `Mon Jan  1 00:00:00 2024` in the time of a server whose zone it does not say; its own transaction ids begin
 * with the seconds since 1970, which tell. Where an id of another kind was set, the time is taken as UTC.
 */
function time(transaction: Json): Date {
  const epoch = number(transaction.unix_timestamp);
  if (epoch !== null && epoch > 0) return new Date(Math.floor(epoch > 1e16 ? epoch / 1e6 : epoch * 1000));
  const written = text(transaction.time_stamp ?? transaction.timestamp);
  const c = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/.exec(written);
  if (c) {
    const local = dateOf(written, [c[6]!, monthNumber(c[1]!), c[2]!, c[3]!, c[4]!, c[5]!]);
    const id = /^(\d{10})\d*(?:\.\d+)?$/.exec(text(transaction.unique_id))?.[1];
    const offset = id === undefined ? 0 : local.getTime() - Number(id) * 1000;
    // a zone is a whole number of quarter hours; anything else is no such id
    return offset % 900_000 === 0 && Math.abs(offset) <= 15 * 3_600_000 ? new Date(local.getTime() - offset) : local;
  }
  const g = /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2}):(\d{2})$/.exec(written);
  if (g) return dateOf(written, g.slice(1));
  return /^\d{2}\/[A-Z]/.test(written) ? clfTime(written) : isoTime(written);
}

/** Version 2 writes a body as a list of pieces. */
function body(value: unknown, headers: IncomingHeader[]): IncomingBody | null {
  const whole = Array.isArray(value) ? value.map(text).join('') : text(value);
  return whole === '' ? null : textBody(whole, { mediaType: header(headers, 'content-type') });
}
