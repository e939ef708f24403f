// The workspace's own fields of items, as JSON.
// Rule: api/openapi.yaml ItemField.
#pragma once

#include "model/item_field.hpp"
#include "view/json.hpp"

namespace postroom::view {

Object item_field_json(const model::ItemField& field);

}  // namespace postroom::view
