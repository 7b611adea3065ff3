// Draws the pictures in static/img/: the mark of Ironwood, the favicon, the placeholder for
// missing images and the backdrop of the sign-in page. All of it is our own artwork.
//
//     node scripts/make-images.mjs
//
// Shapes are signed distances in a unit square, y down (negative inside), so that every size
// is drawn exactly. `inventree*` are the file names that `customize` of `GET /api/` gives to
// clients; what they show is ours.

import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { withPackage } from "./npm.mjs";

const JPEG = {
  name: "jpeg-js",
  version: "0.4.4",
  integrity: "sha512-WZzeDOEtTOBK4Mdsar0IqEU5sMr3vSV2RqkAIzUEV2BHnUfKGyswWFPFwK5EeDo93K3FohSHbLAjj0s1Wzd+dg==",
};
const target = join(import.meta.dirname, "../static/img");

// ---- what is drawn

// The mark: a hexagonal nut whose face is a section through a trunk.
const IRON = [42, 59, 55];
const WOOD = [222, 146, 84];
const NUT = { radius: 0.405, corner: 0.07 }; // centre to corners before the edges grow by `corner`
const RINGS = [
  { x: 0.5, y: 0.5, radius: 0.31, width: 0.042 },
  { x: 0.488, y: 0.508, radius: 0.208, width: 0.042 },
  { x: 0.474, y: 0.516, radius: 0.112, width: 0.042 },
  { x: 0.464, y: 0.522, radius: 0, width: 0.072 },
];

// The placeholder: the outline of a box on a faint card, legible on light and dark pages.
const GREY = [128, 134, 139];
const BOX = { radius: 0.27, width: 0.026 };
const CARD = { half: 0.39, corner: 0.08, opacity: 0.12 };

// ---- distances

const clamp = (value) => Math.min(1, Math.max(0, value));

/** Corners of a hexagon that stands on one of them, clockwise from the top. */
function corners(radius) {
  return Array.from({ length: 6 }, (_, k) => {
    const angle = (k * Math.PI) / 3;
    return [0.5 + radius * Math.sin(angle), 0.5 - radius * Math.cos(angle)];
  });
}

function segment(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

function hexagon(x, y, radius) {
  const points = corners(radius);
  let nearest = Infinity;
  let inside = true;
  points.forEach(([ax, ay], k) => {
    const [bx, by] = points[(k + 1) % 6];
    nearest = Math.min(nearest, segment(x, y, [ax, ay], [bx, by]));
    inside &&= (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0;
  });
  return inside ? -nearest : nearest;
}

function ring(x, y, { x: cx, y: cy, radius, width }) {
  return Math.abs(Math.hypot(x - cx, y - cy) - radius) - width / 2;
}

function box(x, y) {
  const [top, right, , bottom, , left] = corners(BOX.radius);
  const seams = [right, bottom, left].map((corner) => segment(x, y, [0.5, 0.5], corner));
  return Math.min(Math.abs(hexagon(x, y, BOX.radius)), ...seams) - BOX.width / 2;
}

function card(x, y) {
  const [u, v] = [Math.abs(x - 0.5) - CARD.half, Math.abs(y - 0.5) - CARD.half];
  return Math.hypot(Math.max(u, 0), Math.max(v, 0)) + Math.min(Math.max(u, v), 0) - CARD.corner;
}

// ---- pixels

/** Draws layers `{distance, colour, opacity}` from back to front; RGBA, not premultiplied. */
function draw(size, layers) {
  const pixels = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      let colour = [0, 0, 0];
      let alpha = 0;
      for (const layer of layers) {
        const cover = clamp(0.5 - layer.distance(x, y) * size) * (layer.opacity ?? 1);
        const next = cover + alpha * (1 - cover);
        if (next === 0) continue;
        colour = colour.map((c, k) => (layer.colour[k] * cover + c * alpha * (1 - cover)) / next);
        alpha = next;
      }
      pixels.set([...colour, alpha * 255].map(Math.round), (row * size + column) * 4);
    }
  }
  return pixels;
}

const mark = (size) =>
  draw(size, [
    { distance: (x, y) => hexagon(x, y, NUT.radius) - NUT.corner, colour: IRON },
    ...RINGS.map((shape) => ({ distance: (x, y) => ring(x, y, shape), colour: WOOD })),
  ]);

const placeholder = (size) =>
  draw(size, [
    { distance: card, colour: GREY, opacity: CARD.opacity },
    { distance: box, colour: GREY, opacity: 0.7 },
  ]);

/** Wide dark picture: the rings of the mark, huge and faint, about the lower right corner. */
function backdrop(width, height) {
  const data = Buffer.alloc(width * height * 4);
  const [cx, cy] = [width * 0.86, height * 0.92];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const angle = Math.atan2(row - cy, column - cx);
      const wobble = 1 + 0.018 * Math.sin(3 * angle + 0.7) + 0.012 * Math.sin(5 * angle);
      const away = Math.hypot(column - cx, row - cy) / (height * wobble);
      const growth = 0.5 + 0.5 * Math.cos(2 * Math.PI * (away * 11 + 0.6 * Math.sin(away * 7)));
      const wood = 0.2 * growth ** 3 * Math.exp(-away * 1.1);
      const shade = 1 - 0.35 * clamp(away / 2);
      const colour = IRON.map((iron, k) => (iron + (WOOD[k] - iron) * wood) * shade);
      data.set([...colour.map(Math.round), 255], (row * width + column) * 4);
    }
  }
  return { width, height, data };
}

// ---- files

function png(size, pixels) {
  const chunk = (kind, body) => {
    const named = Buffer.concat([Buffer.from(kind, "latin1"), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8); // 8 bits, RGBA
  // Filter 0 (none): flat shapes deflate better as they are than as differences.
  const rows = Array.from({ length: size }, (_, row) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(row * size * 4, (row + 1) * size * 4)]),
  );
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function ico(sizes) {
  const images = sizes.map((size) => png(size, mark(size)));
  const directory = Buffer.alloc(6 + 16 * sizes.length);
  directory.writeUInt16LE(1, 2); // an icon, not a cursor
  directory.writeUInt16LE(sizes.length, 4);
  let offset = directory.length;
  images.forEach((image, k) => {
    const entry = 6 + 16 * k;
    directory.set([sizes[k], sizes[k], 0, 0, 1, 0, 32, 0], entry); // one plane, 32 bits
    directory.writeUInt32LE(image.length, entry + 8);
    directory.writeUInt32LE(offset, entry + 12);
    offset += image.length;
  });
  return Buffer.concat([directory, ...images]);
}

function svg() {
  const round = (value) => Number((value * 100).toFixed(2));
  const hex = (colour) => "#" + colour.map((c) => c.toString(16).padStart(2, "0")).join("");
  const nut = corners(NUT.radius).map((point) => point.map(round).join(",")).join(" ");
  const circles = RINGS.map(({ x, y, radius, width }) =>
    radius === 0
      ? `<circle cx="${round(x)}" cy="${round(y)}" r="${round(width / 2)}" fill="${hex(WOOD)}" stroke="none"/>`
      : `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">`,
    `<polygon points="${nut}" fill="${hex(IRON)}" stroke="${hex(IRON)}" stroke-width="${round(2 * NUT.corner)}" stroke-linejoin="round"/>`,
    `<g fill="none" stroke="${hex(WOOD)}" stroke-width="${round(RINGS[0].width)}">${circles.join("")}</g>`,
    `</svg>\n`,
  ].join("");
}

mkdirSync(join(target, "favicon"), { recursive: true });
const save = (name, bytes) => writeFileSync(join(target, name), bytes);

save("favicon/favicon.svg", svg());
save("favicon/favicon.ico", ico([16, 32, 48]));
save("favicon/apple-touch-icon.png", png(180, mark(180)));
save("inventree.png", png(512, mark(512)));
save("blank_image.png", png(512, placeholder(512)));
save("blank_image.thumbnail.png", png(128, placeholder(128)));

await withPackage(JPEG, (folder) => {
  const { encode } = createRequire(import.meta.url)(folder);
  save("inventree_splash.jpg", encode(backdrop(1920, 1080), 80).data);
});
