// See settle_case.hpp.
#include "pipeline/settle_case.hpp"

#include <boost/json.hpp>
#include <utility>

#include "core/text.hpp"
#include "model/phrase_tables.hpp"

namespace postroom::pipeline {
namespace {

constexpr std::string_view kUnknownSender = "unknown@invalid";

std::string proof_json(const Understood& understood) {
    const auto& proof = understood.proof;
    return boost::json::serialize(
        boost::json::object{{"conclusion", guard::to_string(proof.conclusion)},
                            {"basis", guard::to_string(proof.basis)},
                            {"domain", proof.domain},
                            {"dkim", dkim::to_string(proof.dkim)},
                            {"arc", dkim::to_string(proof.arc)},
                            {"reason", proof.reason},
                            {"wants_no_answer", understood.automatic.suppress_ack}});
}

}  // namespace

store::Disposition Case::ends_as(model::IncomingOutcome outcome, std::string reason) const {
    return {.outcome = outcome,
            .reason = std::move(reason),
            .subject = understood.mail.subject,
            .from_address = from_address,
            .dedup_key = understood.dedup_key,
            .item_id = {},
            .message_id = {},
            .parser_version = kParserVersion,
            .sender_proof = proof_json(understood)};
}

Case open_case(db::Session& session, const desk::Environment& env,
               const model::IncomingMail& incoming, Understood& understood) {
    Case mail{session,
              env,
              incoming,
              understood,
              to_lower(understood.mail.from.address),
              understood.mail.from.name};
    if (mail.from_address.empty()) {
        mail.from_address =
            to_lower(incoming.envelope_from.empty() ? kUnknownSender : incoming.envelope_from);
        understood.mail.warnings.push_back(model::sentence_of(model::message_warning("no_sender")));
    }
    if (mail.from_name.empty()) {
        mail.from_name = mail.from_address;
    }
    return mail;
}

}  // namespace postroom::pipeline
