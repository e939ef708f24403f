// Mails that need no item: loops, duplicates, blocked senders, reports, machines that answer.
// Internal to src/pipeline. Rule: mail-correctness.md LOOP-1 to LOOP-4, BNC-1 to BNC-8, FWD-5.
#pragma once

#include <optional>

#include "core/result.hpp"
#include "pipeline/settle_case.hpp"

namespace postroom::pipeline {

/// How the mail ends before anybody asks where it belongs; nothing when that must be asked.
Result<std::optional<store::Disposition>> judge_aside(Case& mail);

/// An answering machine's notice: it answers some mail, so it never begins an item. A monitoring
/// alert does not answer anything and does. (RFC 3834 section 5; LOOP-4)
bool is_answering_machine(const mime::Mail& mail);

/// Whether the mail answers one that a machine of ours wrote: then it is only logged.
/// (product-facts 2.5)
bool answers_our_notification(const Case& mail);

}  // namespace postroom::pipeline
