// Longer texts (minutes): what is pasted from Word becomes clean paragraphs, the box grows with its text.
// Only plain text ever reaches the form; the markup on the clipboard is read in a document that runs nothing.
"use strict";

(() => {
  const BLOCKS = new Set(["P", "DIV", "LI", "TR", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "PRE", "UL", "OL", "TABLE"]);
  const SKIPPED = new Set(["STYLE", "SCRIPT", "HEAD", "TITLE", "META", "LINK", "XML", "TEMPLATE"]);

  // Word writes the number of a list paragraph as text of its own; a real list item gets its number here.
  function mark(item) {
    if (item.parentElement?.tagName === "OL") {
      const start = Number(item.parentElement.getAttribute("start") ?? 1);
      return `${start + [...item.parentElement.children].indexOf(item)}. `;
    }
    return "• ";
  }

  // The policy of the page would complain of each style and handler that Word writes, though nothing of it is used.
  function bare(html) {
    return html
      .replace(/<(style|script|xml)\b[\s\S]*?<\/\1\s*>/gi, "")
      .replace(/\s(style|on\w+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "");
  }

  function paragraphs(html) {
    const lines = [];
    let line = "";
    const end = () => {
      const text = line.replace(/[\s\u00a0\u3000]+/g, " ").trim();
      if (text) lines.push(text);
      line = "";
    };
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        line += node.data;
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName) || node.tagName.includes(":")) return;
      if (node.tagName === "BR") {
        end();
        return;
      }
      if (node.tagName === "TR") {
        end();
        line = [...node.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()).join(" | ");
        end();
        return;
      }
      const block = BLOCKS.has(node.tagName);
      if (block) end();
      if (node.tagName === "LI") line = mark(node);
      for (const child of node.childNodes) walk(child);
      if (block) end();
    };
    walk(new DOMParser().parseFromString(bare(html), "text/html").body);
    return lines;
  }

  function clean(text) {
    return text
      .replace(/\r\n?/g, "\n")
      .replace(/[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]/g, "")
      .replace(/\u00a0/g, " ")
      .replace(/^[ \t\u3000]*[\uf06c\uf0b7\uf0a7\uf0d8·●■◆][ \t]*/gm, "• ")
      .replace(/[\ue000-\uf8ff]/g, "")
      .replace(/\n{3,}/g, "\n\n");
  }

  function grow(box) {
    if (CSS.supports("field-sizing", "content")) return;
    box.rows = Math.min(Math.max(box.value.split("\n").length + 1, Number(box.dataset.rows ?? 4)), 30);
  }

  document.addEventListener("paste", (event) => {
    const box = event.target.closest?.("textarea[data-prose]");
    const html = event.clipboardData?.getData("text/html");
    if (!box || !html) return;
    const lines = paragraphs(html);
    if (!lines.length) return;
    event.preventDefault();
    box.setRangeText(clean(lines.join("\n")), box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-prose]")) grow(event.target);
  });
  for (const box of document.querySelectorAll("textarea[data-prose]")) grow(box);
})();
