// The hours of a week to paint, with mouse, finger or keys: an hour is a square, and what is painted is written into the
// fields of the form, which hold the truth. What nobody can read in a field is left alone, as are all squares of that day.
const HOUR = 60;
const DAY = 24 * HOUR;

// The minutes of a day that its text allows, from its beginning, past midnight too; null if it cannot be read.
function spans(text) {
  const parts = text.split(/[,;]/).map((part) => part.trim()).filter(Boolean);
  const read = parts.map((part) => {
    const ends = part.split(/[-–—]/).map((end) => /^(\d{1,2})(?:[:.](\d{1,2}))?$/.exec(end.trim()));
    if (ends.length !== 2 || ends.includes(null)) return null;
    const [from, to] = ends.map(([, hour, minute]) => Number(hour) * HOUR + Number(minute ?? 0));
    if (from >= DAY || to > DAY || ends.some(([, , minute]) => Number(minute ?? 0) >= HOUR)) return null;
    return [from, to <= from ? to + DAY : to];
  });
  return read.includes(null) ? null : read;
}

const clock = (at) => `${String(Math.floor(at / HOUR)).padStart(2, "0")}:${String(at % HOUR).padStart(2, "0")}`;

function build(grid) {
  const form = grid.closest("form");
  const fields = [...Array(7).keys()].map((day) => form.elements[`day-${day}`]);
  const names = fields.map((field) => field.dataset.day);
  const cells = fields.map(() => []);
  let open = new Uint8Array(7 * DAY);

  const always = form.querySelector("[name=when][value='']");
  const closed = fields.map((field) => field.placeholder);

  // "At any hour" is a week that is open: what is painted then closes hours, and makes a week of it.
  function read() {
    open = new Uint8Array(7 * DAY).fill(always.checked ? 1 : 0);
    fields.forEach((field, day) => { field.placeholder = always.checked ? field.dataset.always : closed[day]; });
    if (always.checked) return;
    fields.forEach((field, day) => {
      for (const [from, to] of spans(field.value) ?? []) {
        for (let at = from; at < to; at++) open[(day * DAY + at) % open.length] = 1;
      }
    });
  }

  // What is painted runs to midnight at most: the rest stands with the day after.
  function write() {
    fields.forEach((field, day) => {
      if (!spans(field.value)) return;
      const found = [];
      let from = null;
      for (let at = 0; at <= DAY; at++) {
        const is = at < DAY && open[day * DAY + at];
        if (is && from === null) from = at;
        if (!is && from !== null) { found.push(`${clock(from)}–${clock(at)}`); from = null; }
      }
      field.value = found.join(", ");
    });
    form.querySelector("[name=when][value=week]").checked = true;
    fields.forEach((field, day) => { field.placeholder = closed[day]; });
  }

  function minutes(day, hour) {
    const from = day * DAY + hour * HOUR;
    return open.subarray(from, from + HOUR).reduce((sum, minute) => sum + minute, 0);
  }

  function show() {
    cells.forEach((row, day) => row.forEach((cell, hour) => {
      const count = minutes(day, hour);
      cell.setAttribute("aria-selected", String(count === HOUR));
      cell.classList.toggle("partly", count > 0 && count < HOUR);
      cell.setAttribute("aria-disabled", String(!spans(fields[day].value)));
    }));
  }

  function paint(day, hour, on) {
    if (!spans(fields[day].value)) return;
    open.fill(on ? 1 : 0, day * DAY + hour * HOUR, day * DAY + (hour + 1) * HOUR);
    write();
    show();
  }

  function focus(day, hour) {
    for (const cell of grid.querySelectorAll("[tabindex='0']")) cell.tabIndex = -1;
    cells[day][hour].tabIndex = 0;
    cells[day][hour].focus();
  }

  const head = grid.appendChild(document.createElement("div"));
  head.className = "head";
  head.setAttribute("aria-hidden", "true");
  for (const hour of [0, 6, 12, 18]) head.appendChild(document.createElement("span")).textContent = clock(hour * HOUR);
  fields.forEach((field, day) => {
    const row = grid.appendChild(document.createElement("div"));
    row.setAttribute("role", "row");
    const name = row.appendChild(document.createElement("span"));
    name.setAttribute("role", "rowheader");
    name.textContent = names[day];
    for (let hour = 0; hour < 24; hour++) {
      const cell = row.appendChild(document.createElement("span"));
      cell.className = "hour";
      cell.setAttribute("role", "gridcell");
      cell.setAttribute("aria-label", `${names[day]} ${clock(hour * HOUR)}–${clock((hour + 1) * HOUR)}`);
      cell.tabIndex = day === 0 && hour === 9 ? 0 : -1;
      Object.assign(cell.dataset, { day, hour });
      cells[day].push(cell);
    }
  });

  const at = (target) => {
    const cell = target?.closest?.(".hour");
    return cell && grid.contains(cell) ? [Number(cell.dataset.day), Number(cell.dataset.hour)] : null;
  };
  // From the first square to where the pointer is, as a rectangle.
  let stroke = null;
  grid.addEventListener("pointerdown", (event) => {
    const found = at(event.target);
    if (!found || event.button !== 0) return;
    event.preventDefault();
    const [day, hour] = found;
    const on = minutes(day, hour) < HOUR;
    stroke = { day, hour, on, before: open.slice(), texts: fields.map((field) => field.value) };
    focus(day, hour);
    paint(day, hour, on);
  });
  document.addEventListener("pointermove", (event) => {
    const found = stroke && at(document.elementFromPoint(event.clientX, event.clientY));
    if (!found) return;
    open = stroke.before.slice();
    const [[top, bottom], [left, right]] = [[stroke.day, found[0]], [stroke.hour, found[1]]]
      .map((ends) => ends.toSorted((a, b) => a - b));
    for (let day = top; day <= bottom; day++) {
      if (!spans(stroke.texts[day])) continue;
      open.fill(stroke.on ? 1 : 0, day * DAY + left * HOUR, day * DAY + (right + 1) * HOUR);
    }
    write();
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { stroke = null; });

  // On a narrow screen the week stands on its side (67-hours.css): days go across, hours down.
  const onItsSide = matchMedia("(max-width: 759px)");
  const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const turned = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  grid.addEventListener("keydown", (event) => {
    const found = at(event.target);
    if (!found) return;
    const [day, hour] = found;
    const to = (onItsSide.matches
      ? { Home: [-day, 0], End: [6 - day, 0], ...turned }
      : { Home: [0, -hour], End: [0, 23 - hour], ...ways })[event.key];
    if (event.key === " " || event.key === "Enter") {
      paint(day, hour, minutes(day, hour) < HOUR);
    } else if (to) {
      const next = [Math.min(6, Math.max(0, day + to[0])), Math.min(23, Math.max(0, hour + to[1]))];
      // With Shift the way is painted as the square where it began.
      if (event.shiftKey) paint(...next, minutes(day, hour) === HOUR);
      focus(...next);
    } else {
      return;
    }
    event.preventDefault();
  });
  // Who writes hours means them.
  for (const field of fields) {
    field.addEventListener("input", () => {
      form.querySelector("[name=when][value=week]").checked = true;
      read();
      show();
    });
  }
  for (const choice of form.querySelectorAll("[name=when]")) choice.addEventListener("change", () => { read(); show(); });

  read();
  show();
  grid.hidden = false;
  grid.parentElement.querySelector("[data-paint]").hidden = false;
  grid.parentElement.querySelector(".exact").open = fields.some((field) => field.getAttribute("aria-invalid"));
}

for (const grid of document.querySelectorAll(".hours-grid")) build(grid);
