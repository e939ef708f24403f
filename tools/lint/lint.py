"""The list of all rules, and the one function that runs them over a tree.

A rule is a function from Tree to a list of Problem. The rules come from ARCHITECTURE.md;
each lives in rules_*.py.
"""
import pathlib

import rules_calls
import rules_files
import rules_floors
import rules_fresh
import rules_sizes
import rules_sql
from tree import Tree

RULES = (
    rules_floors.check_floors,
    rules_floors.check_cycles,
    rules_floors.check_outside_libraries,
    rules_calls.check_banned_calls,
    rules_calls.check_crash_points,
    rules_sizes.check_sizes,
    rules_sql.check_sql,
    rules_files.check_head_comments,
    rules_files.check_folder_readmes,
    rules_files.check_machine_paths,
    rules_fresh.check_generated_types,
)


def lint(root: pathlib.Path) -> list:
    tree = Tree(root)
    return sorted(problem for rule in RULES for problem in rule(tree))
