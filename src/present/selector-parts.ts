/** A folded selector in pieces, each but the last ended by its comma; those in brackets and in quoted names are no ends. */
export function selectorParts(selector: string): readonly string[] {
  const parts: string[] = [];
  let begin = 0;
  let inBrackets = false;
  let inQuotes = false;
  for (let place = 0; place < selector.length; place += 1) {
    const character = selector[place];
    if (character === '"') inQuotes = !inQuotes;
    else if (inQuotes) place += character === '\\' ? 1 : 0;
    else if (character === '[') inBrackets = true;
    else if (character === ']') inBrackets = false;
    else if (character === ',' && !inBrackets) {
      parts.push(selector.slice(begin, place + 1));
      begin = place + 1;
    }
  }
  return [...parts, selector.slice(begin)];
}
