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
    {"Từ", from}, {"Người gửi", from}, {"Đã gửi", date}, {"Ngày", date}, {"Đến", to}, {"Tới", to}, {"Chủ đề", subject}, {"Tiêu đề", subject},
    {"من", from}, {"تاريخ الإرسال", date}, {"التاريخ", date}, {"تم الإرسال", date}, {"إلى", to}, {"الموضوع", subject}, {"מאת", from}, {"נשלח", date}, {"תאריך", date}, {"אל", to}, {"נושא", subject},
    {"Šalje", from}, {"Prima", to}, {"Poslano", date}, {"Za", to}, {"Zadeva", subject}, {"Naslov", subject}, {"Saatja", from}, {"Saadetud", date}, {"Kuupäev", date}, {"Adressaat", to}, {"Teema", subject},
    {"Nosūtīts", date}, {"Kam", to}, {"Tēma", subject}, {"Nuo", from}, {"Išsiųsta", date}, {"Tema", subject}, {"Enviat", date}, {"Per a", to}, {"Assumpte", subject}, {"Dari", from}, {"Terkirim", date}, {"Dikirim", date}, {"Tanggal", date}, {"Kepada", to}, {"Subjek", subject}, {"Perihal", subject},
    {"จาก", from}, {"ส่ง", date}, {"วันที่", date}, {"ถึง", to}, {"เรื่อง", subject}, {"Изпратено", date}, {"До", to}, {"Относно", subject}, {"Sent to", to}, {"Elküldve", date}, {"Odeslané", date}, {"Στάλθηκε", date}, {"Kopi", other}, {"Kopia", other}, {"Másolat", other}, {"Kopija", other}, {"Adjuntos", other}, {"Pièces jointes", other}, {"Anlagen", other}, {"Allegati", other}, {"Вложения", other}, {"Bijlagen", other}, {"Priorité", other}, {"Priority", other}, {"Wichtigkeit", other}, {"Responder a", other}, {"Rispondi a", other}, {"Organization", other}, {"Organisation", other},
    {"보낸 사람", from}, {"보낸사람", from}, {"보낸 날짜", date}, {"날짜", date}, {"받는 사람", to}, {"받는사람", to}, {"제목", subject},
});

constexpr auto kVerbs = std::to_array<std::string_view>({
    "wrote", "writes", "wrote via",
    "a écrit", "écrivait", "a ecrit", "ha scritto", "scrive",
    "пишет", "написал", "писал", "написала", "писала", "написали",
    "schrieb", "geschrieben", "hat geschrieben", "schreibt", "schrieben",
    "escribió", "escribio", "ha escrito", "escribe", "va escriure", "ha escrit",
    "escreveu", "escrevia", "schreef", "geschreven",
    "skrev", "skriver", "skrifaði", "kirjoitti", "kirjoitettu", "kirjutas", "kirjutab", "rakstīja", "rašė", "parašė",
    "napisał", "napisała", "napsal", "napsala", "napísal", "napísala", "napisao", "napisao je", "napisala", "je napisal", "pisze",
    "írta", "ezt írta", "a scris", "yazdı", "şunu yazdı", "đã viết", "έγραψε", "menulis",
    "написа", "пише", "написав", "כתב", "كتب",
    "เขียนว่า", "ने लिखा", "写道", "寫道", "写到", "书写", "のメール", "のメッセージ", "書きました", "작성",
});

/// People use these of logs and parcels too: an address must stand beside them.
constexpr auto kWeakVerbs = std::to_array<std::string_view>({
    "sent", "replied", "said", "a envoyé", "a répondu", "ha inviato", "ha risposto", "отправил", "ответил", "hat gesendet", "antwortete", "envió", "respondió", "enviou", "respondeu", "heeft", "stuurde", "sendte", "skickade", "meldte", "wysłał", "odpowiedział", "poslal", "küldte", "a trimis", "gönderdi", "於", "于", "さんは", "님이",
});

constexpr auto kStarters = std::to_array<std::string_view>({
    "On", "At", "Le", "Il", "Am", "El", "Em", "Op", "Den", "W dniu", "Dnia", "Dne", "Dňa", "La data de", "Pe", "În", "Στις", "V", "Vào", "Pada", "В", "У", "Ha", "Em",
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "lun", "mar", "mer", "jeu", "ven", "sam", "dim",
    "gio", "sab", "dom", "Mo", "Di", "Mi", "Do", "Fr", "Sa", "So", "mié", "jue", "vie", "sáb", "seg", "ter", "qua", "qui", "sex",
    "ma", "wo", "vr", "za", "zo", "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "niedz", "man", "tir", "ons", "tor", "fre", "lør", "søn", "mån", "tis", "lör", "sön",
    "пн", "вт", "ср", "чт", "пт", "сб", "вс", "Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье",
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "No dia", "Pada tanggal", "På", "út", "Út", "ut", "po", "st", "čt", "pá", "so", "ne", "pi", "št", "ti", "ke", "to", "pe", "la", "su", "uto", "sri", "čet", "pet", "tor", "sre", "joi", "vin", "dum", "На", "вт", "בתאריך", "في", "Quoting", "Zitat von", "Citando", "Citation de", "在", "於", "于",
});

constexpr auto kOriginalPhrases = std::to_array<std::string_view>({
    "original message", "original mail", "original email", "original e-mail", "original appointment", "reply message", "replied message", "message d'origine", "message d’origine", "message original", "message initial", "courriel d'origine", "courriel original", "mail original", "messaggio originale", "messaggio di risposta",
    "сходное сообщение", "сходное письмо", "ригинальное сообщение", "ursprüngliche nachricht", "ursprüngliche mail", "ursprüngliche e-mail", "originalnachricht", "original-nachricht", "original nachricht", "originalmail", "original-mail", "antwort nachricht", "mensaje original", "mensaje enviado", "missatge original", "mensagem original",
    "oorspronkelijk bericht", "oorspronkelijke bericht", "origineel bericht", "oprindelig meddelelse", "oprindelig besked", "original meddelelse", "opprinnelig melding", "opprinnelig e-post", "original melding", "originalmelding", "ursprungligt meddelande", "originalmeddelande", "alkuperäinen viesti", "oryginalna wiadomość", "wiadomość oryginalna", "oryginalna treść", "ůvodní zpráva", "ůvodní e-mail", "ôvodná správa", "redeti üzenet",
    "mesaj original", "mesajul original", "orijinal mesaj", "orijinal ileti", "özgün ileti", "ρχικό μήνυμα", "ригінальне повідомлення", "хідне повідомлення", "ригинално съобщение", "originalna poruka", "izvorna poruka", "izvirno sporočilo", "algne kiri", "원본 메시지", "원본 메일", "원본메일", "원본 이메일", "元のメッセージ", "元のメール", "原始邮件", "邮件原件", "原邮件", "原始郵件", "原始訊息", "thư gốc", "tin nhắn gốc", "pesan asli", "ข้อความต้นฉบับ", "הודעה מקורית", "الرسالة الأصلية",
    " wrote", " skrev", " écrit", " schrieb", " schreef", " escribió", " escreveu", " ha scritto", " napisał", " написал", " пишет", "写道", "寫道",
});

constexpr auto kForwardPhrases = std::to_array<std::string_view>({
    "forwarded message", "forwarded mail", "forwarded email", "forwarded by", "forwarded letter", "message transféré", "message réexpédié", "courriel transféré", "transféré par", "messaggio inoltrato", "inoltrato da", "ересылаемое сообщение", "ересланное сообщение", "еренаправленное сообщение", "ересланное письмо", "weitergeleitete nachricht", "weitergeleitete mail", "weitergeleitet von",
    "mensaje reenviado", "reenviado por", "mensagem encaminhada", "mensagem reencaminhada", "doorgestuurd bericht", "videresendt", "vidarebefordrat", "edelleenlähetetty", "välitetty viesti", "wiadomość przekazana", "przekazana wiadomość", "přeposlaná zpráva", "preposlaná správa", "ovábbított", "mesaj redirecționat", "mesaj redirectionat", "iletilen mesaj", "iletilmiş", "ροωθημένο μήνυμα", "ереслане повідомлення", "репратено съобщение", "proslijeđena poruka", "posredovano sporočilo", "전달된 메시지", "전달 메시지", "転送されたメッセージ", "転送メッセージ", "转发邮件", "转发的邮件", "轉寄的郵件", "轉寄郵件", "thư chuyển tiếp", "pesan terusan", "הודעה שהועברה", "رسالة معاد توجيهها",
});

constexpr auto kForwardLines = std::to_array<std::string_view>({
    "Begin forwarded message:", "Forwarded message:", "Original message:", "Début du message réexpédié :", "Début du message transféré :", "Message d'origine :",
    "Anfang der weitergeleiteten Nachricht:", "Weitergeleitete Nachricht:", "Inizio messaggio inoltrato:", "Inizio del messaggio inoltrato:",
    "Начало переадресованного сообщения:", "Inicio del mensaje reenviado:", "Início da mensagem reencaminhada:", "Início da mensagem encaminhada:", "Begin doorgestuurd bericht:",
    "Videresendt besked:", "Start på videresendt besked:", "Vidarebefordrat brev:", "Vidarebefordrat mejl:", "Välitetty viesti alkaa:", "Początek przekazywanej wiadomości:", "Rozpoczęto przekazywanie wiadomości:",
    "Début du message transféré:", "Message transféré :", "Mensaje reenviado:", "Mensagem encaminhada:", "Doorgestuurd bericht:", "Videresendt melding:", "Start på videresendt melding:", "Přeposlaná zpráva:", "Začátek přeposlané zprávy:", "Začiatok preposlanej správy:", "Továbbított levél kezdete:", "Redirecționat mesaj:", "Începe mesajul redirecționat:", "İletilen ileti başlangıcı:", "Переслане повідомлення:", "Начало пересылаемого сообщения:", "Пересылаемое сообщение:", "Αρχή προωθημένου μηνύματος:", "以下是转发的邮件：", "以下為轉寄的郵件：", "전달된 메시지:",
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
    "Pobierz aplikację Outlook", "Получить Outlook", "Доставлено с", "Написано с", "Đã gửi từ", "Gửi từ", "Tải Outlook", "נשלח מ", "הורד את Outlook", "קבל את Outlook", "أُرسلت من", "أرسلت من", "مرسل من", "تم الإرسال من", "الحصول على Outlook", "Dikirim dari", "Dapatkan Outlook", "Saadetud minu", "Nosūtīts no", "Išsiųsta iš", "Изпратено от", "Virus-free. www.avast", "Virus-free.www.avast", "Virenfrei. www.avast", "Libre de virus. www.avast", "Garanti sans virus", "Privo di virus. www.avast", "Без вирусов. www.avast", "Envoyé par mon", "Envoyé sans fil", "Sent wirelessly", "Sent by", "Sent on my", "Sent off my", "Sent Using", "Powered by BlackBerry", "Composed with", "Message sent from", "This message was sent from my", "Outlook op", "Outlook pour", "Outlook para", "Outlook per", "Надіслано з", "Надіслано із", "Στάλθηκε από", "發自我的", "从我的", "发自我的", "发自", "来自我的", "從我的", "取得 Outlook", "获取 Outlook", "나의 iPhone", "내 iPhone",
});

constexpr auto kDeviceEndings = std::to_array<std::string_view>({
    "gesendet", "gesendet.", "から送信", "から送信しました", "gönderildi", "傳送", "发送", "에서 보냄", "beziehen", "を入手", "küldve", "elküldve", "downloaden", "herunterladen", "letöltése", "indirin", "edinin", "傳送的", "发出", "보냄", "보낸 메일", "から送信されました", "kaudu saadetud", "dërguar",
});

constexpr auto kClosings = std::to_array<std::string_view>({
    "warmly", "warmest regards", "warm wishes", "with appreciation", "gratefully", "with gratitude", "talk soon", "have a great day", "have a nice day", "have a good day", "have a great weekend", "have a nice weekend", "have a good weekend", "xoxo", "ciao", "with love", "regds", "kind rgds", "kr", "cordially yours", "very truly yours", "respectfully yours", "best of luck", "all best", "very best", "with thanks", "my best", "ta", "thank you in advance", "thank you so much", "thank you kindly", "thanks so much", "thanks very much", "thanks for your help", "thanks for your time", "thank you for your time", "thank you for your help", "regards", "best regards", "kind regards", "warm regards", "kindest regards", "with kind regards", "with best regards", "many thanks", "thanks", "thanks a lot", "thanks again", "thank you", "thank you very much",
    "thanks in advance", "thanks and regards", "thanks & regards", "cheers", "best", "best wishes", "all the best", "sincerely", "yours sincerely", "sincerely yours", "yours", "yours truly", "yours faithfully", "take care", "respectfully", "cordially", "rgds", "br", "brgds", "thx",
    "cordialement", "bien cordialement", "très cordialement", "bien à vous", "merci", "merci d'avance", "merci beaucoup", "salutations", "meilleures salutations", "sincères salutations", "amicalement", "bonne journée",
    "cordiali saluti", "distinti saluti", "saluti", "un saluto", "grazie", "grazie mille", "cordialmente",
    "с уважением", "с наилучшими пожеланиями", "спасибо", "заранее спасибо", "всего доброго",
    "mit freundlichen grüßen", "mit freundlichem gruß", "freundliche grüße", "viele grüße", "beste grüße", "liebe grüße", "schöne grüße", "grüße", "gruß", "mfg", "lg", "vg", "danke", "vielen dank", "herzliche grüße", "mit besten grüßen",
    "saludos", "un saludo", "saludos cordiales", "atentamente", "gracias", "muchas gracias", "cordiales saludos", "un cordial saludo",
    "atenciosamente", "cumprimentos", "melhores cumprimentos", "obrigado", "obrigada", "com os melhores cumprimentos", "abraços", "att",
    "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "groeten", "groetjes", "mvg", "bedankt", "dank u wel", "alvast bedankt",
    "med venlig hilsen", "venlig hilsen", "mvh", "hilsen", "mange tak", "vh", "med vennlig hilsen", "vennlig hilsen", "takk", "med vänliga hälsningar", "vänliga hälsningar", "vänlig hälsning", "hälsningar", "tack", "ystävällisin terveisin", "terveisin", "kiitos",
    "z poważaniem", "pozdrawiam", "pozdrowienia", "serdecznie pozdrawiam", "dziękuję", "s pozdravem", "s pozdravom", "děkuji", "üdvözlettel", "köszönöm", "saygılarımla", "teşekkürler", "cu respect", "mulțumesc", "з повагою", "дякую",
    "belle journée", "bonne soirée", "bonne réception", "bonne fin de journée", "excellente journée", "cdlt", "cdt", "bien amicalement", "respectueusement", "sincèrement", "à bientôt", "avec mes salutations", "meilleurs sentiments", "buona giornata", "buona serata", "buon lavoro", "cari saluti", "un caro saluto", "un cordiale saluto", "cordialità", "a presto",
    "freundliche grüsse", "mit freundlichen grüssen", "mit freundlichen grussen", "mit freundlichen gruessen", "viele grüsse", "beste grüsse", "liebe grüsse", "herzliche grüsse", "hochachtungsvoll", "schönen gruß", "schönen tag", "gruss", "beste gruesse", "viele gruesse", "danke und gruß", "bis dann", "un abrazo", "abrazos", "un fuerte abrazo", "reciba un cordial saludo", "quedo atento", "quedo atenta", "saluda atentamente", "mil gracias", "abraço", "um abraço", "grato", "grata", "cordiais cumprimentos", "respeitosamente", "muito obrigado", "muito obrigada",
    "hartelijke groet", "hartelijke groeten", "met hartelijke groet", "hoogachtend", "met beste groeten", "beste groeten", "dank je wel", "dank en groet", "bedankt en groet", "gr", "de bedste hilsner", "bedste hilsner", "kærlig hilsen", "venlige hilsner", "hilsener", "tak", "på forhånd tak", "beste hilsen", "hilsen fra", "tusen takk", "bästa hälsningar", "varma hälsningar", "allt gott", "tack på förhand", "parhain terveisin", "kiitos paljon",
    "z wyrazami szacunku", "łączę pozdrowienia", "pozdr", "miłego dnia", "dzięki", "dziękuję bardzo", "s úctou", "děkuji a přeji hezký den", "hezký den", "zdravím", "ďakujem", "s priateľským pozdravom", "üdv", "tisztelettel", "barátsággal", "köszönettel", "cu stimă", "cu stima", "cu drag", "cu considerație", "toate cele bune", "saygılar", "iyi çalışmalar", "iyi günler", "teşekkür ederim", "sevgiler", "з найкращими побажаннями", "гарного дня", "щиро ваш", "с уваж", "хорошего дня", "удачи", "с благодарностью", "благодарю", "искренне Ваш", "искренне ваш", "всех благ", "всего наилучшего", "с поздрав", "поздрави", "Με εκτίμηση", "με εκτίμηση", "Με φιλικούς χαιρετισμούς", "Φιλικά", "Ευχαριστώ", "s poštovanjem", "srdačan pozdrav", "lijep pozdrav", "lep pozdrav", "lugupidamisega", "ar cieņu", "pagarbiai", "salutacions", "atentament", "hormat saya", "salam", "terima kasih", "trân trọng", "Trân trọng", "thân ái", "cảm ơn", "בברכה", "תודה", "בכבוד רב", "مع التحية", "مع أطيب التحيات", "تحياتي", "شكرا", "شكراً", "ขอแสดงความนับถือ", "ขอบคุณ",
    "顺祝商祺", "祝工作顺利", "謝謝", "感谢", "敬上", "此致敬礼", "商祺", "よろしくお願い致します", "宜しくお願いします", "宜しくお願いいたします", "宜しくお願い致します", "以上", "草々", "敬白", "ありがとうございます", "감사드립니다", "고맙습니다", "올림", "드림",
    "此致", "谢谢", "祝好", "敬具", "よろしくお願いします", "よろしくお願いいたします", "감사합니다",
});

constexpr auto kNotices = std::to_array<std::string_view>({
    "confidentiality notice", "confidential notice", "confidentiality note", "confidentiality:", "disclaimer", "legal notice", "legal disclaimer", "privacy notice", "privileged and confidential", "this e-mail and any", "this email and any", "this message and any", "this e-mail message and any", "this email message and any", "this communication and any", "this e-mail is confidential", "this email is confidential", "this message is confidential", "this message contains confidential", "this e-mail contains confidential", "this email contains confidential", "this e-mail may contain", "this email may contain", "this message may contain", "this e-mail is intended", "this email is intended", "this message is intended", "the information contained in this", "the information in this e", "the contents of this e", "the content of this e", "information in this message", "if you are not the intended", "please consider the environment", "please think before you print", "think before you print", "before printing this", "p please consider the environment",
    "you received this message because", "you are receiving this", "you received this email because", "you're receiving this", "to unsubscribe", "click here to unsubscribe", "unsubscribe from", "this email has been checked for viruses", "this e-mail has been checked for viruses", "this email has been scanned", "this message has been scanned", "avast logo",
    "ce message et toutes", "ce message et ses pièces", "ce message et les pièces", "ce message, ainsi que", "ce courriel et", "ce mail et ses", "ce message est confidentiel", "ce message électronique", "avis de confidentialité", "avant d'imprimer", "pensez à l'environnement", "pensez à l’environnement", "le présent message", "l'absence de virus", "cet e-mail a été vérifié", "ai sensi del", "questo messaggio è", "questo messaggio e gli", "questo messaggio di posta", "questa e-mail è", "questa email è", "questa mail è", "le informazioni contenute in", "avviso di riservatezza", "prima di stampare", "rispetta l'ambiente", "questa e-mail è stata controllata",
    "настоящее сообщение", "Настоящее сообщение", "Данное сообщение", "данное сообщение", "Это сообщение и любые", "Это электронное сообщение", "Информация, содержащаяся в", "Это сообщение проверено", "Эта почта проверена", "diese e-mail enthält", "diese e-mail und", "diese e-mail ist", "diese email enthält", "diese mail enthält", "diese nachricht enthält", "diese nachricht und", "der inhalt dieser e", "vertraulichkeitshinweis", "haftungsausschluss", "denken sie an die umwelt", "bitte denken sie an die umwelt", "bitte prüfen sie", "diese e-mail wurde von avast", "este mensaje y", "este mensaje es confidencial", "este mensaje contiene", "este mensaje se dirige", "este mensaje va dirigido", "este correo electrónico", "este correo y", "este e-mail", "aviso legal", "aviso de confidencialidad", "antes de imprimir", "la información contenida en", "este email foi", "esta mensagem e", "esta mensagem contém", "esta mensagem pode", "esta mensagem é", "este email e", "as informações contidas", "aviso de confidencialidade",
    "dit bericht is", "dit bericht en", "dit e-mailbericht", "deze e-mail is", "deze e-mail en", "de informatie in dit", "de inhoud van dit", "denne e-mail", "denne e-post", "denne meddelelse", "denna e-post", "detta e-postmeddelande", "detta meddelande", "tämä viesti", "tämä sähköposti", "niniejsza wiadomość", "ta wiadomość", "treść tej wiadomości", "tato zpráva", "tento e-mail", "tento email", "ez az üzenet", "acest mesaj", "acest e-mail", "bu e-posta", "bu mesaj", "це повідомлення", "Це повідомлення", "本邮件", "本电子邮件", "本郵件", "此邮件", "このメールは", "本メールは", "본 메일은", "이 메일은",
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
std::span<const std::string_view> weak_verbs() { return kWeakVerbs; }
std::span<const std::string_view> intro_starters() { return kStarters; }
std::span<const std::string_view> original_phrases() { return kOriginalPhrases; }
std::span<const std::string_view> forward_phrases() { return kForwardPhrases; }
std::span<const std::string_view> forward_lines() { return kForwardLines; }
std::span<const std::string_view> device_beginnings() { return kDeviceBeginnings; }
std::span<const std::string_view> device_endings() { return kDeviceEndings; }
std::span<const std::string_view> closings() { return kClosings; }
std::span<const std::string_view> notice_beginnings() { return kNotices; }
std::span<const std::string_view> reply_markers() { return kMarkers; }

}  // namespace postroom::html
