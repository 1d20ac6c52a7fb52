import type { PlatformName } from '../model/platform-name.ts';
import type { Objection } from './judge-pipe.ts';
import type { Word } from './read-line.ts';
import { actingWords, harmfulSubjects, namesInOrder, namesSubject } from './show-rules.ts';

/** What speaks against a show with these words after it; null when it is not known to do more than show. */
export function judgeShow(args: readonly Word[], platform: PlatformName): Objection | null {
  // A quoted word may be taken apart where quotes mean nothing.
  const words = args.flatMap(({ value }) => value.toLowerCase().split(' ')).filter((word) => word !== '');
  const harm = harmfulSubjects[platform]?.find(({ subject, anywhere }) =>
    anywhere ? namesInOrder(words, subject) : namesSubject(words, subject),
  );
  if (harm !== undefined) return { verdict: 'write', reason: `show ${harm.subject.join(' ')} ${harm.why}` };
  return platform === 'junos' ? null : judgeLaterWords(words, platform);
}

/** Off Junos whole branches of `show` act through one word; without their grammar the word itself is refused. */
function judgeLaterWords([subject = '', ...later]: readonly string[], platform: PlatformName): Objection | null {
  for (const word of later) {
    const acting = actingWords.find(({ keyword, under }) => {
      // One letter means too much, except where the word is known to stand.
      const short = keyword.startsWith(word) && (word.length > 1 || under.startsWith(subject));
      return short || (keyword === 'clear' && /(?:^|[-_])clear/.test(word));
    });
    if (acting !== undefined) {
      const { keyword, verdict, why } = acting;
      const spelled = word === keyword ? `"${word}"` : `"${word}" can mean "${keyword}", which`;
      return { verdict, reason: `${spelled} ${why} on this platform: leave it out, or write another word in full` };
    }
    if (namesFile(word, platform)) {
      return { verdict: 'write', reason: `"${word}" looks like a file or an address to write to: leave it out` };
    }
  }
  return null;
}

/** `flash:x`, `cf3:\x`, `tftp://host/x`, but not what else has a colon in it. */
function namesFile(word: string, platform: PlatformName): boolean {
  if (!/^[a-z0-9-]+:/.test(word)) return false;
  // Communities, route distinguishers, times; on SR OS the port of a service.
  if (/^\d+(?::\d+)+$/.test(word) || (platform === 'sros' && /^[a-z]+-\d+:[\d.*]+$/.test(word))) return false;
  const hexadecimal = /^[0-9a-f:.]+(?:%[\w./-]+)?(?:\/\d{1,3})?$/.test(word);
  return !hexadecimal || !(word.includes('::') || word.split(':').length >= 6);
}
