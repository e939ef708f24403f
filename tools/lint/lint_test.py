"""Each lint must fail on a tree that breaks its rule, and pass on one that keeps it."""
import pathlib
import tempfile
import unittest

from lint import lint

HEAD = "// What stands here.\n// Invariant: one.\n// Source: a rule.\n"
DEPENDS = "postroom_library(core LINK a)\npostroom_library(mime DEPENDS core)\npostroom_library(store DEPENDS core)\n"


class LintTest(unittest.TestCase):
    def rules_broken(self, **files) -> set:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            written = {"src/CMakeLists.txt": DEPENDS, "src/core/README.md": "core\n",
                       "src/mime/README.md": "mime\n", "src/store/README.md": "store\n"}
            written.update((path.replace("__", "/").replace("_DOT_", "."), text)
                           for path, text in files.items())
            for path, text in written.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            return {problem.rule for problem in lint(root)}

    def test_a_clean_tree_has_no_problems(self):
        self.assertEqual(set(), self.rules_broken(
            src__core__a_DOT_hpp=HEAD + "#pragma once\n",
            src__mime__b_DOT_cpp=HEAD + '#include "core/a.hpp"\nint f() { return runtime(0); }\n'))

    def test_floors(self):
        self.assertIn("floors", self.rules_broken(
            src__core__a_DOT_hpp=HEAD + '#include "mime/b.hpp"\n', src__mime__b_DOT_hpp=HEAD))
        self.assertIn("floors", self.rules_broken(src__cellar__a_DOT_hpp=HEAD))
        self.assertIn("floors", self.rules_broken(src__core__a_DOT_hpp=HEAD + "#include <sqlite3.h>\n"))

    def test_cycles(self):
        self.assertIn("cycles", self.rules_broken(
            src__core__a_DOT_hpp=HEAD + '#include "core/b.hpp"\n',
            src__core__b_DOT_hpp=HEAD + '#include "core/a.hpp"\n'))

    def test_banned_calls(self):
        for call in ("auto t = std::chrono::system_clock::now();", "auto t = time(nullptr);",
                     "int r = rand();", "std::random_device d;", "usleep(5);",
                     "std::this_thread::sleep_for(1s);"):
            with self.subTest(call=call):
                self.assertIn("banned call", self.rules_broken(
                    src__core__a_DOT_cpp=HEAD + "void f() { " + call + " }\n"))
        self.assertNotIn("banned call", self.rules_broken(
            src__core__a_DOT_cpp=HEAD + 'const char* s = "time(0)"; // sleep(1)\n'))
        self.assertIn("banned call", self.rules_broken(tests__x_DOT_py="import time\ntime.sleep(1)\n"))

    def test_crash_points(self):
        self.assertIn("crash point", self.rules_broken(
            src__core__a_DOT_cpp=HEAD + 'CRASH_POINT("a.b");\nCRASH_POINT("a.b");\n'))

    def test_sizes(self):
        body = "    g();\n" * 69
        self.assertIn("size", self.rules_broken(
            src__core__a_DOT_cpp=HEAD + "void f(int x) {\n" + body + "}\n"))
        self.assertNotIn("size", self.rules_broken(
            src__core__a_DOT_cpp=HEAD + "void f(int x) {\n" + body[9:] + "}\n"))
        self.assertIn("size", self.rules_broken(
            src__core__a_DOT_cpp=HEAD + "struct A {\n A() : x_{1}, y_(2) {\n" + body + "}\n};\n"))
        self.assertIn("size", self.rules_broken(src__core__a_DOT_cpp=HEAD + "int a;\n" * 800))

    def test_sql_has_one_home(self):
        statement = 'auto s = R"(select item_id from item)";\n'
        self.assertIn("sql", self.rules_broken(src__mime__a_DOT_cpp=HEAD + statement))
        self.assertNotIn("sql", self.rules_broken(src__store__a_DOT_cpp=HEAD + statement))
        self.assertNotIn("sql", self.rules_broken(
            src__mime__a_DOT_cpp=HEAD + 'auto s = "select a file";\n'))

    def test_files(self):
        self.assertIn("head comment", self.rules_broken(src__core__a_DOT_hpp="#pragma once\n"))
        self.assertIn("readme", self.rules_broken(
            src__CMakeLists_DOT_txt=DEPENDS + "postroom_library(html)\n", src__html__a_DOT_hpp=HEAD))
        self.assertIn("machine path", self.rules_broken(docs__a_DOT_md="see /home/ana/x\n"))


if __name__ == "__main__":
    unittest.main()
