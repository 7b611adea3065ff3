// Fetching a pinned npm package for the make-*.mjs scripts.
//
// `npm pack` only downloads the archive: nothing is installed and no install script of the
// package or of its dependencies runs.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/**
 * Calls `use` with the folder of the unpacked package and removes the folder afterwards.
 *
 * @param {{name: string, version: string, integrity: string}} pinned `integrity` as npm prints it
 *   for `npm view <name>@<version> dist.integrity`
 */
export async function withPackage({ name, version, integrity }, use) {
  const folder = mkdtempSync(join(tmpdir(), "ironwood-assets-"));
  try {
    const archive = join(
      folder,
      execFileSync("npm", ["pack", "--silent", `${name}@${version}`], { cwd: folder, encoding: "utf8" }).trim(),
    );
    const found = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
    if (found !== integrity) {
      throw new Error(`${name}@${version}: the archive has ${found}, expected ${integrity}`);
    }
    execFileSync("tar", ["-xzf", archive, "-C", folder]);
    return await use(join(folder, "package"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Gzip at the highest level; the same input gives the same bytes on every system. */
export function gzip(bytes) {
  const packed = gzipSync(bytes, { level: 9 });
  packed[9] = 255; // operating system: unknown
  return packed;
}
