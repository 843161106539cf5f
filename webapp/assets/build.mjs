// Builds the browser files into ../static/built (or into the folder given as first argument).
// The result depends on the sources and the lock file alone: no time stamps, no absolute paths, a fixed order.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { plain } from './plain-styles.mjs';
import { thirdParty } from './third-party.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(here, '..', 'static', 'built'));
const modules = join(here, 'node_modules');
const govuk = join(modules, 'govuk-frontend', 'dist', 'govuk');
const moj = join(modules, '@ministryofjustice', 'frontend', 'moj');
const icons = join(moj, 'assets', 'images');

// The code editor's library puts its rules into a <style> element, which the pages' content policy forbids. Style sheets
// made by script are allowed, and the library knows them, but uses them only in shadow trees.
const adoptedStyles = {
  name: 'adopted-styles',
  setup({ onLoad }) {
    onLoad({ filter: /style-mod\/src\/style-mod\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace('!root.head && root.adoptedStyleSheets', 'root.adoptedStyleSheets');
      if (contents === source) throw new Error('style-mod has changed: see how it mounts its rules now.');
      return { contents, loader: 'js' };
    });
  },
};

const settings = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: 'utf8',
  target: 'es2020',
  legalComments: 'none', // every licence is in THIRD-PARTY.txt
  define: { 'process.env.NODE_ENV': '"production"' },
  // Browsers that can run the editors read woff2; the older spellings of the same icon font stay out.
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
  assetNames: 'fonts/[name]',
  plugins: [adoptedStyles],
  metafile: true,
  write: true,
  outdir: target,
  logLevel: 'warning',
};

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, 'images'), { recursive: true });

const scripts = await build({
  ...settings,
  format: 'iife',
  entryPoints: ['app', 'js-enabled', 'viewer', 'modeler', 'dmn', 'forms', 'passkeys'].map((name) => `src/${name}.js`),
});
const styles = await build({
  ...settings,
  entryPoints: ['viewer', 'modeler', 'dmn', 'forms'].map((name) => `css/${name}.css`),
});

for (const name of readdirSync(icons).sort()) {
  if (/^icon-.*\.svg$/.test(name)) copyFileSync(join(icons, name), join(target, 'images', name));
}
const sheets = [join(govuk, 'govuk-frontend.min.css'), join(moj, 'moj-frontend.min.css'), join(here, 'css', 'rtk.css')];
writeFileSync(join(target, 'app.css'), sheets.map((path) => plain(readFileSync(path, 'utf8'))).join('\n'));

const inputs = [...Object.keys(scripts.metafile.inputs), ...Object.keys(styles.metafile.inputs)];
writeFileSync(
  join(target, 'THIRD-PARTY.txt'),
  thirdParty(here, [...inputs, 'node_modules/govuk-frontend/', 'node_modules/@ministryofjustice/frontend/']),
);
