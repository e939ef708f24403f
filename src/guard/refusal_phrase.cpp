// See refusal_phrase.hpp.
#include "guard/refusal_phrase.hpp"

#include <array>

namespace postroom::guard {
namespace {

// clang-format off
constexpr auto kSender = std::to_array<std::string_view>({
    "sender address", "sender's address", "sender rejected", "sender verify", "sender domain", "sender unknown", "sender not", "sender is not", "sender is blocked", "sender denied", "bad sender", "invalid sender", "unknown sender", "envelope sender", "domain of sender",
    "sender email", "sender id ", "return path", "return-path", "ptr record", "from address", "mail from domain", "from domain", "from: header", "from header", "mail from command", "backscatter", "callback", "helo command", "ehlo command", "helo name", "invalid helo", "bad helo", "client host", "your hostname",
    "accept mail from", "accept messages from", "accept email from", "receive mail from", "receive email from", "mails from you", "messages from you", "you are not allowed", "you are not authorized", "not authorized", "unauthorized", "verification failed for <",
    "adresse de l'expéditeur", "expéditeur refus", "absender", "remetente", "remitente", "отправител",
});

constexpr auto kMissingHost = std::to_array<std::string_view>({
    "host unknown", "unknown host", "host not found", "domain not found", "domain name not found", "no such domain", "no such host", "nxdomain", "invalid domain", "unknown domain", "domain unknown", "name or service not known", "domain is not valid", "illegal host", "host or domain name not found",
    "name service error", "no mx found", "no mx record", "no valid mx", "no mx or a record", "no mx host", "does not accept mail", "doesn't accept mail", "does not accept email", "nullmx", "null mx", "no route to domain", "no route for current request", "no a record", "no mail exchanger", "couldn't find a mail exchanger",
    "couldn't find any host", "bad destination system", "bad destination host", "domain nonexistent", "infodomainnonexistent", "domain does not exist", "domain doesn't exist", "domain doesnt exist", "domain must exist", "domain is not reachable", "host does not exist", "all relevant mx records point to non-existent", "all host address lookups failed permanently", "unrouteable", "unroutable", "nonexistent domain", "non-existent domain", "nonexistentdomain",
    "not in database", "has no mail exchanger", "smtp protocol returned a permanent", "mail receiving disabled", "server does not accept mail", "indicated no smtp service", "no host found for existing smtp", "no host by that name", "cannot resolve host", "could not resolve host", "unable to resolve host", "domain name could not be resolved", "couldn't be resolved",
    "domain couldn't be found", "domain could not be found", "domain wasn't found", "domaine inconnu", "domaine inexistant", "dominio inesistente", "dominio sconosciuto", "dominio no existe", "domínio não encontrado", "nie istnieje domena", "домен не найден", "домен не существует", "domain unbekannt", "host unbekannt",
});

constexpr auto kClosed = std::to_array<std::string_view>({
    "mailbox full", "mailbox is full", "mail box full", "mail box is full", "inbox is full", "inbox full", "mailbox for user is full", "mailfolder is full", "box is full", "full mailbox", "over quota", "overquota", "over the quota", "over its quota", "quota exceed", "quota full", "quota is full", "exceeded quota", "exceeded its quota", "exceeded the quota", "exceeded their quota", "exceeded email quota", "exceeds quota", "exceed the quota", "exceeding quota",
    "quota violation", "quota error", "mailbox quota", "mail quota", "email quota", "out of storage", "storage limit", "storage space", "storage quota", "storage allocation", "exceeded storage", "exceeded his quota", "exhausted allowed storage", "not enough storage", "not enough space", "not enough disk", "no space left", "insufficient disk", "insufficient space", "insufficient system storage", "insufficient storage", "mailbox size", "mailbox exceed", "mailbox has exceeded", "mailbox limit", "exceeded mailbox", "exceed mailbox", "exceeds the maximum mailbox", "allowed size", "maximum allowed size",
    "exceeded the local limit", "recipient's mailbox exceeded", "account full", "account is full", "account exceeds", "user is over", "is over the", "disk quota", "disc quota", "disk full", "space limit", "space for mail", "maildir over", "too much mail", "too many messages on the server", "too many messages in the mailbox", "larger than the space", "larger than the current system storage", "message size exceeds", "casilla llena", "buzón lleno", "buzon lleno", "buzón del destinatario está lleno", "caixa cheia", "caixa postal cheia", "casella piena", "casella postale piena", "boîte pleine", "boite pleine", "boite du destinataire pleine", "boîte aux lettres pleine", "postfach voll", "postfach ist voll", "postfach überfüllt", "postbus vol", "skrzynka pełna", "skrzynka jest pełna", "ящик переполнен", "переполнен", "邮箱已满", "容量を超え", "容量オーバー", "いっぱい",
    "temporarily unavailable", "temporarily locked", "temporarily limited", "temporarily disabled", "temporary locked", "temporary disabled", "recipient preferences", "refuses to accept", "refuse to receive", "user refuses", "user reject", "restricted", "not permitted to", "only accepts", "only accepting mail", "is not accepting any mail", "not accepting messages", "not accepting mail", "may not exist", "blocked by the recipient", "message filtered", "user rules", "is protected by", "you have been blocked", "ambiguous", "message content", "spam message", "looks like spam", "considered spam", "detected as spam", "classified as spam", "identified as spam",
    "user is receiving mail", "tried to reach is receiving mail", "hop count", "mail loop", "loops back", "loop detected", "relay denied", "relaying denied", "relay access denied", "relay not permitted", "relaying not permitted", "unable to relay", "not permitted to relay", "relaying prohibited", "allowed rcpthosts",
});

constexpr auto kDisabled = std::to_array<std::string_view>({
    "account is disabled", "account disabled", "account has been disabled", "account that you tried to reach is disabled", "tried to reach is disabled", "mailbox disabled", "mailbox is disabled", "mailbox has been disabled", "user disabled", "user is disabled", "or domain is disabled", "recipient is disabled", "recipient disabled", "is suspended", "been suspended", "account suspended", "mailbox suspended", "user suspended", "suspended mailbox", "suspended user", "suspend the service", "disabled or discontinued",
    "account is locked", "account locked", "mailbox locked", "mailbox is locked", "inactive", "inactivity", "is not active", "not activated", "deactivated", "desactivated", "account expired", "mailbox is frozen", "frozen", "currently suspended", "account closed", "account is closed", "archived recipient", "destinataire archivee", "user is terminated", "been closed", "mailbox unavailable or access denied", "account was blocked", "account is blocked", "account blocked", "user blocked", "заблокирован", "отключен", "gesperrt", "deaktiviert", "désactivé", "suspendu", "bloqueada", "sospes",
});

constexpr auto kMissingPerson = std::to_array<std::string_view>({
    "user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "no such mail box", "no such address", "no such account", "no such person", "no such local user", "no such alias", "no such email", "no such name", "recipient unknown", "unknown recipient", "unknown address", "address unknown", "unknown mailbox", "mailbox unknown", "account unknown", "alias unknown", "unknown alias", "unknown name", "unknown virtual",
    "unknown account", "unknown local", "unknown or illegal", "unknown email", "unknown e-mail", "user is unknown", "recipient is unknown", "does not exist", "doesn't exist", "does not exists", "doesnt exist", "not exist", "non-existent", "nonexistent", "non existent", "non-existing", "nonexisting", "invalid recipient", "invalid user", "invalid mailbox", "invalid address", "invalid email", "invalid e-mail", "invalid destination", "invalid final delivery", "invalid rcpt", "invalid account", "invalid local",
    "user invalid", "recipient invalid", "address invalid", "mailbox invalid", "mailbox is invalid", "address is invalid", "recipient is invalid", "bad destination", "bad recipient", "bad address", "bad user", "badrcptto", "bad rcpt", "recipient not found", "user not found", "user was not found", "mailbox not found", "address not found", "account not found", "not found recipient", "recipientnotfound", "adrnotfound", "recipnotfound", "recipnotfound", "legacyexchangedn", "cannot find user", "could not find user", "can't find user",
    "couldn't find any", "couldn't be found", "could not be found", "wasn't found", "was not found", "cannot be found", "can't be found", "not our customer", "no mailbox", "no mail box", "account that you tried to reach does not", "not listed in", "user not listed", "not a known user", "isn't a known", "is not a known", "not known here", "not known at", "user not known", "not known to", "undeliverable address", "recipient address rejected: access denied", "destination addresses were unknown", "mailbox not present", "not present in directory", "not local",
    "name is not recognized", "is not recognized", "no account", "not a valid", "not an valid", "isn't a valid", "is not valid", "no valid recipient", "not a registered", "not registered", "is not a user", "no user", "not a local", "validrcptto", "my badrecipientto", "not have an account", "doesn't have a", "doesn't have an", "does not have an account", "does not have a mailbox", "does not have a valid", "has no account", "no longer valid", "no longer a valid", "no longer an active", "not a member of the system", "not a customer", "not configured on this server", "no thank you rejected",
    "no longer available", "no longer active", "no longer in use", "no longer used", "no longer exists", "no longer with", "no longer employed", "no longer works", "no longer at this", "no longer on server", "no longer accepts", "no longer receiv", "has moved", "have moved", "been replaced by", "has left", "address is not valid", "recipient address rejected: address", "mailbox unavailable", "mailbox not available", "mailbox is unavailable", "mailbox is not available", "account unavailable", "account is unavailable", "address unavailable", "this address no longer", "discontinued", "been deleted", "been removed", "account deleted", "mailbox deleted",
    "user doesn", "no one here", "no one at this", "nobody here", "no recipients", "unable to find recipient", "not found in directory", "not in directory", "not in the directory", "not in address book", "name & address book", "addressee unknown", "5.1.10", "user account does not", "user missing home", "dosn't have", "envelope recipient has been denied", "incorrect recipient", "email address is wrong", "wrong email", "person is not", "not a person", "can't accept user", "cannot accept user", "recipient not ok", "recipient is not accepted", "destination server rejected recipients", "recipient is not local", "no recipient", "recipient rejected: no such",
    "no existe", "usuario desconocido", "usuário desconhecido", "não existe", "nao existe", "inexistente", "inconnu", "n'existe pas", "n'existe plus", "destinataire invalide", "unbekannt", "nicht bekannt", "existiert nicht", "nicht gefunden", "ungültige", "bestaat niet", "onbekend", "finnes ikke", "findes ikke", "finns inte", "ukjent", "ukendt", "okänd", "nie istnieje", "nieznany", "neexistuje", "neznám", "nem létezik", "не существует", "не найден", "неизвест", "non trovat", "non esiste", "inesistente", "utente sconosciuto", "nessun utente", "destinatario sconosciuto", "bulunamadı", "不存在", "存在しません", "存在しない", "宛先不明", "not recognised",
});

constexpr auto kDirectory = std::to_array<std::string_view>({
    "not listed in", "not recognized", "not recognised", "directory", "address book", "unknown user:", "user not found", "unknown recipient", "not found in the recipient", "e-mail account does not exist at the organization", "on this server", "at this server", "local mailbox", "legacyexchangedn", "unknown in local", "unknown in virtual", "unknown in relay",
    "destinataire n'est pas reconnu", "destinataire inconnu", "utilisateur inconnu", "empfängername", "benutzer unbekannt", "empfänger unbekannt", "destinatario sconosciuto", "utente sconosciuto", "usuario desconocido", "destinatario desconocido", "usuário desconhecido", "onbekende gebruiker", "onbekende ontvanger", "okänd mottagare", "ukendt modtager", "nieznany odbiorca", "неизвестный пользователь", "неизвестный получатель",
});

constexpr auto kAgainstStatus = std::to_array<std::string_view>({
    "spam", "junk", "unsolicited", "blocked", "blacklist", "black list", "block list", "blocklist", "denylist", "dnsbl", "rbl", "spamhaus", "reputation", "listed at", "listed by", "listed in", "reverse dns", "ptr record", "ptr lookup", "reverse lookup", "spf", "dkim", "dmarc", "unauthenticated", "authenticat",
    "policy", "policies", "relay", "too large", "too big", "size limit", "message size", "too many", "rate limit", "throttl", "greylist", "graylist", "timed out", "timeout", "time out", "expired", "queue too long", "connection refused", "too many hops", "virus", "malware", "banned", "content", "try again", "try later", "access denied", "administrative", "prohibit",
});

constexpr auto kAgainstMail = std::to_array<std::string_view>({
    "spam", "junk mail", "junkmail", "unsolicited", "blacklist", "black list", "block list", "blocklist", "denylist", "deny list", "dnsbl", "rbl", "spamhaus", "spamcop", "barracuda", "senderscore", "reputation", "listed at", "listed by", "reverse dns", "reverse lookup", "ptr lookup", "spf", "dkim", "dmarc", "unauthenticated", "authentication check", "not authenticated",
    "policy reason", "policy violation", "policy restriction", "local policy", "security policy", "message content", "content rejected", "rejected due to content", "content filter", "banned", "virus", "malware", "phishing", "suspicious", "blocked url", "prohibited attachment", "attachment type", "message size exceeds", "message too large", "message is too large", "too big for", "exceeds the maximum message size",
    "rate limit", "too many messages from", "too many connections", "too much mail from", "relay denied", "relaying denied", "relay access denied", "relay not permitted", "relaying not permitted", "unable to relay", "relaying prohibited", "has been blocked", "is blocked", "blocked by", "blocked using", "ip address is", "client host blocked", "poor sender", "bulk mail", "indésirable", "pourriel", "correo no deseado", "posta indesiderata", "спам", "垃圾邮件", "迷惑メール",
});

constexpr auto kFullMailbox = std::to_array<std::string_view>({
    "mailbox full", "mailbox is full", "mail box full", "inbox is full", "inbox full", "quota", "out of storage", "storage limit", "storage space", "insufficient storage", "not enough storage", "account full", "account is full", "casilla llena", "buzón lleno", "caixa cheia", "casella piena", "boîte pleine", "boite pleine", "postfach voll", "postfach ist voll", "переполнен", "邮箱已满",
});

constexpr auto kRecipientStage = std::to_array<std::string_view>({
    "rcpt", "does not like recipient", "recipient address rejected", "recipientnotfound", "(state 14)", "address was rejected by the remote", "rejected recipient", "mail delivery agent at messagelabs", "verify recipient", "recipient rejected", "failed recipient(s):",
});

constexpr auto kDataStage = std::to_array<std::string_view>({
    "end of data", "data command", "command: data", ">>> data", "(state 15)", "(state 17)", "(state 18)", "final data", "end-of-data", "after pipelined data", "[data]", "data_body", "reply to data",
});

constexpr auto kHardStatuses = std::to_array<std::string_view>({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.3.2", "5.4.4", "5.7.27"});
constexpr auto kSoftStatuses = std::to_array<std::string_view>({"5.1.4", "5.1.7", "5.1.8", "5.2.2", "5.2.3", "5.3.1", "5.3.4", "5.4.6", "4.2.2"});
constexpr auto kMailboxStatuses = std::to_array<std::string_view>({"4.2.0", "4.2.1", "4.2.2", "5.2.0", "5.2.1", "5.2.2", "4.4.1", "4.4.2", "4.4.7", "5.4.1", "5.4.7"});
constexpr auto kMailStatuses = std::to_array<std::string_view>({"5.1.7", "5.1.8", "5.2.3", "5.3.4"});
// clang-format on

}  // namespace

std::span<const std::string_view> phrases_about_sender() { return kSender; }
std::span<const std::string_view> phrases_of_missing_host() { return kMissingHost; }
std::span<const std::string_view> phrases_of_closed_mailbox() { return kClosed; }
std::span<const std::string_view> phrases_of_disabled_mailbox() { return kDisabled; }
std::span<const std::string_view> phrases_of_missing_person() { return kMissingPerson; }
std::span<const std::string_view> phrases_of_directory() { return kDirectory; }
std::span<const std::string_view> phrases_against_status() { return kAgainstStatus; }
std::span<const std::string_view> phrases_against_mail() { return kAgainstMail; }
std::span<const std::string_view> phrases_of_full_mailbox() { return kFullMailbox; }
std::span<const std::string_view> phrases_of_recipient_stage() { return kRecipientStage; }
std::span<const std::string_view> phrases_of_data_stage() { return kDataStage; }
std::span<const std::string_view> hard_statuses() { return kHardStatuses; }
std::span<const std::string_view> soft_statuses() { return kSoftStatuses; }
std::span<const std::string_view> mailbox_statuses() { return kMailboxStatuses; }
std::span<const std::string_view> mail_statuses() { return kMailStatuses; }

}  // namespace postroom::guard
