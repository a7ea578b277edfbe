// Asks an address again and again, on a connection of its own and in a process of its own, so that what it measures is the
// server and not the work of the tests. Ends with its input, and prints what it measured in milliseconds.
import { Agent, request } from 'node:http';

const [, , url, pauseMs = '25', body] = process.argv;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const times = [];
let failed = 0;
let isOver = false;
process.stdin.resume().on('end', () => {
  isOver = true;
});

function ask() {
  return new Promise((resolve) => {
    const options = body ? { method: 'POST', headers: { 'content-type': 'application/json' } } : {};
    const asked = request(url, { agent, ...options }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode === 200));
    });
    asked.on('error', () => resolve(false)).end(body);
  });
}

while (!isOver) {
  const begun = performance.now();
  if (!(await ask())) failed += 1;
  times.push(performance.now() - begun);
  await new Promise((resolve) => setTimeout(resolve, Number(pauseMs)));
}
times.sort((one, other) => one - other);
const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
console.log(JSON.stringify({ asked: times.length, failed, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }));
process.exit();
