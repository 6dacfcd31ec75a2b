import type * as phone from 'libphonenumber-js/min';
import { WhatsGateConfigurationError } from '../whatsgate/errors';

type PhoneLibrary = typeof phone;

let library: PhoneLibrary | undefined;

/** Metadata of all countries is read when the first number comes, not when a bot starts. */
function phoneLibrary(): PhoneLibrary {
  // Not import(): it would load the ES module, which Jest cannot.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  library ??= require('libphonenumber-js/min') as PhoneLibrary;
  return library;
}

/** What people put between digits: blanks, dots, slashes, brackets and every kind of dash. */
const SEPARATORS = /[\s().\u2010-\u2015\u2212/-]/g;

/**
 * The digits under which a phone number may be on WhatsApp, the likeliest first: the number as it was written,
 * with its country code, then the forms that some countries' numbers have had at one time or another. Empty when the
 * text cannot be a phone number. Whether a number is valid is not judged: the plans of countries change faster than
 * any list, and WhatsApp keeps old forms.
 *
 * @param country the country, as two letters, whose numbers may be written without their country code.
 * @throws WhatsGateConfigurationError when there is no such country.
 */
export function phoneCandidates(text: string, country: string | undefined): string[] {
  const plain = text.trim().replace(SEPARATORS, '').replace(/^00/, '+');
  if (!/^\+?\d{5,17}$/.test(plain)) return [];
  const number = readNumber(plain, country);
  return number === undefined ? [] : [...new Set([number, ...otherForms(number)])];
}

/** What stood before the ten digits of a Mexican number until 2019; people still write it, the library knows it no more. */
const OLD_MEXICAN_PREFIX = /^(52|)(?:04[45]|01)(?=\d{10}$)/;

function readNumber(plain: string, country: string | undefined): string | undefined {
  const isMexican = plain.startsWith('+52') || (country === 'MX' && !plain.startsWith('+'));
  const written = plain.replace('+', '');
  const digits = isMexican ? written.replace(OLD_MEXICAN_PREFIX, '$1') : written;
  const international = (): string => parse(`+${digits}`, undefined) ?? digits;
  const number =
    plain.startsWith('+') || country === undefined
      ? international()
      : (parse(digits, country) ?? international());
  // No country's code begins with 0 (ITU-T E.164): what does is a national number of nobody knows where.
  const isPossible = number.length >= 7 && number.length <= 15 && !number.startsWith('0');
  return isPossible ? number : undefined;
}

/** The number with its country code; `undefined` when the library can make nothing of its length. */
function parse(text: string, country: string | undefined): string | undefined {
  const { parsePhoneNumberFromString, isSupportedCountry } = phoneLibrary();
  if (country !== undefined && !isSupportedCountry(country)) {
    throw new WhatsGateConfigurationError(
      `defaultCountry is no country: expected two letters such as 'BR' or 'DE'.`,
    );
  }
  const number = parsePhoneNumberFromString(text, country);
  return number?.isPossible() === true ? number.number.slice(1) : undefined;
}

/**
 * Countries whose mobile numbers grew a digit: WhatsApp knows an account by the form that was right when it was made,
 * and takes messages to the other form without delivering them. Brazil's ninth digit, Mexico's 1 and Argentina's 9.
 */
function otherForms(number: string): string[] {
  const brazil = /^55(\d{2})(9?)([6-9]\d{7})$/.exec(number);
  if (brazil !== null) return [`55${brazil[1]}${brazil[2] === '9' ? '' : '9'}${brazil[3]}`];
  const mexico = /^52(1?)(\d{10})$/.exec(number);
  if (mexico !== null) return [`52${mexico[1] === '1' ? '' : '1'}${mexico[2]}`];
  const argentina = /^54(9?)(\d{10})$/.exec(number);
  if (argentina !== null) return [`54${argentina[1] === '9' ? '' : '9'}${argentina[2]}`];
  return [];
}
