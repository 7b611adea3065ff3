// Makes vendor/swagger-ui/ from the npm package swagger-ui-dist (Apache-2.0).
//
//     node scripts/make-viewer.mjs
//
// Only the bundle and its stylesheet are taken, unchanged: the page around them is ours
// (pages/api-doc.html), so the standalone preset, the source maps and upstream's own page are
// left out.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzip, withPackage } from "./npm.mjs";

const VIEWER = {
  name: "swagger-ui-dist",
  version: "5.35.0",
  integrity: "sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ==",
};
const target = join(import.meta.dirname, "../vendor/swagger-ui");

await withPackage(VIEWER, (folder) => {
  for (const file of ["swagger-ui-bundle.js", "swagger-ui.css"]) {
    writeFileSync(join(target, `${file}.gz`), gzip(readFileSync(join(folder, file))));
  }
  const notices = {
    LICENSE: "LICENSE.txt",
    NOTICE: "NOTICE.txt",
    "swagger-ui-bundle.js.LICENSE.txt": "swagger-ui-bundle.js.LICENSE.txt", // what the bundle holds of others
  };
  for (const [from, to] of Object.entries(notices)) {
    writeFileSync(join(target, to), readFileSync(join(folder, from)));
  }
});
