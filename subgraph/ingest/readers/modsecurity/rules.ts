import type { DetectionAction, IncomingDetection } from '../../incoming.type.ts';
import { unescapeField } from '../escapes.ts';

/** What an audit log says about one rule that matched, in whichever shape. */
export interface RuleMessage {
  ruleId: string;
  /** What the rule is called. */
  msg: string;
  /** Its own account of the match (`Matched Data: x found within ARGS:id: y`). */
  data: string;
  severity: string;
  tags: string[];
  /** The sentence of the engine: `Warning. Pattern match "..." at ARGS:id.` */
  sentence: string;
}

/**
 * Attack types of the tags of the OWASP Core Rule Set 3 and 4, which begin with `attack-`, as its rule files carry
 * them. A tag that is missing here is passed through as its own code: `attack-foo-bar` is `foo_bar`.
 */
const TYPE_OF_TAG: Record<string, string> = {
  sqli: 'sqli',
  nosqli: 'nosqli',
  xss: 'xss',
  rce: 'rce',
  'injection-php': 'rce',
  'injection-java': 'rce',
  'injection-generic': 'rce',
  lfi: 'ptrav',
  // including a file of another server means running its code; the vocabulary has no type of its own for it
  rfi: 'rce',
  ssrf: 'ssrf',
  ssti: 'ssti',
  ssi: 'ssi',
  ldap: 'ldapi',
  xxe: 'xxe',
  crlf: 'crlf',
  mail: 'mail_injection',
  scanner: 'scanner',
  'reputation-scanner': 'scanner',
  'reputation-scripting': 'scanner',
  'reputation-crawler': 'scanner',
  'reputation-ip': 'blocked_source',
  disclosure: 'infoleak',
  dos: 'rate_limit',
  fixation: 'session_fixation',
  protocol: 'protocol_violation',
  'multipart-header': 'protocol_violation',
  generic: 'custom_rule',
};

/** The same for the Core Rule Set 2, whose tags are paths: the first beginning that fits (in upper case). */
const TYPE_OF_PATH: readonly (readonly [prefix: string, type: string])[] = [
  ['WEB_ATTACK/SQL_INJECTION', 'sqli'],
  ['WEB_ATTACK/XSS', 'xss'],
  ['WEB_ATTACK/UPDF_XSS', 'xss'],
  ['WEB_ATTACK/COMMAND_INJECTION', 'rce'],
  ['WEB_ATTACK/PHP_INJECTION', 'rce'],
  ['WEB_ATTACK/CF_INJECTION', 'rce'],
  ['WEB_ATTACK/JAVA_INJECTION', 'rce'],
  ['WEB_ATTACK/RFI', 'rce'],
  ['WEB_ATTACK/REMOTE_FILE_INCLUSION', 'rce'],
  ['WEB_ATTACK/FILE_INJECTION', 'ptrav'],
  ['WEB_ATTACK/DIR_TRAVERSAL', 'ptrav'],
  ['WEB_ATTACK/LDAP_INJECTION', 'ldapi'],
  ['WEB_ATTACK/SSI_INJECTION', 'ssi'],
  ['WEB_ATTACK/EMAIL_INJECTION', 'mail_injection'],
  ['WEB_ATTACK/HTTP_INJECTION', 'crlf'],
  ['WEB_ATTACK/RESPONSE_SPLITTING', 'crlf'],
  ['WEB_ATTACK/SESSION_FIXATION', 'session_fixation'],
  ['WEB_ATTACK/REQUEST_SMUGGLING', 'protocol_violation'],
  ['AUTOMATION/', 'scanner'],
  ['LEAKAGE/', 'infoleak'],
  ['PROTOCOL_VIOLATION/', 'protocol_violation'],
  ['POLICY/', 'protocol_violation'],
];

/** Types that say less than any other that the same rule may carry. */
const VAGUE = new Set(['custom_rule', 'protocol_violation']);

function typeOf(tags: readonly string[]): string {
  const types = tags.flatMap((tag) => {
    const attack = /^attack-(.+)$/i.exec(tag)?.[1]?.toLowerCase();
    if (attack !== undefined) return [TYPE_OF_TAG[attack] ?? attack.replaceAll('-', '_')];
    const path = tag.toUpperCase().replace(/^OWASP_CRS\//, '');
    return TYPE_OF_PATH.filter(([prefix]) => path.startsWith(prefix)).map(([, type]) => type);
  });
  return types.find((type) => !VAGUE.has(type)) ?? types[0] ?? 'custom_rule';
}

/**
 * Rules that only add up what others found: 949 and 959 (blocking by score) and 980 (reporting) of the Core Rule Set 3 and 4;
 * in version 2 these single ones of its files 49, 59 and 60. They block, but they detect nothing.
 */
export function sumsUp(ruleId: string): boolean {
  return /^(?:949|959|980)\d{3}$/.test(ruleId) || /^(?:98117[4-6]|98120[0-5])$/.test(ruleId);
}

/** The detections of a request. A rule that let a request pass ("Access allowed") found no attack. */
export function detectionsOf(messages: readonly RuleMessage[], blocked: boolean): IncomingDetection[] {
  const action: DetectionAction = blocked ? 'BLOCKED' : 'MONITORED';
  return messages
    .filter(({ ruleId, sentence }) => ruleId !== '' && !sumsUp(ruleId) && !/^Access allowed/.test(sentence))
    .map((message) => ({
      attackId: null,
      type: typeOf(message.tags),
      ...match(message),
      tags: [
        { key: 'rule', value: message.ruleId },
        { key: 'severity', value: message.severity },
        { key: 'msg', value: message.msg },
      ].filter(({ value }) => value !== ''),
      action: denied(message) ? 'BLOCKED' : action,
      falsePositive: false,
    }));
}

/** The engine stopped the request because of this rule. */
export function denied({ sentence }: RuleMessage): boolean {
  return /^Access denied/.test(sentence);
}

/**
 * What was found and where. The account of the rule is the best source, as it names the variable that really matched; of
 * libinjection it holds a fingerprint instead of the text, so that the whole value is the payload then.
 */
function match({ data, sentence }: RuleMessage): { payload: string | null; parameter: string | null } {
  const found = /^Matched Data: (.*?) found within ([A-Z][A-Z_]*(?::[^:\s]+)?)(?:: (.*))?$/s.exec(data);
  if (found) {
    const [, piece, variable, value] = found;
    return { payload: (/libinjection/i.test(sentence + data) && value) || piece || null, parameter: variable ?? null };
  }
  const v3 = /against variable `([^']+)' \(Value: `(.*)' ?\)/s.exec(sentence);
  // v2 ends its sentence with the variable; `@validateByteRange` and others have it in quotes
  const at =
    / at ([A-Z][A-Z_]*(?::[^\s\]]+?)?)\.?$/.exec(sentence) ?? / against "([A-Z][A-Z_]*(?::[^"]+)?)"/.exec(sentence);
  return { payload: data || v3?.[2] || null, parameter: v3?.[1] ?? at?.[1] ?? null };
}

/**
 * A message as ModSecurity writes it in text: the sentence, then `[id "942100"] [msg "..."]` and so on, with quotes inside
 * values escaped. Null: a message about something else than a rule.
 */
export function parseMessage(text: string): RuleMessage | null {
  const bare = text.replace(/^(?:ModSecurity|Coraza): /, '');
  const from = bare.search(/ \[(?:file|id) "/);
  if (from < 0) return null;
  const tags: string[] = [];
  const parts = new Map<string, string>();
  for (const [, key, value] of bare.slice(from).matchAll(/\[(\w+) "((?:[^"\\]|\\.)*)"\]/gs)) {
    if (key === 'tag') tags.push(unescapeField(value!));
    else if (!parts.has(key!)) parts.set(key!, unescapeField(value!));
  }
  const part = (key: string) => parts.get(key) ?? '';
  return {
    ruleId: part('id'),
    msg: part('msg'),
    data: part('data'),
    severity: severityName(part('severity')),
    tags,
    sentence: bare.slice(0, from),
  };
}

/** Severities have names in v2 and numbers in v3 and Coraza: the names are those of syslog. */
export function severityName(severity: string): string {
  const names = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'];
  return /^[0-7]$/.test(severity) ? names[Number(severity)]! : severity.toUpperCase();
}
