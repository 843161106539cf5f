// Times of the npm reference, in microseconds. It parses anew each time; there is no way to keep what it has parsed.
import { readFileSync } from 'node:fs';
import { evaluate, parseExpression, unaryTest } from './.peers/node_modules/feelin/dist/index.js';

const { context, conditions, tables, rounds, seconds } = JSON.parse(readFileSync(0, 'utf8'));

// The smaller of computing time, which counts Node's own threads, and time by the clock, which counts other programs.
function timed(work) {
  const cpu = process.cpuUsage();
  const clock = performance.now();
  work();
  const { user, system } = process.cpuUsage(cpu);
  return Math.min(user + system, (performance.now() - clock) * 1e3);
}

function best(work) {
  for (let warm = 0; warm < 20; warm++) work();
  const once = Math.max(1, timed(work));
  const times = Math.max(1, Math.floor(seconds * 1e6 / once));
  let found = Infinity;
  for (let round = 0; round < rounds; round++) {
    const again = () => {
      for (let time = 0; time < times; time++) work();
    };
    found = Math.min(found, timed(again) / times);
  }
  return found;
}

function applies(cells, { key, size }) {
  return [ key, size ].every((value, at) => cells[at] === '-' || unaryTest(cells[at], { '?': value }).value === true);
}

const found = {};
for (const [ name, source ] of Object.entries(conditions)) {
  found[`${name}, compile`] = best(() => parseExpression(source, context));
  found[`${name}, evaluate`] = best(() => evaluate(source, context));
}
for (const [ name, { given, rows } ] of Object.entries(tables)) {
  if (rows.filter((cells) => applies(cells, given)).length !== 1) throw new Error(`${name}: not one row applies`);
  found[name] = best(() => rows.filter((cells) => applies(cells, given)));
}
process.stdout.write(JSON.stringify(found));
