// node .ci/pyodide-tests.mjs PYODIDE SITE PACKAGES [TEST...]
//
// Runs the tests that need no process in Pyodide, the Python that runs the page, with sympy and the
// parsers as the site has them. The checkout and the folder of packages are seen as they are; nothing
// is written to them. Ends with 1 if a test fails or there are too few.
import { readFileSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [pyodide, site, packages] = process.argv.slice(2, 5).map((path) => resolve(path));
const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const python = await loadPyodide({
  indexURL: `${pyodide}/`,
  env: {
    HOME: "/home",
    HYPOTHESIS_STORAGE_DIRECTORY: "/home/hypothesis",
    PYTHONDONTWRITEBYTECODE: "1",
  },
});
python.setStdout({ write: (bytes) => writeSync(1, bytes) });
python.setStderr({ write: (bytes) => writeSync(2, bytes) });
for (const [place, root] of [["/checkout", checkout], ["/packages", packages]]) {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, place);
}
python.FS.mkdirTree("/home");
for (const name of ["package.zip", "sympy.zip"]) {
  python.FS.writeFile(`/home/${name}`, readFileSync(`${site}/${name}`));
}
python.globals.set("arguments", python.toPy(process.argv.slice(5)));
process.exitCode = python.runPython(`
import sys
from pathlib import Path

sys.path[:0] = ["/checkout/.ci", "/checkout", "/packages"]
from backprop_tutor.page.site.mounting import mount

for name in ("package.zip", "sympy.zip"):
    mount(name, Path("/home", name).read_bytes())

import in_pyodide

in_pyodide.main(arguments)
`);
