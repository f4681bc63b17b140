// Measures what a person feels at the screen: from the touch of a key to the frame that shows
// it; and how much the services that are used most ask of a person, and of their time. Prints
// one line a measurement, as tables of docs/BENCH.md want them.

import { mostUsed, regular, served } from "./citizen.mjs";
import { World } from "./world.mjs";

const touches = 300;

const world = await World.start();
try {
  await world.toCard();
  await world.present(1);
  await world.at("confirm");
  await world.hand("/reader/lift");
  await world.touch("next");
  await world.touch("pick", "card");
  await world.touch("pick", "rural");
  await world.page.locator(".keypad").waitFor();
  await world.page.waitForTimeout(500);

  // In the page: press a key, wait until the field differs, then for the frame
  // after it. Beside it, a bare request and its answer on the same line.
  const [painted, bare] = await world.page.evaluate(async (touches) => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const value = () => document.querySelector(".field .value").textContent;
    const painted = [];
    const bare = [];
    const lost = [];
    for (const name of ["htmx:sseError", "htmx:sendError", "htmx:responseError", "htmx:swapError"]) {
      document.addEventListener(name, () => lost.push(name));
    }
    for (let i = 0; i < touches; i++) {
      const before = value();
      const start = performance.now();
      document.getElementById(i % 2 ? "erase" : "key-7").click();
      while (value() === before) {
        if (performance.now() - start > 2000) throw new Error(`touch ${i} changed nothing: ${lost.join()}`);
        await new Promise((done) => setTimeout(done, 0));
      }
      await frame();
      painted.push(performance.now() - start);
      const begin = performance.now();
      await fetch("/alive", { method: "GET", cache: "no-store" });
      await frame();
      bare.push(performance.now() - begin);
    }
    return [painted, bare].map((all) => all.sort((a, b) => a - b));
  }, touches);
  const at = (all, share) => all[Math.min(all.length - 1, Math.floor(all.length * share))];
  for (const [name, share] of [["median", 0.5], ["p99", 0.99]]) {
    const [a, b] = [at(painted, share), at(bare, share)];
    console.log(`| touch → painted, ${name} of ${touches} | ${(a / b).toFixed(2)} × a bare request and a frame | ${a.toFixed(1)} ms against ${b.toFixed(1)} ms; the guideline is 100 ms |`);
  }

  await world.putRight();
  await regular(world);
  const visits = [];
  for (const item of mostUsed()) {
    await world.putRight();
    visits.push(await served(world, item));
  }
  const most = (of) => Math.max(...visits.map(of));
  const seconds = (ms) => (ms / 1000).toFixed(1);
  console.log(`| the ${visits.length} services that are used most: touches to what one came for | ${most((v) => v.touches)} at most | ${visits.map((v) => v.touches).join(", ")}; target ≤ 7 |`);
  console.log(`| the same: what one waits for the machine on the way | ${seconds(most((v) => v.machine + v.printer))} s at most | ${seconds(most((v) => v.machine))} s of it without the three seconds of the demo's A4 printer; target ≤ 5 s |`);
} finally {
  await world.stop();
}
