import type { Page } from 'playwright-core';

export type Contrast = { readonly text: string; readonly ratio: number };

/** Runs in the browser. It is text, since the rest of the repository is not written for one. */
const measure = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const grounds = new Map([[null, 'rgb(255, 255, 255)']]);
  const groundOf = (element) => {
    if (!grounds.has(element)) {
      const color = getComputedStyle(element).backgroundColor;
      grounds.set(element, channels(color)[3] === 0 ? groundOf(element.parentElement) : color);
    }
    return grounds.get(element);
  };
  const measured = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (text === '' || !element.checkVisibility() || element.tagName === 'NOSCRIPT') continue;
    const [light, dark] = [getComputedStyle(element).color, groundOf(element)].map(luminance).sort((a, b) => b - a);
    measured.push({ text, ratio: (light + 0.05) / (dark + 0.05) });
  }
  return measured;
})()`;

/** Measures the contrast of every visible text with its ground, as WCAG 2 defines it. The lowest comes first. */
export async function measureContrast(tab: Page): Promise<readonly Contrast[]> {
  const measured = await tab.evaluate<readonly Contrast[]>(measure);
  return measured.toSorted((a, b) => a.ratio - b.ratio);
}
