// The list of everything that reached the bundles, each with its version, its licence and the licence's text.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const INTRODUCTION = `Third-party software in the scripts, style sheets, fonts and images of this folder
`;
// Some packages declare the MIT licence and leave out its text, which must go with every copy.
const MIT = (holder) => `The package declares this licence without its text, which is:

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The text of THIRD-PARTY.txt for the given input paths, which are relative to `root`. */
export function thirdParty(root, inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) folders.add(found[1]);
  }
  const entries = [...folders].sort().map((folder) => entry(join(root, folder)));
  return [INTRODUCTION, ...new Set(entries)].join(`\n${'-'.repeat(100)}\n\n`);
}

function entry(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!license) throw new Error(`${name} ${version} names no licence: it may not be shipped.`);
  const files = readdirSync(folder).filter((file) => /^(licen[sc]e|notice)/i.test(file)).sort();
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (!texts.length && license !== 'MIT') throw new Error(`${name} ${version} comes without the text of its licence.`);
  if (!texts.length) texts.push(MIT(author?.name ?? author ?? `the authors of ${name}`));
  return [`${name} ${version}: ${license}`, ...texts].join('\n\n') + '\n';
}
