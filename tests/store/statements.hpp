// Reads every SQL statement out of the sources of src/store.
// Invariant: sees what the compiler sees: joined literals, raw literals, macros with arguments.
// Rule: style.md "Tests": every statement is prepared on both engines.
#pragma once

#include <string>
#include <vector>

namespace postroom::store {

struct Statement {
    std::string file;
    std::string sql;
};

/// Of all src/store/*.cpp, in order of file names.
std::vector<Statement> read_statements();

/// Of one source text, with the macros that `headers` define; for read_statements() and its test.
std::vector<std::string> statements_in(const std::string& source, const std::string& headers);

}  // namespace postroom::store
