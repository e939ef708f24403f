// One numbered step of the schema, compiled into the program.
// Invariant: forward only; a step that ran once never changes (checked by its SHA-256).
// Rule: architecture.md "SQL".
#pragma once

#include <string_view>

namespace postroom::db {

/// `sql` holds several statements; dialect words and `--@sqlite` / `--@postgresql` / `--@end`
/// blocks are resolved for the engine at hand (db/dialect.hpp).
struct Migration {
    int number = 0;
    std::string_view name;
    std::string_view sql;
};

}  // namespace postroom::db
