const EVERY_MS = 5_000;

/** Tells how far the work is on standard error: in place on a terminal, else now and then in a line of its own. */
export function tellProgress(stream: NodeJS.WriteStream = process.stderr): (text: string) => void {
  const start = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  return (text) => {
    const now = performance.now();
    if (now - last < (stream.isTTY ? 100 : EVERY_MS)) return;
    last = now;
    const line = `${Math.round((now - start) / 1000)} s  ${text}`;
    stream.write(stream.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  };
}
