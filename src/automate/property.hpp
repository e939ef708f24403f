// What rules can ask about an object and what they can set: one table.
// Invariant: a property that is not listed here stands in no stored rule. Rule: features F054,
// F066; issue 6 point 2.
#pragma once

#include <span>
#include <string_view>

#include "model/automation.hpp"

namespace postroom::automate {

enum class PropertyKind {
    text,
    word,    ///< one of a fixed list
    status,  ///< a status, or one of the three states
    user,
    team,
    queue,
    project,
    customer,
    organization,
    tags,
    number,
    flag,
    custom,  ///< a field of the workspace's own; what it compares with depends on the field
};

struct Property {
    std::string_view name;
    PropertyKind kind = PropertyKind::text;
    bool of_items = false;
    bool of_projects = false;
    bool of_timesheets = false;
    bool settable = false;     ///< by "set property"
    std::string_view words{};  ///< of a `word`, separated by blanks
};

/// Those of the product.
std::span<const Property> properties();
/// "custom.serial_number": a field that the workspace gave its items.
inline constexpr std::string_view kCustomPrefix = "custom.";
/// Nothing (null) when objects of this kind have no such property. Which custom fields there are is
/// not known here: any name with the prefix is one.
const Property* find_property(model::RuleObject object, std::string_view name);
std::string_view name_of(PropertyKind kind);

/// Whether a property of this kind can be compared so.
bool can_compare(PropertyKind kind, model::Comparison comparison);
/// Whether something of the kind can set off rules about these objects.
bool can_happen(model::RuleObject object, model::TriggerKind trigger);
/// Whether rules about these objects can do this.
bool can_act(model::RuleObject object, model::RuleActionKind action);

}  // namespace postroom::automate
