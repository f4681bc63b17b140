// Every sample item, walked to its end by a citizen who knows nothing of it: they do what
// the screen says, with an answer that passes. The real programs, a real browser.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { World } from "./world.mjs";
import { items, walk } from "./citizen.mjs";

let world;
before(async () => {
  world = await World.start();
});
after(() => world?.stop());

for (const item of items) {
  test(`${item.code} ${item.name["zh-Hans"]}`, async () => {
    await world.putRight();
    await world.toGuide(item.code);
    const seen = await walk(world, item);
    const end = item.work === "inform" ? "result" : "done";
    assert.ok(seen.includes(end), `it never came to ${end}: ${seen.join(" › ")}`);
  });
}
