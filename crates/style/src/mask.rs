//! Takes out of a text what must be neither learnt nor shown: links, mail addresses, phone, card
//! and other long numbers, also where they are disguised. `@name` stays: it calls somebody.
//!
//! | module | what it holds |
//! |---|---|
//! | `words` | links and mail addresses |
//! | `numbers` | phone, card and account numbers |

mod numbers;
mod words;

use std::borrow::Cow;

pub use words::{is_email, is_link};

/// Stands for a link.
pub const LINK: &str = "<link>";
/// Stands for a mail address.
pub const EMAIL: &str = "<email>";
/// Stands for a phone number.
pub const PHONE: &str = "<phone>";
/// Stands for the number of a card or an account.
pub const CARD: &str = "<card>";
/// Stands for any other number of 7 digits or more.
pub const NUMBER: &str = "<number>";

/// Every stand-in.
pub const MASKS: [&str; 5] = [LINK, EMAIL, PHONE, CARD, NUMBER];

/// The text with links, mail addresses and long numbers replaced by stand-ins.
pub fn mask(text: &str) -> Cow<'_, str> {
    let words = words::mask(text);
    match numbers::mask(&words) {
        Some(masked) => Cow::Owned(masked),
        None => words,
    }
}

/// Whether something was taken out of a text.
pub fn is_masked(text: &str) -> bool {
    MASKS.iter().any(|mask| text.contains(mask))
}

/// Whether a character takes no place: what hides something by them is seen through.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{20e3}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_addresses_and_long_numbers_are_taken_out() {
        for (text, masked) in [
            ("глянь https://example.org/a?b=1 срочно", "глянь <link> срочно"),
            ("t.me/somebody", "<link>"),
            ("глянь youtu.be/x!", "глянь <link>"),
            ("видео:youtu.be/x", "<link>"),
            ("bit.ly/x,лови", "<link>"),
            ("пиши на ivan@example.com, ок?", "пиши на <email> ок?"),
            ("мой +7 (921) 123-45-67 звони", "мой <phone> звони"),
            ("карта 4276 1234 5678 9012", "карта <card>"),
            ("заказ 12345678", "заказ <number>"),
            ("a https://a.org b\nhttps://b.org", "a <link> b\n<link>"),
        ] {
            assert_eq!(mask(text), masked);
        }
    }

    #[test]
    fn numbers_are_taken_out_however_they_are_written() {
        for number in [
            "+7 921 123-45-67",
            "8.921.123.45.67",
            "8 (921) 123.45.67",
            "+7.921.123-45-67",
            "8/921/123/45/67",
            "8\u{a0}921\u{202f}123\u{2009}45\u{2007}67",
            "8‐921‑123‒45–67",
            "8—921−123－45_67",
            "8 - 921 - 123 - 45 - 67",
            "8\u{200b}9\u{200b}2\u{200b}1\u{200b}1234567",
            "8️⃣9️⃣2️⃣1️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
            "٠٧٩٢١١٢٣٤٥٦٧",
            "۰۷۹۲ ۱۱۲ ۳۴۵ ۶۷",
            "８９２１１２３４５６７",
            "𝟖𝟗𝟐𝟏𝟏𝟐𝟑𝟒𝟓𝟔𝟕",
            "＋7 921 1234567",
            "+49 (0)30 901820",
            "380 501 234 567",
            "123-45-67",
            "495-1234",
        ] {
            assert_eq!(mask(&format!("мой {number}, звони")), "мой <phone>, звони", "{number}");
        }
        for number in [
            "4276 1234 5678 9012",
            "4276-1234-5678-9012",
            "4276.1234.5678.9012",
            "4276\u{a0}1234\u{a0}5678\u{a0}9012",
            "٤٢٧٦١٢٣٤٥٦٧٨٩٠١٢",
            "40817810099910004312",
            "DE89 3704 0044 0532 0130 00",
            "DE89370400440532013000",
            "GB29 NWBK 6016 1331 9268 19",
            "gb29-nwbk-6016-1331-9268-19",
            "NO93 8601 1117 947",
        ] {
            assert_eq!(mask(&format!("вот {number} карта")), "вот <card> карта", "{number}");
        }
        assert_eq!(mask("12.05.2024 8 921 123 45 67"), "12.05.2024 <phone>");
        assert_eq!(mask("код 12. 8 921 123 45 67"), "код 12. <phone>");
    }

    #[test]
    fn links_and_addresses_are_taken_out_however_they_are_written() {
        for link in [
            "tg://resolve?domain=somebody",
            "tg:resolve?domain=somebody",
            "HTTPS://EXAMPLE.ORG",
            "hxxp://example.org",
            "WWW.example.zz",
            "(example.com)",
            "«пример.рф»",
            "example.online",
            "exam\u{200b}ple.com",
            "example[.]com",
            "example(dot)com",
            "example。com",
            "example.com:8080",
            "sub.example.co.uk",
            "vk.cc/abc",
            "t.me/+abcdef",
            "mailto:ivan",
        ] {
            assert_eq!(mask(&format!("глянь {link} тут")), "глянь <link> тут", "{link}");
        }
        for address in [
            "ivan@example.com",
            "ivan.petrov+x@mail.example.com",
            "иван@почта.рф",
            "ivan＠example.com",
            "ivan(at)example.com",
            "ivan[at]example[dot]com",
            "ivan (at) example.com",
            "ivan [AT] example.com",
            "ivan @ example.com",
            "ivan собака example.com",
            "ivan собака example точка com",
            "iv\u{ad}an@example.com",
        ] {
            assert_eq!(mask(&format!("пиши {address} завтра")), "пиши <email> завтра", "{address}");
        }
    }

    #[test]
    fn what_is_masked_once_stays_so() {
        for text in [
            "ivan@example.com или +7 921 123-45-67",
            "карта 4276 1234 5678 9012, https://a.org 1234567",
            "1 <phone> 2 12345 678",
            "8.921.123.45.67.8.9 10.00-11.30",
        ] {
            let once = mask(text).into_owned();
            assert_eq!(mask(&once), once);
        }
    }

    #[test]
    fn ordinary_texts_stay_as_they_are() {
        for text in [
            "",
            "привет... как дела?",
            "в 10:30, 12.05.2024",
            "12 000 руб",
            "ну.да",
            "2+2=4",
            "👍👍",
            "версия 1.2.3",
            "и.о./зам, т.е. да",
            "@anna_k, ты где?",
            "12.05.2024 10:30",
            "2024-05-12 10:30",
            "12/05/24, 12-05-2024",
            "с 10.00-11.30 и 12.00-13.30",
            "10-15 20-25",
            "12 000 000 ₽, 12.000.000",
            "3,5% от 100 000",
            "в 8:00 9:00 10:00",
            "2+2, 10-7=3",
            "дом 12, кв. 345",
            "у нас собака лает",
            "look at me, ok.no way",
            "ok:) да:так",
            "AB12 и ещё",
            "٣ из ٥",
        ] {
            assert!(matches!(mask(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
