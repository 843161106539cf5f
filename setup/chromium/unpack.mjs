// Unpacks the npm package's Chromium, its libraries and its fonts into $TMPDIR.
// The package unpacks the libraries only where it thinks it is needed; a bare machine needs them too.
process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
const { default: chromium } = await import('@sparticuz/chromium');
await chromium.executablePath();
