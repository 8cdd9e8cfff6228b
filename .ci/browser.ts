import { existsSync } from 'node:fs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const install = 'apt-get update && apt-get install -y chromium';

/**
 * Where Chromium is: at `CHROMIUM`, or in one of the usual places. Without it the tests run in Node alone, after a
 * warning; with `REQUIRE_BROWSER=1` that is an error.
 */
export function findChromium(): string | undefined {
  const { CHROMIUM, REQUIRE_BROWSER } = process.env;
  const found = (CHROMIUM ? [CHROMIUM] : places).find((place) => existsSync(place));
  if (found) return found;
  const message = `no Chromium at ${CHROMIUM ?? places.join(', ')}. Install it: ${install}`;
  if (REQUIRE_BROWSER === '1') throw new Error(`REQUIRE_BROWSER is set, but there is ${message}`);
  console.warn(`WARNING: the browser tests are left out: there is ${message}`);
  return undefined;
}
