// @ts-nocheck
/* oxlint-disable -- a document has no types here: with them, everything else would have a document, too */
// Runs inside the page, where there is a document: one expression, whose functions seen.ts calls. Data in, data out.
({
  /** Each text with its colour and what is behind it. */
  painted() {
    const isSolid = (color) => !/^rgba\(.*, 0\)$|^transparent$/.test(color);
    const groundOf = (element) => {
      for (let at = element; at !== null; at = at.parentElement) {
        const color = getComputedStyle(at).backgroundColor;
        if (isSolid(color)) return color;
      }
      return 'rgb(255, 255, 255)';
    };
    return [...document.querySelectorAll('body *')].flatMap((element) => {
      const text = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ nodeValue }) => nodeValue);
      if (text.join('').trim() === '' || !element.checkVisibility()) return [];
      const { color, fill } = getComputedStyle(element);
      const isDrawn = element.namespaceURI.endsWith('/svg');
      if (isDrawn && element.tagName !== 'text') return [];
      return [{ text: text.join(''), color: isDrawn ? fill : color, ground: groundOf(element) }];
    });
  },

  /** What reaches beyond the right edge of the window. */
  overflowing() {
    const { clientWidth, scrollWidth } = document.documentElement;
    const beyond = [...document.querySelectorAll('body *')].filter(
      (element) => element.checkVisibility() && element.getBoundingClientRect().right > clientWidth + 0.5,
    );
    return [
      ...(scrollWidth > clientWidth ? [`the page: ${scrollWidth}`] : []),
      ...beyond.map((element) => `${element.tagName}: ${element.textContent.slice(0, 60)}`),
    ];
  },

  /** Texts of the visible pictures that meet another one or leave the picture. */
  collidingLabels() {
    const pictures = [...document.querySelectorAll('svg.picture')].filter((picture) => picture.checkVisibility());
    return pictures.flatMap((picture) => {
      const frame = picture.getBoundingClientRect();
      const texts = [...picture.querySelectorAll('text')]
        .filter(({ textContent }) => textContent !== '')
        .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
      return texts.flatMap(({ text, box }, index) => {
        const isOutside =
          box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
        // the two lines of one label may touch
        const meeting = texts
          .slice(index + 1)
          .filter(
            ({ box: other }) =>
              box.left < other.right &&
              other.left < box.right &&
              box.top < other.bottom - 3 &&
              other.top < box.bottom - 3,
          );
        return [
          ...(isOutside ? [`${text} leaves the picture`] : []),
          ...meeting.map((other) => `${text} meets ${other.text}`),
        ];
      });
    });
  },

  /** The contents of folds that cannot be seen. */
  foldedAway() {
    return [...document.querySelectorAll('details > div')]
      .filter((element) => !element.checkVisibility({ contentVisibilityAuto: true }) || element.offsetHeight === 0)
      .map((element) => element.textContent.slice(0, 60));
  },

  /** How what has the focus shows it. */
  focus() {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const name = element.getAttribute('aria-label') ?? element.textContent;
    return { tag: element.tagName.toLowerCase(), name: name.trim().slice(0, 60), outlineStyle, outlineWidth };
  },

  /** What an attack would have left behind. */
  pwned() {
    return [...document.querySelectorAll('script, img, iframe, object, [style], [onerror], [onload]')]
      .map(({ tagName }) => tagName)
      .concat(globalThis.pwned === undefined ? [] : ['a script ran']);
  },
});
