import type { FilterId } from '../state/filter-fields.ts';

/**
 * Words by which people look for a filter that is called otherwise, English and German: who reads German may type the word of a
 * tool. Loaded with the menus.
 */
const SYNONYMS: Partial<Record<FilterId, string>> = {
  request: 'trace correlation',
  attack: 'incident hit vorfall',
  'endpoint-id': 'route operation',
  host: 'domain server vhost',
  application: 'app service dienst',
  country: 'geo location region land herkunft',
  source: 'vpn tor proxy datacenter data center cloud hosting bot crawler search engine rechenzentrum suchmaschine',
  protocol: 'http version http/2 websocket grpc',
  malicious: 'attack attacked hit waf angriff',
  blocked: 'denied waf stopped gestoppt',
  risk: 'score danger severity gefahr',
  rogue: 'undocumented unknown api discovery undokumentiert schatten',
  sensitive: 'gdpr privacy personal credit card password secret dsgvo datenschutz passwort',
  'time-taken': 'slow latency response time performance langsam latenz antwortzeit',
  size: 'bytes length body big download groß größe exfiltration',
  deviation: 'slow large outlier anomaly unusual latency langsam groß ausreißer ungewöhnlich',
  parameter: 'header cookie tenant mandant',
  agent: 'user-agent useragent browser client bot crawler curl programm',
  session: 'token cookie sid',
  status: 'denylist banned sperre gesperrt',
  requests: 'volume count traffic one request anzahl menge',
  attacks: 'detections count erkennungen anzahl',
  endpoints: 'enumeration scan breadth anzahl',
  length: 'how long lasting dwell time dauer länge',
};

export const synonymsOf = (id: FilterId): string => SYNONYMS[id] ?? '';
