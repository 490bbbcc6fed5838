// node tests/in_the_site.mjs SITE PROGRAM: runs a program in the Python of a site, with its archives
// where the page's worker puts them, and prints what it prints.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [site, program] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${site}/pyodide/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${site}/pyodide/` });
const packed = (name) => python.toPy(new Uint8Array(readFileSync(`${site}/${name}`)));
const { mount, mount_on_first_import } = python.pyimport("mounting");
mount.callKwargs("package.zip", packed("package.zip"), { unpacked: "backprop_tutor" });
mount_on_first_import(python.toPy(["sympy", "mpmath"]), "sympy.zip", () => packed("sympy.zip"));
try {
  python.runPython(readFileSync(program, "utf8"));
} catch (error) {
  console.error(error.message); // Node would print the line that threw it: a megabyte of Pyodide.
  process.exitCode = 1;
}
