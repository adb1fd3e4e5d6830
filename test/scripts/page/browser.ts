import { existsSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';

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

export type OneTab = Awaited<ReturnType<typeof launchChromium>>;

/**
 * Launches a Chromium with one tab, in which tests look one after another: a context of its own costs each of them
 * more than what it does. The time in it goes on by itself, and can be put forward.
 */
export async function launchChromium(executablePath: string) {
  const browser = await chromium.launch({
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
  const tab = await browser.newPage();
  await tab.clock.install();
  let complaints: string[] = [];
  tab.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  tab.on('pageerror', (error) => complaints.push(error.message));

  /** Opens an address as in a new tab, and collects what the browser complains of. */
  const open = async (url: string) => {
    await tab.unrouteAll();
    await tab.goto('about:blank');
    await tab.setViewportSize({ width: 1280, height: 800 });
    await tab.emulateMedia({ colorScheme: 'light' });
    complaints = [];
    await tab.goto(url);
    return { tab, complaints };
  };

  return {
    open,
    /** Looks at an address in another way. It is not opened again where the test before has left it open. */
    async look(url: string, { width = 1280, colorScheme = 'light' }: Look) {
      if (tab.url() !== url) await open(url);
      await tab.setViewportSize({ width, height: 800 });
      await tab.emulateMedia({ colorScheme });
      return tab;
    },
    close: () => browser.close(),
  };
}

export type Look = { readonly width?: number; readonly colorScheme?: 'light' | 'dark' };

/** Presses Tab until what has the focus fits. Fails when the focus has gone round without. */
export async function tabTo(tab: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) {
  const target = tab.getByRole(role, { name }).first();
  const sought = await target.elementHandle();
  for (let presses = 0; presses < 40; presses += 1) {
    await tab.keyboard.press('Tab');
    if (await sought?.evaluate((element) => element === element.ownerDocument.activeElement)) return target;
  }
  throw new Error(`Tab never came to the ${role} ${String(name)}.`);
}
