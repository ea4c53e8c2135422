/*
 * The clean tree of the clipboard as Markdown. `TurndownService` writes it; here are the rules in which we differ.
 */
const markdown = (() => {
  "use strict";

  // What says more than its words: without any of it the plain text is as good, and stays as it was typed.
  const STRUCTURE = `strong, em, a, li, table, blockquote, hr, ${clipboard.HEADINGS}`;

  // Tables --------------------------------------------------------------------------------

  /** The cells in columns: what spans several leaves empty ones behind. */
  const gridOf = (table) => {
    const grid = [...table.rows].map(() => []);
    [...table.rows].forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (grid[y][x] !== undefined) x += 1;
        for (let down = 0; down < Math.max(1, cell.rowSpan) && y + down < grid.length; down += 1) {
          for (let right = 0; right < cell.colSpan; right += 1) grid[y + down][x + right] = "";
        }
        grid[y][x] = cell;
      }
    });
    return grid.filter((row) => row.some((cell) => cell && cell.textContent.trim()));
  };

  const cellWords = (cell) =>
    writer
      .turndown(cell)
      .replace(/^\s*[-*] +/gm, "")
      .replace(/\\$/gm, "")
      .split(/\s*\n\s*/)
      .filter(Boolean)
      .join("<br>")
      .replaceAll("|", "\\|");

  const writeTable = (table) => {
    const grid = gridOf(table);
    const width = Math.max(0, ...grid.map((row) => row.length));
    const lines = grid.map((row) => {
      const cells = Array.from({ length: width }, (_one, x) => (row[x] ? cellWords(row[x]) : ""));
      return `| ${cells.join(" | ")} |`;
    });
    if (!lines.length) return "";
    lines.splice(1, 0, `|${" --- |".repeat(width)}`);
    return `\n\n${lines.join("\n")}\n\n`;
  };

  // Signs and rules -----------------------------------------------------------------------

  /** Words whose signs mean nothing. */
  const escapeWords = (words) =>
    words
      .replace(/[\\`]/g, "\\$&")
      .replace(/\*(?=\S)|(?<=\S)\*/g, "\\*")
      .replace(/(?<![\p{L}\p{N}])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}])/gu, "\\_")
      .replace(/~~/g, "\\~~")
      .replace(/\[(?=[^\]]*\][([:])/g, "\\[")
      .replace(/<(?=[a-z/!?])/gi, "\\<")
      .replace(/&(?=#?\w+;)/g, "\\&");

  /** The same for what would begin a heading, a list, a quotation or a box where a line begins. */
  const escapeStart = (line) =>
    line
      .replace(/^([-+*>]|#{1,6})(?=\s|$)/, "\\$1")
      .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
      .replace(/^(--+|==+)$/, "\\$1")
      .replace(/^\[(?=[ xX]\])/, "\\[");

  const emphasise = (sign) => (content, node) => {
    // A closing sign behind a full stop or colon must not touch a letter, or it closes nothing.
    const [, words, rest] = /^(.*?)([.,:;!?…]*)$/s.exec(content);
    const touches = !node.flankingWhitespace.trailing && /^[\p{L}\p{N}]/u.test(node.nextSibling?.textContent || "");
    if (!content.trim()) return "";
    return touches && words ? `${sign}${words}${sign}${rest}` : `${sign}${content}${sign}`;
  };

  const writer = new TurndownService({ headingStyle: "atx", codeBlockStyle: "fenced", hr: "---", br: "\\" });
  writer.escape = escapeWords;
  writer.addRule("paragraph", {
    filter: "p",
    replacement: (content) => `\n\n${content.split("\n").map(escapeStart).join("\n")}\n\n`,
  });
  writer.addRule("strong", { filter: "strong", replacement: emphasise("**") });
  writer.addRule("emphasis", { filter: "em", replacement: emphasise("*") });
  writer.addRule("heading", {
    filter: ["h1", "h2", "h3", "h4", "h5", "h6"],
    replacement: (content, heading) => {
      const level = Math.min(6, Math.max(2, Number(heading.localName[1])));
      return `\n\n${"#".repeat(level)} ${content.replace(/\\?\n/g, " ")}\n\n`;
    },
  });
  writer.addRule("item", {
    filter: "li",
    replacement: (content, item) => {
      const list = item.parentElement;
      const place = [...list.children].indexOf(item);
      const sign = list.localName === "ol" ? `${(list.start || 1) + place}. ` : "- ";
      const lines = escapeStart(content.trim()).split("\n");
      const inside = lines.map((line, number) => (number && line ? " ".repeat(sign.length) + line : line));
      return `${sign}${inside.join("\n")}\n`;
    },
  });
  writer.addRule("table", { filter: "table", replacement: (_content, table) => writeTable(table) });

  /** HTML as Markdown; "" where it says no more than its plain words. */
  const of = (html) => {
    const root = clipboard.read(html);
    const paragraphs = [...root.querySelectorAll("p")].filter((one) => one.textContent.trim());
    if (!root.querySelector(STRUCTURE) && paragraphs.length < 2) return "";
    return writer
      .turndown(root)
      .replace(/\\\n(?=\s*(\n|$))/g, "\n")
      .replace(/[ \t]+$/gm, "")
      .replace(/\n{3,}/g, "\n\n")
      .replace(/(?<!\\)\\\s*$/, "")
      .trim();
  };

  return { of };
})();
