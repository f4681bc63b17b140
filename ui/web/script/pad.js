// The pad on which a person signs. What is written is sent after every stroke, in the
// units of catalog.Strokes: 1,000 by 400, whatever the panel's size.
import SignaturePad from "signature_pad";

const WIDE = 1000;
const HIGH = 400;
const INK = "#16233b";

let pad; // of the pad on the screen

// strokes writes what was drawn as "x,y x,y;x,y x,y".
function strokes(canvas) {
  const within = (value, size, units) => Math.min(units, Math.max(0, Math.round((value / size) * units)));
  return pad
    .toData()
    .map((stroke) =>
      stroke.points
        .map((p) => `${within(p.x, canvas.clientWidth, WIDE)},${within(p.y, canvas.clientHeight, HIGH)}`)
        .join(" "),
    )
    .join(";");
}

// drawn is the opposite: what the terminal has, after the page was loaded anew.
function drawn(text, canvas) {
  if (!text) return [];
  return text.split(";").map((stroke) => ({
    penColor: INK,
    dotSize: 0,
    minWidth: pad.minWidth,
    maxWidth: pad.maxWidth,
    velocityFilterWeight: 0.7,
    compositeOperation: "source-over",
    points: stroke.split(" ").map((point, i) => {
      const [x, y] = point.split(",").map(Number);
      return { x: (x / WIDE) * canvas.clientWidth, y: (y / HIGH) * canvas.clientHeight, pressure: 0.5, time: i * 10 };
    }),
  }));
}

async function send(canvas) {
  canvas.parentElement.classList.toggle("written", !pad.isEmpty());
  const screen = document.querySelector(".screen");
  const body = new URLSearchParams({ on: screen.dataset.token, do: "draw", value: strokes(canvas) });
  await fetch("/tap", { method: "POST", body });
}

// open makes a pad of a canvas that has none yet.
function open() {
  const canvas = document.querySelector(".pad canvas");
  if (!canvas) {
    pad = undefined;
    return;
  }
  if (pad?.canvas === canvas) return;
  const scale = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * scale;
  canvas.height = canvas.clientHeight * scale;
  canvas.getContext("2d").scale(scale, scale);
  pad = new SignaturePad(canvas, { penColor: INK, minWidth: canvas.clientHeight / 110, maxWidth: canvas.clientHeight / 45 });
  pad.fromData(drawn(canvas.dataset.strokes, canvas));
  canvas.parentElement.classList.toggle("written", !pad.isEmpty());
  pad.addEventListener("beginStroke", () => canvas.parentElement.classList.add("written"));
  pad.addEventListener("endStroke", () => send(canvas));
}

document.addEventListener("click", (event) => {
  if (!pad || !event.target.closest('[data-do="clear"]')) return;
  pad.clear();
  pad.canvas.parentElement.classList.remove("written");
});
document.addEventListener("htmx:afterSettle", open);
open();
