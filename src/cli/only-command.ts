import type { RunDocument } from '../model/run-document.ts';

/** The document of a run of several commands, narrowed to one by its place; the summary stays the whole run's. */
export function onlyCommand(document: RunDocument, index: number): RunDocument {
  if (document.command.length === 1) return document;
  const { groups, results, failures } = document;
  // A failure without an index stands for every command of its devices.
  const isAsked = (of: { readonly command_index?: number | undefined }): boolean =>
    of.command_index === undefined || of.command_index === index;
  return {
    ...document,
    ...(groups !== undefined && { groups: groups.filter(isAsked) }),
    ...(results !== undefined && { results: results.filter(isAsked) }),
    failures: failures.filter(isAsked),
  };
}
