// What a kiosk's page needs beyond htmx: to come back by itself, and to give a
// hand on the glass nothing but the screen.

const ALIVE_EVERY = 500; // ms; the program is back within a second or two

// When the stream breaks, the program has stopped or is starting again. The page
// says so, and loads itself anew as soon as it answers.
let waiting = false;
async function comeBack() {
  if (waiting) return;
  waiting = true;
  document.body.classList.add("lost");
  document.getElementById("stage").replaceChildren(); // nothing of a visit under the cover
  for (;;) {
    await new Promise((done) => setTimeout(done, ALIVE_EVERY));
    try {
      const answer = await fetch("/alive", { cache: "no-store" });
      if (answer.ok) break;
    } catch {
      // not yet
    }
  }
  location.reload();
}
document.addEventListener("htmx:sseError", comeBack);

// No menu under a long press, no dragging of pictures, no zoom by two fingers.
for (const name of ["contextmenu", "dragstart", "gesturestart"]) {
  document.addEventListener(name, (event) => event.preventDefault());
}
document.addEventListener(
  "touchmove",
  (event) => {
    if (event.touches.length > 1) event.preventDefault();
  },
  { passive: false },
);

// A keyboard of a technician or an assistive device types into the one on the screen.
const keyed = (key) => [`key-${key}`, `key-${key.toUpperCase()}`, `key-${key.toLowerCase()}`];
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const names = event.key === "Backspace" ? ["erase"] : event.key.length === 1 ? keyed(event.key) : [];
  const button = names.map((name) => document.getElementById(name)).find(Boolean);
  if (button && !button.disabled) {
    event.preventDefault();
    button.click();
  }
});

// A new screen begins at its top. Where it is longer than its room, a button
// leads to the rest: nobody should have to know how to scroll.
const WORTH_A_BUTTON = 24; // px; less is only a margin
let token;
function arrange() {
  const screen = document.querySelector(".screen");
  if (!screen) return; // reconnecting
  const main = screen.querySelector("main");
  if (token !== screen.dataset.token) main.scrollTop = 0;
  token = screen.dataset.token;
  const below = main.scrollHeight - main.clientHeight - main.scrollTop;
  document.body.classList.toggle("longer", below > WORTH_A_BUTTON);
}
document.addEventListener("click", (event) => {
  if (!event.target.closest(".more")) return;
  const main = document.querySelector("main");
  main.scrollBy({ top: main.clientHeight * 0.8 });
  arrange();
});
document.addEventListener("scroll", arrange, true);
document.addEventListener("htmx:afterSettle", arrange);
window.addEventListener("resize", arrange);
arrange();
