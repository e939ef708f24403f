// See audit.hpp.
#include "desk/audit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "store/audit.hpp"

namespace postroom::desk {
namespace {

using model::Facts;

const std::string* find_fact(const Facts& facts, std::string_view name) {
    const auto found = std::ranges::find(facts, name, &Facts::value_type::first);
    return found == facts.end() ? nullptr : &found->second;
}

/// How many bytes two texts begin with in common, in whole characters.
std::size_t common_beginning(std::string_view a, std::string_view b) {
    const auto differ = std::ranges::mismatch(a, b).in1;
    auto size = static_cast<std::size_t>(differ - a.begin());
    while (size > 0 && size < a.size() && (static_cast<unsigned char>(a[size]) & 0xC0) == 0x80) {
        --size;
    }
    return size;
}

std::string from_there(std::string_view text, std::size_t skipped) {
    const bool is_cut_before = skipped > 0;
    const bool is_cut_behind = text.size() - skipped > limits::kAuditValueBytesMax;
    const auto kept = truncate_utf8(text.substr(skipped), limits::kAuditValueBytesMax);
    return fmt::format("{}{}{}", is_cut_before ? "…" : "", kept, is_cut_behind ? "…" : "");
}

/// Of long values, the part that differs: what is the same before it is left out.
void shorten(model::FactChange& change) {
    if (std::max(change.from.size(), change.to.size()) <= limits::kAuditValueBytesMax) {
        return;
    }
    const auto common = common_beginning(change.from, change.to);
    change.from = from_there(change.from, common);
    change.to = from_there(change.to, common);
}

}  // namespace

std::vector<model::FactChange> compare(const Facts& before, const Facts& after) {
    std::vector<model::FactChange> changes;
    for (const auto& [name, to] : after) {
        const auto* from = find_fact(before, name);
        if ((from ? *from : std::string()) != to) {
            changes.push_back({name, from ? *from : std::string(), to});
        }
    }
    for (const auto& [name, from] : before) {
        if (!find_fact(after, name) && !from.empty()) {
            changes.push_back({name, from, {}});
        }
    }
    return changes;
}

void record_change(db::Session& session, const Environment& env, model::Person actor,
                   const Audited& what, const Facts& before, const Facts& after) {
    auto changes = compare(before, after);
    if (changes.empty()) {
        return;
    }
    std::ranges::for_each(changes, shorten);
    const auto action = before.empty()  ? model::AuditAction::created
                        : after.empty() ? model::AuditAction::deleted
                                        : model::AuditAction::changed;
    store::insert_audit(session, {.at = env.now(),
                                  .actor = actor,
                                  .actor_name = {},
                                  .subject = what.kind,
                                  .subject_id = what.id,
                                  .subject_name = what.name,
                                  .action = action,
                                  .changes = std::move(changes)});
}

}  // namespace postroom::desk
