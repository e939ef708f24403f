// See reply_table.hpp.
#include "receive/reply_table.hpp"

#include <array>

namespace postroom::receive {
namespace {

struct Row {
    ErrorKind kind;
    int recipient_code;
    std::string_view recipient_enhanced;
    int mail_code;
    std::string_view mail_enhanced;
    std::string_view text;  ///< when the error has none of its own
};

constexpr std::array<Row, 7> kTable{{
    {ErrorKind::invalid, 501, "5.1.3", 554, "5.6.0", "This cannot be accepted as it is"},
    {ErrorKind::not_found, 550, "5.1.1", 550, "5.1.1", "There is no such address here"},
    {ErrorKind::conflict, 451, "4.3.0", 451, "4.3.0",
     "Something changed meanwhile; please try again"},
    {ErrorKind::denied, 550, "5.7.1", 550, "5.7.1", "This address does not take mail from you"},
    {ErrorKind::transient, 451, "4.3.0", 451, "4.3.0",
     "Not possible at this moment; please try again later"},
    {ErrorKind::permanent, 550, "5.0.0", 554, "5.0.0", "This is refused for good"},
    {ErrorKind::internal, 451, "4.3.0", 451, "4.3.0",
     "An error on our side; please try again later"},
}};

}  // namespace

smtp::Reply reply_for(const Error& error, Question question) {
    if (error.code == "disk_full") {
        // At the banner no 452 is defined; 421 says the same: come back later. (SRV-8)
        return {question == Question::connection ? 421 : 452, "4.3.1",
                error.reply.empty()
                    ? "There is no room for mail at this moment; please try again later"
                    : error.reply};
    }
    for (const Row& row : kTable) {
        if (row.kind == error.kind) {
            const std::string text(error.reply.empty() ? row.text : error.reply);
            if (question == Question::connection) {
                return {421, "4.3.2", text};
            }
            return question == Question::recipient
                       ? smtp::Reply{row.recipient_code, std::string(row.recipient_enhanced), text}
                       : smtp::Reply{row.mail_code, std::string(row.mail_enhanced), text};
        }
    }
    return {451, "4.3.0", "Please try again later"};
}

}  // namespace postroom::receive
