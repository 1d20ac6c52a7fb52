import { printable, printableLine } from '../printable.ts';
import { selectorParts } from '../selector-parts.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Any text, as a device may send it, as HTML that shows it: for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return escaped(printable(text));
}

/** As `escapeHtml`, and on one line. */
export function escapeLine(text: string): string {
  return escaped(printableLine(text));
}

/**
 * A folded selector, which may break after its commas and nowhere else. A very long one gets no such places: each is an
 * element of the page.
 */
export function selectorHtml(selector: string): string {
  const parts = selectorParts(selector).map(escapeLine);
  return parts.length > mostParts ? `<span class="long">${escapeLine(selector)}</span>` : parts.join('<wbr>');
}

const mostParts = 300;

/** A message or a hint; what stands in backticks is code. */
export function proseHtml(text: string): string {
  return escapeHtml(text).replace(/`([^`\n]+)`/g, '<code>$1</code>');
}

/**
 * JSON for a `<script type="application/json">`: no `</script>` or `<!--` can stand in it, as `<` is always escaped
 * (HTML, "Restrictions for contents of script elements").
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
