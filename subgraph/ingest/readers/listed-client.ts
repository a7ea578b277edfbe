import { addressList, clientAddress, saysNoAddress } from '../client-address.ts';
import { quote, reject } from './record.ts';

/** The client that a field names: an address, or a list that each proxy added one to. Rejects what is neither. */
export function listedClient(text: string | null): { ip: string | null; addresses?: string[] } {
  if (text === null) return { ip: null };
  const addresses = addressList(text);
  const ip = clientAddress(addresses, []);
  if (ip === null && !addresses.every(saysNoAddress))
    reject(`client ${quote(text)} should be an IP address, or a list of them`);
  return addresses.length > 1 ? { ip, addresses } : { ip };
}
