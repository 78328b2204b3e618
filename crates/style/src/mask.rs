//! Takes out of a text what must be neither learnt nor shown: links, mail addresses, phone, card
//! and other long numbers.

use std::borrow::Cow;

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
    let words = mask_words(text);
    match mask_numbers(&words) {
        Some(masked) => Cow::Owned(masked),
        None => words,
    }
}

/// Whether something was taken out of a text.
pub fn is_masked(text: &str) -> bool {
    MASKS.iter().any(|mask| text.contains(mask))
}

/// Whether a word is a link or holds one: with a scheme, a bare domain of a known ending, or a
/// domain of any ending with a path.
pub fn is_link(word: &str) -> bool {
    const ENDINGS: [&str; 16] = [
        "com", "net", "org", "ru", "su", "me", "io", "info", "рф", "dev", "app", "ai", "uk", "de",
        "by", "ua",
    ];
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.contains("://") || starts_with_ignoring_case(word, "www.") {
        return true;
    }
    word.split([':', ',', ';']).any(|part| {
        let part = part.trim_start_matches(|c: char| !c.is_alphanumeric());
        let host = part.split(['/', '?', '#']).next().unwrap_or_default();
        host.rsplit_once('.').is_some_and(|(name, ending)| {
            let with_path = part[host.len()..].starts_with('/')
                && ending.len() >= 2
                && ending.chars().all(|c| c.is_ascii_alphabetic());
            name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
                && name.contains(char::is_alphabetic)
                && (with_path || ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
        })
    })
}

/// Whether a word is a mail address.
pub fn is_email(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
}

fn starts_with_ignoring_case(word: &str, start: &str) -> bool {
    word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn mask_words(text: &str) -> Cow<'_, str> {
    // A link has a dot or a scheme, an address an @: most messages have neither.
    if !text.contains(['.', '@']) && !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut masked = String::new();
    let mut copied = 0;
    let mut start = 0;
    for (end, _) in text.match_indices(char::is_whitespace).chain([(text.len(), "")]) {
        let word = text[start..end].trim_start_matches(char::is_whitespace);
        let stand_in = if is_email(word) {
            Some(EMAIL)
        } else if is_link(word) {
            Some(LINK)
        } else {
            None
        };
        if let Some(stand_in) = stand_in {
            masked.push_str(&text[copied..end - word.len()]);
            masked.push_str(stand_in);
            copied = end;
        }
        start = end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

/// `None` if there is nothing to mask.
fn mask_numbers(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut masked = String::new();
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !(bytes[at].is_ascii_digit() || bytes[at] == b'+') {
            at += 1;
            continue;
        }
        let number = NumberRun::at(bytes, at);
        if let Some(stand_in) = number.stand_in() {
            masked.push_str(&text[copied..at]);
            masked.push_str(stand_in);
            copied = number.end;
        }
        at = number.end.max(at + 1);
    }
    (copied > 0).then(|| {
        masked.push_str(&text[copied..]);
        masked
    })
}

/// Digits with what people put between them.
struct NumberRun {
    end: usize,
    digits: usize,
    plus: bool,
    separated: bool,
}

impl NumberRun {
    fn at(bytes: &[u8], start: usize) -> Self {
        let mut run = Self { end: start, digits: 0, plus: bytes[start] == b'+', separated: false };
        let mut pending = false;
        for (at, byte) in bytes.iter().enumerate().skip(start) {
            match byte {
                b'0'..=b'9' => {
                    run.digits += 1;
                    run.end = at + 1;
                    run.separated |= pending;
                }
                b' ' | b'-' | b'(' | b')' => pending = true,
                b'+' if at == start => {}
                _ => break,
            }
        }
        run
    }

    fn stand_in(&self) -> Option<&'static str> {
        match self.digits {
            13.. => Some(CARD),
            10..=12 => Some(PHONE),
            7..=9 if self.plus => Some(PHONE),
            7..=9 if !self.separated => Some(NUMBER),
            _ => None,
        }
    }
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
        ] {
            assert!(matches!(mask(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
