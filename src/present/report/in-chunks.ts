/** How many entries of a list are in the page at once; the others wait in `<template>` elements until asked for. */
const chunkSize = 100;

/**
 * Entries as they are, the first hundred; the rest in templates of a hundred each, which a browser neither lays out nor
 * counts. The page's script shows them on demand, when a link leads there, and all of them in print.
 */
export function* inChunks(entries: readonly string[]): Generator<string> {
  yield* entries.slice(0, chunkSize);
  for (let first = chunkSize; first < entries.length; first += chunkSize) {
    yield `<template data-more="${entries.length - first}">`;
    yield* entries.slice(first, first + chunkSize);
    yield '</template>';
  }
}
