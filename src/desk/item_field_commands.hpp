// Making the workspace's own fields of items, and filling them in.
// Invariant: one transaction with its event and, for the field itself, its audit entry; a value has
// the form of its field. Rule: model/item_field.hpp; SEC-21.
#pragma once

#include <string_view>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/item_field.hpp"
#include "model/people.hpp"

namespace postroom::desk {

/// The key is made of the name. Errors: conflict `item_field_exists`, `too_many_item_fields`;
/// invalid `bad_item_field` (no letter or digit in the name, a choice without choices).
Result<model::ItemField> create_item_field(db::Session& session, const Environment& env,
                                           model::ItemField field, model::Person actor);
/// Key and kind stay. Errors: not_found `item_field_not_found`; invalid `bad_item_field`.
Result<void> change_item_field(db::Session& session, const Environment& env,
                               const model::ItemField& after, model::Person actor);

/// An empty value takes it away. Errors: not_found `item_not_found`, `item_field_not_found` (also
/// when items of this type do not have it); invalid `bad_field_value`. True when it changed.
Result<bool> set_item_field(db::Session& session, const Environment& env, ItemId item,
                            std::string_view key, std::string_view value, model::Person actor);

}  // namespace postroom::desk
