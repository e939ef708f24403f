// Rules and what they did as JSON: as the database keeps them and the API shows them, one text.
// Invariant: what write_x makes, read_x reads back as it was; what somebody else wrote is checked
// member by member, never believed. Rule: features F054, F062; api/openapi.yaml Automation.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "model/automation.hpp"

namespace postroom::store {

boost::json::object trigger_json(const model::Trigger& trigger);
boost::json::object filter_json(const model::Filter& filter);
boost::json::array actions_json(const std::vector<model::RuleAction>& actions);

/// Errors `invalid_rule`: which member is wrong, for the form.
Result<model::Trigger> read_trigger(const boost::json::value& value);
Result<model::Filter> read_filter(const boost::json::value& value);
Result<std::vector<model::RuleAction>> read_actions(const boost::json::value& value);

/// Trigger, filter and actions as one text.
std::string write_definition(const model::Automation& rule);
/// Reads our own text into `rule`.
void read_definition(std::string_view text, model::Automation& rule);

std::string write_effects(const std::vector<model::RunEffect>& effects);
std::vector<model::RunEffect> read_effects(std::string_view text);

}  // namespace postroom::store
