const units = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `812 B`, `1.2 GiB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  let [size, unit] = [bytes / 1_024, 0];
  for (; size >= 1_024 && unit < units.length - 1; unit += 1) size /= 1_024;
  return `${size.toFixed(1)} ${units[unit]}`;
}
