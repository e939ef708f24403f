// See import_command.hpp.
#include "app/import_command.hpp"

#include <fmt/format.h>

#include <fstream>

#include "app/mbox.hpp"
#include "core/limits.hpp"
#include "desk/import_mail.hpp"

namespace postroom::app {
namespace {

struct Tally {
    std::size_t mails = 0;       ///< of the file that came in
    std::size_t recipients = 0;  ///< rows in the Outbox
    std::size_t known = 0;       ///< imported before
    std::string refused;         ///< a line for each
};

void import_one(db::Database& database, const desk::Environment& env, const std::string& mail,
                std::size_t line, Tally& tally) {
    const auto imported =
        database.write([&](db::Session& session) { return desk::import_mail(session, env, mail); });
    if (!imported) {
        tally.refused +=
            fmt::format("Not imported, the mail at line {}: {}.\n", line, imported.error().reply);
    } else if (imported->mails.empty()) {
        ++tally.known;
    } else {
        ++tally.mails;
        tally.recipients += imported->mails.size();
    }
}

}  // namespace

Result<std::string> import_outbox(db::Database& database, const desk::Environment& env,
                                  const std::string& mbox) {
    std::ifstream input(mbox, std::ios::binary);
    if (!input) {
        return fail(ErrorKind::invalid, "unreadable_file",
                    fmt::format("The file {} cannot be read.", mbox));
    }
    MboxReader reader(input, limits::kMailBytesMax);
    Tally tally;
    for (std::string mail; reader.next(mail);) {
        import_one(database, env, mail, reader.line(), tally);
    }
    return fmt::format(
        "{}Imported: {} emails to {} recipients; {} were there before. They stand in the Outbox as "
        "failed and leave only when somebody clicks Retry.\n",
        tally.refused, tally.mails, tally.recipients, tally.known);
}

}  // namespace postroom::app
