// Makes vendor/uqr/ from the npm package uqr (MIT): QR codes for the console.
//
//     node scripts/make-qr.mjs
//
// The module is taken unchanged; only its name ends in .js here, since some type tables don't know .mjs.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzip, withPackage } from "./npm.mjs";

const QR = {
  name: "uqr",
  version: "0.1.3",
  integrity: "sha512-0rjE8iEJe4YmT9TOhwsZtqCMRLc5DXZUI2UEYUUg63ikBkqqE5EYWaI0etFe/5KUcmcYwLih2RND1kq+hrUJXA==",
};
const target = join(import.meta.dirname, "../vendor/uqr");

await withPackage(QR, (folder) => {
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "uqr.js.gz"), gzip(readFileSync(join(folder, "dist/index.mjs"))));
  writeFileSync(join(target, "LICENSE.txt"), readFileSync(join(folder, "LICENSE")));
});
