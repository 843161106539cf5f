// Answers expressions with the npm reference: JSON in on standard input, JSON out on standard output.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { evaluate, unaryTest } = await import(pathToFileURL(process.argv[2]).href);
const { context, questions } = JSON.parse(readFileSync(0, 'utf8'));

// Dates and durations as their texts, which is how both sides are compared.
function plain(value) {
  if (value === null || value === undefined) return null;
  if (['number', 'string', 'boolean'].includes(typeof value)) return Number.isNaN(value) ? null : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([ name, item ]) => [ name, plain(item) ]));
  }
  const text = evaluate('string(value)', { value }).value;
  return typeof text === 'string' ? text : String(value);
}

function answer({ source, input }) {
  try {
    if (input === undefined) return { value: plain(evaluate(source, context).value) };
    const tested = evaluate(input, context).value;
    return { value: plain(unaryTest(source, { ...context, '?': tested }).value) };
  } catch (error) {
    return { refused: String(error.message ?? error).slice(0, 200) };
  }
}

process.stdout.write(JSON.stringify(questions.map(answer)));
