// See mail_log_csv.hpp.
#include "view/mail_log_csv.hpp"

#include <fmt/format.h>

#include <array>

#include "core/csv.hpp"
#include "view/mail.hpp"

namespace postroom::view {
namespace {

using Cells = std::vector<std::string>;

void append(std::string& out, const Cells& cells) { postroom::append_csv(out, cells); }

std::string item_cell(const std::optional<model::Item>& item) {
    return item ? model::reference_of(*item) : std::string();
}

}  // namespace

void append_csv_header_incoming(std::string& out) {
    out += kCsvByteOrderMark;
    append(out, {"id", "received_at", "from", "to", "subject", "channel", "outcome", "reason",
                 "item", "size"});
}

void append_csv(std::string& out, const store::IncomingMailRow& row) {
    append(out, {fmt::to_string(row.mail.id.value), format_rfc3339(row.mail.received_at),
                 row.from_address.empty() ? row.mail.envelope_from : row.from_address,
                 row.mail.recipient, row.subject, row.channel_name,
                 std::string(model::name_of(row.outcome)), row.reason, item_cell(row.item),
                 fmt::to_string(row.mail.size)});
}

void append_csv_header_outgoing(std::string& out) {
    out += kCsvByteOrderMark;
    append(out, {"id", "at", "from", "to", "subject", "connector", "outcome", "reason", "item",
                 "attempts", "report", "report_at", "report_words"});
}

void append_csv(std::string& out, const store::OutgoingMailRow& row) {
    const auto& mail = row.mail;
    const auto& report = row.report;
    append(
        out,
        {fmt::to_string(mail.id.value), format_rfc3339(mail.finished_at.value_or(mail.created_at)),
         mail.from_address, mail.recipient, mail.subject, row.connector.name,
         std::string(outcome_of(mail.state)), std::string(reason_of(mail)), item_cell(row.item),
         fmt::to_string(mail.attempts), report ? std::string(model::name_of(report->kind)) : "",
         report ? format_rfc3339(report->at) : "", report ? report->words : ""});
}

}  // namespace postroom::view
