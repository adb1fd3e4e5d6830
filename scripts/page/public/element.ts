type Attributes = { readonly [name: string]: string | number | boolean | undefined };
export type Child = Node | string | null | undefined | readonly Child[];

/**
 * Makes an element of a tag, attributes and children.
 *
 * A child that is a string becomes a text node: there is no way here for text to become markup.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

/** Makes an element of a drawing. */
export function shape<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, []);
}

function fill<Made extends Element>(made: Made, attributes: Attributes, children: readonly Child[]): Made {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...flatten(children));
  return made;
}

function flatten(child: Child): (Node | string)[] {
  if (child === null || child === undefined) return [];
  return typeof child === 'string' || child instanceof Node ? [child] : child.flatMap(flatten);
}

/** Finds an element of the page, which has to be there, by its id. */
export function byId(id: string): HTMLElement {
  return byIdAs(id, HTMLElement);
}

export function byIdAs<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}.`);
  return found;
}

/** Sets a text only if it differs, so that nothing is read out again. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
