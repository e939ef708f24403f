// Fields that a workspace gives its items, and what stands in them.
// Invariant: a key names one field for ever; an item has one value of a field at most. Rule:
// model/item_field.hpp.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/item_field.hpp"

namespace postroom::store {

/// Nothing when the key is taken.
std::optional<model::ItemFieldId> insert_item_field(db::Session& session,
                                                    const model::ItemField& field);
/// Name, choices, types and whether it is active.
void update_item_field(db::Session& session, const model::ItemField& field);
std::optional<model::ItemField> find_item_field(db::Session& session, model::ItemFieldId id);
std::optional<model::ItemField> find_item_field(db::Session& session, std::string_view key);
/// In the order in which they were made.
std::vector<model::ItemField> list_item_fields(db::Session& session, int limit);

/// An empty value takes it away.
void set_item_field_value(db::Session& session, ItemId item, model::ItemFieldId field,
                          std::string_view value);
/// Every field, with the item's value or none.
std::vector<model::ItemFieldValue> list_item_field_values(db::Session& session, ItemId item);

}  // namespace postroom::store
