import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where a Chromium may be. One that CHROMIUM_PATH names comes before those of the system. */
const candidates = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Finds a Chromium on this machine. None is downloaded. */
export function findChromium(): string | undefined {
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
}

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Opens an address, and collects what the browser complains of. */
export async function openTab(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const tab = await browser.newPage(options);
  const complaints: string[] = [];
  tab.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  tab.on('pageerror', (error) => complaints.push(error.message));
  await tab.goto(url);
  return { tab, complaints };
}

/** Presses Tab until what has the focus fits. Fails when the focus has gone round without. */
export async function tabTo(tab: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) {
  const target = tab.getByRole(role, { name }).first();
  for (let presses = 0; presses < 40; presses += 1) {
    await tab.keyboard.press('Tab');
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return target;
  }
  throw new Error(`Tab never came to the ${role} ${String(name)}.`);
}
