import { Spans } from './spans.ts';
import { Token } from './token.ts';

export const ownHostnameMask = 'own_hostname';
export const ownAddressMask = 'own_address';

const hostnameToken = new Token(ownHostnameMask);
const addressToken = new Token(ownAddressMask);

/** A name of letters only may be an ordinary word (`core`, `up`): it goes only where the answer says that it is the name. */
const isTelling = (name: string): boolean =>
  name.length > 1 && /\d/.test(name) ? /[a-z]/i.test(name) : /\w[-_.]\w/.test(name);

const windowChars = 300;

/** Of each way to say it; an answer says it once per member. */
const maxSaid = 50;

const inName = /[\w-]/;
const addressLiteral = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*:[\da-f:.]*)$/i;

/** How an answer says the host name. */
export interface SaidName {
  /** On the line that holds it, or within 300 characters from its beginning. */
  readonly near: string;
  readonly regex: RegExp;
}

export interface OwnNames {
  readonly text: string;
  readonly masks: readonly string[];
}

/**
 * Replaces the device's own host name (its inventory name, the first label of it, and what the answer itself says) and
 * its own address, where that is a literal. Only whole names: `r1` is not in `r11`, `fra-r1` or `r1-old`.
 */
export function maskOwnNames(
  output: string,
  { device, address }: { readonly device: string; readonly address: string | null },
  said: readonly SaidName[],
): OwnNames {
  const masks: string[] = [];
  let text = output;
  if (address !== null && addressLiteral.test(address)) {
    text = replaceWhole(text, address, addressToken.text, address.includes(':') ? aroundIpv6 : aroundIpv4);
  }
  if (text !== output) masks.push(ownAddressMask);
  const before = text;
  const names = new Set(namesOf(device));
  const saidAt = new Spans();
  for (const [start, end] of said.flatMap((each) => placesOf(text, each))) {
    const name = text.slice(start, end);
    if (name === hostnameToken.text) continue;
    saidAt.add(start, end, hostnameToken);
    for (const each of namesOf(name)) names.add(each);
  }
  saidAt.setApart();
  text = replaceAt(text, saidAt);
  for (const name of names) text = replaceWhole(text, name, hostnameToken.text, aroundName);
  if (text !== before) masks.push(ownHostnameMask);
  return { text, masks };
}

/** In the cases that devices write a name in, which the inventory may not share. */
function namesOf(name: string): readonly string[] {
  return [name, ...labelOf(name)].filter(isTelling).flatMap((each) => [each, each.toLowerCase(), each.toUpperCase()]);
}

type Place = readonly [start: number, end: number];

function placesOf(text: string, { near, regex }: SaidName): readonly Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(near); at !== -1 && places.length < maxSaid; at = text.indexOf(near, at + near.length)) {
    const from = text.lastIndexOf('\n', at) + 1;
    // A long line has no name before it.
    if (at - from > windowChars) continue;
    const [, place] = regex.exec(text.slice(from, at + windowChars))?.indices ?? [];
    if (place !== undefined) places.push([from + place[0], from + place[1]]);
  }
  return places;
}

function replaceAt(text: string, { count, starts, ends, tokens }: Spans): string {
  let result = '';
  let from = 0;
  for (let at = 0; at < count; at += 1) {
    result += text.slice(from, starts[at]) + (tokens[at]?.text ?? '');
    from = ends[at] ?? from;
  }
  return from === 0 ? text : result + text.slice(from);
}

function labelOf(name: string): readonly string[] {
  const dot = name.indexOf('.');
  return dot > 0 && !addressLiteral.test(name) ? [name.slice(0, dot)] : [];
}

type Around = (before: string, after: string) => boolean;

const aroundName: Around = (before, after) => !inName.test(before) && before !== '.' && !inName.test(after);

/** An IPv4 address may be followed by `.port` or `:port`: it has four parts, never more. */
const aroundIpv4: Around = (before, after) => !/[\w.:-]/.test(before) && !/\w/.test(after);
const aroundIpv6: Around = (before, after) => !/[\w.:]/.test(before) && !/[\w:]/.test(after);

function replaceWhole(text: string, name: string, by: string, around: Around): string {
  let at = text.indexOf(name);
  if (at === -1) return text;
  let result = '';
  let from = 0;
  for (; at !== -1; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (!around(text.charAt(at - 1), text.charAt(end))) continue;
    result += text.slice(from, at) + by;
    from = end;
  }
  return result + text.slice(from);
}
