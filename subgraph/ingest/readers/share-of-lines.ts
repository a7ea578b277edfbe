const SAMPLE = 50;

/** How many of the first lines fit: 0 to 1. A last line that may be cut is left out where there is another one. */
export function shareOfLines(head: string, fits: (line: string) => boolean): number {
  const all = head.split(/\r\n?|\n/);
  const whole = all.length > 1 ? all.slice(0, -1) : all;
  const sample = whole.filter((line) => line.trim() !== '').slice(0, SAMPLE);
  return sample.length === 0 ? 0 : sample.filter(fits).length / sample.length;
}
