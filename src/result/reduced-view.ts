import { type Clock, systemClock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { fieldSelection } from './field-selection.ts';
import { maxMatchedChars } from './line-pattern.ts';
import { type JsonReading, readJson } from './read-json.ts';
import { readXml } from './read-xml.ts';
import { type ReducedAnswer, ReducedRow } from './reduced-row.ts';
import { linesOf } from './reference-lines.ts';
import type { Reduction, ResultRow, RunView } from './run-view.ts';
import { searchPattern } from './search-pattern.ts';
import { valueExceeds } from './value-exceeds.ts';

/**
 * All that the rows of one run may take together, as nobody else is served meanwhile. A usual pattern is through more than
 * 100 MB by then.
 */
const maxReduceMs = 5_000;

/** What is selected may be so much longer than the answer: names and texts of the expression stand in it many times. */
const maxGrowth = 10;
const alwaysAllowed = 100_000;

/** The arguments as one wish, or null; throws `bad_request` for both at once and for what cannot be used. */
export function reductionOf(asked: {
  readonly match?: string | undefined;
  readonly select?: string | undefined;
}): Reduction | null {
  const { match, select } = asked;
  if (match !== undefined && select !== undefined) {
    throw new RollcallError('bad_request', '"match" and "select" exclude each other', {
      hint: 'give "select" for fields of JSON or XML answers (it can filter too: "list"[?state==\'down\']), "match" for lines of text',
    });
  }
  if (match !== undefined) {
    searchPattern(match, 'match');
    return { match };
  }
  if (select === undefined) return null;
  fieldSelection(select, 'select');
  return { select };
}

/** Throws `bad_request` where a run of this format has nothing to select from. */
export function checkSelectable(reduction: Reduction | null, format: RunView['format']): void {
  if (reduction?.select === undefined || format !== 'text') return;
  throw new RollcallError('bad_request', `"select" needs answers in JSON or XML, and those of this run are ${format}`, {
    hint: 'run the commands with format json (or xml); for lines of text there is "match"',
  });
}

/**
 * The same run with successful answers reduced to whole lines that match, or to what is selected, printed as JSON (null where
 * nothing is). An answer that cannot be read stays as it is. Failed and unfinished rows stay as they are. Reading its answers
 * throws `bad_request` where that takes more than 5 s together, and where what is selected is far longer than the answer.
 */
export function reducedView(view: RunView, reduction: Reduction | null, clock: Clock = systemClock): RunView {
  if (reduction === null) return view;
  checkSelectable(reduction, view.format);
  const reduce = reducer(reduction, view.format === 'xml' ? readXml : readJson);
  const known = new Map<ResultRow, ReducedRow>();
  let spentMs = 0;
  const timed = (answer: string): ReducedAnswer => {
    if (spentMs > maxReduceMs) throw keptIn(view.runId, tooSlow(reduction));
    const start = clock.now();
    const goOn = (): void => {
      if (spentMs + clock.now() - start > maxReduceMs) throw tooSlow(reduction);
    };
    try {
      return reduce(answer, goOn);
    } catch (thrown) {
      throw thrown instanceof RollcallError ? keptIn(view.runId, thrown) : thrown;
    } finally {
      spentMs += clock.now() - start;
    }
  };
  const reduced = (row: ResultRow): ResultRow => {
    if (row.finished?.outcome !== 'ok') return row;
    const made = known.get(row) ?? new ReducedRow(row, timed);
    known.set(row, made);
    return made;
  };
  return {
    runId: view.runId,
    commands: view.commands,
    devices: view.devices,
    startTime: view.startTime,
    format: view.format,
    owner: view.owner,
    reduction,
    get state() {
      return view.state;
    },
    get endTime() {
      return view.endTime;
    },
    get warnings() {
      return view.warnings;
    },
    rows: () => view.rows().map(reduced),
    row(device, commandIndex) {
      const row = view.row(device, commandIndex);
      return row && reduced(row);
    },
    platformOf: (device) => view.platformOf(device),
    addressOf: (device) => view.addressOf(device),
  };
}

/** `goOn` is called from time to time, and throws where no time is left. */
function reducer(
  { match, select }: Reduction,
  read: (answer: string) => JsonReading,
): (answer: string, goOn: () => void) => ReducedAnswer {
  if (select !== undefined) {
    const selection = fieldSelection(select, 'select');
    return (answer) => {
      const reading = read(answer);
      if (!reading.ok) return { stdout: answer, json: reading };
      const value = selection.select(reading.value);
      if (valueExceeds(value, answer.length * maxGrowth + alwaysAllowed)) throw tooLong();
      return { stdout: `${JSON.stringify(value, null, 1)}\n`, json: { ...reading, value } };
    };
  }
  const pattern = searchPattern(match ?? '', 'match');
  return (answer, goOn) => {
    const all = linesOf(answer);
    let looked = 0;
    const lines = all.flatMap((line, index) => {
      looked += line.length;
      if (looked > maxMatchedChars) {
        goOn();
        looked = 0;
      }
      return pattern.test(line.replace(/\r?\n$/, '')) ? [index] : [];
    });
    return { stdout: lines.map((index) => all[index]).join(''), kept: { answer, lines } };
  };
}

function tooLong(): RollcallError {
  return new RollcallError('bad_request', `"select" makes more than ${maxGrowth} times of an answer`, {
    hint: 'leave long texts and repeated parts out of the expression',
  });
}

function keptIn(runId: string, { code, message, hint }: RollcallError): RollcallError {
  return new RollcallError(code, `${message}; the answers are kept in run ${runId}`, { hint });
}

function tooSlow({ match }: Reduction): RollcallError {
  const argument = match === undefined ? 'select' : 'match';
  return new RollcallError('bad_request', `"${argument}" was stopped after ${maxReduceMs / 1_000} s`, {
    hint: 'read that run again with a simpler expression (plain text is the quickest), or fewer devices',
  });
}
