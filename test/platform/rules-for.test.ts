import { describe, expect, it } from 'vitest';
import { type PlatformName, platformNames } from '../../src/model/platform-name.ts';
import { rulesFor } from '../../src/platform/rules-for.ts';

const judge = (platform: PlatformName, stdout: string, stderr = '', exitStatus: number | null = 0) =>
  rulesFor(platform).judgeAnswer(stdout, stderr, exitStatus);

const ok = { outcome: 'ok' };
const rejected = (message: string) => ({ outcome: 'rejected', message });
const dashes = '-'.repeat(74);

describe('rulesFor', () => {
  it.each(platformNames)('%s: an empty answer is an answer, with or without an exit status', (platform) => {
    expect(judge(platform, '')).toEqual(ok);
    expect(judge(platform, '\n\n', '', null)).toEqual(ok);
    expect(judge(platform, 'Uptime: 3 days\n', 'motd on stderr\n')).toEqual(ok);
  });

  it.each(platformNames)('%s: another exit status than 0 is a refusal', (platform) => {
    expect(judge(platform, '\nsome text\n', '', 1)).toEqual(rejected('exit status 1: some text'));
    expect(judge(platform, 'some text', 'what went wrong\n', 2)).toEqual(rejected('exit status 2: what went wrong'));
    expect(judge(platform, '', '', 127)).toEqual(rejected('exit status 127'));
  });

  it.each<[PlatformName, string, string]>([
    ['junos', '\nerror: syntax error, expecting <command>: foo\n', 'error: syntax error, expecting <command>: foo'],
    ['junos', 'error: permission denied: system', 'error: permission denied: system'],
    ['junos', '\r\n\r\nerror: device xe-9 not found\r\n', 'error: device xe-9 not found'],
    ['junos', '{master:0}\nerror: unknown command: configure\n', 'error: unknown command: configure'],
    ['junos', 'syntax error, expecting <command>.\n', 'syntax error, expecting <command>.'],
    ['junos', 'unknown command.\n', 'unknown command.'],
    ['junos', '      ^\nsyntax error, expecting <command>.\n', 'syntax error, expecting <command>.'],
    ['junos', 'sh vor\r\n      ^\r\nunknown command.\r\n', 'unknown command.'],
    ['junos', "           ^\n'polic' is ambiguous.\nPossible completions:\n", "'polic' is ambiguous."],
    ['junos', '   ^\n', 'syntax error'],
    ['junos', 'show: Command not found.\n', 'show: Command not found.'],
    ['junos', 'sh: show: not found\n', 'sh: show: not found'],
    ['junos', '<rpc-reply xmlns:junos="x">\n<xnm:error xmlns="y">\n<message>\nno cluster\n</message>', 'no cluster'],
    ['frr', '% Ambiguous command: sh ip r\n', '% Ambiguous command: sh ip r'],
    ['frr', '% Command incomplete: show ip\n', '% Command incomplete: show ip'],
    ['eos', "% Invalid input (at token 1: 'verson')\n", "% Invalid input (at token 1: 'verson')"],
    ['eos', '% Incomplete command\n', '% Incomplete command'],
    [
      'iosxe',
      "\nshow verson\n        ^\n% Invalid input detected at '^' marker.\n",
      "% Invalid input detected at '^' marker.",
    ],
    ['iosxe', "        ^\n% Invalid input detected at '^' marker.\n", "% Invalid input detected at '^' marker."],
    ['iosxe', 'Line has invalid autocommand "show verson"', 'Line has invalid autocommand "show verson"'],
    ['iosxe', 'Command authorization failed.\n', 'Command authorization failed.'],
    ['iosxr', 'Fri Nov 20 12:00:00.123 UTC\n   ^\n% Invalid input detected\n', '% Invalid input detected'],
    ['nxos', "Syntax error while parsing 'show verson'\n", "Syntax error while parsing 'show verson'"],
    ['nxos', '% Permission denied for the role\n', '% Permission denied for the role'],
    ['sros', 'MINOR: MGMT_CORE #2201: Unknown element\n', 'MINOR: MGMT_CORE #2201: Unknown element'],
    ['sros', 'Error: Bad command.\n', 'Error: Bad command.'],
    ['srlinux', "Error: Unknown token 'verson'\n", "Error: Unknown token 'verson'"],
    ['srlinux', 'Parsing error: Unknown token\n', 'Parsing error: Unknown token'],
    ['linux', 'bash: line 1: show: command not found\n', 'bash: line 1: show: command not found'],
  ])('%s: rejects %j though the exit status is 0', (platform, stdout, message) => {
    expect(judge(platform, stdout)).toEqual(rejected(message));
    expect(judge(platform, stdout, '', null)).toEqual(rejected(message));
  });

  it.each<[PlatformName, string]>([
    ['junos', 'Nov 20 12:00:00 mx1 mgd[1]: error: something\nerror: in the middle\n'],
    ['junos', `fpc0:\n${dashes}\nok\n\nfpc1:\n${dashes}\nerror: the pfe subsystem is not running\n`],
    ['junos', 'warning: license expired\nHostname: mx1\n'],
    ['junos', '{master}\nHostname: mx1\n'],
    ['junos', '{\n  "output" : [{"data" : "error: x"}]\n}\n'],
    ['junos', '<rpc-reply xmlns:junos="x">\n<output>\n</output>\n'],
    ['junos', 'Errors: 0\n'],
    ['junos', 'error-count 3\n'],
    ['frr', '% Network not in table\n'],
    ['frr', 'Codes: K - kernel\n% Unknown command: later\n'],
    ['iosxr', 'Fri Nov 20 12:00:00.123 UTC\nHostname\n'],
  ])('%s: takes %j for an answer', (platform, stdout) => {
    expect(judge(platform, stdout)).toEqual(ok);
  });

  it('sees a helper program that FRR could not start, with exit status 0', () => {
    const stderr = "Can't execute ping: No such file or directory\n";
    expect(judge('frr', '', stderr)).toEqual(rejected("Can't execute ping: No such file or directory"));
    expect(judge('frr', 'an answer\n', stderr)).toEqual(ok);
  });

  it('names the refusing line of several answers when the exit status tells that there is one', () => {
    expect(judge('frr', 'lo is up\n% Unknown command: show verson\n', '', 1)).toEqual(
      rejected('% Unknown command: show verson'),
    );
  });

  it("takes NX-OS's status 244 for an answer without data, and 16 and 30 for refusals", () => {
    expect(judge('nxos', '', '', 244)).toEqual(ok);
    expect(judge('nxos', '', '', 16)).toEqual(rejected('exit status 16'));
    expect(judge('nxos', 'no', '', 30)).toEqual(rejected('exit status 30: no'));
  });

  it('keeps a message to one short line without control characters', () => {
    expect(judge('junos', `error: a\u001b[31m\u0007b ${'x'.repeat(500)}\nmore`)).toEqual(
      rejected(`error: a [31m b ${'x'.repeat(284)}…`),
    );
  });
});
