// See explain_command.hpp.
#include "app/explain_command.hpp"

#include <boost/json.hpp>

#include "view/explanation.hpp"

namespace postroom::app {

Result<std::string> explain(db::Database& database, const desk::Environment& env,
                            const ExplainOptions& options) {
    if ((options.message_id == 0) == (options.mail_id == 0)) {
        return fail(ErrorKind::invalid, "invalid_arguments",
                    "Name one message (--message ID) or one mail (--mail ID).");
    }
    const view::WhoAsked who{options.person};
    const auto explained = database.read([&](db::Session& session) {
        return options.message_id != 0
                   ? view::explain_message(session, env, MessageId{options.message_id}, who)
                   : view::explain_mail(session, MailId{options.mail_id}, who, env.now());
    });
    if (!explained) {
        return fail(ErrorKind::not_found, "not_found", "There is no such message or mail.");
    }
    return boost::json::serialize(*explained) + "\n";
}

}  // namespace postroom::app
