// The browser of the tests: Debian's Chromium, headless, quiet, with a fresh profile.

import { chromium } from "playwright-core";

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function browser() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: quiet });
}
