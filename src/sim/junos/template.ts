import { readFileSync } from 'node:fs';

/** What a template's names stand for: a value, or the rows of a section. */
export interface TemplateValues {
  readonly [name: string]: string | number | readonly TemplateValues[];
}

const folder = new URL('../../../fixtures/junos/', import.meta.url);
const loaded = new Map<string, string>();

/**
 * Fills `fixtures/junos/<name>.txt`. `{{name}}` is a value, `{{name:24}}` padded on the right to 24 columns,
 * `{{name:-10}}` on the left; lines from `{{#rows}}` to `{{/rows}}` repeat for each row, which sees the outer
 * values too; `\s` at the end of a line is a blank that an editor would strip.
 */
export function fillTemplate(name: string, values: TemplateValues): string {
  let text = loaded.get(name);
  if (text === undefined) {
    text = readFileSync(new URL(`${name}.txt`, folder), 'utf8').replaceAll('\\s\n', ' \n');
    loaded.set(name, text);
  }
  return fill(text, values);
}

const section = /^\{\{#(\w+)\}\}\n([\s\S]*?)^\{\{\/\1\}\}\n/gm;
const value = /\{\{(\w+)(?::(-?\d+))?\}\}/g;

function fill(text: string, values: TemplateValues): string {
  return text
    .replace(section, (_, name: string, body: string) => {
      const rows = values[name];
      if (!Array.isArray(rows)) throw new TypeError(`template section "${name}" has no rows`);
      return rows.map((row: TemplateValues) => fill(body, { ...values, ...row })).join('');
    })
    .replace(value, (_, name: string, width: string | undefined) => {
      const found = values[name];
      if (typeof found !== 'string' && typeof found !== 'number') {
        throw new TypeError(`template value "${name}" is missing`);
      }
      if (width === undefined) return String(found);
      return width.startsWith('-') ? String(found).padStart(-Number(width)) : String(found).padEnd(Number(width));
    });
}
