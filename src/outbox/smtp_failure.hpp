// Where the SMTP client's failures meet the classes of the outbox.
// Invariant: a mail that may have been accepted stays uncertain across the conversion.
// Rule: mail-correctness.md OUT-4, OUT-7, OUT-8.
#pragma once

#include <optional>

#include "outbox/classify.hpp"
#include "smtp/failure.hpp"

namespace postroom::outbox {

/// The same failure in the words of classify(); valid as long as `failure` lives. Nothing when the
/// mail was withdrawn by ourselves (cancelled, lease lost): that is no failure.
std::optional<Failure> failure_of(const smtp::Failure& failure);

}  // namespace postroom::outbox
