import type { RowValue } from '../model/plan-row.ts';

/** `{{step.column}}` */
export interface TemplateSlot {
  readonly step: string;
  readonly column: string;
}

/** What stands between braces; the check of its form is `slotPattern`'s. */
const braces = /\{\{(.*?)\}\}/gs;
const slotPattern = /^\s*([a-z][a-z0-9_-]{0,63})\.([A-Za-z_][A-Za-z0-9_]{0,63})\s*$/;

/** One word that no command line reads as anything else: no blank, quote, pipe or separator. */
const token = /^[A-Za-z0-9._:/-]{1,128}$/;

/** The slots of a text, each once; or what is wrong with its braces. */
export function templateSlots(text: string): readonly TemplateSlot[] | { readonly wrong: string } {
  const slots = new Map<string, TemplateSlot>();
  for (const [whole, inner = ''] of text.matchAll(braces)) {
    const [, step, column] = slotPattern.exec(inner) ?? [];
    if (step === undefined || column === undefined) return { wrong: `"${whole.slice(0, 80)}" is no template` };
    slots.set(`${step}.${column}`, { step, column });
  }
  const rest = text.replace(braces, '');
  if (rest.includes('{{') || rest.includes('}}')) return { wrong: '"{{" and "}}" do not come in pairs' };
  return [...slots.values()];
}

/** Why a value may not stand in a command or a selector; null where it may. */
export function valueRefusal(value: RowValue | undefined): string | null {
  if (value === undefined || value === null || value === '') return 'the row has no value there';
  if (token.test(String(value))) return null;
  return 'the value is not one token of [A-Za-z0-9._:/-] with at most 128 characters';
}

/** The text with each slot replaced. */
export function fillSlots(text: string, filling: (slot: TemplateSlot) => string): string {
  return text.replace(braces, (whole, inner: string) => {
    const [, step, column] = slotPattern.exec(inner) ?? [];
    return step === undefined || column === undefined ? whole : filling({ step, column });
  });
}
