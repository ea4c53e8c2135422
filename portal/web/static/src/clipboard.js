/*
 * What Word, LibreOffice, Google Docs or a web page puts on the clipboard, as a clean tree. Headings, bold, italic, links,
 * lists and tables stay; looks, comments, pictures and addresses that lead nowhere go.
 */
const clipboard = (() => {
  "use strict";

  const BLOCKS = "p, div, ul, ol, li, table, blockquote, pre, h1, h2, h3, h4, h5, h6, section, article";
  const HEADINGS = "h1, h2, h3, h4, h5, h6";
  const GONE = [
    "head, style, script, noscript, template, meta, link, title, xml, img, picture, svg, math, canvas, object, embed",
    "iframe, video, audio, input, button, select, textarea, del[cite], del[datetime], .Apple-interchange-newline",
    ".MsoCommentReference, .MsoCommentText, .msocomtxt, .msocomoff, .msocomanchor, .MsoToc1, .MsoToc2, .MsoToc3",
  ].join(", ");
  const BULLET = /^\s*[•‣▪●○◦·∙\uf0b7\uf0a7]\s+/;
  const WRITTEN_SIGN = /^\s*([•‣▪●○◦·∙\uf0b7\uf0a7]\s*|\(?\w{1,4}[.)]\s+)/;
  const ORDERED = /^\(?([0-9]{1,4}|[a-z]{1,4})[.)]/i;

  // Styles and small changes of the tree ------------------------------------------------

  /** The declarations of a style attribute. `element.style` knows no `mso-` ones. */
  const styleOf = (element) =>
    Object.fromEntries(
      (element.getAttribute("data-style") || "")
        .split(";")
        .map((one) => one.split(/:(.*)/s, 2).map((part) => part.trim().toLowerCase())),
    );

  const unwrap = (element) => element.replaceWith(...element.childNodes);

  const rename = (element, name) => {
    const other = element.ownerDocument.createElement(name);
    other.append(...element.childNodes);
    element.replaceWith(other);
    return other;
  };

  const wrapInside = (element, name) => {
    const inner = element.ownerDocument.createElement(name);
    inner.append(...element.childNodes);
    element.append(inner);
  };

  const each = (root, selector, deed) => [...root.querySelectorAll(selector)].forEach(deed);

  // Lists of Word ------------------------------------------------------------------------

  /** The sign that Word draws itself, taken out of the paragraph: its words. */
  const takeSign = (element) => {
    const drawn = [...element.querySelectorAll("[data-style]")].find((one) => styleOf(one)["mso-list"] === "ignore");
    if (drawn) {
      drawn.remove();
      return drawn.textContent;
    }
    const texts = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() && !texts.currentNode.data.trim());
    const found = WRITTEN_SIGN.exec(texts.currentNode.data || "");
    if (found) texts.currentNode.data = texts.currentNode.data.slice(found[0].length);
    return found ? found[0] : "";
  };

  /** What makes this paragraph part of a list: how deep, and of which kind; null for any other. */
  const placeInList = (element) => {
    const level = /level(\d+)/.exec(styleOf(element)["mso-list"] || "");
    if (level || (element.matches("p") && BULLET.test(element.textContent))) {
      const number = ORDERED.exec(takeSign(element).trim());
      return { level: Number(level?.[1] || 1), tag: number ? "ol" : "ul", start: Number(number?.[1]) || 1 };
    }
    const online = element.querySelector(":scope > ul > li[data-aria-level], :scope > ol > li[data-aria-level]");
    if (!element.matches(".ListContainerWrapper") || !online) return null;
    const place = { level: Number(online.dataset.ariaLevel), tag: online.parentElement.localName, start: 1 };
    element.replaceChildren(...online.childNodes);
    return place;
  };

  /** Word writes paragraphs that say how deep they stand; Word in the browser one list for each item. */
  const gatherLists = (root) => {
    let open = [];
    each(root, "p, div", (element) => {
      const place = placeInList(element);
      if (!place) return;
      if (open.length && element.previousElementSibling !== open[0].list) open = [];
      while (open.length && open.at(-1).level > place.level) open.pop();
      if (open.at(-1)?.level === place.level && open.at(-1).list.localName !== place.tag) open.pop();
      if (open.at(-1)?.level !== place.level) {
        const list = root.ownerDocument.createElement(place.tag);
        if (place.tag === "ol") list.start = place.start;
        if (open.length) open.at(-1).list.lastElementChild.append(list);
        else element.before(list);
        open.push({ level: place.level, list });
      }
      const item = rename(element, "li");
      open.at(-1).list.append(item);
    });
  };

  /** A list straight in a list belongs to the item before it; neighbours of one kind are one list. */
  const mendLists = (root) => {
    each(root, "li", (item) => {
      const first = [...item.childNodes].find((one) => one.nodeType === Node.ELEMENT_NODE || one.data?.trim());
      if (first?.matches?.("ul, ol")) unwrap(item);
    });
    each(root, "ul > ul, ul > ol, ol > ul, ol > ol", (list) => {
      const before = list.previousElementSibling;
      if (before?.matches("li")) before.append(list);
      else unwrap(list);
    });
    each(root, "ul + ul, ol + ol", (list) => {
      const before = list.previousElementSibling;
      if (list.localName === "ol" && list.start > 1 && list.start !== before.start + before.children.length) return;
      before.append(...list.childNodes);
      list.remove();
    });
    each(root, "li", (item) => {
      const paragraphs = [...item.children].filter((one) => one.matches("p, div"));
      if (paragraphs.length === 1) unwrap(paragraphs[0]);
    });
  };

  // Words ---------------------------------------------------------------------------------

  const HEAVY = /^(bold|bolder|[6-9]00)$/;
  const LIGHT = /^(normal|lighter|[1-4]00)$/;

  const readEmphasis = (root) => {
    each(root, "b, strong", (one) => {
      if (LIGHT.test(styleOf(one)["font-weight"] || "")) unwrap(one);
      else rename(one, "strong");
    });
    each(root, "i, em, cite, dfn, var", (one) => {
      if (styleOf(one)["font-style"] === "normal") unwrap(one);
      else rename(one, "em");
    });
    each(root, "span, font, a, p, td, li", (one) => {
      const style = styleOf(one);
      if (HEAVY.test(style["font-weight"] || "")) wrapInside(one, "strong");
      if (style["font-style"] === "italic") wrapInside(one, "em");
    });
    each(root, "u, s, strike, font, span, small, big, ins, mark, label, o\\:p", unwrap);
  };

  /** Emphasis stands around words of one paragraph, once, and without blanks or breaks at its edges. */
  const mendEmphasis = (root) => {
    each(root, "strong, em", (one) => {
      const blocks = [...one.querySelectorAll(BLOCKS)].filter((block) => !block.querySelector(BLOCKS));
      if (!blocks.length) return;
      blocks.forEach((block) => wrapInside(block, one.localName));
      unwrap(one);
    });
    each(root, `strong strong, em em, th strong, :is(${HEADINGS}) strong, :is(${HEADINGS}) em`, unwrap);
    root.normalize();
    each(root, "strong, em, a", (one) => {
      while (one.firstChild?.nodeName === "BR") one.before(one.firstChild);
      while (one.lastChild?.nodeName === "BR") one.after(one.lastChild);
    });
    each(root, "strong, em", (one) => {
      for (let next = one.nextSibling; next; next = one.nextSibling) {
        const blank = next.nodeType === Node.TEXT_NODE && !next.data.trim() ? next : null;
        const other = blank ? next.nextSibling : next;
        if (other?.nodeName !== one.nodeName) break;
        one.append(...(blank ? [blank] : []), ...other.childNodes);
        other.remove();
      }
    });
  };

  const WRAPPED = { "www.google.com": "q", "safelinks.protection.outlook.com": "url" };

  /** An address that may stand in a text; our own pages without the host; null: nowhere, or not for readers. */
  const addressOf = (href) => {
    let url;
    try {
      url = new URL(href);
    } catch {
      return null;
    }
    if (url.origin === location.origin) return url.pathname + url.hash;
    for (const [host, name] of Object.entries(WRAPPED)) {
      const inner = url.searchParams.get(name);
      if (url.hostname.endsWith(host) && inner && /^https?:/.test(inner)) return inner;
    }
    if (!/^(https?|mailto|tel):$/.test(url.protocol)) return null;
    return /[\s<>"\\]/.test(href) ? url.href : href;
  };

  const mendLinks = (root) =>
    each(root, "a", (link) => {
      const address = addressOf(link.getAttribute("href") || "");
      if (!address || !link.textContent.trim()) return unwrap(link);
      link.removeAttribute("title");
      link.setAttribute("href", address);
    });

  const tidyWords = (root) => {
    const texts = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
    const found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    for (const one of found) {
      if (one.nodeType === Node.COMMENT_NODE) one.remove();
      else one.data = one.data.replace(/[\u00a0\u2007\u202f]/g, " ").replace(/[\u00ad\u200b\u2060\ufeff\ue000-\uf8ff]/g, "");
    }
  };

  // Tables --------------------------------------------------------------------------------

  /** Tables that only set a page out are no tables; a heading in an item or a cell is bold. */
  const mendTables = (root) => {
    each(root, "table", (table) => {
      const widest = Math.max(0, ...[...table.rows].map((row) => row.cells.length));
      if (widest > 1 && !table.parentElement.closest("table") && !table.querySelector("table")) return;
      const rows = [...table.rows];
      rows.forEach((row) => [...row.cells].forEach((cell) => rename(cell, "div")));
      rows.forEach(unwrap);
      [...table.children].forEach(unwrap);
      unwrap(table);
    });
    each(root, `:is(li, td, th) :is(${HEADINGS})`, (heading) => wrapInside(rename(heading, "p"), "strong"));
  };

  // All of it -----------------------------------------------------------------------------

  /** The clipboard's HTML as a clean tree. */
  const read = (html) => {
    // Styles and handlers go under other names: nothing of them ever works, and the page's policy has nothing to refuse.
    const harmless = html
      .replace(/<(style|script)\b[^]*?<\/\1\s*>/gi, "")
      .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)(?=\s*=)/gi, " data-$1"));
    const root = new DOMParser().parseFromString(harmless, "text/html").body;
    each(root, "[data-style]", (one) => {
      const style = styleOf(one);
      const hidden = style.display === "none" || style["mso-hide"] === "all";
      if (hidden || /^comment/.test(style["mso-element"] || "")) one.remove();
    });
    each(root, GONE, (one) => one.remove());
    gatherLists(root);
    tidyWords(root);
    mendLists(root);
    readEmphasis(root);
    mendLinks(root);
    each(root, "p.MsoTitle", (one) => rename(one, "h1"));
    mendTables(root);
    mendEmphasis(root);
    lowerHeadings(root);
    return root;
  };

  /** The page has its h1: where the pasted text has one, all its headings go one step down. */
  const lowerHeadings = (root) => {
    if (!root.querySelector("h1")) return;
    each(root, "h1, h2, h3, h4, h5", (heading) => rename(heading, `h${Number(heading.localName[1]) + 1}`));
  };

  return { read, addressOf, HEADINGS };
})();
