// Pictures, drawn with strokes in the colour of the text around them.

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  back: "M15 5l-7 7 7 7",
  attach: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8",
  send: "M4 12l16-8-5 16-3.5-6.5z M11.5 13.5L20 4",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3z M5.5 11a6.5 6.5 0 0 0 13 0 M12 17.5V21",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 6v12 M15.5 6v12",
  sent: "M5 12.5l4.5 4.5L19 7.5",
  read: "M2 12.5l4.5 4.5L16 7.5 M11 16.5l.5.5L21 7.5",
  pencil: "M4 20l1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19z M14.5 6.5l3 3",
  reply: "M10 6L4 12l6 6 M4.5 12H14a6 6 0 0 1 6 6v1",
  copy: "M9 9h10v11H9z M15 9V4H5v11h4",
  trash: "M5 7h14 M9.5 7V4h5v3 M7 7l1 13h8l1-13",
  photo: "M4 5h16v14H4z M4 16l5-5 4 4 2.5-2.5L20 17 M15.5 9.2v.1",
  file: "M6 3h8l4.5 4.5V21H6z M14 3v5h4.5",
  download: "M12 4v11 M7 10.5l5 5 5-5 M5 20h14",
  close: "M6 6l12 12 M18 6L6 18",
  down: "M6 9.5l6 6 6-6",
  pin: "M9 4h6l-.7 6 3.2 4h-11l3.2-4z M12 14v6",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20a6.5 6.5 0 0 1 13 0 M16 4.4a3.5 3.5 0 0 1 0 6.2 M18 14.5a6.5 6.5 0 0 1 3.5 5.5",
  saved: "M7 4h10v16l-5-4.2L7 20z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  wave: "M4 10v4 M8 6.5v11 M12 9v6 M16 4.5v15 M20 10v4",
};

/** A picture by its name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
