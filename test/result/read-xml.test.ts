import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/result/read-json.ts';
import { readXml } from '../../src/result/read-xml.ts';

const read = (text: string): unknown => {
  const reading = readXml(text);
  return reading.ok ? reading.value : reading.reason;
};

describe('readXml', () => {
  it('gives what Junos gives as JSON of the same', () => {
    const xml = `
{master:0}
<rpc-reply xmlns:junos="http://xml.juniper.net/junos/22.4R0/junos">
    <bgp-information xmlns="http://xml.juniper.net/junos/22.4R0/junos-routing">
        <thread-state/>
        <bgp-peer junos:style="terse" heading='a "b"'>
            <peer-address>10.0.0.1</peer-address>
            <elapsed-time junos:seconds="99">
1:39
</elapsed-time>
        </bgp-peer>
        <bgp-peer>
            <description>A &amp; B &lt;x&gt; &#233;&#x41; &unknown; &#9999999;</description>
        </bgp-peer>
    </bgp-information>
    <cli>
        <banner>{master:0}</banner>
    </cli>
</rpc-reply>

{master:0}
`;
    const json = readJson(`{"bgp-information" : [{
      "attributes" : {"xmlns" : "http://xml.juniper.net/junos/22.4R0/junos-routing"},
      "thread-state" : [{}],
      "bgp-peer" : [
        {"attributes" : {"junos:style" : "terse", "heading" : "a \\"b\\""},
         "peer-address" : [{"data" : "10.0.0.1"}],
         "elapsed-time" : [{"attributes" : {"junos:seconds" : "99"}, "data" : "1:39"}]},
        {"description" : [{"data" : "A & B <x> éA &unknown; &#9999999;"}]}
      ]}]}`);
    expect(readXml(xml)).toEqual(json);
  });

  it('reads the answers of several routing engines, and a plain text in one', () => {
    const of = (name: string) => `<multi-routing-engine-item><re-name>${name}</re-name></multi-routing-engine-item>`;
    expect(
      read(
        `<rpc-reply><multi-routing-engine-results>${of('fpc0')}${of('fpc1')}</multi-routing-engine-results></rpc-reply>`,
      ),
    ).toEqual({
      'multi-routing-engine-results': [
        { 'multi-routing-engine-item': [{ 're-name': [{ data: 'fpc0' }] }, { 're-name': [{ data: 'fpc1' }] }] },
      ],
    });
    expect(read('<rpc-reply><output>a\n b</output></rpc-reply>')).toEqual({ output: [{ data: 'a\n b' }] });
  });

  it('passes over what is no data, and keeps other roots', () => {
    expect(
      read('<?xml version="1.0"?>\r\n<!-- <b> -->\n<nf:rpc-reply xmlns:nf="x"><a>1</a></nf:rpc-reply>\n]]>]]>\n'),
    ).toEqual({
      a: [{ data: '1' }],
    });
    expect(read('<a><![CDATA[<b> & c]]></a>')).toEqual({ a: [{ data: '<b> & c' }] });
    expect(read('<a>1</a>\n<b/>')).toEqual({ a: [{ data: '1' }], b: [{}] });
    expect(read('<rpc-reply/>')).toEqual({});
  });

  it('takes __proto__ for a name like any other', () => {
    expect(JSON.stringify(read('<__proto__ __proto__="x"><__proto__>y</__proto__></__proto__>'))).toBe(
      '{"__proto__":[{"attributes":{"__proto__":"x"},"__proto__":[{"data":"y"}]}]}',
    );
  });

  it.each([
    ['', 'the answer is empty'],
    ['{master}\n\n', 'the answer is empty'],
    ['Junos: 22.4R3\n', 'line 1: expected XML'],
    ['<!-- -->', 'line 1: expected an element'],
    ['<a>\n<b>\n</a>', 'line 3: expected </b>'],
    ['<a/>\n</a>', 'line 2: expected no end of an element'],
    ['<a>\n<b>x</b>', 'it ends too early'],
    ['<a><!-- ', 'it ends too early'],
    ['<a\nb=c>', 'line 1: expected the end of a tag'],
    ['<a/>\nrouter>', 'line 2: expected XML'],
    ['<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;</a>', 'line 1: expected an element'],
    ['<a>'.repeat(100_000), 'it nests deeper than 200 levels'],
  ])('of %j says why it is none', (text, reason) => {
    expect(read(text)).toBe(reason);
  });

  it('is none where printing it with indentation would be without end', () => {
    expect(read(`${'<a>'.repeat(190)}${'<b/>'.repeat(100_000)}`)).toBe('it nests too deep in too many places');
  });

  it.each([
    ['blanks', ' '.repeat(3_000_000)],
    ['attributes', `<a ${'x="1" '.repeat(300_000)}`],
    ['blanks in a tag', `<a${' '.repeat(1_000_000)}!`],
    ['ampersands', `<a>${'&'.repeat(3_000_000)}</a>`],
    ['comments', `<a>${'<!--'.repeat(500_000)}`],
    ['lines behind', `<a/>${'{master}\n'.repeat(300_000)}x`],
    ['roots', '<a/>'.repeat(100_000)],
  ])('takes time in proportion to the text: %s', (_, text) => {
    const start = performance.now();
    readXml(text);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
