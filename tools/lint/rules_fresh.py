"""Generated files are as old as what they come from: the TypeScript types follow api/openapi.yaml.

Generated anew into a temporary file with the same tool and compared byte for byte.
"""
import pathlib
import subprocess
import tempfile

from tree import Problem, Tree

TYPES = "web/shared/api/schema.d.ts"
GENERATOR = "web/node_modules/.bin/openapi-typescript"


def check_generated_types(tree: Tree) -> list:
    contract, types = tree.root / "api/openapi.yaml", tree.root / TYPES
    generator = tree.root / GENERATOR
    if not contract.is_file() or not types.parent.is_dir() or not generator.exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        fresh = pathlib.Path(folder) / "schema.d.ts"
        run = subprocess.run([str(generator), str(contract), "-o", str(fresh)],
                             capture_output=True, text=True)
        if run.returncode != 0:
            return [Problem("api/openapi.yaml", 1, "fresh", run.stderr.strip()[-200:])]
        if types.is_file() and types.read_bytes() == fresh.read_bytes():
            return []
    return [Problem(TYPES, 1, "fresh", "not what api/openapi.yaml says; run npm run api in web/")]
