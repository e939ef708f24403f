// See charset_table.hpp. The tables are facts of the registered character sets, 16 characters a
// line.
#include "mime/charset_table.hpp"

#include <algorithm>
#include <array>

namespace postroom::mime {
namespace {

constexpr std::size_t kHighHalf = 128;

struct Table {
    std::string_view charset;
    std::u16string_view high;
};

// clang-format off
constexpr auto kTables = std::to_array<Table>({
    {"armscii-8",
     u"\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f"
     u"\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f"
     u"\u00a0\ufffdև։)(»«—.՝,-֊…՜"
     u"՛՞ԱաԲբԳգԴդԵեԶզԷէ"
     u"ԸըԹթԺժԻիԼլԽխԾծԿկ"
     u"ՀհՁձՂղՃճՄմՅյՆնՇշ"
     u"ՈոՉչՊպՋջՌռՍսՎվՏտ"
     u"ՐրՑցՒւՓփՔքՕօՖֆ՚\ufffd"},
    {"cp720",
     u"\u0080\u0081éâ\u0084à\u0086çêëèïî\u008d\u008e\u008f"
     u"\u0090\u0651\u0652ô¤\u0640ûù\u0621\u0622\u0623\u0624£\u0625\u0626\u0627"
     u"\u0628\u0629\u062a\u062b\u062c\u062d\u062e\u062f\u0630\u0631\u0632\u0633\u0634\u0635«»"
     u"░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
     u"└┴┬├─┼╞╟╚╔╩╦╠═╬╧"
     u"╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
     u"\u0636\u0637\u0638\u0639\u063a\u0641µ\u0642\u0643\u0644\u0645\u0646\u0647\u0648\u0649\u064a"
     u"≡\u064b\u064c\u064d\u064e\u064f\u0650≈°∙·√ⁿ²■\u00a0"},
    {"georgian-academy",
     u"\u0080\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008d\u008e\u008f"
     u"\u0090‘’“”•–—˜™š›œ\u009d\u009eŸ"
     u"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯"
     u"°±²³´µ¶·¸¹º»¼½¾¿"
     u"აბგდევზთიკლმნოპჟ"
     u"რსტუფქღყშჩცძწჭხჯ"
     u"ჰჱჲჳჴჵჶçèéêëìíîï"
     u"ðñòóôõö÷øùúûüýþÿ"},
    {"georgian-ps",
     u"\u0080\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008d\u008e\u008f"
     u"\u0090‘’“”•–—˜™š›œ\u009d\u009eŸ"
     u"\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯"
     u"°±²³´µ¶·¸¹º»¼½¾¿"
     u"აბგდევზჱთიკლმნჲო"
     u"პჟრსტჳუფქღყშჩცძწ"
     u"ჭხჴჯჰჵæçèéêëìíîï"
     u"ðñòóôõö÷øùúûüýþÿ"},
    {"iso-8859-16",
     u"\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f"
     u"\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f"
     u"\u00a0ĄąŁ€„Š§š©Ș«Ź\u00adźŻ"
     u"°±ČłŽ”¶·žčș»ŒœŸż"
     u"ÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏ"
     u"ĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚß"
     u"àáâăäćæçèéêëìíîï"
     u"đńòóôőöśűùúûüęțÿ"},
    {"koi8-t",
     u"қғ‚Ғ„…†‡\ufffd‰ҳ‹ҲҷҶ\ufffd"
     u"Қ‘’“”•–—\ufffd™\ufffd›\ufffd\ufffd\ufffd\ufffd"
     u"\ufffdӯӮё¤ӣ¦§\ufffd\ufffd\ufffd«¬\u00ad®\ufffd"
     u"°±²Ё\ufffdӢ¶·\ufffd№\ufffd»\ufffd\ufffd\ufffd©"
     u"юабцдефгхийклмно"
     u"пярстужвьызшэщчъ"
     u"ЮАБЦДЕФГХИЙКЛМНО"
     u"ПЯРСТУЖВЬЫЗШЭЩЧЪ"},
    {"ptcp154",
     u"ҖҒӮғ„…ҶҮҲүҠӢҢҚҺҸ"
     u"җ‘’“”•–—ҳҷҡӣңқһҹ"
     u"\u00a0ЎўЈӨҘҰ§Ё©Ә«¬ӯ®Ҝ"
     u"°ұІіҙө¶·ё№ә»јҪҫҝ"
     u"АБВГДЕЖЗИЙКЛМНОП"
     u"РСТУФХЦЧШЩЪЫЬЭЮЯ"
     u"абвгдежзийклмноп"
     u"рстуфхцчшщъыьэюя"},
    {"rk1048",
     u"ЂЃ‚ѓ„…†‡€‰Љ‹ЊҚҺЏ"
     u"ђ‘’“”•–—\ufffd™љ›њқһџ"
     u"\u00a0ҰұӘ¤Ө¦§Ё©Ғ«¬\u00ad®Ү"
     u"°±Ііөµ¶·ё№ғ»әҢңү"
     u"АБВГДЕЖЗИЙКЛМНОП"
     u"РСТУФХЦЧШЩЪЫЬЭЮЯ"
     u"абвгдежзийклмноп"
     u"рстуфхцчшщъыьэюя"},
    {"tcvn",
     u"ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ"
     u"ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
     u"\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ"
     u"\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
     u"ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
     u"éẹềểễếệìỉỄẾỒĩíịò"
     u"Ổỏõóọồổỗốộờởỡớợù"
     u"ỖủũúụừửữứựỳỷỹýỵỐ"},
    {"viscii",
     u"ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"
     u"ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
     u"Õắằặấầẩậẽẹếềểễệố"
     u"ồổỗỠƠộờởịỰỨỪỬơớƯ"
     u"ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
     u"ĐứÒÓÔạỷừửÙÚỹỵÝỡư"
     u"àáâãảăữẫèéêẻìíĩỉ"
     u"đựòóôõỏọụùúũủýợỮ"},
    {"x-mac-croatian",
     u"ÄÅÇÉÑÖÜáàâäãåçéè"
     u"êëíìîïñóòôöõúùûü"
     u"†°¢£§•¶ß®Š™´¨≠ŽØ"
     u"∞±≤≥∆µ∂∑∏š∫ªºΩžø"
     u"¿¡¬√ƒ≈Ć«Č…\u00a0ÀÃÕŒœ"
     u"Đ—“”‘’÷◊\uf8ff©⁄€‹›Æ»"
     u"–·‚„‰ÂćÁčÈÍÎÏÌÓÔ"
     u"đÒÚÛÙıˆ˜¯πË˚¸Êæˇ"},
    {"x-mac-icelandic",
     u"ÄÅÇÉÑÖÜáàâäãåçéè"
     u"êëíìîïñóòôöõúùûü"
     u"Ý°¢£§•¶ß®©™´¨≠ÆØ"
     u"∞±≤≥¥µ∂∑∏π∫ªºΩæø"
     u"¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ"
     u"–—“”‘’÷◊ÿŸ⁄€ÐðÞþ"
     u"ý·‚„‰ÂÊÁËÈÍÎÏÌÓÔ"
     u"\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ"},
    {"x-mac-romanian",
     u"ÄÅÇÉÑÖÜáàâäãåçéè"
     u"êëíìîïñóòôöõúùûü"
     u"†°¢£§•¶ß®©™´¨≠ĂȘ"
     u"∞±≤≥¥µ∂∑∏π∫ªºΩăș"
     u"¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ"
     u"–—“”‘’÷◊ÿŸ⁄€‹›Țț"
     u"‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ"
     u"\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ"},
});
// clang-format on
static_assert(std::ranges::is_sorted(kTables, {}, &Table::charset));
static_assert(std::ranges::all_of(kTables,
                                  [](const Table& t) { return t.high.size() == kHighHalf; }));

}  // namespace

std::u16string_view high_half_of(std::string_view charset) {
    const auto* const found = std::ranges::lower_bound(kTables, charset, {}, &Table::charset);
    return found != kTables.end() && found->charset == charset ? found->high
                                                               : std::u16string_view{};
}

}  // namespace postroom::mime
