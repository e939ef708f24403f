// The mail log as a table for spreadsheets.
// Invariant: one row a mail; no cell that a stranger wrote becomes a formula (core/csv.hpp). Rule:
// features F081-F085; RFC 4180.
#pragma once

#include <string>

#include "store/mail_view.hpp"

namespace postroom::view {

void append_csv_header_incoming(std::string& out);
void append_csv(std::string& out, const store::IncomingMailRow& row);

void append_csv_header_outgoing(std::string& out);
void append_csv(std::string& out, const store::OutgoingMailRow& row);

}  // namespace postroom::view
