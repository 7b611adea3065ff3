// Makes vendor/tabler-icons/ from the npm packages of Tabler Icons (MIT).
//
//     node scripts/make-icons.mjs
//
// 3.11.0 is the release with the 4,744 icons that spec 22-parameters-and-attachments §16 counts.
// Do not take a newer one lightly:
//   - names that rows of a database refer to are gone (3.49 lacks twelve of these names), and
//   - newer fonts hold the filled glyphs in a file of their own, while a pack of `GET icons/`
//     names one font for all its variants.
//
// icons.tsv.gz: one line per icon, sorted by the bytes of the name, so that the build can
// search it as it is:  name <tab> category <tab> tag,tag,... <tab> outline <tab> filled
// The last two are hexadecimal code points, empty where the icon has no such variant.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzip, withPackage } from "./npm.mjs";

const ICONS = {
  name: "@tabler/icons",
  version: "3.11.0",
  integrity: "sha512-/vZinJNvCYhdAB+RUsyCpanSPuOEKHHIZi4Uu0Bw7ilewHnQhCWUPrT704uHCRli2ROl7spADPmWzAqOganA5A==",
};
const WEBFONT = {
  name: "@tabler/icons-webfont",
  version: "3.11.0",
  integrity: "sha512-fq/+/91VSEuujNKI2zTpWkUIrd/H2yCXDTMdIeDMcIjMqWVPWMUP89zKmTbeaWWgQoAMfX4RXMAHfTQGe/2g6Q==",
};
const VARIANTS = ["outline", "filled"];
const target = join(import.meta.dirname, "../vendor/tabler-icons");

function line([name, icon]) {
  const unknown = Object.keys(icon.styles).filter((style) => !VARIANTS.includes(style));
  if (unknown.length) throw new Error(`${name}: unknown variants ${unknown}`);
  const tags = icon.tags.filter((tag) => tag !== null).map(String); // a few tags are numbers or null
  const points = VARIANTS.map((variant) => icon.styles[variant]?.unicode ?? "");
  if ([name, icon.category, ...tags].some((text) => /[\t\n,]/.test(text))) {
    throw new Error(`${name}: a tab, line break or comma in its texts`);
  }
  return [name, icon.category, tags.join(","), ...points].join("\t") + "\n";
}

await withPackage(ICONS, (folder) => {
  const icons = Object.entries(JSON.parse(readFileSync(join(folder, "icons.json"), "utf8")));
  icons.sort(([a], [b]) => (a < b ? -1 : 1)); // names are ASCII: code units are bytes
  writeFileSync(join(target, "icons.tsv.gz"), gzip(icons.map(line).join("")));
  writeFileSync(join(target, "LICENSE.txt"), readFileSync(join(folder, "LICENSE")));
  console.log(`${icons.length} icons`);
});

await withPackage(WEBFONT, (folder) => {
  const font = (extension) => readFileSync(join(folder, "dist/fonts", `tabler-icons.${extension}`));
  writeFileSync(join(target, "tabler-icons.woff2"), font("woff2"));
  writeFileSync(join(target, "tabler-icons.ttf.gz"), gzip(font("ttf")));
});
