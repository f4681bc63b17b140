// The page is drawn by the server. This script sends its forms without leaving the
// page, and draws again what has changed.

const parser = new DOMParser();
let drawing = false, again = false;

// draw fetches the page and replaces the parts that differ.
async function draw() {
  if (drawing) { again = true; return; }
  drawing = true;
  try {
    const page = parser.parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    for (const next of page.querySelectorAll("[data-live]")) {
      const now = document.getElementById(next.id);
      if (now && now.outerHTML !== next.outerHTML && !filling(now)) replace(now, next);
    }
  } catch { /* the desk is away; the event stream says so */ }
  drawing = false;
  if (again) { again = false; draw(); }
}

// filling says that somebody is choosing or typing there: it is drawn again later.
function filling(now) {
  return now.contains(document.activeElement) && document.activeElement.matches("select, input");
}

// replace keeps the focus on the button that stands in the same place.
function replace(now, next) {
  const buttons = [...now.querySelectorAll("button")];
  const place = buttons.indexOf(document.activeElement);
  now.replaceWith(next);
  if (place >= 0) next.querySelectorAll("button")[place]?.focus();
}

addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target, action = event.submitter?.getAttribute("formaction") ?? form.action, body = new URLSearchParams(new FormData(form, event.submitter));
  const note = document.getElementById("note");
  try {
    const answer = await fetch(action, { method: "POST", body });
    note.textContent = answer.ok ? "" : await answer.text();
  } catch {
    note.textContent = "设备台没有应答 · the desk does not answer";
  }
  note.hidden = note.textContent === "";
  draw();
});

const events = new EventSource("/events");
events.addEventListener("state", draw);
events.onopen = () => document.body.classList.remove("away");
events.onerror = () => document.body.classList.add("away");
