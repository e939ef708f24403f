// The people and the work of the workspace as tables that a spreadsheet can open.
// Invariant: plain words. Rule: RFC 4180.
#pragma once

#include "model/enum_names.hpp"

namespace postroom::model {

enum class DirectoryKind { customers, organizations, users, teams, projects, timesheets };
POSTROOM_ENUM_NAMES(DirectoryKind, {DirectoryKind::customers, "customers"},
                    {DirectoryKind::organizations, "organizations"},
                    {DirectoryKind::users, "users"}, {DirectoryKind::teams, "teams"},
                    {DirectoryKind::projects, "projects"},
                    {DirectoryKind::timesheets, "timesheets"});

/// What became of one row of an imported table.
enum class ImportOutcome { created, changed, unchanged, refused };
POSTROOM_ENUM_NAMES(ImportOutcome, {ImportOutcome::created, "created"},
                    {ImportOutcome::changed, "changed"}, {ImportOutcome::unchanged, "unchanged"},
                    {ImportOutcome::refused, "refused"});

}  // namespace postroom::model
