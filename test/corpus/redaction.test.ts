import { expect, test } from 'vitest';
import { platformNames } from '../../src/model/platform-name.ts';
import { bundledRedaction } from '../support/bundled-redaction.ts';
import { readCorpus } from './read-corpus.ts';

/** What a person finds in the recordings. */
const isSecret = /\b(?:encrypted-password|pre-shared-key ascii-text) "/;

/** Whatever platform it is taken for: none of their rules may touch an innocent line. */
test.each(platformNames)(
  'in what devices said, the rules of %s change the lines with secrets and no others',
  (platform) => {
    let changed = 0;
    for (const { file, command, bytes } of readCorpus()) {
      const text = new TextDecoder().decode(bytes);
      const redactor = bundledRedaction(platform, command);
      const after = (redactor.take(text) + redactor.finish()).split('\n');
      for (const [index, line] of text.split('\n').entries()) {
        if (after[index] !== line) changed += 1;
        expect({ file, line, changed: after[index] !== line }).toEqual({ file, line, changed: isSecret.test(line) });
      }
    }
    expect(changed).toBeGreaterThan(0);
  },
);
