import type { SensitiveData } from '../filters/filter.type.ts';
import { holdsCredential } from '../ingest/masking/secret-names.ts';
import type { ParameterSource } from '../values/parameter-sources.ts';

/** Words of names, as `wordsOf` makes them; a number of words in a row as one. */
const WORDS: readonly [SensitiveData, ReadonlySet<string>][] = [
  [
    'FINANCIAL',
    new Set(
      'card cardnumber creditcard cardno pan cvv cvc cvv2 iban bic swift bankaccount accountnumber routingnumber sortcode'.split(
        ' ',
      ),
    ),
  ],
  ['MEDICAL', new Set('patient patientid diagnosis icd icd10 medication prescription bloodtype healthcard'.split(' '))],
  [
    'PII',
    new Set(
      (
        'email mail phone mobile msisdn ssn passport birthday birthdate dateofbirth dob firstname lastname fullname surname ' +
        'givenname familyname maidenname street zipcode postcode postalcode address nationalid taxid license driverlicense gender'
      ).split(' '),
    ),
  ],
];

/** The kind of sensitive data that a parameter holds by its name alone: `user[email]`, `cardNumber`. Null: none. */
export function sensitiveName(source: ParameterSource, name: string): SensitiveData | null {
  if (holdsCredential(source, name)) return 'CREDENTIALS';
  const words = wordsOf(name);
  const phrases = [1, 2, 3].flatMap((length) => words.map((_, at) => words.slice(at, at + length).join('')));
  return WORDS.find(([, known]) => phrases.some((phrase) => known.has(phrase)))?.[0] ?? null;
}

/** `billing_cardNumber` is billing, card, number. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}
