import { RollcallError } from '../base/rollcall-error.ts';
import { showValue } from '../base/show-value.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { Inventory } from '../model/inventory.ts';
import { expandPattern, maxMembers, memberCount } from '../model/selector/expand-range.ts';
import { matchesPattern } from '../model/selector/match-pattern.ts';
import type { Pattern, Selector, SetOperator, Term } from '../model/selector/selector.ts';
import { nearNames } from './near-names.ts';

/** Most devices looked at for the groups, tags and globs of one request: bounds the time that a hostile selector takes. */
const maxLookups = 20_000_000;

/** Evaluates the selectors of one request against one inventory and collects warnings. Throws `bad_selector`. */
export class SelectorEvaluator {
  readonly warnings = new Set<string>();
  readonly #inventory: Inventory;
  #members = 0;
  #lookups = 0;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /**
   * The names a selector stands for, in order, unknown ones included. `strict`: it stands to the right of `!`, `&`
   * or `^`, where an unknown name refuses the request.
   */
  evaluate({ first, rest }: Selector, strict = false): Set<string> {
    const names = this.#term(first, strict);
    for (const { operator, term } of rest) {
      this.#combine(operator, names, this.#term(term, strict || operator !== ','));
    }
    return names;
  }

  #combine(operator: SetOperator, left: Set<string>, right: ReadonlySet<string>): void {
    if (operator === '&') {
      // An unknown name stays: it must get its result, whatever it is intersected with.
      for (const name of left) if (!right.has(name) && this.#inventory.devices.has(name)) left.delete(name);
      return;
    }
    for (const name of right) {
      const taken = operator === '^' ? left.delete(name) : false;
      if (operator === '!') left.delete(name);
      else if (!taken) left.add(name);
    }
  }

  #term(term: Term, strict: boolean): Set<string> {
    switch (term.kind) {
      case 'all':
        this.#look();
        return new Set(this.#inventory.devices.keys());
      case 'group':
        return this.#group(term.name);
      case 'tag':
        return this.#tag(term.key, term.value, term.text);
      case 'literal':
        this.#count(1);
        return this.#checked([term.name], strict);
      case 'nested':
        return this.evaluate(term.selector, strict);
      case 'pattern':
        return isGlob(term.pattern)
          ? this.#glob(term.pattern, term.text)
          : this.#range(term.pattern, term.text, strict);
    }
  }

  #group(name: string): Set<string> {
    this.#look();
    const { groups } = this.#inventory;
    const members = groups.get(name);
    if (members === undefined) {
      const otherwise = groups.size === 0 ? 'the inventory has no groups' : thereAre([...groups.keys()]);
      throw refusal(
        `no group ${showValue(name)} in the inventory`,
        didYouMean(nearNames(name, groups.keys()), otherwise),
      );
    }
    if (members.length === 0) this.warnings.add(`group ${showValue(name)} has no devices`);
    return new Set(members);
  }

  #tag(key: string, value: Pattern, text: string): Set<string> {
    this.#look();
    const { devices } = this.#inventory;
    if (devices.has(text)) return new Set([text]);
    const found = new Set<string>();
    const keys = new Set(['platform']);
    for (const { name, platform, tags } of devices.values()) {
      for (const each of Object.keys(tags)) keys.add(each);
      const held = key === 'platform' ? platform : Object.hasOwn(tags, key) ? tags[key] : undefined;
      if (held !== undefined && matchesPattern(value, held)) found.add(name);
    }
    if (!keys.has(key)) {
      throw refusal(`no device has a tag ${showValue(key)}`, didYouMean(nearNames(key, keys), thereAre([...keys])));
    }
    if (found.size === 0) this.warnings.add(`${showValue(text)} matches no device`);
    return found;
  }

  #glob(pattern: Pattern, text: string): Set<string> {
    this.#look();
    const { devices } = this.#inventory;
    if (devices.has(text)) return new Set([text]);
    const found = new Set<string>();
    for (const name of devices.keys()) if (matchesPattern(pattern, name)) found.add(name);
    if (found.size === 0) this.warnings.add(`${showValue(text)} matches no device`);
    return found;
  }

  #range(pattern: Pattern, text: string, strict: boolean): Set<string> {
    this.#count(memberCount(pattern));
    const names = expandPattern(pattern);
    const { devices } = this.#inventory;
    // A folded answer must select its own devices, so the text is a name only where no member is one.
    if (devices.has(text) && !names.some((name) => devices.has(name))) return new Set([text]);
    return this.#checked(names, strict);
  }

  #checked(names: readonly string[], strict: boolean): Set<string> {
    const { devices } = this.#inventory;
    const unknown = strict ? names.find((name) => !devices.has(name)) : undefined;
    if (unknown !== undefined) {
      throw refusal(
        `no device ${showValue(unknown)} in the inventory, and to the right of ! & ^ every name must be known`,
        didYouMean(nearNames(unknown, devices.keys()), 'list_devices (rollcall devices) shows the names there are'),
      );
    }
    return new Set(names);
  }

  #count(members: number): void {
    this.#members += members;
    if (this.#members > maxMembers) {
      throw refusal(`the selectors name more than ${maxMembers} devices`, 'use all, a group, a tag or a glob');
    }
  }

  #look(): void {
    this.#lookups += this.#inventory.devices.size;
    if (this.#lookups > maxLookups) throw refusal('too many groups, tags and globs in one request', 'use fewer terms');
  }
}

const isGlob = (pattern: Pattern): boolean => pattern.some(({ kind }) => kind === 'any' || kind === 'one');

const thereAre = (names: readonly string[]): string =>
  `there are: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`;

const refusal = (message: string, hint: string): RollcallError =>
  new RollcallError('bad_selector', message, { hint, phase: 'request' });
