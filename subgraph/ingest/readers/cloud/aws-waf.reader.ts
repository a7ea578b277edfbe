import type { DetectionAction, IncomingDetection } from '../../incoming.type.ts';
import { finish } from '../finish.ts';
import { array, type Json, number, object, statusOf, text } from '../json-document.ts';
import { jsonLinesReader } from '../json-lines.ts';
import type { Reader } from '../reader.type.ts';
import { type Clock, reject } from '../record.ts';

/** The log of AWS WAF: requests with the rules that matched. What the API answered is not in it. */
export function awsWafReader(now?: Clock): Reader {
  return jsonLinesReader(
    {
      format: 'aws-waf',
      isEntry: (entry) => 'terminatingRuleId' in entry && 'httpMethod' in object(entry.httpRequest),
      parse: (entry, at) => ({ request: parse(entry, at) }),
    },
    now,
  );
}

/** Actions that end a request before it reaches the API. */
const ENDS = ['BLOCK', 'CAPTCHA', 'CHALLENGE'];

function parse(entry: Json, now: number) {
  const request = object(entry.httpRequest);
  const headers = array(request.headers)
    .map(object)
    .map(({ name, value }) => ({ name: text(name), value: text(value) }));
  const time = number(entry.timestamp) ?? reject('timestamp should be milliseconds since 1970');
  const country = text(request.country);
  return finish(
    {
      time: new Date(time),
      method: text(request.httpMethod),
      host: text(request.host) || headers.find(({ name }) => name.toLowerCase() === 'host')?.value || null,
      path: text(request.uri),
      query: text(request.args) || null,
      protocol: text(request.httpVersion) || null,
      status: statusOf(entry.responseCodeSent),
      ip: text(request.clientIp) || null,
      countryCode: /^[A-Z]{2}$/.test(country) ? country : null,
      blocked: ENDS.includes(text(entry.action)),
      detections: detectionsOf(entry),
      requestHeaders: headers,
    },
    now,
  );
}

/** A rule that matched, with what it found where. */
interface Match {
  rule: string;
  details: Json[];
  action: DetectionAction;
}

function detectionsOf(entry: Json): IncomingDetection[] {
  const stops = ENDS.includes(text(entry.action));
  const counted = (rule: unknown): Match => ({ ...matchOf(rule), action: 'MONITORED' });
  const groups = array(entry.ruleGroupList).map(object);
  const terminating: Match[] = stops
    ? [
        {
          rule: text(entry.terminatingRuleId),
          details: array(entry.terminatingRuleMatchDetails).map(object),
          action: 'BLOCKED',
        },
      ]
    : [];
  const others = [entry, ...groups].flatMap(({ nonTerminatingMatchingRules }) =>
    array(nonTerminatingMatchingRules).map(counted),
  );
  const ofGroups = groups
    .map(({ terminatingRule }) => object(terminatingRule))
    .filter(({ ruleId }) => ruleId !== undefined)
    .map((rule): Match => ({ ...matchOf(rule), action: stops ? 'BLOCKED' : 'MONITORED' }));
  // The rule of a group says what it found; the group, which ended the request, only that one of its rules did.
  return [...(ofGroups.length > 0 && stops ? ofGroups : [...terminating, ...ofGroups]), ...others].flatMap(ofMatch);
}

function matchOf(rule: unknown): Omit<Match, 'action'> {
  const { ruleId, ruleMatchDetails } = object(rule);
  return { rule: text(ruleId), details: array(ruleMatchDetails).map(object) };
}

const TYPES: Record<string, string> = { SQL_INJECTION: 'sqli', XSS: 'xss' };

function ofMatch({ rule, details, action }: Match): IncomingDetection[] {
  const found = details.length > 0 ? details : [{}];
  return found.map((detail) => {
    const { conditionType, location, matchedData, matchedFieldName } = detail as Json;
    const place = [text(location), text(matchedFieldName)].filter((part) => part !== '').join(':');
    return {
      attackId: null,
      type: TYPES[text(conditionType)] ?? 'custom_rule',
      payload: array(matchedData).map(text).join(' ') || null,
      parameter: place || null,
      tags: [{ key: 'rule', value: rule }],
      action,
      falsePositive: false,
    };
  });
}
