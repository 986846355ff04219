/* Makes tools of the tables that a page marks. Nothing else is needed on the page:

     <figure id="tab-x" data-table="search sort copy" data-unit="家">
       <figcaption>…</figcaption>
       <table><thead><tr><th scope="col" data-order="长沙市|株洲市|…">市州</th>…
       <div class="files"><a class="file">下载 CSV</a></div>
     </figure>

   data-table says which tools: "search" is a box and a count, "sort" makes buttons of the headers,
   "copy" copies the rows shown as csv, beside the links of .files. data-unit is what a row counts.
   data-order is the order of a column's values; other columns sort as numbers, or by pinyin.
   Sorting itself is sortable-tablesort's, which reads data-sort of a cell and sets aria-sort.
   What is shown is what is copied and printed. Without this script a table is a plain table. */
(() => {
  "use strict";
  const NOTHING = "—";
  const FORMULA = /^[=+\-@]/;
  const NUMBER = /^-?\d+(\.\d+)?$/;
  const PAUSE = 120; // ms that typing must rest before rows are sought
  const pinyin = new Intl.Collator("zh-u-co-pinyin", { numeric: true });
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const rowsOf = (table) => [...table.tBodies].flatMap((body) => [...body.rows]);
  const shownOf = (table) => rowsOf(table).filter((row) => !row.hidden);
  const said = (cell) => cell.textContent.trim();
  const seen = (cell) => cell.innerText.replace(/\s+/g, " ").trim();
  const made = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // Each cell of the column gets its place among the column's values; missing ones come last.
  const rank = (table, header) => {
    const order = header.dataset.order ? header.dataset.order.split("|") : [];
    const place = (value) => (order.includes(value) ? order.indexOf(value) : order.length);
    const compare = (a, b) => place(a) - place(b) || a - b || pinyin.compare(a, b);
    const cells = rowsOf(table).map((row) => row.cells[header.cellIndex]).filter(Boolean);
    const values = [...new Set(cells.map(said))].filter((value) => value && value !== NOTHING);
    const places = new Map(values.sort(compare).map((value, index) => [value, index]));
    for (const cell of cells) cell.dataset.sort = places.has(said(cell)) ? places.get(said(cell)) : "";
  };

  const makeSortable = (table) => {
    for (const header of table.tHead.rows[0].cells) {
      if (header.querySelector("a") || !said(header)) header.classList.add("no-sort");
      else header.append(made("button", { type: "button", className: "sort" }, ...header.childNodes));
    }
    table.classList.add("sortable", "asc", "n-last");
    table.addEventListener("sort-start", () => rank(table, table.tHead.querySelector("[aria-sort]")));
  };

  const order = (table) => {
    const header = table.tHead.querySelector("[aria-sort]");
    return header ? `，按${said(header)}${header.getAttribute("aria-sort") === "ascending" ? "升" : "降"}序` : "";
  };
  const count = (table, unit) => {
    const [all, shown] = [rowsOf(table).length, shownOf(table).length];
    if (all === shown) return `共 ${all} ${unit}`;
    return shown ? `${all} ${unit}中的 ${shown} ${unit}` : `${all} ${unit}中没有符合的`;
  };

  const makeSearchable = (figure, table) => {
    const box = made("input", { type: "search", autocomplete: "off", spellcheck: false });
    const status = made("span", { className: "count" });
    status.setAttribute("role", "status");
    const words = new WeakMap();
    const wordsOf = (row) => {
      if (!words.has(row)) words.set(row, plain([...row.cells].map(said).join(" ")));
      return words.get(row);
    };
    const tell = () => (status.textContent = count(table, figure.dataset.unit || "行") + order(table));
    const seek = () => {
      const terms = plain(box.value).split(/\s+/).filter(Boolean);
      for (const row of rowsOf(table)) row.hidden = !terms.every((term) => wordsOf(row).includes(term));
      tell();
    };
    let timer;
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(seek, PAUSE);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.value) return;
      event.preventDefault();
      box.value = "";
      seek();
    });
    table.addEventListener("sort-end", tell);
    tell();
    const label = made("label", {}, "查找 ", box);
    const before = table.closest(".scroll") || table;
    before.before(made("div", { className: "tools" }, label, status));
  };

  // RFC 4180; what a spreadsheet would take for a formula gets an apostrophe, as in our files.
  const field = (text) => {
    const value = text === NOTHING ? "" : text;
    const harmless = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
  };
  const csv = (table) =>
    [table.tHead.rows[0], ...shownOf(table)]
      .map((row) => [...row.cells].map((cell) => field(seen(cell))).join(",") + "\r\n")
      .join("");

  const put = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const give = (event) => {
        event.preventDefault();
        event.clipboardData.setData("text/plain", text);
      };
      document.addEventListener("copy", give);
      const given = document.execCommand("copy");
      document.removeEventListener("copy", give);
      return given;
    }
  };

  const makeCopyable = (figure, table) => {
    const button = made("button", { type: "button", className: "file" }, "复制为 CSV");
    const status = made("span", { className: "count" });
    status.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      status.textContent = "";
      const rows = shownOf(table).length;
      const done = await put(csv(table));
      status.textContent = done ? `已复制 ${rows} 行` : "浏览器不允许复制，请下载";
    });
    const files = figure.querySelector(".files") || figure.appendChild(made("div", { className: "files" }));
    files.prepend(status, button);
  };

  for (const figure of document.querySelectorAll("[data-table]")) {
    const table = figure.querySelector("table");
    const tools = figure.dataset.table.split(" ");
    if (tools.includes("sort")) makeSortable(table);
    if (tools.includes("search")) makeSearchable(figure, table);
    if (tools.includes("copy")) makeCopyable(figure, table);
  }
})();
