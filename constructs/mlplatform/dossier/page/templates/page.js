"use strict";
// Filters and shows the inventory, opens what a link leads to, moves in a matrix. Data become text nodes, never markup.
(() => {
  const PAGE = 100;
  const [ENVIRONMENT, STACK, ID, TYPE, PATH, SNIPPET] = [0, 1, 2, 3, 4, 5];
  const byId = (id) => document.getElementById(id);
  const { environments, values, rows } = JSON.parse(byId("data").textContent);
  const body = byId("resources").tBodies[0];
  const fields = { [ENVIRONMENT]: byId("environment"), [STACK]: byId("stack"), [TYPE]: byId("type") };
  const said = (row, column) => (column === ENVIRONMENT ? environments[row[column]] : values[row[column]]);
  let found = rows.map((_, number) => number);
  let start = 0;

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // A value of the list holds the numbers of its members.
  const whole = (number) => {
    const value = values[number];
    if (Array.isArray(value)) return value.map(whole);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, whole(member)]));
  };

  // Members stand before what holds them, so one pass tells for every value whether the words are anywhere in it.
  const holding = (words) => {
    const holds = new Uint8Array(values.length);
    const sought = (text) => String(text).toLowerCase().includes(words);
    values.forEach((value, number) => {
      if (Array.isArray(value)) holds[number] = value.some((member) => holds[member]);
      else if (value === null || typeof value !== "object") holds[number] = sought(value);
      else holds[number] = Object.entries(value).some(([key, member]) => sought(key) || holds[member]);
    });
    return holds;
  };

  const search = () => {
    const words = byId("words").value.trim().toLowerCase();
    const holds = words && holding(words);
    const place = (row) => `${values[row[STACK]]}/${values[row[ID]]}`.toLowerCase();
    found = [];
    rows.forEach((row, number) => {
      const chosen = Object.entries(fields).every(([column, { value }]) => !value || said(row, Number(column)) === value);
      const named = !words || [STACK, ID, TYPE, PATH, SNIPPET].some((column) => holds[row[column]]) || place(row).includes(words);
      if (chosen && named) found.push(number);
    });
    show(0);
  };

  const clear = () => [byId("words"), ...Object.values(fields)].forEach((field) => { field.value = ""; });

  const opened = (details, row) => {
    if (details.open && !details.querySelector("pre")) {
      details.append(element("pre", JSON.stringify(whole(row[SNIPPET]), null, 2)));
    }
  };

  const line = (number) => {
    const row = rows[number];
    const made = element("tr", "", { id: `r${number}`, tabindex: "-1" });
    const where = element("th", "", { scope: "row" });
    where.append(element("span", values[row[STACK]], { class: "facts" }), element("br"), element("span", values[row[ID]], { class: "place" }));
    const what = element("td", values[row[TYPE]]);
    if (values[row[PATH]]) what.append(element("p", values[row[PATH]], { class: "facts" }));
    const details = element("details");
    details.append(element("summary", "Template"));
    details.addEventListener("toggle", () => opened(details, row));
    what.append(details);
    made.append(element("td", environments[row[ENVIRONMENT]]), where, what);
    return made;
  };

  const show = (from) => {
    start = from;
    const shown = found.slice(start, start + PAGE);
    body.replaceChildren(...shown.map(line));
    byId("previous").disabled = start === 0;
    byId("next").disabled = start + PAGE >= found.length;
    const range = shown.length ? `${start + 1} to ${start + shown.length} of ` : "";
    byId("found").textContent = `${range}${found.length} resources${found.length < rows.length ? ` (of ${rows.length})` : ""}`;
  };

  const turn = (pages) => {
    show(Math.max(0, start + pages * PAGE));
    byId("inventory").scrollIntoView();
  };

  // A link to a row shows it among its neighbours, whatever was filtered before, with its snippet open.
  const follow = () => {
    const link = /^#r(\d+)$/.exec(location.hash);
    const number = link && Number(link[1]);
    if (!link || number >= rows.length) return;
    if (!found.includes(number)) {
      clear();
      found = rows.map((_, each) => each);
    }
    show(Math.floor(found.indexOf(number) / PAGE) * PAGE);
    const row = byId(`r${number}`);
    const details = row.querySelector("details");
    row.classList.add("sought");
    details.open = true;
    opened(details, rows[number]);
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
  };

  const choices = () => {
    for (const [column, field] of Object.entries(fields)) {
      const names = new Set(rows.map((row) => said(row, Number(column))));
      field.append(...[...names].sort().map((name) => element("option", name, { value: name })));
      field.addEventListener("change", search);
    }
  };

  // One stop for the tabulator in each matrix; arrows move from verdict to verdict.
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const roam = (matrix) => {
    const links = [...matrix.querySelectorAll("td a")];
    links.forEach((link, index) => { link.tabIndex = index ? -1 : 0; });
    matrix.addEventListener("keydown", (event) => {
      const cell = event.target.closest("td");
      const step = STEPS[event.key];
      if (!cell || !step) return;
      event.preventDefault();
      let [row, column] = [cell.parentElement.rowIndex, cell.cellIndex];
      let next;
      do {
        [row, column] = [row + step[0], column + step[1]];
        next = matrix.rows[row]?.cells[column];
      } while (next && !next.querySelector("a"));
      const link = next?.querySelector("td a");
      if (!link) return;
      event.target.tabIndex = -1;
      link.tabIndex = 0;
      link.focus();
    });
  };

  // On paper nothing can be opened.
  const paper = () => {
    const closed = [...document.querySelectorAll("details[data-print]:not([open])")];
    closed.forEach((details) => { details.open = true; });
    addEventListener("afterprint", () => closed.forEach((details) => { details.open = false; }), { once: true });
  };

  choices();
  byId("words").addEventListener("input", search);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", () => { clear(); search(); });
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  document.querySelectorAll(".matrix").forEach(roam);
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    if (event.target.closest("a")?.hash === location.hash) follow(); // no hashchange comes of it
  });
  addEventListener("beforeprint", paper);
  for (const id of ["filters", "pager", "resources"]) byId(id).hidden = false;
  show(0);
  follow();
})();
