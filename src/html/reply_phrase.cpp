// See reply_phrase.hpp.
#include "html/reply_phrase.hpp"

#include <array>

#include "html/visible_reply.hpp"

namespace postroom::html {
namespace {

using enum HeaderLabel;

// clang-format off
constexpr auto kLabels = std::to_array<LabelPhrase>({
    {"From", from}, {"Sent", date}, {"Date", date}, {"To", to}, {"Cc", other}, {"Bcc", other}, {"Subject", subject},
    {"Reply-To", other}, {"Reply to", other}, {"Importance", other}, {"Attachments", other}, {"Sent on", date}, {"Sent at", date},
    {"De", from}, {"Expéditeur", from}, {"Envoyé", date}, {"Envoyé le", date}, {"À", to}, {"A", to}, {"Pour", to}, {"Objet", subject}, {"Sujet", subject}, {"Répondre à", other},
    {"Da", from}, {"Inviato", date}, {"Inviato il", date}, {"Data", date}, {"Data invio", date}, {"Per", to}, {"Oggetto", subject},
    {"От", from}, {"От кого", from}, {"Отправлено", date}, {"Дата", date}, {"Кому", to}, {"Копия", other}, {"Тема", subject},
    {"Von", from}, {"Gesendet", date}, {"Datum", date}, {"Gesendet am", date}, {"An", to}, {"Betreff", subject}, {"Kopie", other}, {"Antwort an", other},
    {"Enviado", date}, {"Enviado el", date}, {"Fecha", date}, {"Para", to}, {"Asunto", subject}, {"CC", other},
    {"Enviado em", date}, {"Enviada", date}, {"Enviada em", date}, {"Assunto", subject},
    {"Van", from}, {"Verzonden", date}, {"Verstuurd", date}, {"Aan", to}, {"Onderwerp", subject},
    {"Fra", from}, {"Sendt", date}, {"Dato", date}, {"Til", to}, {"Emne", subject},
    {"Från", from}, {"Skickat", date}, {"Skickat den", date}, {"Till", to}, {"Ämne", subject},
    {"Lähettäjä", from}, {"Lähetetty", date}, {"Päiväys", date}, {"Vastaanottaja", to}, {"Aihe", subject},
    {"Od", from}, {"Wysłano", date}, {"Wysłane", date}, {"Do", to}, {"Temat", subject}, {"DW", other},
    {"Odesláno", date}, {"Komu", to}, {"Předmět", subject}, {"Odoslané", date}, {"Dátum", date}, {"Predmet", subject},
    {"Feladó", from}, {"Küldve", date}, {"Címzett", to}, {"Tárgy", subject},
    {"De la", from}, {"Trimis", date}, {"Către", to}, {"Subiect", subject},
    {"Kimden", from}, {"Gönderen", from}, {"Gönderildi", date}, {"Gönderme Tarihi", date}, {"Tarih", date}, {"Kime", to}, {"Konu", subject},
    {"Від", from}, {"Надіслано", date}, {"Відправлено", date}, {"Кому", to},
    {"Από", from}, {"Ημερομηνία", date}, {"Προς", to}, {"Θέμα", subject},
    {"发件人", from}, {"寄件者", from}, {"寄件人", from}, {"发送时间", date}, {"发送日期", date}, {"傳送時間", date}, {"寄件日期", date}, {"日期", date}, {"收件人", to}, {"收件者", to}, {"抄送", other}, {"副本", other}, {"主题", subject}, {"主旨", subject},
    {"差出人", from}, {"送信者", from}, {"送信日時", date}, {"日時", date}, {"日付", date}, {"宛先", to}, {"件名", subject},
    {"보낸 사람", from}, {"보낸사람", from}, {"보낸 날짜", date}, {"날짜", date}, {"받는 사람", to}, {"받는사람", to}, {"제목", subject},
});

constexpr auto kVerbs = std::to_array<std::string_view>({
    "wrote", "writes", "sent", "replied", "said",
    "a écrit", "écrivait", "a ecrit", "a envoyé",
    "ha scritto", "scrive", "ha inviato",
    "пишет", "написал", "писал", "написала", "писала", "отправил",
    "schrieb", "geschrieben", "hat geschrieben",
    "escribió", "escribio", "ha escrito", "va escriure",
    "escreveu", "enviou",
    "schreef", "geschreven", "heeft",
    "skrev", "skrifaði", "kirjoitti", "kirjutas", "rakstīja", "rašė",
    "napisał", "napisała", "napsal", "napísal", "napisao", "napisala", "je napisal", "pisze",
    "írta", "ezt írta", "a scris", "yazdı", "şunu yazdı", "đã viết", "έγραψε", "menulis",
    "написа", "пише", "написав", "כתב", "كتب",
    "เขียนว่า", "ने लिखा", "kirjoitettu", "写道", "寫道", "写到", "於", "书写", "のメッセージ", "書きました", "さんは", "作成", "작성", "님이",
});

constexpr auto kStarters = std::to_array<std::string_view>({
    "On", "At", "Le", "Il", "Am", "El", "Em", "Op", "Den", "W dniu", "Dnia", "Dne", "Dňa", "La data de", "Pe", "În", "Στις", "V", "Vào", "Pada", "В", "У", "Ha", "Em",
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "lun", "mar", "mer", "jeu", "ven", "sam", "dim",
    "gio", "sab", "dom", "Mo", "Di", "Mi", "Do", "Fr", "Sa", "So", "mié", "jue", "vie", "sáb", "seg", "ter", "qua", "qui", "sex",
    "ma", "wo", "vr", "za", "zo", "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "niedz", "man", "tir", "ons", "tor", "fre", "lør", "søn", "mån", "tis", "lör", "sön",
    "пн", "вт", "ср", "чт", "пт", "сб", "вс", "Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье",
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "在", "於", "于",
});

constexpr auto kSeparatorWords = std::to_array<std::string_view>({
    "original", "message", "forwarded", "reply", "courriel", "transféré", "nachricht", "weitergeleitete", "messaggio", "inoltrato",
    "сообщение", "письмо", "пересылаемое", "пересланное", "mensaje", "reenviado", "mensagem", "encaminhada", "bericht", "doorgestuurd",
    "meddelelse", "besked", "meddelande", "melding", "viesti", "wiadomość", "wiadomości", "zpráva", "správa", "üzenet", "mesaj", "ileti",
    "poruka", "sporočilo", "mail", "μήνυμα", "повідомлення", "съобщение", "원본", "메시지", "メッセージ", "wrote", "skrev", "écrit", "schrieb", "schreef", "escribió", "escreveu", "ha scritto", "napisał", "написал", "пишет", "原始", "邮件", "郵件", "轉寄", "转发", "转发的",
});

constexpr auto kForwardLines = std::to_array<std::string_view>({
    "Begin forwarded message:", "Forwarded message:", "Original message:", "Début du message réexpédié :", "Début du message transféré :", "Message d'origine :",
    "Anfang der weitergeleiteten Nachricht:", "Weitergeleitete Nachricht:", "Inizio messaggio inoltrato:", "Inizio del messaggio inoltrato:",
    "Начало переадресованного сообщения:", "Inicio del mensaje reenviado:", "Início da mensagem reencaminhada:", "Início da mensagem encaminhada:", "Begin doorgestuurd bericht:",
    "Videresendt besked:", "Start på videresendt besked:", "Vidarebefordrat brev:", "Vidarebefordrat mejl:", "Välitetty viesti alkaa:", "Początek przekazywanej wiadomości:", "Rozpoczęto przekazywanie wiadomości:",
    "下面是被转发的邮件：", "开始转发的邮件：", "転送されたメッセージ：", "以下は転送されたメッセージです：",
});

constexpr auto kDeviceBeginnings = std::to_array<std::string_view>({
    "Sent from", "Sent via", "Sent with", "Sent using", "Sent by my", "Sent on the", "Get Outlook for", "Download Outlook for", "Sent through", "Typed on my", "Composed on my",
    "Envoyé de", "Envoyé depuis", "Envoyé à partir", "Envoyé avec", "Envoyé par", "Envoyé via", "Obtenir Outlook pour", "Obtenez Outlook pour", "Télécharger Outlook pour", "Téléchargez Outlook pour", "Provenance : Courrier",
    "Inviato da", "Inviato dal", "Inviato con", "Inviato tramite", "Scarica Outlook per", "Ottieni Outlook per",
    "Отправлено с", "Отправлено из", "Отправлено через", "Получите Outlook", "Скачать Outlook", "Загрузить Outlook",
    "Gesendet von", "Gesendet mit", "Gesendet aus", "Gesendet über", "Von meinem", "Von unterwegs", "Diese Nachricht wurde von meinem", "Outlook für", "Laden Sie Outlook für", "Holen Sie sich Outlook",
    "Enviado desde", "Enviado con", "Enviado por", "Obtener Outlook para", "Descargar Outlook para", "Enviado de", "Enviado do", "Enviado a partir", "Enviado via", "Obter o Outlook para", "Obtenha o Outlook para",
    "Verstuurd vanaf", "Verstuurd van", "Verstuurd met", "Verstuurd vanuit", "Verzonden vanaf", "Verzonden van", "Verzonden met", "Verzonden via", "Outlook voor", "Download Outlook voor", "Outlook downloaden voor",
    "Sendt fra", "Sendt med", "Hent Outlook", "Skickat från", "Skickat med", "Skickad från", "Hämta Outlook", "Lähetetty", "Hanki Outlook",
    "Wysłane z", "Wysłano z", "Wysłane przez", "Pobierz Outlook", "Pobierz program Outlook", "Odesláno z", "Odesláno ze", "Odoslané z", "Získat Outlook", "Elküldve", "Küldve", "Trimis de pe", "Trimis din", "Poslano z", "Poslano s",
    "Надіслано з", "Надіслано із", "Στάλθηκε από", "發自我的", "从我的", "发自我的", "发自", "来自我的", "從我的", "取得 Outlook", "获取 Outlook", "나의 iPhone", "내 iPhone",
});

constexpr auto kDeviceEndings = std::to_array<std::string_view>({
    "gesendet", "gesendet.", "から送信", "から送信しました", "gönderildi", "傳送", "发送", "에서 보냄", "beziehen", "を入手",
});

constexpr auto kClosings = std::to_array<std::string_view>({
    "regards", "best regards", "kind regards", "warm regards", "kindest regards", "with kind regards", "with best regards", "many thanks", "thanks", "thanks a lot", "thanks again", "thank you", "thank you very much",
    "thanks in advance", "thanks and regards", "thanks & regards", "cheers", "best", "best wishes", "all the best", "sincerely", "yours sincerely", "sincerely yours", "yours", "yours truly", "yours faithfully", "take care", "respectfully", "cordially", "rgds", "br", "brgds", "thx",
    "cordialement", "bien cordialement", "très cordialement", "bien à vous", "merci", "merci d'avance", "merci beaucoup", "salutations", "meilleures salutations", "sincères salutations", "amicalement", "bonne journée",
    "cordiali saluti", "distinti saluti", "saluti", "un saluto", "grazie", "grazie mille", "cordialmente",
    "с уважением", "С уважением", "с наилучшими пожеланиями", "С наилучшими пожеланиями", "спасибо", "Спасибо", "Заранее спасибо", "Всего доброго",
    "mit freundlichen grüßen", "mit freundlichem gruß", "freundliche grüße", "viele grüße", "beste grüße", "liebe grüße", "schöne grüße", "grüße", "gruß", "mfg", "lg", "vg", "danke", "vielen dank", "herzliche grüße", "mit besten grüßen",
    "saludos", "un saludo", "saludos cordiales", "atentamente", "gracias", "muchas gracias", "cordiales saludos", "un cordial saludo",
    "atenciosamente", "cumprimentos", "melhores cumprimentos", "obrigado", "obrigada", "com os melhores cumprimentos", "abraços", "att",
    "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "groeten", "groetjes", "mvg", "bedankt", "dank u wel", "alvast bedankt",
    "med venlig hilsen", "venlig hilsen", "mvh", "hilsen", "mange tak", "vh", "med vennlig hilsen", "vennlig hilsen", "takk", "med vänliga hälsningar", "vänliga hälsningar", "vänlig hälsning", "hälsningar", "tack", "ystävällisin terveisin", "terveisin", "kiitos",
    "z poważaniem", "pozdrawiam", "pozdrowienia", "serdecznie pozdrawiam", "dziękuję", "s pozdravem", "s pozdravom", "děkuji", "üdvözlettel", "köszönöm", "saygılarımla", "teşekkürler", "cu respect", "mulțumesc", "з повагою", "З повагою", "дякую",
    "此致", "谢谢", "祝好", "敬具", "よろしくお願いします", "よろしくお願いいたします", "감사합니다",
});

constexpr auto kMarkers = std::to_array<std::string_view>({
    kReplyMarkerEn, kReplyMarkerFr, kReplyMarkerIt, kReplyMarkerRu,
    "reply above this line", "type your reply above", "write above this line", "write your reply above", "respond above this line", "répondre au-dessus de cette ligne", "répondez au-dessus de cette ligne",
    "rispondi sopra questa riga", "sopra questa riga", "ответ выше этой строки", "пишите ответ выше", "oberhalb dieser Zeile", "über dieser Zeile antworten", "por encima de esta línea", "encima de esta línea", "acima desta linha", "boven deze regel",
    "over denne linje", "ovanför denna rad", "powyżej tej linii", "请在此行上方回复", "この行より上に",
});
// clang-format on

}  // namespace

std::span<const LabelPhrase> header_labels() { return kLabels; }
std::span<const std::string_view> wrote_verbs() { return kVerbs; }
std::span<const std::string_view> intro_starters() { return kStarters; }
std::span<const std::string_view> separator_words() { return kSeparatorWords; }
std::span<const std::string_view> forward_lines() { return kForwardLines; }
std::span<const std::string_view> device_beginnings() { return kDeviceBeginnings; }
std::span<const std::string_view> device_endings() { return kDeviceEndings; }
std::span<const std::string_view> closings() { return kClosings; }
std::span<const std::string_view> reply_markers() { return kMarkers; }

}  // namespace postroom::html
