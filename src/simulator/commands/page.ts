import type { Gateway } from '../gateway';
import type { JsonObject } from '../json';
import { badRequest } from './command';

/** Page size when none is asked for, and the largest one (events-get page). */
const DEFAULT_PAGE_SIZE = 10;
const LARGEST_PAGE_SIZE = 100;

/** A count of at least 1. The vendor's sample passes it as a string, clients pass a number (reference 6). */
function count(gateway: Gateway, body: JsonObject, field: string, fallback: number): number {
  const value = body[field];
  if (value === undefined || value === null || value === '') return fallback;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 1) return number;
  throw badRequest(gateway, `${field} is a whole number of at least 1.`);
}

/** Cuts the page that `page_cnt` and `page` ask for; a page beyond the last is empty. */
export function pageAnswer<Item>(gateway: Gateway, body: JsonObject, items: readonly Item[]) {
  const size = Math.min(LARGEST_PAGE_SIZE, count(gateway, body, 'page_cnt', DEFAULT_PAGE_SIZE));
  const page = count(gateway, body, 'page', 1);
  return {
    items: items.slice((page - 1) * size, page * size),
    head: { result: 'OK', pages: Math.max(1, Math.ceil(items.length / size)), elements: items.length, page },
  };
}
