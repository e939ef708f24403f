"""Runs the unittest files named, prints what failed, and leaves NAME.json for the counts.

    run.py NAME FILE_test.py...

NAME.json has "tests", "failures", "errors", "skipped", as GoogleTest's reports do. A reason to
skip is printed: a test that silently does not run is a test that does not exist.
"""
import importlib.util
import json
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))


def load(path: str) -> unittest.TestSuite:
    file = pathlib.Path(path).resolve()
    sys.path.insert(0, str(file.parent))
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return unittest.defaultTestLoader.loadTestsFromModule(module)


def main() -> int:
    name, files = sys.argv[1], sys.argv[2:]
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=2).run(
        unittest.TestSuite(load(file) for file in files))
    for test, reason in result.skipped:
        print(f"skipped: {test.id()}: {reason}")
    folder = os.environ.get("POSTROOM_RESULTS")
    if folder:
        failed_tests = {test.id().split(" ")[0] for test, _ in result.failures}
        pathlib.Path(folder, f"{name}.json").write_text(json.dumps({
            "tests": result.testsRun, "failures": len(failed_tests), "errors": len(result.errors),
            "skipped": len(result.skipped)}))
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
