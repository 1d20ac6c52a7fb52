/** The data behind a Junos answer, as the device's own XML has it; `| display xml` and `| display json` both show it. */
export interface XmlNode {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlNode[];
}

export function leaf(name: string, value: string | number): XmlNode {
  return { name, content: String(value) };
}

export function branch(name: string, content: readonly XmlNode[], attributes?: XmlNode['attributes']): XmlNode {
  return attributes === undefined ? { name, content } : { name, content, attributes };
}

/** As `| display xml` prints it; `banner` is the redundancy line such as `{master}`, or empty. */
export function toXml(node: XmlNode, version: string, banner: string): string {
  const major = version.replace(/R.*/, 'R0');
  const cli = branch('cli', [leaf('banner', banner)]);
  const reply = branch('rpc-reply', [node, cli], { 'xmlns:junos': `http://xml.juniper.net/junos/${major}/junos` });
  return xmlLines(reply, '').join('');
}

function xmlLines({ name, attributes, content }: XmlNode, indent: string): string[] {
  const shown = Object.entries(attributes ?? {}).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const open = `${indent}<${name}${shown.join('')}>`;
  if (typeof content === 'string') return [`${open}${escaped(content)}</${name}>\n`];
  return [`${open}\n`, ...content.flatMap((child) => xmlLines(child, `${indent}    `)), `${indent}</${name}>\n`];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** As `| display json` prints it: every node an array, a leaf `{"data": …}`, blanks and brackets where Junos has them. */
export function toJunosJson(node: XmlNode): string {
  return `{\n${members([node], '    ')}\n}\n`;
}

function members(nodes: readonly XmlNode[], indent: string): string {
  return [...grouped(nodes)]
    .map(([name, same]) => {
      const items = same.map((node) => `${indent}{\n${body(node, `${indent}    `)}\n${indent}}`);
      return `${indent}${JSON.stringify(name)} : [\n${items.join(', \n')}\n${indent}]`;
    })
    .join(', \n');
}

function grouped(nodes: readonly XmlNode[]): Map<string, XmlNode[]> {
  const byName = new Map<string, XmlNode[]>();
  for (const node of nodes) {
    const same = byName.get(node.name);
    if (same === undefined) byName.set(node.name, [node]);
    else same.push(node);
  }
  return byName;
}

function body({ attributes, content }: XmlNode, indent: string): string {
  const shown = Object.entries(attributes ?? {}).map(
    ([key, value]) => `${JSON.stringify(key)} : ${JSON.stringify(value)}`,
  );
  const own = shown.length === 0 ? [] : [`${indent}"attributes" : {${shown.join(', ')}}`];
  const inner = typeof content === 'string' ? `${indent}"data" : ${JSON.stringify(content)}` : members(content, indent);
  return [...own, ...(inner === '' ? [] : [inner])].join(', \n');
}
