/** Text that is HTML already. */
export type Html = { readonly html: string };

/** Builds HTML from a template: what is inserted is escaped, unless it is HTML already. */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  const text = strings.map((string, i) => string + (i < values.length ? render(values[i]) : ''));
  return { html: text.join('') };
}

function render(value: unknown): string {
  if (Array.isArray(value)) return value.map(render).join('');
  if (typeof value === 'object' && value !== null && 'html' in value) return String(value.html);
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
