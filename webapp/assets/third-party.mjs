// The list of everything that reached the bundles, each with its version, its licence and the licence's text.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const INTRODUCTION = `Third-party software in the scripts, style sheets, fonts and images of this folder
`;

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
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!license) throw new Error(`${name} ${version} names no licence: it may not be shipped.`);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => /^(licen[sc]e|notice)/i.test(file)).sort() : [];
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version}: ${license}`, ...texts].join('\n\n') + '\n';
}
