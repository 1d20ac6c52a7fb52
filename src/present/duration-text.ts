/** Seconds for people: `0.41 s`, `1.2 s`, `45 s`, `2 min 5 s`. */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${trimZeros(seconds.toFixed(2))} s`;
  if (seconds < 10) return `${trimZeros(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function trimZeros(text: string): string {
  return text.replace(/\.?0+$/, '');
}
