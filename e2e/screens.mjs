// Takes the picture of every screen, in portrait and landscape, in every
// language and in large type, and checks that nothing is cut off. Large type
// may be longer than its room: then the page offers a way to the rest.
//
//   node e2e/screens.mjs GALLERY OUT [name-filter [scale]]
//
// GALLERY is the folder that `go test ./ui/web -gallery` filled; OUT gets one
// small JPEG a screen and a page that shows them. `make screens` does both.

import { createServer } from "node:http";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { browser } from "./browser.mjs";

const [gallery, out, filter = "", scale = "0.34"] = process.argv.slice(2);
const shapes = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1920, height: 1080 },
};

const types = { ".css": "text/css", ".html": "text/html; charset=utf-8" };

// serve answers with the gallery's pages and the page's own style, no script.
async function serve() {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    const file = path.startsWith("/assets/") ? join("ui/web", path) : join(gallery, path);
    try {
      const body = path.endsWith(".js") ? "" : await readFile(file);
      response.setHeader("Content-Type", types[path.slice(path.lastIndexOf("."))] ?? "text/plain");
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

// overflow lists what a screen cuts off: content taller than its room, and
// words wider than their box.
function overflow() {
  const cut = [];
  const main = document.querySelector("main");
  const large = document.querySelector(".screen.large");
  if (!large && main.scrollHeight > main.clientHeight + 1) {
    cut.push(`content is ${main.scrollHeight - main.clientHeight} px too tall`);
  }
  for (const e of document.querySelectorAll("button, .place, .value, strong, h1, dd, .banner")) {
    if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" && e.clientWidth > 0) {
      cut.push(`${e.className || e.tagName} "${e.textContent.trim().slice(0, 20)}" is ${e.scrollWidth - e.clientWidth} px too wide`);
    }
  }
  return cut;
}

// hung are the pictures of a scene that are kept. All are taken, and looked at for what is
// cut off.
const hung = ["zh-Hans.portrait", "en.portrait", "zh-Hans.large.portrait", "zh-Hans.landscape"];

// album is the page on which the pictures hang, a row a scene.
function album(titles) {
  const scenes = titles.filter((t) => t.endsWith(".zh-Hans")).map((t) => t.replace(".zh-Hans", ""));
  const row = (scene) => {
    return `| ${scene} | ${hung.map((p) => `![](${scene}.${p}.jpg)`).join(" | ")} |`;
  };
  return [
    "# Every screen",
    "",
    "Made by `make screens`, which takes each in every language, in both sizes of type, upright and wide, and fails when",
    "something is cut off. Here hang those in Chinese, English and large type, and the wide one.",
    "",
    "| scene | 中文 | English | 大字版 | wide |",
    "|---|---|---|---|---|",
    ...scenes.map(row),
    "",
  ].join("\n");
}

const server = await serve();
const address = `http://127.0.0.1:${server.address().port}`;
const chromium = await browser();
let cutOff = 0;
try {
  if (!filter) await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const pages = (await readdir(gallery)).filter((name) => name.endsWith(".html") && name.includes(filter)).sort();
  for (const [shape, viewport] of Object.entries(shapes)) {
    const context = await chromium.newContext({ viewport, deviceScaleFactor: Number(scale), reducedMotion: "reduce" });
    const page = await context.newPage();
    for (const name of pages) {
      await page.goto(`${address}/${name}`);
      await page.evaluate(() => document.fonts.ready);
      const title = name.replace(/\.html$/, "");
      for (const what of await page.evaluate(overflow)) {
        cutOff++;
        console.log(`${title} ${shape}: ${what}`);
      }
      const file = `${title}.${shape}`;
      if (title.startsWith("item-") && !filter) continue; // looked at, and not hung
      if (filter || hung.some((kept) => file.endsWith(`.${kept}`) && !file.includes(".large.") === !kept.includes(".large."))) {
        await page.screenshot({ path: join(out, `${file}.jpg`), type: "jpeg", quality: 60 });
      }
    }
    await context.close();
  }
  if (!filter) await writeFile(join(out, "README.md"), album(pages.map((name) => name.replace(/\.html$/, "")).filter((title) => !title.startsWith("item-"))));
  console.log(`${pages.length * 2} pictures taken, ${cutOff} things cut off`);
} finally {
  await chromium.close();
  server.close();
}
process.exitCode = cutOff ? 1 : 0;
