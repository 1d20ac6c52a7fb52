/**
 * Which lines of the one are gone, and which of the other are new: 1 for each such. What is neither stands in both.
 */
export interface LineChanges {
  readonly removed: Uint8Array;
  readonly added: Uint8Array;
}

/** How a text differs from a reference, whatever the order of their lines. */
export interface LineDistance {
  /** The number of each line in the reference; -1 for a line that it does not have. */
  readonly ids: Int32Array;
  /** Lines that only one of the two has; one that is there twice and once counts once. */
  readonly lines: number;
  /** What those lines take. */
  readonly chars: number;
  /** Which they are: of lines that one has more often, the last. Where they stand is not looked at. */
  readonly changes: LineChanges;
}
