// See understand.hpp.
#include "pipeline/understand.hpp"

#include "core/text.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"
#include "html/visible_reply.hpp"
#include "mime/parse.hpp"
#include "threading/dedup.hpp"

namespace postroom::pipeline {
namespace {

constexpr std::string_view kSharedScope = "workspace";

std::vector<desk::EnclosedFile> pack_files(std::vector<mime::Attachment>& attachments) {
    std::vector<desk::EnclosedFile> files;
    files.reserve(attachments.size());
    for (auto& attachment : attachments) {
        files.push_back({.filename = std::move(attachment.filename),
                         .content_type = std::move(attachment.content_type),
                         .content_id = std::move(attachment.content_id),
                         .is_inline = attachment.is_inline,
                         .blob = store::pack_blob(attachment.content)});
        attachment.content.clear();
    }
    return files;
}

void read_body(Understood& understood) {
    auto& mail = understood.mail;
    if (mail.text.empty() && !mail.html.empty()) {
        mail.text = html::to_text(mail.html);
        mail.text_from_html = true;
    }
    if (!mail.html.empty()) {
        auto sanitised = html::sanitise(mail.html);
        understood.html = std::move(sanitised.html);
        std::ranges::move(sanitised.warnings, std::back_inserter(mail.warnings));
    }
    understood.visible_text = html::visible_reply(mail.text, mail.html).text;
}

}  // namespace

Understood understand(const desk::Environment& env, std::string_view raw, const MailSource& source,
                      const dkim::KeyLookup& keys) {
    Understood understood{.mail = mime::parse(raw)};
    auto& mail = understood.mail;
    read_body(understood);
    understood.automatic =
        guard::judge_automatic(mail, source.envelope_from.empty() ? "<>" : source.envelope_from);
    understood.bounce = guard::judge_bounce(mail);
    understood.feedback = guard::judge_feedback(mail);
    understood.own = guard::judge_own(mail, env.loop_key());
    understood.evidence = threading::gather(mail, source.recipient, env.keys);
    understood.proof =
        guard::judge_sender(mail,
                            {.dkim = dkim::verify_dkim(raw, keys, source.received_at),
                             .arc = dkim::verify_arc(raw, keys)},
                            env.trusted_servers);
    understood.forwarding = guard::judge_forwarding(
        mail,
        {.recipient = source.recipient,
         .is_sender_proved = understood.proof.conclusion == guard::SenderProof::Conclusion::pass});
    // The same mail to two of our addresses is one message with two receipts (IN-10).
    understood.dedup_key = threading::dedup_key(mail, kSharedScope);
    understood.files = pack_files(mail.attachments);
    return understood;
}

}  // namespace postroom::pipeline
