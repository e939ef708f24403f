// Prepared statements of one connection, found by the contents of their text.
// Invariant: bounded; a statement that is running is never dropped.
// Rule: performance.md "Prepared statements everywhere".
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace postroom::db {

/// Far above the number of statements of the product; only generated texts could reach it.
inline constexpr std::size_t kStatementsMax = 1024;

/// `S` has `bool running() const`.
template <class S>
class StatementCache {
   public:
    S* find(std::string_view sql) {
        const auto found = statements_.find(sql);
        return found == statements_.end() ? nullptr : found->second.get();
    }
    S& add(std::string_view sql, std::unique_ptr<S> statement) {
        if (statements_.size() >= kStatementsMax) {
            std::erase_if(statements_, [](const auto& entry) { return !entry.second->running(); });
        }
        return *statements_.insert_or_assign(std::string{sql}, std::move(statement)).first->second;
    }
    void clear() { statements_.clear(); }

   private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::unordered_map<std::string, std::unique_ptr<S>, Hash, std::equal_to<>> statements_;
};

}  // namespace postroom::db
