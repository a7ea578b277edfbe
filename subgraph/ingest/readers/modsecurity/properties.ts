import { type Json, object } from '../json-document.ts';
import { names, unknownProperties } from '../unknown-properties.ts';

/** What the versions of ModSecurity and Coraza write, read or not. */
const DOCUMENT = names('transaction request response audit_data uploads matched_rules messages');
const TRANSACTION = names(
  'time transaction_id remote_address remote_port local_address local_port ' +
    'time_stamp timestamp unix_timestamp id unique_id server_id client_ip client_port host_ip host_port ' +
    'request response producer messages is_interrupted highest_severity',
);
const REQUEST = names(
  'request_line method protocol http_version hostname uri headers body fake_body args files length',
);
const RESPONSE = names('protocol status http_code headers body');

/** The properties of a line that none of them writes. */
export function unknownIn(document: Json): string[] {
  const transaction = object(document.transaction);
  const at = document.request === undefined ? 'transaction.' : '';
  const parts = document.request === undefined ? transaction : document;
  return [
    ...unknownProperties(document, DOCUMENT),
    ...unknownProperties(transaction, TRANSACTION, 'transaction'),
    ...unknownProperties(object(parts.request), REQUEST, `${at}request`),
    ...unknownProperties(object(parts.response), RESPONSE, `${at}response`),
  ];
}
