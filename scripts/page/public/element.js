/**
 * Makes an element of a tag, attributes and children.
 *
 * A child that is a string becomes a text node: there is no way here for text to become markup.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return made;
}

/** Finds an element of the page by its id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Sets a text only if it differs, so that nothing is read out again. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
