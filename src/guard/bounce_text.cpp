// See bounce_text.hpp.
#include "guard/bounce_text.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/text.hpp"
#include "guard/bounce_class.hpp"
#include "guard/status_words.hpp"

namespace postroom::guard {
namespace {

constexpr std::size_t kTextBytesMax = std::size_t{64} << 10;
constexpr std::size_t kRecipientsMax = 1000;

using Phrases = std::span<const std::string_view>;

// clang-format off
constexpr auto kFailures = std::to_array<std::string_view>({
    "could not be delivered", "couldn't be delivered", "not be delivered", "was not delivered", "wasn't delivered", "not delivered", "unable to deliver", "wasn't able to deliver", "cannot be delivered", "can't be delivered", "cannot deliver", "undeliverable", "undelivered", "undelivarable", "did not reach",
    "delivery failed", "delivery has failed", "failed permanently", "failed to deliver", "failed delivery", "delivery to the following", "delevery to the following", "had delivery problems", "had permanent fatal errors", "error delivering", "delivery failure", "permanent failure",
    "permanent error", "permanent fatal", "transcript of session", "failure reasons", "following address", "invalid user address", "account is disabled", "has been delayed", "is delayed", "not yet been delivered", "temporary failure", "could not deliver", "will be retried",
    "will continue to try", "warning message only", "message could not", "message not delivered", "not able to deliver", "problem delivering", "recipient unknown", "unknown user", "user unknown", "no such user", "mailbox is full", "rejected", "address not found", "wasn't found", "returned to sender",
    "could not send", "error message below", "remote host said", "delivery error", "delivery status", "delivery attempts", "was blocked", "not listed in", "did not accept", "does not exist", "wasn't able to", "have not been delivered",
    "could not be sent", "couldn't be sent", "can not be delivered", "can not deliver", "could not be transmitted", "cannot be sent", "non-deliverable", "nondeliverable", "non-delivered", "trouble delivering", "failed to send", "has failed to", "message has been rejected", "was rejected", "was refused", "not been delivered", "delivery was not", "delivery not", "were affected", "were not delivered", "not reach", "not be reached", "aborted after", "gave up", "given up", "giving up", "not member", "not a member", "are not a member", "reject mail", "loop alert", "security alert", "message bounced", "has bounced", "returning it", "being returned", "unreachable", "out of time", "undeliverability",
    "не может быть доставлено", "не доставлено", "не удалось доставить", "не может быть отправлено", "невозможно доставить", "konnte nicht zugestellt", "nicht zugestellt", "unzustellbar", "nicht übermittelt", "fehler bei der übermittlung", "zustellung fehlgeschlagen", "fehlgeschlagen", "konnte nicht", "nicht ausgeliefert", "n'a pas pu être", "n'a pu être", "non remis", "non distribu", "échec de la remise", "échec de remise", "impossible de remettre", "impossible de distribuer", "remise a échoué", "n'a pas été remis", "n'a pu être remis", "pas été distribué", "n'a pas été délivré",
    "non è stato possibile", "non consegnat", "impossibile recapitare", "mancato recapito", "mancata consegna", "no se ha podido entregar", "no se pudo entregar", "no pudo ser entregado", "no se entregó", "error de entrega", "error al entregar", "entrega fallida", "não foi possível entregar", "não foi entregue", "não pôde ser entregue", "falha na entrega", "falha de entrega", "недоставлен", "не было доставлено", "не была доставлена", "не доставлена", "ошибка доставки", "recapito non riuscito", "recapito fallito", "consegna non riuscita", "consegna fallita", "не удалось отправить", "kon niet worden", "kunne ikke leveres", "kunde inte levereras",
    "nie mogła zostać", "nie można dostarczyć", "送信できません", "配信できません", "届けられません", "送信に失敗", "配送できません", "送信できません", "送れません", "送信されません", "配信に失敗", "配信不能", "返送", "不達", "エラー", "投递失败", "發送失敗", "发送失败", "未能送达", "未能投递", "無法投遞", "無法傳遞", "被退回", "전송하지 못", "배달되지", "배달할 수 없", "반송", "teslim edilemedi", "iletilemedi", "nem kézbesíthető", "kézbesítés", "nedoručiteln", "nebylo možné doručit", "nedoručen", "nebyla doručena", "niedoręcz", "niedostarcz", "nie została dostarczona", "nie dostarczono", "ei voitu toimittaa", "toimitus epäonnistui", "ikke leveres", "ikke levert", "ikke leveret", "inte levereras", "ikke blive leveret", "kunne ikke sendes", "kan niet worden bezorgd", "niet worden afgeleverd", "niet afgeleverd", "niet bezorgd", "mislukt", "nu a putut fi livrat", "αποτυχία παράδοσης", "δεν παραδόθηκε", "не вдалося доставити", "не доставлено", "无法投递", "退信", "无法送达", "möglicherweise nicht vorhanden", "not a member", "ditujukan", "ディレクトリのリストに",
});

constexpr auto kDelays = std::to_array<std::string_view>({
    "has been delayed", "is delayed", "was delayed", "delivery delayed", "temporary failure report", "warning message only", "will be retried", "will continue to try", "will keep trying", "still trying", "still being attempted", "will be attempted", "no need to resend", "do not need to resend", "not need to resend", "delivery attempts will", "will be retried for", "not yet been delivered", "no action is required on your part", "delivery attempts will continue", "sera retenté", "доставка отложена", "verzögert",
});

constexpr auto kSubjects = std::to_array<std::string_view>({
    "undeliver", "undelivar", "returned mail", "returned to sender", "delivery fail", "delivery problem", "delivery error", "delivery status", "delivery notification", "delivery report", "delivery has failed", "mail delivery", "delivery delayed", "failure notice", "failure delivery", "failed delivery", "failed mail", "mail failure", "mail system error", "mail error", "message delivery",
    "could not be delivered", "couldn't be delivered", "not delivered", "nondeliver", "non-deliver", "non deliver", "mailer-daemon", "warning: could not send", "warning: message", "postmaster notify", "bounce", "not listed in", "unzustellbar", "nicht zugestellt", "non remis", "non distribu", "échec", "impossible de", "mancat", "impossibile recapitare", "non recapitabile",
    "no se puede entregar", "no se ha podido", "não entregue", "onbestelbaar", "niet bezorgd", "недоставлен", "не доставлено", "ваше сообщение не", "delivery to", "unknown user", "user unknown", "undeliverable", "returned: user", "returning message", "message returned", "delivery not", "transmission fail", "delivery unsuccessful", "delivery status", "unsuccessful", "message rejected", "message not sent", "fml system error", "not member article", "spam mail from", "reject mail", "[bounce]", "nicht übermittelt", "fehlgeschlagen", "übermittlung", "échec de la remise", "non délivré", "non distribuable", "recapito non riuscito", "mancata consegna", "notifica sullo stato", "no entregado", "entrega fallida", "falha na entrega", "devuelto", "não foi possível entregar", "kan inte levereras", "kunne ikke leveres", "ikke leveret", "olevererbart", "olevererad", "nem kézbesíthető", "nedoručiteln", "nedoručen", "niedostarcz", "niedoręcz", "nie dostarczono", "mislukt", "teslim edilemedi", "ei toimitettu", "недоставк", "не удалось", "ошибка доставки", "未送达", "未能送达", "投递失败", "退回", "無法傳遞", "傳送失敗", "送信できません", "送信に失敗", "返送", "不達", "メッセージを配信できません", "전송 실패", "반송", "mdaemon notification", "エラー", "送信エラー", "配信", "配送", "退信", "are not member", "could not send message",
});

/// Lines after which the returned mail follows.
constexpr auto kReturnedMarks = std::to_array<std::string_view>({
    "below this line is a copy", "this is a copy of", "a copy of the original message", "a copy of your message", "original message follows", "header of the original message", "headers of the original message", "message headers follow", "message header follows", "unsent message follows", "returned message", "original message header", "returned mail follows", "message follows",
    "the original message was received at", "copie du message", "kopie der nachricht", "message text follows", "original mail info", "included message", "your message follows", "original message headers", "original message:", "original message header", "undelivered message", "unsent message", "original text", "your original message", "original mail follows", "beginning of the original", "start of returned", "transcript of message", "message begins", "copy of the mail", "copia del mensaje", "copia del messaggio", "messaggio originale", "mensaje original", "mensagem original", "message d'origine", "message original", "ursprüngliche nachricht", "originalnachricht", "исходное сообщение", "исходное письмо", "oorspronkelijk bericht", "元のメッセージ", "原始邮件", "originalmeddelande",
});

/// Words right before the address of who was not reached.
constexpr auto kBeforeAddress = std::to_array<std::string_view>({
    "undeliverable to", "delivered to", "delivering your mail to", "deliver message to", "deliver to", "deliver your message to", "deliver mail to", "rcpt to", "delivery to", "failed recipient", "final recipient", "failed address", "addressed to", "recipient", "address", "sending to", "message to", "mail to", "user", "mailing list", "unknown host", "allowed size", "mailbox", "account", "destinataire", "empfänger", "empfängeradresse", "adresse", "destinatario", "destinatário", "ontvanger", "получатель", "получателя", "получателю", "адресату", "адресат", "受信者", "宛先", "あて先", "收件人", "mottagare", "modtager", "odbiorca", "odbiorcy", "příjemce", "címzett", "vastaanottaja",
});
// clang-format on

bool contains_any(std::string_view text, Phrases phrases) {
    return std::ranges::any_of(phrases,
                               [&](std::string_view phrase) { return text.contains(phrase); });
}

bool is_address_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("!#$%&*+-/=?^_{|}~.").contains(c);
}

struct FoundAddress {
    std::string_view address;
    std::size_t begin = 0;  ///< with its angle bracket or quote, if any
    std::size_t end = 0;
};

/// The first address in a line.
FoundAddress find_address(std::string_view line) {
    for (std::size_t at = line.find('@'); at != std::string_view::npos;
         at = line.find('@', at + 1)) {
        std::size_t begin = at;
        while (begin > 0 && is_address_char(line[begin - 1])) {
            --begin;
        }
        std::size_t end = at + 1;
        while (end < line.size() && is_address_char(line[end])) {
            ++end;
        }
        while (end > at + 1 && line[end - 1] == '.') {
            --end;
        }
        if (begin < at && end > at + 2) {
            FoundAddress found{
                .address = line.substr(begin, end - begin), .begin = begin, .end = end};
            if (begin > 0 && std::string_view("<\"'").contains(line[begin - 1])) {
                --found.begin;
                found.end +=
                    end < line.size() && std::string_view(">\"'").contains(line[end]) ? 1 : 0;
            }
            return found;
        }
    }
    return {};
}

/// Whether the line is the end of the report: a mark, or the first field of a header.
bool begins_returned_mail(std::string_view line) {
    const std::string_view bare = trim(line);
    if (line.starts_with("Received:") || line.starts_with("Return-Path:") ||
        line.starts_with("Return-path:") || line.starts_with("DKIM-Signature:") ||
        line.starts_with("X-Google-Smtp-Source:") || line.starts_with("MIME-Version:")) {
        return true;
    }
    const bool has_frame = bare.starts_with("--") || bare.starts_with("==") ||
                           bare.ends_with(':') || bare.ends_with("--") ||
                           bare.ends_with("follow.") || bare.ends_with("follows.");
    const std::string folded = to_lower(bare.substr(0, 120));
    return has_frame && !folded.contains("transcript") &&
           (contains_any(folded, kReturnedMarks) ||
            (bare.starts_with("--") && folded.contains("original message")));
}

/// The recipient that a line begins to speak about; empty when it does not.
std::string_view recipient_of_line(std::string_view line) {
    std::string_view bare = trim(line);
    while (!bare.empty() && std::string_view("*-# \t>(").contains(bare.front())) {
        bare.remove_prefix(1);
    }
    const FoundAddress found = find_address(bare);
    if (found.address.empty()) {
        return {};
    }
    if (found.begin == 0) {
        const std::string_view after = bare.substr(found.end);
        return after.starts_with("...") ? std::string_view{} : found.address;
    }
    if (starts_with_ignoring_case(bare, "mail from:")) {
        return {};
    }
    std::string before = to_lower(bare.substr(0, found.begin));
    while (!before.empty() && std::string_view(" :<\"'([").contains(before.back())) {
        before.pop_back();
    }
    const bool is_contact = contains_any(
        before,
        std::to_array<std::string_view>({"contact", "from", "help", "http", "please", "assistance",
                                         "forward this", "send mail to", "send this"}));
    const bool told = std::ranges::any_of(
        kBeforeAddress, [&](std::string_view phrase) { return before.ends_with(phrase); });
    return told && !is_contact && before.size() < 120 ? found.address : std::string_view{};
}

/// "550 5.1.1 <ana@example.org>... User unknown": a line of a transcript.
std::string_view recipient_of_transcript(std::string_view line) {
    const std::string_view bare = trim(line);
    const bool begins_with_code = bare.size() > 4 && (bare.front() == '5' || bare.front() == '4') &&
                                  find_reply_code(bare.substr(0, 4)).size() == 3;
    const FoundAddress found = begins_with_code ? find_address(bare) : FoundAddress{};
    return found.address.empty() || found.begin > 30 ? std::string_view{} : found.address;
}

/// "pipe to |/usr/bin/x generated by ana@example.org": only where nothing better names somebody.
std::string_view recipient_behind_alias(std::string_view line) {
    const FoundAddress found = find_address(line);
    const std::string before = to_lower(line.substr(0, found.begin));
    return before.contains("generated by") || before.contains("generated from") ||
                   before.contains("expanded from")
               ? found.address
               : std::string_view{};
}

/// "Ana Lima <ana@example.org>" alone on a line.
std::string_view recipient_with_name(std::string_view line) {
    const std::string_view bare = trim(line);
    const FoundAddress found = find_address(bare);
    const bool is_framed = found.begin > 0 && found.end == bare.size() && bare.ends_with('>');
    return is_framed && found.begin < 60 && !bare.contains(':') ? found.address
                                                                : std::string_view{};
}

/// Whom the report offers for help, and whom it was for, are named beside those who failed.
bool is_role(std::string_view address) {
    const std::string_view local = address.substr(0, address.find('@'));
    return std::ranges::any_of(
        std::to_array<std::string_view>({"postmaster", "abuse", "support", "help", "helpdesk",
                                         "mailer-daemon", "hostmaster", "webmaster"}),
        [&](std::string_view role) { return equals_ignoring_case(local, role); });
}

void drop_roles(std::vector<ReportedRecipient>& recipients) {
    const bool has_person = std::ranges::any_of(
        recipients, [](const ReportedRecipient& r) { return !is_role(r.address); });
    if (has_person) {
        std::erase_if(recipients, [](const ReportedRecipient& r) { return is_role(r.address); });
    }
}

ReportedRecipient* find_or_add(std::vector<ReportedRecipient>& recipients,
                               std::string_view address) {
    const auto known = std::ranges::find_if(recipients, [&](const ReportedRecipient& r) {
        return equals_ignoring_case(r.address, address);
    });
    if (known != recipients.end()) {
        return &*known;
    }
    return recipients.size() < kRecipientsMax
               ? &recipients.emplace_back(ReportedRecipient{std::string(address), {}})
               : nullptr;
}

/// An address at the beginning of a line that is indented below the line above goes on with that
/// one's words: servers name in their answers whom an alias led to.
template <class F>
void collect(ReportText& report, F&& recipient_of) {
    report.recipients.reserve(kRecipientsMax);  // pointers into it stay good
    ReportedRecipient* current = nullptr;
    std::size_t indent_of_current = 0;
    bool was_blank = true;
    for (const std::string_view line : split(report.words, '\n')) {
        const std::size_t indent = line.find_first_not_of(" \t");
        const bool goes_on = current != nullptr && !was_blank && indent > indent_of_current;
        const std::string_view address = goes_on ? std::string_view{} : recipient_of(line);
        was_blank = trim(line).empty();
        if (!address.empty()) {
            ReportedRecipient* const next = find_or_add(report.recipients, address);
            current = next == nullptr ? current : next;
            indent_of_current = indent;
        }
        if (current != nullptr) {
            current->words.append(line).append("\n");
        }
    }
}

/// The line above the words about the only recipient: "The account is disabled." stands there.
std::string_view line_above(std::string_view report, std::string_view words) {
    const std::size_t at = report.find(words.substr(0, words.find('\n')));
    const std::string_view above = trim(report.substr(0, at == std::string_view::npos ? 0 : at));
    return above.substr(above.rfind('\n') + 1);
}

/// One recipient's reason may stand above the address: in a transcript, or when no code stands
/// below.
void widen_words(ReportText& report) {
    if (report.recipients.size() == 1) {
        std::string& words = report.recipients.front().words;
        const std::size_t answer = report.words.find("\n<<< ");
        const bool is_below_answer = answer != std::string::npos && !words.contains("\n<<< ");
        if (is_below_answer || (find_reply_code(words).empty() && find_status(words).empty())) {
            words = report.words;
        } else {
            words.insert(0, std::string(line_above(report.words, words)) + "\n");
        }
    }
}

}  // namespace

ReportText read_report_text(std::string_view text) {
    ReportText report;
    const std::string_view bounded = truncate_utf8(text, kTextBytesMax);
    std::size_t at = 0;
    while (at < bounded.size()) {
        const std::size_t feed = std::min(bounded.find('\n', at), bounded.size());
        const std::string_view line = bounded.substr(at, feed - at);
        if (at > 0 &&
            begins_returned_mail(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line)) {
            break;
        }
        at = feed + 1;
    }
    report.words = std::string(bounded.substr(0, at));
    report.stages = stages_told(report.words);
    report.returned = std::string(bounded.substr(std::min(at, bounded.size())));
    collect(report, recipient_of_line);
    for (const auto recipient_of :
         {recipient_of_transcript, recipient_with_name, recipient_behind_alias}) {
        if (report.recipients.empty()) {
            collect(report, recipient_of);
        }
    }
    drop_roles(report.recipients);
    widen_words(report);
    return report;
}

bool tells_failure(std::string_view words) {
    return contains_any(to_lower(one_line(words)), kFailures);
}
bool tells_delay(std::string_view words) {
    return contains_any(to_lower(one_line(words)), kDelays);
}
bool is_report_subject(std::string_view subject) {
    return contains_any(to_lower(subject), kSubjects);
}

}  // namespace postroom::guard
